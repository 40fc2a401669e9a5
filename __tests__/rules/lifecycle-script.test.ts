import assert from "node:assert/strict";
import { test } from "node:test";
import { parse } from "yaml";
import { lifecycleScript } from "../../src/rules/lifecycle-script.ts";
import { type Case, inspect } from "./inspect.ts";

const fields = (given: Case) => inspect(lifecycleScript, given).map((problem) => problem.field);
const gyp = { "binding.gyp": "{}" };

const caught: [name: string, given: Case, fields: string[]][] = [
  ["a postinstall", { manifest: { scripts: { postinstall: "patch-package" } } }, ["scripts.postinstall"]],
  [
    "all three",
    { manifest: { scripts: { postinstall: "c", install: "b", preinstall: "a" } } },
    ["scripts.preinstall", "scripts.install", "scripts.postinstall"],
  ],
  ["binding.gyp alone", { files: gyp }, ["scripts.install"]],
  ["binding.gyp in a case-blind spelling", { files: { "Binding.GYP": "{}" } }, ["scripts.install"]],
  [
    "binding.gyp and an empty install",
    { files: gyp, manifest: { scripts: { install: "" } } },
    ["scripts.install"],
  ],
  [
    "binding.gyp and scripts that are no object",
    { files: gyp, manifest: { scripts: "x" } },
    ["scripts.install"],
  ],
  ["binding.gyp and gypfile: false", { files: gyp, manifest: { gypfile: false } }, ["scripts.install"]],
  [
    "binding.gyp and a preinstall, which stops npm and not yarn",
    { files: gyp, manifest: { scripts: { preinstall: "a" } } },
    ["scripts.preinstall", "scripts.install"],
  ],
  [
    "binding.gyp and an install: once",
    { files: gyp, manifest: { scripts: { install: "node-gyp-build" } } },
    ["scripts.install"],
  ],
  [
    "another command than the allowed one",
    {
      manifest: { scripts: { postinstall: "node install.js " } },
      options: { allow: { postinstall: "node install.js" } },
    },
    ["scripts.postinstall"],
  ],
  [
    "the allowed command at another event",
    {
      manifest: { scripts: { preinstall: "node install.js" } },
      options: { allow: { postinstall: "node install.js" } },
    },
    ["scripts.preinstall"],
  ],
];

for (const [name, given, expected] of caught) {
  test(`lifecycle-script catches ${name}`, () => assert.deepEqual(fields(given), expected));
}

const leftAlone: [name: string, given: Case][] = [
  ["no scripts", {}],
  [
    "scripts that run for no consumer",
    { manifest: { scripts: { prepare: "x", prepack: "x", test: "x", postpublish: "x" } } },
  ],
  ["an empty script", { manifest: { scripts: { postinstall: "" } } }],
  ["a script that is no string, which npm drops", { manifest: { scripts: { postinstall: { a: 1 } } } }],
  ["a binding.gyp below the root", { files: { "deps/binding.gyp": "{}" } }],
  ["another gyp file at the root, which no current manager runs", { files: { "addon.gyp": "{}" } }],
  [
    "the exact command that the policy allows",
    {
      manifest: { scripts: { postinstall: "node install.js" } },
      options: { allow: { postinstall: "node install.js" } },
    },
  ],
  [
    "the implicit rebuild that the policy allows",
    { files: gyp, options: { allow: { install: "node-gyp rebuild" } } },
  ],
];

for (const [name, given] of leftAlone) {
  test(`lifecycle-script leaves ${name} alone`, () => assert.deepEqual(fields(given), []));
}

test("the proposed policy line allows exactly that command, whatever characters it has", () => {
  for (const command of [
    "node install.js",
    "node -e \"try{require('./x')}catch(e){}\" # a: {b}",
    "a\n\tb\u0085\u2028\u007f %",
    "'",
  ]) {
    const given = { manifest: { scripts: { postinstall: command } } };
    const [problem] = inspect(lifecycleScript, given);
    const line = /(lifecycle-script: .*)$/s.exec(problem?.fix ?? "")?.[1] ?? "";
    assert.doesNotMatch(line, /[\n\u0085\u2028\u007f]/);
    const rules: unknown = parse(line);
    assert.deepEqual(rules, { "lifecycle-script": { allow: { postinstall: command } } });
    assert.deepEqual(fields({ ...given, options: { allow: { postinstall: command } } }), []);
  }
});

test("a command that holds a credential is shown without it and gets no policy line", () => {
  const scripts = { postinstall: "curl https://user:hunter2@example.com/x?key=abc123 | sh" };
  const [problem] = inspect(lifecycleScript, { manifest: { scripts } });
  const text = JSON.stringify(problem);
  assert.doesNotMatch(text, /hunter2|abc123|allow:/);
  assert.match(problem?.message ?? "", /curl https:\/\/…@example\.com/);
});

test("a long command is cut, and its policy line is left out", () => {
  const [problem] = inspect(lifecycleScript, { manifest: { scripts: { install: "é".repeat(1_000_000) } } });
  assert.match(problem?.message ?? "", /: é{200}…$/);
  assert.equal(problem?.fix, "Delete `scripts.install` from package.json.");
});

test("the message tells what the policy allows instead", () => {
  const [problem] = inspect(lifecycleScript, {
    manifest: { scripts: { install: "b" } },
    options: { allow: { install: "a" } },
  });
  assert.match(problem?.message ?? "", /the policy allows another command: a\)$/);
});

const implicit = "`node-gyp rebuild` run on install, although no script says so";
const sentences: readonly (readonly [given: Case, message: string, edit: string])[] = [
  [{ files: gyp }, `\`binding.gyp\` at the root makes ${implicit}`, "Keep `binding.gyp` out of the tarball"],
  [
    { files: { "Binding.gyp": "" }, manifest: { gypfile: true } },
    `\`Binding.gyp\` at the root makes ${implicit}`,
    "Keep `binding.gyp` out of the tarball",
  ],
  [
    { files: gyp, manifest: { gypfile: false } },
    `\`binding.gyp\` at the root makes ${implicit} (\`gypfile: false\` stops neither npm with a lockfile nor yarn)`,
    "Keep `binding.gyp` out of the tarball",
  ],
  [
    { files: gyp, manifest: { scripts: { preinstall: "a" } } },
    `\`binding.gyp\` at the root makes ${implicit} (yarn runs it beside \`preinstall\`)`,
    "Keep `binding.gyp` out of the tarball",
  ],
  [
    { manifest: { scripts: { postinstall: "node-gyp rebuild" } } },
    "`postinstall` runs on every install: node-gyp rebuild",
    "Delete `scripts.postinstall` from package.json",
  ],
  [
    { manifest: { scripts: { install: "make" } } },
    "`install` runs on every install: make",
    "Delete `scripts.install` from package.json",
  ],
];

for (const [given, message, edit] of sentences) {
  test(`lifecycle-script says: ${message}`, () => {
    const problem = inspect(lifecycleScript, given).at(-1);
    assert.equal(problem?.path, "package.json");
    assert.equal(problem.message, message);
    assert.ok(problem.fix?.startsWith(`${edit}, or allow it in the policy under \`rules\`: `), problem.fix);
  });
}

test("a folder called binding.gyp runs nothing", () => {
  assert.deepEqual(fields({ files: { "binding.gyp": { kind: "directory" } } }), []);
});

test("a policy line is proposed up to 500 characters", () => {
  const fixOf = (length: number) =>
    inspect(lifecycleScript, { manifest: { scripts: { install: "a".repeat(length) } } })[0]?.fix ?? "";
  assert.match(fixOf(500), /or allow it in the policy/);
  assert.doesNotMatch(fixOf(501), /or allow it in the policy/);
});

test("only the three events and real commands can be allowed", async () => {
  const schema = await lifecycleScript.options.load();
  for (const allow of [{ prepare: "x" }, { install: "" }, { install: true }, "install"]) {
    assert.equal(schema.safeParse({ allow }).success, false, JSON.stringify(allow));
  }
});

test("npm runs the scripts of a bundled dependency, so they count", () => {
  const inner = (scripts: object) => JSON.stringify({ name: "b", version: "1.0.0", scripts });
  const files = {
    "node_modules/a/package.json": inner({ postinstall: "node evil.js", test: "x" }),
    "node_modules/@s/b/node_modules/c/package.json": inner({ preinstall: "node c.js" }),
    "node_modules/d/package.json": inner({}),
    "node_modules/d/binding.gyp": "{}",
    "node_modules/e/package.json": inner({ install: "" }),
    "node_modules/e/lib/package.json": inner({ postinstall: "nobody runs this" }),
    "node_modules/f/package.json": "{",
  };
  const manifest = { bundleDependencies: ["a"] };
  assert.deepEqual(
    inspect(lifecycleScript, { files, manifest }).map(({ path, message }) => `${path}: ${message}`),
    [
      "node_modules/a/package.json: `postinstall` of a bundled dependency runs on every install: node evil.js",
      "node_modules/@s/b/node_modules/c/package.json: `preinstall` of a bundled dependency runs on every install: node c.js",
      "node_modules/d/binding.gyp: makes `node-gyp rebuild` run on install for a bundled dependency",
    ],
  );
});

test("a bundled dependency counts in any letter case, as macOS and Windows read it", () => {
  const text = JSON.stringify({ name: "x", scripts: { postinstall: "node evil.js" } });
  const files = {
    "Node_Modules/a/package.json": text,
    "node_modules/a/Package.JSON": text,
    "node_modules/@s/b/NODE_MODULES/c/pac\u212aage.j\u017fon": text,
    "node_modules/d/Package.JSON": JSON.stringify({ name: "d" }),
    "node_modules/d/Binding.gyp": "{}",
    "node_modules/e/my-package.json": text,
    "my_node_modules/f/package.json": text,
  };
  const found = inspect(lifecycleScript, { files, manifest: { bundleDependencies: true } });
  const caught = [...Object.keys(files).slice(0, 3), "node_modules/d/Binding.gyp"];
  assert.deepEqual(
    found.map(({ path }) => path),
    caught,
  );
});
test("a bundled dependency with an @ in its name is one as well", () => {
  const text = JSON.stringify({ name: "x", scripts: { postinstall: "node evil.js" } });
  const files = {
    "node_modules/a@b/package.json": text,
    "node_modules/d/node_modules/q@r/package.json": text,
  };
  const found = inspect(lifecycleScript, { files, manifest: { bundleDependencies: true } });
  assert.deepEqual(found.map(({ path }) => path).sort(), Object.keys(files).sort());
});
