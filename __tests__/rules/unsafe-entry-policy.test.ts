import assert from "node:assert/strict";
import { test } from "node:test";
import { decide, inspect as inspectAll } from "../../src/judge.ts";
import type { Level, Policy } from "../../src/policy/policy.ts";
import { unsafeEntry } from "../../src/rules/unsafe-entry.ts";
import { noSource } from "../../src/source.ts";
import { breaches } from "../../src/tarball/breach.ts";
import { type Case, inspect, policyWith, tarballOf } from "./inspect.ts";

/** What stands and what is waived, under a policy that does all it can to let `unsafe-entry` pass. */
function judged(test: Case, level: Level, isWaived: boolean): { standing: string[]; waived: string[] } {
  const policy: Policy = policyWith({
    rules: new Map([["unsafe-entry", { level, options: {}, reason: "we know", at: null }]]),
    waivers: isWaived
      ? [
          {
            rule: "unsafe-entry",
            files: ["**"],
            reason: "x",
            owner: null,
            expires: "2999-01-01",
            audience: null,
            fingerprints: null,
            at: null,
          },
        ]
      : [],
  });
  const { tarball, entries } = tarballOf(test);
  const rules = [unsafeEntry];
  const inspection = inspectAll(rules, policy, noSource, null);
  for (const entry of entries) inspection.entry(entry);
  const statements = inspection.conclude(tarball);
  const { report } = decide({ rules, statements, tarball, policy, source: noSource, today: "2026-01-01" });
  return {
    standing: report.findings.map((finding) => `${finding.level} ${finding.path}`),
    waived: report.waived.map((finding) => `${finding.level} ${finding.path}`),
  };
}

const differs: Readonly<Record<string, Case>> = {
  "a link": { files: { a: { kind: "symlink", linkTarget: "b" } } },
  "a hard link": { files: { a: { kind: "hardlink", linkTarget: "b" } } },
  "a name twice": {
    files: [
      ["a", "1"],
      ["a", "2"],
    ],
  },
  "another root": { files: { a: { archivePath: "other/a" } } },
  "`..`": { files: { a: { archivePath: "package/../a" } } },
  "a drive letter": { files: { a: { archivePath: "package/c:/a" } } },
  "an odd header": {
    tarball: { irregularities: [{ kind: "dialect", path: "a", message: "has another dialect" }] },
  },
};

for (const [name, given] of Object.entries(differs)) {
  test(`no policy lets ${name} pass`, () => {
    for (const level of ["error", "warn", "off"] as const) {
      for (const isWaived of [false, true]) {
        assert.deepEqual(
          judged(given, level, isWaived),
          { standing: ["error a"], waived: [] },
          `${level} ${isWaived}`,
        );
      }
    }
  });
}

/** What a package manager looks up by name, and a disk that does not tell case gives under that name. */
const readByName: readonly (readonly [first: string, second: string])[] = [
  ["package.json", "PACKAGE.json"],
  ["node_modules/@s/a/package.json", "Node_Modules/@s/a/Package.json"],
  ["npm-shrinkwrap.json", "NPM-shrinkwrap.json"],
  ["binding.gyp", "Binding.gyp"],
];

for (const [first, second] of readByName) {
  test(`no policy lets ${second} pass beside ${first}`, () => {
    const given: Case = { files: { [first]: '{"name":"a","version":"1.0.0"}', [second]: "{}" } };
    for (const level of ["error", "warn", "off"] as const)
      assert.deepEqual(judged(given, level, true), { standing: [`error ${second}`], waived: [] }, level);
  });
}

test("twins that nobody looks up by name are the policy's to allow", () => {
  const given: Case = { files: { "lib/package.json": "{}", "lib/Package.json": "{}" } };
  assert.deepEqual(judged(given, "warn", false), { standing: ["warn lib/Package.json"], waived: [] });
  assert.deepEqual(judged(given, "off", false), { standing: [], waived: [] });
});

test("what every package manager installs alike is the policy's to allow", () => {
  const given: Case = { files: { a: { mode: 0o4755 } } };
  assert.deepEqual(judged(given, "error", false), { standing: ["error a"], waived: [] });
  assert.deepEqual(judged(given, "warn", false), { standing: ["warn a"], waived: [] });
  assert.deepEqual(judged(given, "off", false), { standing: [], waived: [] });
  assert.deepEqual(judged(given, "error", true), { standing: [], waived: ["error a"] });
});

test("an irregularity is a finding on its path, or on the whole tarball", () => {
  const irregularities = [
    { kind: "number", path: "lib/a.js", message: breaches.number[1] },
    { kind: "padding", path: null, message: breaches.padding[1] },
  ];
  const problems = inspect(unsafeEntry, { tarball: { irregularities } });
  assert.deepEqual(
    problems.map(({ path, message, waivable }) => [path, message, waivable]),
    [
      ["lib/a.js", breaches.number[1], false],
      [undefined, breaches.padding[1], false],
    ],
  );
});
