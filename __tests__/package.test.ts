import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { execa } from "execa";
import { rolldown } from "rolldown";
import { z } from "zod";
import { ROOT } from "./e2e/runner.ts";

const manifest = z
  .looseObject({
    scripts: z.record(z.string(), z.string()),
    dependencies: z.record(z.string(), z.string()).optional(),
    optionalDependencies: z.record(z.string(), z.string()).optional(),
    files: z.array(z.string()),
  })
  .parse(JSON.parse(await readFile(join(ROOT, "package.json"), "utf8")));

test("our own package runs nothing when it is installed, and installs nothing else", async () => {
  for (const name of ["preinstall", "install", "postinstall", "prepare", "preprepare", "postprepare"])
    assert.equal(manifest.scripts[name], undefined, name);
  assert.equal(manifest.dependencies, undefined);
  assert.equal(manifest.optionalDependencies, undefined);
  assert.ok(!(await readdir(ROOT)).includes("binding.gyp"));
});

test("the licence of every package in the bundle is listed", async () => {
  const bundle = await rolldown({
    cwd: ROOT,
    input: { action: "src/action.ts", cli: "src/cli.ts" },
    platform: "node",
    resolve: { mainFields: ["module", "main"] },
    logLevel: "silent",
  });
  const { output } = await bundle.generate({ format: "esm" });
  await bundle.close();
  const modules = output.flatMap((chunk) => (chunk.type === "chunk" ? chunk.moduleIds : []));
  const packages = new Set(
    modules.flatMap((id) => {
      const inside = id.replaceAll("\\", "/").split("/node_modules/").at(-1) ?? "";
      const name = /^(@[^/]+\/[^/]+|[^/]+)\//.exec(inside)?.[1];
      return id.includes("node_modules") && name !== undefined ? [name] : [];
    }),
  );
  const listed = new Set(
    [...(await readFile(join(ROOT, "dist/licenses.txt"), "utf8")).matchAll(/^Name: (.+)$/gm)].map(
      ([, name]) => name ?? "",
    ),
  );
  assert.ok(packages.size > 15, [...packages].join(" "));
  assert.deepEqual([...packages].filter((name) => !listed.has(name)).sort(), []);
});

test("npm audit knows of nothing in what is installed", async (t) => {
  const { stdout } = await execa("npm", ["audit", "--json", "--fetch-retries=0", "--fetch-timeout=15000"], {
    cwd: ROOT,
    reject: false,
  });
  const answer = z
    .looseObject({
      metadata: z.looseObject({ vulnerabilities: z.looseObject({ high: z.number(), critical: z.number() }) }),
    })
    .safeParse(JSON.parse(stdout || "{}"));
  if (!answer.success) return t.skip("the registry does not answer an audit from here");
  const { high, critical } = answer.data.metadata.vulnerabilities;
  assert.deepEqual({ high, critical }, { high: 0, critical: 0 });
});
