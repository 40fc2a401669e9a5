/**
 * Takes the few operations of GitHub's REST API that the gate uses out of GitHub's OpenAPI description, with every
 * reference resolved, for the loopback API of the tests. The whole description is 385 MB unpacked; this is its part:
 *
 *     npm pack @octokit/openapi@23.0.2
 *     tar -xzf octokit-openapi-23.0.2.tgz package/generated/api.github.com.json
 *     node scripts/openapi.ts package/generated/api.github.com.json && npm run format
 *
 * @see https://github.com/octokit/openapi
 */
import { readFile, writeFile } from "node:fs/promises";
import { argv } from "node:process";
import { fileURLToPath } from "node:url";
import { z } from "zod";

/** What the gate calls, and nothing else: a request to any other operation fails the tests. */
const operations = [
  ["post", "/repos/{owner}/{repo}/check-runs"],
  ["patch", "/repos/{owner}/{repo}/check-runs/{check_run_id}"],
  ["get", "/repos/{owner}/{repo}/contents/{path}"],
] as const;

/** Texts and samples say nothing to a validator. */
const noise = new Set(["description", "summary", "example", "examples", "externalDocs", "tags", "title"]);

const description = z.looseObject({
  openapi: z.string(),
  info: z.looseObject({ version: z.string() }),
  paths: z.record(z.string(), z.record(z.string(), z.record(z.string(), z.unknown()))),
});

/** Looks up `#/components/schemas/x` in the document. */
function lookUp(document: unknown, reference: string): unknown {
  let value = document;
  for (const part of reference.replace(/^#\//, "").split("/")) {
    const key = part.replaceAll("~1", "/").replaceAll("~0", "~");
    const parsed = z.record(z.string(), z.unknown()).safeParse(value);
    if (!parsed.success || !(key in parsed.data)) throw new Error(`${reference} leads nowhere at "${key}"`);
    value = parsed.data[key];
  }
  return value;
}

/** `inProperties` tells the keyword `description` from a property that is called so. */
function resolve(
  document: unknown,
  value: unknown,
  trail: readonly string[] = [],
  inProperties = false,
): unknown {
  if (Array.isArray(value)) return value.map((item) => resolve(document, item, trail));
  if (typeof value !== "object" || value === null) return value;
  if ("$ref" in value && typeof value.$ref === "string") {
    if (trail.includes(value.$ref)) return {};
    return resolve(document, lookUp(document, value.$ref), [...trail, value.$ref]);
  }
  const kept = Object.entries(value).filter(
    ([key]) => inProperties || !(noise.has(key) || key.startsWith("x-")),
  );
  return Object.fromEntries(
    kept.map(([key, part]) => [key, resolve(document, part, trail, key === "properties" && !inProperties)]),
  );
}

const [file] = argv.slice(2);
if (file === undefined) throw new Error("usage: node scripts/openapi.ts api.github.com.json");
const document = description.parse(JSON.parse(await readFile(file, "utf8")));
const paths: Record<string, Record<string, unknown>> = {};
for (const [method, path] of operations) {
  const operation = document.paths[path]?.[method];
  if (operation === undefined) throw new Error(`${file} describes no ${method.toUpperCase()} ${path}`);
  const { operationId, parameters, requestBody, responses } = operation;
  paths[path] = {
    ...paths[path],
    [method]: resolve(document, { operationId, parameters, requestBody, responses }),
  };
}
const extract = {
  openapi: document.openapi,
  info: { source: "@octokit/openapi", version: document.info.version, madeBy: "scripts/openapi.ts" },
  paths,
};
const target = fileURLToPath(new URL("../__tests__/e2e/openapi.json", import.meta.url));
await writeFile(target, `${JSON.stringify(extract, null, 2)}\n`);
