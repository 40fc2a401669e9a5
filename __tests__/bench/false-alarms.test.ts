import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { alarms, justifiedColumns, unused } from "../../bench/false-alarms.ts";
import { readTsv } from "../../bench/tsv.ts";
import { allRules } from "../../src/rules/index.ts";

const findings = [
  { rule: "test-file", level: "warn", path: "dist/a.test.js", field: null, message: "one" },
  { rule: "test-file", level: "warn", path: "dist/b.test.js", field: null, message: "two" },
  { rule: "test-file", level: "warn", path: "src/.c/test.js", field: null, message: "three" },
  { rule: "size-limit", level: "error", path: null, field: null, message: "four" },
  {
    rule: "lifecycle-script",
    level: "error",
    path: "package.json",
    field: "scripts.install",
    message: "five",
  },
] as const;
const tarball = { packedSize: 1, unpackedSize: 1, files: 1 };
const results = [{ row: { package: "p", version: "1.0.0" }, outcome: { findings, tarball } }];

const covered = (justification: { package: string; rule: string; place: string }) =>
  alarms(results, [{ ...justification, why: "because" }])
    .filter((alarm) => alarm.justification !== null)
    .flatMap(({ places }) => places);

test("a justification covers its package, its rule and its places, and nothing else", () => {
  assert.deepEqual(covered({ package: "p", rule: "test-file", place: "dist/*.test.js" }), [
    "dist/a.test.js",
    "dist/b.test.js",
  ]);
  assert.deepEqual(covered({ package: "*", rule: "test-file", place: "src/**" }), ["src/.c/test.js"]);
  assert.deepEqual(covered({ package: "p", rule: "lifecycle-script", place: "scripts.install" }), [
    "scripts.install",
  ]);
  assert.deepEqual(covered({ package: "p", rule: "size-limit", place: "-" }), ["-"]);
  assert.deepEqual(covered({ package: "q", rule: "test-file", place: "**" }), []);
  assert.deepEqual(covered({ package: "p", rule: "ci-file", place: "**" }), []);
});

test("what no justification covers is one row for each rule and level", () => {
  const found = alarms(results, []);
  assert.deepEqual(
    found.map(({ rule, places, justification }) => [rule, places.length, justification]),
    [
      ["test-file", 3, null],
      ["size-limit", 1, null],
      ["lifecycle-script", 1, null],
    ],
  );
});

test("a justification that covers nothing is told", () => {
  const idle = { package: "p", rule: "ci-file", place: "**", why: "because" };
  assert.deepEqual(unused([idle], alarms(results, [idle])), [idle]);
});

test("the committed justifications name rules that exist and give a reason", async () => {
  const file = join(import.meta.dirname, "../../bench/corpus/justified.tsv");
  const rules = new Set(allRules.map(({ id }) => id));
  for (const { rule, why } of await readTsv(file, justifiedColumns)) {
    assert.ok(rules.has(rule), rule);
    assert.ok(why.length > 20, rule);
  }
});
