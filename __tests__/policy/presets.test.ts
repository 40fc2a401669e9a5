import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { parsePolicyText } from "../../src/policy/document.ts";
import { folderFiles } from "../../src/policy/files.ts";
import { knownPreset } from "../../src/policy/known-preset.ts";
import { loadPolicy } from "../../src/policy/load.ts";
import { partsOf, rulesOf } from "../../src/policy/parts.ts";
import { policyReader } from "../../src/policy/validate.ts";
import { allRules } from "../../src/rules/index.ts";
import { memoryFiles } from "./sample.ts";

const folder = fileURLToPath(new URL("../../presets/", import.meta.url));
const presets = folderFiles(folder);
const ids = allRules.map(({ id }) => id).sort();

/** The levels that a policy has when it only extends a preset. */
async function levelsOf(preset: string) {
  const files = memoryFiles({ "p.yml": `version: 1\nextends: ${preset}\n` });
  const policy = (await loadPolicy({ file: "p.yml", files, presets, rules: allRules })).resolve({
    name: "x",
    audience: "public",
  });
  return new Map([...policy.rules].map(([id, { level }]) => [id, level]));
}

/** The rules that a preset's own file names. */
async function namedIn(preset: string): Promise<string[]> {
  const document = parsePolicyText(`${preset}.yml`, await readFile(`${folder}${preset}.yml`, "utf8"));
  assert.deepEqual(document.problems, []);
  return partsOf(document)
    .flatMap(rulesOf)
    .map(({ rule }) => rule);
}

describe("the presets", () => {
  for (const preset of ["recommended", "none"])
    it(`${preset} names every rule that exists, and only those`, async () => {
      assert.deepEqual((await namedIn(preset)).sort(), ids);
    });

  it("recommended warns of matters of taste and stops the rest", async () => {
    const warned = [...(await levelsOf("recommended"))].filter(([, level]) => level !== "error");
    assert.deepEqual(Object.fromEntries(warned), {
      "test-file": "warn",
      "dev-config": "warn",
      "ci-file": "warn",
      "native-binary": "warn",
      "debug-symbols": "warn",
      "machine-path": "warn",
      media: "warn",
      "bin-hygiene": "warn",
      "missing-license": "warn",
      "missing-readme": "warn",
      "policy-relaxed": "warn",
      "unused-waiver": "warn",
    });
  });

  it("strict only raises what recommended warns of, and leaves no warning", async () => {
    const recommended = await levelsOf("recommended");
    for (const rule of await namedIn("strict")) assert.equal(recommended.get(rule), "warn", rule);
    assert.deepEqual([...new Set((await levelsOf("strict")).values())], ["error"]);
  });

  it("none turns every rule off", async () => {
    assert.deepEqual([...new Set((await levelsOf("none")).values())], ["off"]);
  });

  it("recommended explains every rule in its line", async () => {
    const lines = (await readFile(`${folder}recommended.yml`, "utf8")).split("\n");
    for (const rule of ids)
      assert.ok(
        lines.some((line) => line.startsWith(`  ${rule}: `) && / # \S/.test(line)),
        rule,
      );
  });

  for (const preset of ["recommended", "strict", "none"])
    it(`${preset} is known as it reads, and only word for word with all its rules`, async () => {
      const path = `${preset}.yml`;
      const text = await readFile(`${folder}${path}`, "utf8");
      const read = await (await policyReader(allRules))(path, text);
      const known = knownPreset(path, text, allRules);
      assert.ok(known !== null && read.content !== null);
      assert.deepEqual(
        [known.content, known.document.data, known.document.file, known.problems],
        [read.content, read.document.data, read.document.file, read.problems],
      );
      assert.equal(knownPreset(path, `${text}\n`, allRules), null);
      const [named] = await namedIn(preset);
      assert.equal(
        knownPreset(
          path,
          text,
          allRules.filter(({ id }) => id !== named),
        ),
        null,
      );
    });
});
