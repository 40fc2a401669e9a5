import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { isDeepStrictEqual } from "node:util";
import { presetNames } from "../src/policy/extends.ts";
import { policyReader } from "../src/policy/validate.ts";
import { allRules } from "../src/rules/index.ts";

/** `src/policy/checked-presets.ts`: what the reader of policies makes of each preset, by the sha256 of its text. */
export async function checkedPresets(folder: string): Promise<string> {
  const read = await policyReader(allRules);
  const entries: string[] = [];
  for (const name of presetNames) {
    const path = `${name}.yml`;
    const text = await readFile(`${folder}/${path}`, "utf8");
    const { document, content, problems } = await read(path, text);
    if (content === null) throw new Error(`${path}: ${problems[0]?.message}`);
    // The bundle keeps one of the two for both.
    if (!isDeepStrictEqual(document.data, content))
      throw new Error(`${path} has a value that the schema turns into another one`);
    const sha256 = createHash("sha256").update(text).digest("hex");
    entries.push(`  [\n    "${sha256}",\n    ${literal(content, "    ")},\n  ],\n`);
  }
  return `import type { PolicyFile } from "./schema.ts";

/** Generated from presets/ by \`npm run docs\`: each preset by the sha256 of its text, read and checked. */
export const checkedPresets: ReadonlyMap<string, PolicyFile> = new Map<string, PolicyFile>([
${entries.join("")}]);
`;
}

/** As the formatter writes it. */
function literal(value: unknown, indent: string): string {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return JSON.stringify(value);
  const lines = Object.entries(value).map(([key, item]) => {
    const name = /^[a-z]+$/i.test(key) ? key : JSON.stringify(key);
    return `${indent}  ${name}: ${literal(item, `${indent}  `)},\n`;
  });
  return `{\n${lines.join("")}${indent}}`;
}
