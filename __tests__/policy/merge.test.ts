import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { loadPolicy } from "../../src/policy/load.ts";
import { listName } from "../../src/policy/merge.ts";
import type { Policy } from "../../src/policy/policy.ts";
import { defineRule } from "../../src/rules/rule.ts";
import { RuleOptions } from "../../src/rules/rule-options.ts";
import { load, loadNone, memoryFiles } from "./sample.ts";

async function resolve(
  files: Parameters<typeof load>[0],
  name = "@acme/cli",
  audience = "public",
): Promise<Policy> {
  return (await load(files)).resolve({ name, audience });
}

const levels = (policy: Policy) =>
  Object.fromEntries([...policy.rules].map(([rule, { level }]) => [rule, level]));
const texts = (items: readonly { value: string }[] | null) => items?.map(({ value }) => value) ?? null;
const recommended = {
  "source-map": "error",
  "agent-file": "error",
  "test-file": "warn",
  "lifecycle-script": "error",
};
const at = (line: number, column: number, file = ".github/lastgate.yml") => ({ file, line, column });

describe("without a policy", () => {
  it("recommended applies, and says so", async () => {
    const loaded = await loadNone();
    assert.equal(loaded.file, null);
    assert.deepEqual(loaded.extends, ["recommended"]);
    const policy = loaded.resolve({ name: "x", audience: "internal" });
    assert.deepEqual(levels(policy), recommended);
    assert.deepEqual(
      { ...policy, rules: null },
      {
        file: null,
        extends: ["recommended"],
        audience: "internal",
        ship: null,
        require: [],
        list: null,
        limits: { packed: null, unpacked: null, file: null, files: null, growth: null },
        rules: null,
        waivers: [],
        lowered: [],
      },
    );
    assert.deepEqual(policy.rules.get("source-map"), { level: "error", options: {}, reason: null, at: null });
  });
});

describe("pack", () => {
  it("is one at a time unless a policy says otherwise, and the last one that does", async () => {
    assert.equal((await loadNone()).packConcurrency, 1);
    assert.equal((await load("version: 1")).packConcurrency, 1);
    assert.equal((await load("version: 1\npack: {}")).packConcurrency, 1);
    assert.equal((await load("version: 1\npack: { concurrency: 4 }")).packConcurrency, 4);
    const base = { ".github/base.yml": "version: 1\npack: { concurrency: 4 }" };
    const own = (rest: string) => ({
      ".github/lastgate.yml": `version: 1\nextends: ./base.yml\n${rest}`,
      ...base,
    });
    assert.equal((await load(own(""))).packConcurrency, 4);
    assert.equal((await load(own("pack: {}"))).packConcurrency, 4);
    assert.equal((await load(own("pack: { concurrency: 2 }"))).packConcurrency, 2);
  });
});

describe("extends", () => {
  const cases: [
    what: string,
    files: Record<string, string>,
    names: string[],
    changed: Record<string, string>,
  ][] = [
    ["nothing is recommended", { "": "version: 1" }, ["recommended"], {}],
    [
      "strict is on top of recommended",
      { "": "version: 1\nextends: strict" },
      ["recommended", "strict"],
      { "test-file": "error" },
    ],
    [
      "none turns all off",
      { "": "version: 1\nextends: none" },
      ["none"],
      { "source-map": "off", "agent-file": "off", "test-file": "off", "lifecycle-script": "off" },
    ],
    [
      "none, then what the policy wants, without reasons",
      { "": "version: 1\nextends: none\nrules: { test-file: warn }" },
      ["none"],
      { "source-map": "off", "agent-file": "off", "lifecycle-script": "off" },
    ],
    [
      "a file brings its own preset",
      { "": "version: 1\nextends: ./base.yml", "base.yml": "version: 1\nextends: strict" },
      ["recommended", "strict", "./base.yml"],
      { "test-file": "error" },
    ],
    [
      "a file in another folder",
      {
        "": "version: 1\nextends: ../shared/policy.yml",
        "../shared/policy.yml": "version: 1\nextends: ./deep.yml",
        "../shared/deep.yml": "version: 1\nrules: { test-file: error }",
      },
      ["recommended", "./deep.yml", "../shared/policy.yml"],
      { "test-file": "error" },
    ],
    [
      "the later of two wins",
      {
        "": "version: 1\nextends: [./a.yml, ./b.yml]",
        "a.yml": "version: 1\nrules: { test-file: error }",
        "b.yml": "version: 1\nrules: { test-file: { level: off, reason: Why not. } }",
      },
      ["recommended", "./a.yml", "./b.yml"],
      { "test-file": "off" },
    ],
    [
      "what two files share does not undo the first",
      {
        "": "version: 1\nextends: [./a.yml, ./b.yml]",
        "a.yml": "version: 1\nrules: { test-file: error }",
        "b.yml": "version: 1",
      },
      ["recommended", "./a.yml", "./b.yml"],
      { "test-file": "error" },
    ],
    [
      "a preset after a file wins over it",
      {
        "": "version: 1\nextends: [./a.yml, strict]",
        "a.yml": "version: 1\nrules: { test-file: { level: off, reason: Why not. } }",
      },
      ["recommended", "./a.yml", "strict"],
      { "test-file": "error" },
    ],
  ];
  for (const [what, files, names, changed] of cases)
    it(what, async () => {
      const tree = Object.entries(files).map(([name, text]) => [
        name.startsWith("../") ? name.slice(3) : `.github/${name || "lastgate.yml"}`,
        text,
      ]);
      const policy = await resolve(Object.fromEntries(tree));
      assert.deepEqual(policy.extends, names);
      assert.deepEqual(levels(policy), { ...recommended, ...changed });
    });

  it("reads a file that many extend only once", async () => {
    const reads: string[] = [];
    const tree = memoryFiles(
      Object.fromEntries(
        Array.from({ length: 12 }, (_, index) => [
          `${index}.yml`,
          index === 11
            ? "version: 1"
            : `version: 1\nextends: [./${index + 1}.yml, ./11.yml, ./${index + 1}.yml]`,
        ]),
      ),
    );
    await loadPolicy({
      file: "0.yml",
      files: {
        read: (path) => {
          reads.push(path);
          return tree.read(path);
        },
      },
      presets: memoryFiles({ "recommended.yml": "version: 1\nrules: {}" }),
      rules: [],
    });
    assert.equal(reads.length, 12);
  });
});

const merged = `version: 1
ship: [a]
require: [a]
list: lists/{name}.txt
limits: { packed: 1 MB, files: 10, growth: 25% }
rules:
  source-map: { allow: own-sources }
audiences:
  internal:
    ship: [b]
    limits: { files: 20 }
    rules:
      source-map: { level: warn, reason: Debugging. }
  partners: {}
packages:
  "@acme/cli":
    ship: [e]
    rules: { test-file: error }
  "@acme/*":
    ship: [c]
    require: []
    limits: { unpacked: 2 MB }
    rules: { source-map: { below: [x] }, test-file: { level: off, reason: Fixtures. } }
  "@acme/c*":
    ship: [d]
`;

describe("merging", () => {
  it("takes policy, audience, package globs, package name, in this order", async () => {
    const loaded = await load(merged);
    const ship = (name: string, audience: string) => texts(loaded.resolve({ name, audience }).ship);
    assert.deepEqual(ship("other", "public"), ["a"]);
    assert.deepEqual(ship("other", "internal"), ["b"]);
    assert.deepEqual(ship("other", "partners"), ["a"]);
    assert.deepEqual(ship("@acme/x", "internal"), ["c"]);
    assert.deepEqual(ship("@acme/core", "public"), ["d"]);
    assert.deepEqual(ship("@acme/cli", "public"), ["e"]);
  });

  it("merges limits and rules by key, and replaces lists", async () => {
    const policy = await resolve(merged, "@acme/x", "internal");
    assert.deepEqual(policy.limits, {
      packed: { value: 1_000_000, at: at(5, 11) },
      unpacked: { value: 2_000_000, at: at(22, 15) },
      file: null,
      files: { value: 20, at: at(11, 15) },
      growth: { value: 0.25, at: at(5, 36) },
    });
    assert.deepEqual(policy.require, []);
    assert.deepEqual(policy.ship, [{ value: "c", at: at(20, 12) }]);
    assert.deepEqual(policy.list, { value: "lists/acme-x.txt", at: at(4, 1) });
    assert.deepEqual(policy.rules.get("source-map"), {
      level: "warn",
      options: { allow: "own-sources", below: ["x"] },
      reason: "Debugging.",
      at: at(23, 14),
    });
  });

  it("keeps the options from below under a level alone, and the level under options alone", async () => {
    const files = {
      ".github/lastgate.yml": "version: 1\nextends: ./base.yml\nrules: { source-map: error, test-file: {} }",
      ".github/base.yml":
        "version: 1\nrules: { source-map: { level: off, reason: x, allow: own-sources }, test-file: error }",
    };
    const policy = await resolve(files);
    assert.deepEqual(policy.rules.get("source-map"), {
      level: "error",
      options: { allow: "own-sources" },
      reason: null,
      at: at(3, 10),
    });
    assert.equal(policy.rules.get("test-file")?.level, "error");
    assert.deepEqual(policy.lowered, []);
  });

  it("takes audiences of a base after the policy itself", async () => {
    const files = {
      ".github/lastgate.yml": "version: 1\nextends: ./base.yml\nship: [own]",
      ".github/base.yml": "version: 1\nship: [base]\naudiences: { internal: { ship: [internal] } }",
    };
    assert.deepEqual(texts((await resolve(files)).ship), ["own"]);
    assert.deepEqual(texts((await resolve(files, "x", "internal")).ship), ["internal"]);
  });

  it("lists every rule below its preset, with its reason and place", async () => {
    assert.deepEqual((await resolve(merged, "@acme/x", "internal")).lowered, [
      { rule: "source-map", from: "error", to: "warn", reason: "Debugging.", at: at(13, 7) },
      { rule: "test-file", from: "warn", to: "off", reason: "Fixtures.", at: at(23, 42) },
    ]);
    assert.deepEqual((await resolve(merged, "@acme/cli", "public")).lowered, []);
    const none =
      "version: 1\nextends: none\nrules: { test-file: warn }\naudiences: { internal: { rules: { test-file: off } } }";
    assert.deepEqual((await resolve(none, "x", "internal")).lowered, []);
  });

  it("resolves aliases, at the place of the alias", async () => {
    const policy = await resolve(
      "version: 1\nship: &list [a, b]\npackages: { '@acme/cli': { require: *list } }",
    );
    assert.deepEqual(policy.require, [
      { value: "a", at: at(3, 28) },
      { value: "b", at: at(3, 28) },
    ]);
  });

  it("checks options again when they come from several parts", async () => {
    const options = new RuleOptions<{ a?: boolean | undefined; b?: boolean | undefined }>({}, ({ z }) =>
      z
        .strictObject({ a: z.boolean().optional(), b: z.boolean().optional() })
        .refine(({ a, b }) => !(a && b), { error: "a and b exclude each other" }),
    );
    const rule = defineRule({
      id: "either",
      title: "x",
      catches: "x",
      incident: "x",
      fix: "x",
      options,
      start: () => ({}),
    });
    const loaded = await loadPolicy({
      file: "p.yml",
      files: memoryFiles({
        "p.yml":
          "version: 1\nrules: { either: { a: true } }\npackages:\n  x: { rules: { either: { b: true } } }",
      }),
      presets: memoryFiles({ "recommended.yml": "version: 1\nrules: { either: error }" }),
      rules: [rule],
    });
    assert.equal(loaded.resolve({ name: "y", audience: "public" }).rules.get("either")?.level, "error");
    assert.throws(() => loaded.resolve({ name: "x", audience: "public" }), {
      name: "PolicyError",
      message:
        "The policy is not valid: p.yml:4:17: The options of either, merged from all parts of the policy, do not go together: a and b exclude each other.",
    });
  });
});

describe("waivers", () => {
  const waiver = (file: string, more = "") =>
    `{ rule: source-map, files: [${file}], reason: x, expires: 2027-02-30${more} }`;
  const text = `version: 1
waivers:
  - ${waiver("a", ', owner: "@acme/security"')}
  - ${waiver("b", ", audience: internal, fingerprints: ['0123456789ab']")}
audiences: { internal: { waivers: [${waiver("c")}] } }
packages: { "@acme/*": { waivers: [${waiver("d")}, ${waiver("e", ", audience: internal")}] } }
`;

  it("add up from all parts, each for its audience", async () => {
    const files = async (name: string, audience: string) =>
      (await resolve(text, name, audience)).waivers.flatMap((each) => each.files);
    assert.deepEqual(await files("x", "public"), ["a"]);
    assert.deepEqual(await files("x", "internal"), ["a", "b", "c"]);
    assert.deepEqual(await files("@acme/cli", "public"), ["a", "d"]);
    assert.deepEqual(await files("@acme/cli", "internal"), ["a", "b", "c", "d", "e"]);
  });

  it("say everything that they are", async () => {
    const [first, second, third] = (await resolve(text, "x", "internal")).waivers;
    const common = { rule: "source-map", reason: "x", expires: "2027-02-30" };
    assert.deepEqual(first, {
      ...common,
      files: ["a"],
      owner: "@acme/security",
      audience: null,
      fingerprints: null,
      at: at(3, 5),
    });
    assert.deepEqual(second, {
      ...common,
      files: ["b"],
      owner: null,
      audience: "internal",
      fingerprints: ["0123456789ab"],
      at: at(4, 5),
    });
    assert.deepEqual(third, {
      ...common,
      files: ["c"],
      owner: null,
      audience: "internal",
      fingerprints: null,
      at: at(5, 36),
    });
  });

  it("are the same objects for every package, so that use can be counted", async () => {
    const loaded = await load(text);
    const [one, other] = ["x", "@acme/cli"].map(
      (name) => loaded.resolve({ name, audience: "public" }).waivers[0],
    );
    assert.ok(one !== undefined && one === other);
  });

  it("with an owner pass under strict", async () => {
    assert.equal(
      (await resolve(`version: 1\nextends: strict\nwaivers: [${waiver("a", ", owner: me")}]`)).waivers[0]
        ?.owner,
      "me",
    );
  });
});

describe("an audience", () => {
  it("public and internal always exist, others when they are declared", async () => {
    assert.deepEqual((await load("version: 1")).audiences, ["public", "internal"]);
    assert.deepEqual((await load(merged)).audiences, ["public", "internal", "partners"]);
  });

  const cases: [audience: string, message: string][] = [
    ["intrenal", "There is no audience `intrenal`; did you mean `internal`?"],
    ["nobody", "There is no audience `nobody`; the policy knows public, internal, partners."],
    ["", "There is no audience ``; the policy knows public, internal, partners."],
  ];
  for (const [audience, message] of cases)
    it(`${JSON.stringify(audience)} is unknown`, async () => {
      const loaded = await load(merged);
      assert.throws(() => loaded.resolve({ name: "x", audience }), {
        name: "UnknownAudience",
        kind: "unknown-audience",
        message,
      });
    });
});

describe("packages", () => {
  it("that no package meets are told", async () => {
    const loaded = await load(merged);
    assert.deepEqual(loaded.unmatchedPackages(["@acme/cli"]), []);
    assert.deepEqual(loaded.unmatchedPackages(["@acme/x"]), [
      { value: "@acme/cli", at: at(16, 3) },
      { value: "@acme/c*", at: at(24, 3) },
    ]);
  });

  const names: [name: string, file: string][] = [
    ["cli", "cli"],
    ["@acme/cli", "acme-cli"],
    ["@acme/cli.js_x~1", "acme-cli.js_x~1"],
    ["../../etc/passwd", "--..-etc-passwd"],
    ["..", "-"],
    [".hidden", "-hidden"],
    ["a\\b:c\n{name}", "a-b-c--name-"],
    ["", ""],
  ];
  for (const [name, file] of names)
    it(`${JSON.stringify(name)} is ${file} in the name of its list`, () =>
      assert.equal(listName(name), file));
});
