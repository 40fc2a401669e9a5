import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { parse } from "yaml";
import { z } from "zod";
import { inputsTable } from "../scripts/inputs-table.ts";
import { BadInput, type Inputs, readInputs } from "../src/inputs.ts";

const actionYml = readFileSync(new URL("../action.yml", import.meta.url), "utf8");
const action = z
  .object({
    description: z.string(),
    inputs: z.record(z.string(), z.object({ description: z.string(), default: z.string() })),
    outputs: z.record(z.string(), z.object({ description: z.string() })),
    runs: z.object({ using: z.string(), main: z.string() }),
  })
  .loose()
  .parse(parse(actionYml));

/** The environment that the runner makes of action.yml's defaults and of `given`. */
function environment(given: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const inputs = {
    ...Object.fromEntries(Object.entries(action.inputs).map(([name, input]) => [name, input.default])),
    ...given,
  };
  return Object.fromEntries(
    Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]),
  );
}

const defaults: Inputs = {
  targets: ["."],
  policy: null,
  audience: null,
  baseline: null,
  packageManager: null,
  packCommand: null,
  prepublishOnly: true,
  enforce: true,
  changedOnly: false,
  shard: null,
  listOnly: false,
  merge: null,
  checkName: "Lastgate verdict",
  allowUntrustedCheckout: false,
  token: null,
};

describe("readInputs", () => {
  test("takes the defaults of action.yml, and the same when the runner sets nothing", () => {
    assert.deepEqual(readInputs(environment({ token: "" })), defaults);
    assert.deepEqual(readInputs({}), defaults);
  });

  const good: [name: string, value: string, expected: Partial<Inputs>][] = [
    [
      "targets",
      "packages/a\n\n  packages/b \r\nout/c.tgz",
      { targets: ["packages/a", "packages/b", "out/c.tgz"] },
    ],
    ["targets", "a b", { targets: ["a b"] }],
    ["policy", " release/policy.yml ", { policy: "release/policy.yml" }],
    ["audience", "internal", { audience: "internal" }],
    ["baseline", "", { baseline: null }],
    ["baseline", "none", { baseline: { kind: "none" } }],
    ["baseline", "latest", { baseline: { kind: "latest" } }],
    ["baseline", "v1.4.2", { baseline: { kind: "version", version: "1.4.2" } }],
    ["baseline", "2.0.0-rc.1", { baseline: { kind: "version", version: "2.0.0-rc.1" } }],
    ["baseline", "../last.tgz", { baseline: { kind: "file", file: "../last.tgz" } }],
    ["package-manager", "pnpm", { packageManager: "pnpm" }],
    ["pack-command", " make tarballs\nls {destination} ", { packCommand: "make tarballs\nls {destination}" }],
    ["prepublish-only", "false", { prepublishOnly: false }],
    ["enforce", "False", { enforce: false }],
    ["enforce", "TRUE", { enforce: true }],
    ["changed-only", "true", { changedOnly: true }],
    ["shard", " 2/5 ", { shard: { index: 2, of: 5 } }],
    ["shard", "1/1", { shard: { index: 1, of: 1 } }],
    ["list-only", "true", { listOnly: true }],
    ["merge", "shards/*/report.json\n\n a.json", { merge: ["shards/*/report.json", "a.json"] }],
    ["check-name", "", { checkName: null }],
    ["check-name", "Gate (public)", { checkName: "Gate (public)" }],
    ["allow-untrusted-checkout", "true", { allowUntrustedCheckout: true }],
    ["token", "ghs_abc", { token: "ghs_abc" }],
  ];
  for (const [name, value, expected] of good) {
    test(`${name}: ${JSON.stringify(value)}`, () => {
      assert.deepEqual(readInputs(environment({ token: "", [name]: value })), { ...defaults, ...expected });
    });
  }

  const bad: [name: string, value: string, sentence: RegExp][] = [
    ["targets", "", /^The input "targets" is empty; give at least one package folder/],
    ["targets", " \n ", /^The input "targets" is empty/],
    ["enforce", "yes please", /^The input "enforce" is "yes please"; accepted are true and false\.$/],
    [
      "package-manager",
      "yarn@4",
      /^The input "package-manager" is "yarn@4"; accepted are npm, pnpm, yarn, bun\.$/,
    ],
    ["enforce", "", /^The input "enforce" is empty; accepted are true and false\.$/],
    ["enforce", "0", /^The input "enforce" is "0"/],
    ["prepublish-only", "no", /^The input "prepublish-only" is "no"/],
    [
      "allow-untrusted-checkout",
      "",
      /^The input "allow-untrusted-checkout" is empty; accepted are true and false/,
    ],
    ["baseline", "newest", /^The input "baseline" is "newest"; accepted are none, latest, a version/],
    ["baseline", "^1.0.0", /^The input "baseline" is "\^1\.0\.0"/],
    ["baseline", "a\nb.tgz", /^The input "baseline" is "a\\nb.tgz"/],
    ["changed-only", "main", /^The input "changed-only" is "main"; accepted are true and false\.$/],
    ["list-only", "", /^The input "list-only" is empty/],
    ["shard", "2", /^The input "shard" is "2"; accepted is one share of the packages, such as 2\/5/],
    ["shard", "0/5", /^The input "shard" is "0\/5"/],
    ["shard", "6/5", /^The input "shard" is "6\/5"/],
    ["shard", "1/1000", /^The input "shard" is "1\/1000"/],
    ["shard", "02/5", /^The input "shard" is "02\/5"/],
    ["shard", "1/5\n2/5", /^The input "shard" is "1\/5\\n2\/5"/],
    ["policy", "a.yml\nb.yml", /^The input "policy" is "a.yml\\nb.yml"; accepted is one path/],
    ["audience", "public\ninternal", /^The input "audience" is/],
    ["check-name", "a\rb", /^The input "check-name" is/],
    ["enforce", "x".repeat(5000), /^The input "enforce" is "x{80}…"; accepted/],
  ];
  test("refuses a package manager beside a pack command", () => {
    const both = environment({ "package-manager": "bun", "pack-command": "make" });
    assert.throws(() => readInputs(both), { message: /"package-manager" and "pack-command" are both set/ });
  });

  const together: Record<string, [given: Record<string, string>, sentence: RegExp]> = {
    "a merge that also judges": [
      { merge: "a.json", targets: "packages/*", shard: "1/2" },
      /^The input "merge" is set, and "targets", "shard" beside it; a merge judges nothing/,
    ],
    "a merge of what changed": [{ merge: "a.json", "changed-only": "true" }, /"changed-only" beside it/],
    "a shard of a list": [{ "list-only": "true", shard: "1/2" }, /"list-only" and "shard" are both set/],
    "a list of what a command packs": [
      { "list-only": "true", "pack-command": "make" },
      /"list-only" and "pack-command" are both set/,
    ],
  };
  for (const [what, [given, sentence]] of Object.entries(together)) {
    test(`refuses ${what}`, () => {
      assert.throws(() => readInputs(environment(given)), { message: sentence });
    });
  }

  test("a merge takes the inputs that it looks at", () => {
    const given = environment({ merge: "a.json", enforce: "false", "check-name": "x", token: "t" });
    const expected = { merge: ["a.json"], enforce: false, checkName: "x", token: "t" };
    assert.deepEqual(readInputs(given), { ...defaults, ...expected });
  });

  for (const [name, value, sentence] of bad) {
    test(`refuses ${name}: ${JSON.stringify(value.slice(0, 30))}`, () => {
      assert.throws(
        () => readInputs(environment({ [name]: value })),
        (error) => error instanceof BadInput && error.kind === "bad-input" && sentence.test(error.message),
      );
    });
  }

  test("says all bad inputs at once", () => {
    assert.throws(() => readInputs(environment({ enforce: "ja", baseline: "old" })), {
      message: /"baseline" is "old".*"enforce" is "ja"/,
    });
  });
});

describe("action.yml", () => {
  test("fits the Marketplace and names the Node that the tests run on", () => {
    assert.ok(action.description.length < 125);
    assert.equal(action.runs.using, `node${process.versions.node.split(".")[0]}`);
    assert.equal(action.runs.main, "dist/action.js");
  });

  test("has an input for each that is read, and no other", () => {
    const read = new Set<string>();
    const spy = new Proxy(environment(), {
      get: (env, name) => {
        read.add(String(name));
        return env[String(name)];
      },
    });
    readInputs(spy);
    assert.deepEqual([...read].sort(), Object.keys(environment()).sort());
  });

  test("becomes tables: a row for each input and output, on one line, with its default", () => {
    const table = inputsTable(actionYml);
    for (const name of Object.keys(action.inputs))
      assert.match(table, new RegExp(`^\\| \`${name}\` \\|.*\\|.*\\S \\|$`, "m"));
    for (const name of Object.keys(action.outputs))
      assert.match(table, new RegExp(`^\\| \`${name}\` \\| .*\\S \\|$`, "m"));
    assert.match(table, /^\| `enforce` \| `true` \| Fail the step/m);
    assert.match(table, /^\| `token` \| `\$\{\{ github\.token \}\}` \|/m);
    assert.equal(
      inputsTable("inputs: {a: {description: 'x | y', required: true}}\noutputs: {}\n"),
      "### Inputs\n\n| input | default | what it is |\n| --- | --- | --- |\n| `a` | required | x \\| y |\n\n### Outputs\n\n| output | what it is |\n| --- | --- |",
    );
  });
});
