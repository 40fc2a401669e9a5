import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { joinFacts, waiverFacts, waiverFindings } from "../src/about-waivers.ts";
import { folderFiles } from "../src/policy/files.ts";
import { loadPolicy } from "../src/policy/load.ts";
import type { Policy, Waiver } from "../src/policy/policy.ts";
import { applyWaivers, type Waivable } from "../src/policy/waivers.ts";
import { allRules } from "../src/rules/index.ts";

const presets = folderFiles("presets");
const recommended = await loadPolicy({ file: null, files: presets, presets, rules: allRules });

function waiver(line: number, more: Partial<Waiver> = {}): Waiver {
  return {
    rule: "source-map",
    files: ["dist/*.map"],
    reason: "r",
    owner: null,
    expires: "2027-03-01",
    audience: null,
    fingerprints: null,
    at: { file: ".github/lastgate.yml", line, column: 5 },
    ...more,
  };
}

const [shared, idle, old] = [
  waiver(9),
  waiver(10, { files: ["lib/"] }),
  waiver(11, { expires: "2026-01-01" }),
];
const map: Waivable = { rule: "source-map", path: "dist/a.js.map", field: null };

/** What one package tells, when it has these waivers and findings. */
function judged(waivers: readonly Waiver[], findings: readonly Waivable[], base: Policy | null = null) {
  const policy = recommended.resolve({ name: "", audience: "public" });
  return {
    waivers: applyWaivers({ findings, waivers, audience: "public", today: "2026-11-22" }),
    policy,
    base,
  };
}

const said = (facts: Parameters<typeof waiverFindings>[0]) =>
  waiverFindings(facts, "p.yml").map(({ rule, level, at }) => `${level} ${rule} ${at?.file}:${at?.line}`);

describe("what is wrong with the waivers of a run", () => {
  test("an expired one is said once, and an unused one only when no package used it", () => {
    const facts = waiverFacts(
      [judged([shared, idle, old], []), judged([shared, idle, old], [map]), judged([shared], [])],
      false,
    );
    assert.deepEqual(said(facts), [
      "error expired-waiver .github/lastgate.yml:11",
      "warn unused-waiver .github/lastgate.yml:10",
    ]);
  });

  test("nothing is called unused when packages were left out", () => {
    const facts = waiverFacts([judged([shared, old], [])], true);
    assert.deepEqual(said(facts), ["error expired-waiver .github/lastgate.yml:11"]);
  });

  test("a waiver that only one package has is unused although the others do not know it", () => {
    const facts = [waiverFacts([judged([idle], [])], false), waiverFacts([judged([], [])], false)];
    assert.deepEqual(said(joinFacts(facts)), ["warn unused-waiver .github/lastgate.yml:10"]);
  });

  test("the same waiver twice in one line of a policy is told apart by its column", () => {
    const twin = { ...idle, at: { file: ".github/lastgate.yml", line: 10, column: 60 } };
    assert.equal(said(waiverFacts([judged([idle, twin], [])], false)).length, 2);
  });

  test("it does not matter how the packages are dealt out, or in which order they come", () => {
    const packages = [
      judged([shared, idle], []),
      judged([shared, old], [map]),
      judged([old, idle, waiver(200, { rule: "test-file" })], []),
      judged([], []),
    ];
    const whole = waiverFacts(packages, false);
    const parts = packages.toReversed().map((each) => waiverFacts([each], false));
    assert.deepEqual(joinFacts(parts), whole);
    assert.deepEqual(waiverFacts([], false).seen, []);
    assert.equal(said(whole).length, 3);
  });

  test("a level that the change lowers is said with what it lets go, once for each rule", () => {
    const policy = recommended.resolve({ name: "", audience: "public" });
    const rules = new Map(policy.rules);
    const setting = rules.get("unused-waiver");
    assert.ok(setting);
    rules.set("unused-waiver", { ...setting, level: "error" });
    const facts = waiverFacts([judged([idle, waiver(12)], [], { ...policy, rules })], false);
    const [relaxed, ...standing] = waiverFindings(facts, "p.yml");
    assert.equal(relaxed?.rule, "policy-relaxed");
    assert.match(
      relaxed?.message ?? "",
      /^2 findings of `unused-waiver` stand .* only as a warning .* from `error` to `warn`: the waiver/,
    );
    assert.deepEqual(relaxed?.at, { file: "p.yml", line: null });
    assert.equal(standing.length, 2);
  });
});
