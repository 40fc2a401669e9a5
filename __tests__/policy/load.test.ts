import assert from "node:assert/strict";
import { test } from "node:test";
import { listName } from "../../src/policy/merge.ts";
import { PolicyError, PolicyFileError, quote } from "../../src/policy/problems.ts";
import { didYouMean, nearest } from "../../src/policy/suggest.ts";
import { load, problemsOf } from "./sample.ts";

const depending: [what: string, text: string, depends: boolean][] = [
  ["nothing", "version: 1", false],
  [
    "what is the same for all",
    "version: 1\nship: [a]\nlimits: { file: 1 }\nrules: { test-file: error }",
    false,
  ],
  ["a package", "version: 1\npackages: { a: { ship: [a] } }", true],
  ["an audience", "version: 1\naudiences: { partners: { ship: [a] } }", true],
  ["a list", "version: 1\nlist: shipped.txt", true],
  ["a list in an audience", "version: 1\naudiences: { partners: { list: shipped.txt } }", true],
];

for (const [what, text, depends] of depending) {
  test(`a policy with ${what} ${depends ? "needs" : "does not need"} the package's name before it is judged`, async () => {
    assert.equal((await load(text)).dependsOnPackage, depends);
  });
}

test("what a policy depends on may stand in what it extends", async () => {
  const { dependsOnPackage } = await load({
    ".github/lastgate.yml": "version: 1\nextends: ./base.yml",
    ".github/base.yml": "version: 1\npackages: { a: { ship: [a] } }",
  });
  assert.equal(dependsOnPackage, true);
});

test("the keys of packages that no package meets are told, each with its line", async () => {
  const { unmatchedPackages } = await load(
    'version: 1\npackages:\n  a: { ship: [a] }\n  "@b/*": { ship: [a] }\n  c: { ship: [a] }\n',
  );
  const missed = (...names: string[]) => unmatchedPackages(names).map(({ value, at }) => [value, at?.line]);
  assert.deepEqual(missed("a", "@b/x", "y"), [["c", 5]]);
  assert.deepEqual(missed("@b", "cc"), [
    ["a", 3],
    ["@b/*", 4],
    ["c", 5],
  ]);
});

test("problems are told file by file, the policy first, each from top to bottom and from left to right", async () => {
  assert.deepEqual(
    (
      await problemsOf({
        ".github/lastgate.yml": "version: 1\nextends: ./base.yml\nlimits: { zz: 1, file: x }\nzzzzzz: 1\n",
        ".github/base.yml": "version: 2\nzzzzzzz: 1\n",
      })
    ).map((problem) => /^[^ ]*/.exec(problem)?.[0]),
    ["3:11", "3:24", "4:1", ".github/base.yml:1:10", ".github/base.yml:2:1"],
  );
});

test("errors of a policy have their own kinds, and none is without a problem", () => {
  const problem = { file: "a.yml", line: 1, column: 1, message: "Wrong." };
  assert.equal(new PolicyError([problem]).kind, "policy");
  assert.equal(new PolicyFileError("x").kind, "policy-file");
  assert.throws(() => new PolicyError([]), /without a problem/);
  const hundred = new PolicyError(Array.from({ length: 100 }, () => problem));
  assert.equal(hundred.detail.length, 100);
  assert.deepEqual(hundred.detail.at(-1), "a.yml:1:1: Wrong.");
});

test("what is quoted has at most sixty characters", () => {
  assert.equal(quote("a".repeat(60)), `\`${"a".repeat(60)}\``);
  assert.equal(quote("a".repeat(61)), `\`${"a".repeat(59)}…\``);
});

const names = ["source-map", "test-file", "rules", "os"];
const guesses: [written: string, guess: string | null][] = [
  ["sourceMaps", "source-map"],
  ["SOURCE MAP", "source-map"],
  ["test_files", "test-file"],
  ["rule", "rules"],
  ["rulles", "rules"],
  ["rlus", null],
  ["o", "os"],
  ["xyz", null],
  ["something", null],
  ["ssource-map", "source-map"],
  ["source-map".padEnd(65, " "), null],
];

for (const [written, guess] of guesses) {
  test(`${JSON.stringify(written.slice(0, 20))} is near ${guess ?? "nothing"}`, () => {
    assert.equal(nearest(written, names), guess);
    assert.equal(didYouMean(written, names), guess === null ? "" : `; did you mean \`${guess}\`?`);
  });
}

test("a name of 64 characters is compared, a longer one is not", () => {
  const long = "a".repeat(64);
  assert.equal(nearest(long, [long]), long);
  assert.equal(nearest(`${long}a`, [`${long}a`]), null);
});

test("a package's list has a name that stays in its folder", () => {
  const cases = {
    "@acme/cli": "acme-cli",
    a: "a",
    "a@b": "a-b",
    "../a": "--a",
    ".a": "-a",
    "a b~_.c": "a-b~_.c",
  };
  for (const [name, list] of Object.entries(cases)) assert.equal(listName(name), list);
});

const placeholders = ["<why>", " [why] ", "TODO", "todo: say why", "to-do", "tbd", "FIXME later"];
const reasons = ["a <b> c", "[a] b", "a todo", "todos", "tbd later", "x fixme"];
const reasonOf = (reason: string) =>
  problemsOf(`version: 1\nrules: { test-file: { level: off, reason: ${JSON.stringify(reason)} } }`);

for (const reason of placeholders) {
  test(`${JSON.stringify(reason)} is no reason`, async () =>
    assert.equal((await reasonOf(reason)).length, 1));
}
for (const reason of reasons) {
  test(`${JSON.stringify(reason)} is a reason`, async () => assert.deepEqual(await reasonOf(reason), []));
}

const waiver = (keys: string) =>
  problemsOf(
    `version: 1\nwaivers: [{ rule: source-map, files: [a], reason: Because., expires: 2027-01-01, ${keys} }]`,
  );

test("a fingerprint has exactly twelve hex digits", async () => {
  assert.deepEqual(await waiver('fingerprints: ["0123456789ab"]'), []);
  for (const wrong of ["0123456789a", "0123456789abc", "x0123456789ab", "0123456789ag"])
    assert.equal((await waiver(`fingerprints: ["${wrong}"]`)).length, 1, wrong);
  assert.deepEqual(await waiver("fingerprints: []"), [
    "2:96 `waivers[0].fingerprints` names no fingerprint; name those of the findings, or drop the key.",
  ]);
});

test("an owner is a text", async () => {
  assert.match((await waiver('owner: ""'))[0] ?? "", /who answers for it, such as "@acme\/security"/);
});
