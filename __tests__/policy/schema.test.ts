import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Ajv } from "ajv";
import { parse } from "yaml";
import { policySchema } from "../../scripts/policy-schema.ts";
import { isRecord } from "../../src/tarball/manifest.ts";
import { sampleRules } from "./sample.ts";

const schema = await policySchema(sampleRules);

describe("the schema for editors", () => {
  const accepts = new Ajv({ strict: false }).compile(schema);
  const cases: [text: string, accepted: boolean][] = [
    ["version: 1", true],
    ["version: 1\nextends: [strict, ./a.yml]", true],
    ["version: 1\nlimits: { packed: 1 MB, file: 100, files: 3, growth: 25% }", true],
    [
      "version: 1\nrules: { source-map: { level: warn, reason: x, allow: own-sources }, test-file: off }",
      true,
    ],
    ["version: 1\nwaivers: [{ rule: test-file, files: [a], reason: x, expires: 2027-01-01 }]", true],
    ["version: 1\naudiences: { internal: { rules: { test-file: off } } }", true],
    [
      "version: 1\npackages: { a: { ship: [b], waivers: [{ rule: test-file, files: [a], reason: x, expires: y, audience: z }] } }",
      true,
    ],
    ["version: 1\npack: { concurrency: 4 }", true],
    ["version: 1\npack: { concurrency: 0 }", false],
    ["version: 1\npack: { concurrent: 4 }", false],
    ["version: 1\npackages: { a: { pack: { concurrency: 4 } } }", false],
    ["version: 2", false],
    ["ship: [a]", false],
    ["version: 1\nshp: [a]", false],
    ["version: 1\nlimits: { packed: 1 XB }", false],
    ["version: 1\nlimits: { growth: 25 }", false],
    ["version: 1\nrules: { sorce-map: off }", false],
    ["version: 1\nrules: { source-map: eror }", false],
    ["version: 1\nrules: { source-map: { allow: x } }", false],
    ["version: 1\nwaivers: [{ rule: test-file, files: [a], reason: x }]", false],
    ["version: 1\nwaivers: [{ rule: no-rule, files: [a], reason: x, expires: x }]", false],
    ["version: 1\naudiences: { internal: { rules: { no-rule: off } } }", false],
    ["version: 1\npackages: { a: { packages: {} } }", false],
  ];
  for (const [text, accepted] of cases)
    it(`${accepted ? "takes" : "refuses"} ${text.replaceAll("\n", "; ")}`, () =>
      assert.equal(accepts(parse(text)), accepted));

  it("describes every key and names every rule", () => {
    assert.ok(isRecord(schema) && isRecord(schema.properties));
    const undescribed = Object.entries(schema.properties).filter(
      ([, value]) => !isRecord(value) || typeof value.description !== "string",
    );
    assert.deepEqual(undescribed, []);
    const { rules } = schema.properties;
    assert.ok(isRecord(rules) && isRecord(rules.properties));
    assert.deepEqual(
      Object.keys(rules.properties),
      sampleRules.map(({ id }) => id),
    );
  });
});
