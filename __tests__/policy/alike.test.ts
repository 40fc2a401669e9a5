import assert from "node:assert/strict";
import { test } from "node:test";
import { judgeAlike } from "../../src/policy/alike.ts";
import type { Policy, RuleSetting, Waiver } from "../../src/policy/policy.ts";
import { policyWith } from "../rules/inspect.ts";

const at = (line: number) => ({ file: "a.yml", line, column: 1 });
const placed = <T>(value: T, line = 1) => ({ value, at: at(line) });
const noLimits = { packed: null, unpacked: null, file: null, files: null, growth: null };

const rule = (parts: Partial<RuleSetting> = {}): RuleSetting => ({
  level: "error",
  options: { allow: "none" },
  reason: "A reason.",
  at: at(3),
  ...parts,
});

const waiver = (parts: Partial<Waiver> = {}): Waiver => ({
  rule: "source-map",
  files: ["a.map"],
  reason: "A reason.",
  owner: "@a",
  expires: "2027-01-01",
  audience: null,
  fingerprints: ["0123456789ab"],
  at: at(9),
  ...parts,
});

const whole: Partial<Policy> = {
  ship: [placed("dist/"), placed("README.md")],
  require: [placed("dist/index.js")],
  list: placed("list.txt"),
  limits: {
    packed: placed(1),
    unpacked: placed(2),
    file: placed(3),
    files: placed(4),
    growth: placed(0.5),
  },
  rules: new Map([["source-map", rule()]]),
  waivers: [waiver()],
};

const alike: [what: string, parts: Partial<Policy>][] = [
  ["nothing else", {}],
  ["other places", { ship: [placed("dist/", 7), placed("README.md", 8)], list: placed("list.txt", 9) }],
  ["no places", { require: [{ value: "dist/index.js", at: null }] }],
  ["another file, chain and audience", { file: "b.yml", extends: ["strict"], audience: "internal" }],
  ["another reason for a level", { rules: new Map([["source-map", rule({ reason: null, at: null })]]) }],
  [
    "another reason and owner of a waiver",
    { waivers: [waiver({ reason: "Other.", owner: null, at: null })] },
  ],
  ["what was lowered", { lowered: [{ rule: "a", from: "error", to: "off", reason: "b", at: null }] }],
];

for (const [what, parts] of alike) {
  test(`policies that differ in ${what} judge alike`, () => {
    assert.ok(judgeAlike(policyWith(whole), policyWith({ ...whole, ...parts })));
  });
}

const different: [what: string, parts: Partial<Policy>][] = [
  ["the allowlist", { ship: [placed("dist/")] }],
  ["having an allowlist", { ship: null }],
  ["what is required", { require: [] }],
  ["the list", { list: placed("other.txt") }],
  ["having a list", { list: null }],
  ...Object.keys(noLimits).flatMap((key): [string, Partial<Policy>][] => [
    [`the limit ${key}`, { limits: { ...noLimits, ...whole.limits, [key]: placed(9) } }],
    [`having the limit ${key}`, { limits: { ...noLimits, ...whole.limits, [key]: null } }],
  ]),
  ["the rules", { rules: new Map([["inline-source-map", rule()]]) }],
  ["a level", { rules: new Map([["source-map", rule({ level: "warn" })]]) }],
  ["options", { rules: new Map([["source-map", rule({ options: {} })]]) }],
  ["having a waiver", { waivers: [] }],
  ["the rule of a waiver", { waivers: [waiver({ rule: "test-file" })] }],
  ["the files of a waiver", { waivers: [waiver({ files: ["*.map"] })] }],
  ["the end of a waiver", { waivers: [waiver({ expires: "2028-01-01" })] }],
  ["the audience of a waiver", { waivers: [waiver({ audience: "internal" })] }],
  ["the fingerprints of a waiver", { waivers: [waiver({ fingerprints: null })] }],
];

for (const [what, parts] of different) {
  test(`policies that differ in ${what} do not judge alike`, () => {
    assert.ok(!judgeAlike(policyWith(whole), policyWith({ ...whole, ...parts })));
    assert.ok(!judgeAlike(policyWith({ ...whole, ...parts }), policyWith(whole)));
  });
}

test("policies that say nothing judge alike", () => assert.ok(judgeAlike(policyWith(), policyWith())));
