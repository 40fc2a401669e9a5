import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Waiver } from "../../src/policy/policy.ts";
import { applyWaivers, expiry, holds, type Waivable } from "../../src/policy/waivers.ts";

const today = "2026-11-22";

function waiver(over: Partial<Waiver> = {}): Waiver {
  return {
    rule: "source-map",
    files: ["dist/*.map"],
    reason: "Support needs them.",
    owner: null,
    expires: "2027-03-01",
    audience: null,
    fingerprints: null,
    at: { file: "p.yml", line: 3, column: 5 },
    ...over,
  };
}

function finding(over: Partial<Waivable> = {}): Waivable {
  return { rule: "source-map", path: "dist/a.js.map", field: null, ...over };
}

function apply(findings: Waivable[], waivers: Waiver[], audience = "public") {
  return applyWaivers({ findings, waivers, audience, today });
}

describe("a waiver covers", () => {
  const manifest = waiver({ rule: "lifecycle-script", files: ["package.json"] });
  const named = waiver({ rule: "secret", files: ["**"], fingerprints: ["0123456789ab"] });
  const cases: [what: string, Waiver, Waivable, boolean][] = [
    ["a file of its rule", waiver(), finding(), true],
    ["no other rule", waiver(), finding({ rule: "test-file" }), false],
    ["no other file", waiver(), finding({ path: "lib/a.js.map" }), false],
    [
      "a manifest field as package.json",
      manifest,
      finding({ rule: "lifecycle-script", path: null, field: "scripts.install" }),
      true,
    ],
    [
      "a manifest field with its path",
      manifest,
      finding({ rule: "lifecycle-script", path: "package.json", field: "scripts.install" }),
      true,
    ],
    ["no finding on the whole tarball", waiver({ files: ["**"] }), finding({ path: null }), false],
    ["the value with its fingerprint", named, finding({ rule: "secret", fingerprint: "0123456789ab" }), true],
    ["no value with another", named, finding({ rule: "secret", fingerprint: "ffffffffffff" }), false],
    ["no value without one", named, finding({ rule: "secret" }), false],
    ["nothing that no waiver may cover", waiver(), finding({ waivable: false }), false],
    ["on its last day", waiver({ expires: today }), finding(), true],
    ["not on the day after", waiver({ expires: "2026-11-21" }), finding(), false],
    ["for its audience", waiver({ audience: "public" }), finding(), true],
    ["for no other audience", waiver({ audience: "internal" }), finding(), false],
  ];
  for (const [what, given, found, covered] of cases)
    it(what, () => {
      const outcome = apply([found], [given]);
      assert.deepEqual(outcome.standing, covered ? [] : [found]);
      assert.deepEqual(outcome.waived, covered ? [{ finding: found, waiver: given }] : []);
    });
});

describe("a date", () => {
  const cases: [expires: string, holds: boolean][] = [
    ["2026-11-22", true],
    ["2026-11-21", false],
    ["9999-12-31", true],
    ["2028-02-29", true],
    ["2027-02-29", false],
    ["2027-02-30", false],
    ["2027-13-01", false],
    ["2027-00-10", false],
    ["2027-3-1", false],
    ["01.03.2027", false],
    ["2027-03-01T00:00:00Z", false],
    ["soon", false],
    ["", false],
    ["2027-03-01\n", false],
  ];
  for (const [expires, expected] of cases)
    it(`${JSON.stringify(expires)} ${expected ? "holds" : "does not hold"}`, () =>
      assert.equal(holds(expires, today), expected));

  it("of today must be one, or the caller is wrong", () => {
    assert.throws(
      () => applyWaivers({ findings: [], waivers: [], audience: "public", today: "22.11.2026" }),
      /Not a date/,
    );
  });
});

describe("an expired waiver", () => {
  it("is told even when it would cover nothing, and its findings stand", () => {
    const old = waiver({ expires: "2026-01-01" });
    const unreadable = waiver({ expires: "2027-02-30", files: ["nothing"] });
    const outcome = apply([finding()], [old, unreadable]);
    assert.deepEqual(outcome.standing, [finding()]);
    assert.deepEqual(outcome.expired, [old, unreadable]);
    assert.deepEqual(
      outcome.expired.map((each) => expiry(each).message),
      [
        "the waiver of source-map for dist/*.map expired on 2026-01-01",
        "the waiver of source-map for nothing has an end date that cannot be read, 2027-02-30, so it counts as expired",
      ],
    );
    assert.deepEqual(outcome.unused, []);
  });

  it("does not take the place of one that holds", () => {
    const [old, good] = [waiver({ expires: "2026-01-01" }), waiver()];
    assert.deepEqual(apply([finding()], [old, good]).waived, [{ finding: finding(), waiver: good }]);
  });

  it("of another audience is not told", () => {
    assert.deepEqual(apply([], [waiver({ expires: "2026-01-01", audience: "internal" })]).expired, []);
  });
});

describe("an unused waiver", () => {
  it("is one in force that covers nothing", () => {
    const [used, unused, foreign] = [
      waiver(),
      waiver({ files: ["lib/"] }),
      waiver({ files: ["x"], audience: "internal" }),
    ];
    const outcome = apply([finding()], [used, unused, foreign]);
    assert.deepEqual(outcome.used, [used]);
    assert.deepEqual(outcome.unused, [unused]);
  });

  it("is not the second of two that cover the same finding", () => {
    const [first, second] = [waiver(), waiver({ files: ["**/*.map"] })];
    const outcome = apply([finding()], [first, second]);
    assert.deepEqual(outcome.used, [first, second]);
    assert.equal(outcome.waived.length, 1);
  });
});

it("findings keep their order, and their type", () => {
  const findings = ["c", "a", "b"].map((path) => ({
    ...finding({ path: `dist/${path}.js` }),
    message: path,
  }));
  const { standing } = applyWaivers({ findings, waivers: [waiver()], audience: "public", today });
  assert.deepEqual(
    standing.map(({ message }) => message),
    ["c", "a", "b"],
  );
});
