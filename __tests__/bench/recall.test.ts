import assert from "node:assert/strict";
import { test } from "node:test";
import type { Finding } from "../../bench/judge.ts";
import { countByRule, naming, recalled } from "../../bench/recall.ts";

const finding = (
  rule: string,
  level: Finding["level"],
  path: string | null,
  field: string | null = null,
) => ({
  rule,
  level,
  path,
  field,
  message: "",
});

const cases: [offending: string, finding: Finding, isNamed: boolean][] = [
  ["core", finding("core-dump", "error", "core"), true],
  ["core", finding("core-dump", "error", "lib/core"), false],
  ["core", finding("core-dump", "error", "core.js"), false],
  ["scripts.preinstall", finding("lifecycle-script", "error", "package.json", "scripts.preinstall"), true],
  ["scripts.preinstall", finding("lifecycle-script", "error", "package.json", "scripts.postinstall"), false],
  ["build/", finding("build-cache", "error", "build/Makefile"), true],
  ["build/Makefile", finding("build-cache", "error", "build/"), true],
  ["build", finding("build-cache", "error", "build/Makefile"), false],
  ["x", finding("size-limit", "error", null), false],
];

for (const [offending, said, isNamed] of cases) {
  test(`${said.path ?? "no path"} ${said.field ?? ""} ${isNamed ? "names" : "does not name"} ${offending}`, () => {
    assert.equal(naming(offending, [said]).length === 1, isNamed);
  });
}

const row = { package: "p", version: "1.0.0", offending: "secret", fixed_version: "-" };
const outcome = (findings: Finding[]) => ({
  findings,
  tarball: { packedSize: 1, unpackedSize: 1, files: 1 },
});

const levels: [category: string, findings: Finding[], level: string, short: boolean][] = [
  ["private-key", [finding("private-key", "error", "secret")], "error", false],
  ["private-key", [finding("test-file", "warn", "secret")], "warn", true],
  ["test-private-key", [finding("private-key", "warn", "secret")], "warn", false],
  ["editor-backup", [finding("editor-junk", "warn", "secret")], "warn", false],
  ["editor-backup", [finding("editor-junk", "error", "other")], "missed", true],
];

for (const [category, findings, level, short] of levels) {
  test(`${category} with ${countByRule(findings)} is ${level}${short ? ", which is not enough" : ""}`, () => {
    const found = recalled({ row: { ...row, category }, outcome: outcome(findings), fixed: null });
    assert.deepEqual([found.level, found.short], [level, short]);
  });
}

test("a leak that cannot be judged is missed", () => {
  const found = recalled({ row: { ...row, category: "log" }, outcome: { failure: "no" }, fixed: null });
  assert.equal(found.level, "missed");
});

test("counts by rule put errors first", () => {
  const findings = [finding("a", "warn", "1"), finding("b", "error", "2"), finding("a", "warn", "3")];
  assert.equal(countByRule(findings), "b 1, a 2 (warn)");
});
