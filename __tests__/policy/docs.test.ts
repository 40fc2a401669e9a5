import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { folderFiles } from "../../src/policy/files.ts";
import { compileShip } from "../../src/policy/globs.ts";
import { type LoadedPolicy, loadPolicy } from "../../src/policy/load.ts";
import { PolicyError } from "../../src/policy/problems.ts";
import { allRules } from "../../src/rules/index.ts";
import { memoryFiles } from "./sample.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const text = await readFile(`${root}docs/policy.md`, "utf8");

/** Every YAML block; with the block of messages right below it, when there is one. */
const blocks = [...text.matchAll(/^```yaml\n(.*?)^```\n(?:\n```text\n(.*?)^```\n)?/gms)].map((match) => ({
  yaml: match[1] ?? "",
  messages: match[2]?.trimEnd().split("\n") ?? null,
  line: text.slice(0, match.index).split("\n").length,
}));

function read(yaml: string): Promise<LoadedPolicy> {
  return loadPolicy({
    file: ".github/lastgate.yml",
    files: memoryFiles({
      ".github/lastgate.yml": yaml,
      ".github/base.yml": "version: 1\n",
      "org-policy/lastgate.yml": "version: 1\n",
    }),
    presets: folderFiles(`${root}presets`),
    rules: allRules,
  });
}

async function load(yaml: string): Promise<string[]> {
  try {
    const loaded = await read(yaml);
    for (const audience of loaded.audiences)
      for (const name of ["@acme/cli", "@acme/core", "other"]) loaded.resolve({ name, audience });
    return [];
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error;
    return error.problems.map(({ file, line, column, message }) => `${file}:${line}:${column}: ${message}`);
  }
}

describe("docs/policy.md", () => {
  it("has examples and mistakes", () => {
    assert.ok(blocks.filter(({ messages }) => messages === null).length >= 8);
    assert.ok(blocks.filter(({ messages }) => messages !== null).length >= 4);
    assert.equal(blocks.length, text.match(/^```yaml$/gm)?.length);
  });

  for (const { yaml, messages, line } of blocks)
    it(`line ${line}: ${messages === null ? "is a good policy" : "says exactly this"}`, async () => {
      assert.deepEqual(await load(yaml), messages ?? []);
    });
});

describe("a sample policy contradicts itself nowhere", () => {
  const readme = readFileSync(`${root}README.md`, "utf8");
  const samples = { "README.md": readme, "docs/policy.md": text.slice(text.indexOf("## At a glance")) };
  for (const [file, from] of Object.entries(samples)) {
    it(file, async () => {
      const yaml = /^```yaml\n(version: 1\n.*?)^```$/ms.exec(from)?.[1] ?? "";
      assert.deepEqual(await load(yaml), []);
      const policy = (await read(yaml)).resolve({ name: "other", audience: "internal" });
      const ships = compileShip(policy.ship?.map(({ value }) => value) ?? []);
      for (const { rule } of policy.waivers) assert.notEqual(policy.rules.get(rule)?.level, "off");
      const script = /postinstall: node (\S+)/.exec(yaml)?.[1];
      const named = [
        ...policy.require.map(({ value }) => value),
        ...policy.waivers.flatMap((waiver) => waiver.files),
        ...(script === undefined ? [] : [script]),
      ];
      assert.equal(named.length, 3);
      assert.deepEqual(
        named.filter((path) => !ships(path)),
        [],
      );
    });
  }
});
