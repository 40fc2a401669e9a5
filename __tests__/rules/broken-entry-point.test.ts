import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "node:test";
import type { Level, Waiver } from "../../src/policy/policy.ts";
import { brokenEntryPoint } from "../../src/rules/broken-entry-point.ts";
import { lifecycleScript } from "../../src/rules/lifecycle-script.ts";
import { entryPointsOf } from "../../src/tarball/entry-points.ts";
import { type Case, type Files, inspect } from "./inspect.ts";

type Manifest = NonNullable<Case["manifest"]>;

/** Files by name; their content does not matter here. */
const having = (...paths: string[]): Files => Object.fromEntries(paths.map((path) => [path, "1"]));

const found = (manifest: Manifest, files: Files) =>
  inspect(brokenEntryPoint, { manifest, files }).map(({ field, level }) => `${level ?? "error"} ${field}`);

const caught: [name: string, manifest: Manifest, files: Files, found: string[]][] = [
  ["main without its file", { main: "dist/index.js" }, {}, ["error main"]],
  ["main with an ending that Node does not try", { main: "lib" }, having("lib.mjs"), ["error main"]],
  ["main that names a folder without an index", { main: "dist" }, having("dist/main.js"), ["error main"]],
  ["main outside the package", { main: "../../dist/index.js" }, having("dist/index.js"), ["error main"]],
  ["an absolute main", { main: "/index.js" }, having("other.js"), ["error main"]],
  ["main that Node replaces by index.js", { main: "gone.js" }, having("index.js"), ["warn main"]],
  ["main that is a link, which npm drops", { main: "a.js" }, { "a.js": { kind: "symlink" } }, ["error main"]],
  ["main in another letter case", { main: "Dist/Index.js" }, having("dist/index.js"), ["error main"]],
  ["module", { module: "esm/index.js" }, {}, ["error module"]],
  ["browser as a string", { browser: "b.js" }, {}, ["error browser"]],
  ["a replacement in browser", { browser: { "./a.js": "./b.js" } }, having("a.js"), ["error browser../a.js"]],
  ["a browser key without its file", { browser: { "./a.js": false } }, {}, ["warn browser../a.js"]],
  ["a browser key and its replacement", { browser: { "./a.js": "./b.js" } }, {}, ["warn browser../a.js"]],
  ["types", { types: "index.d.ts" }, having("index.js"), ["error types"]],
  ["typings in a folder without index.d.ts", { typings: "types" }, having("types/x.d.ts"), ["error typings"]],
  [
    "types that typesVersions sends to nothing",
    { types: "a.d.ts", typesVersions: { "*": { "*": ["ts4/*"] } } },
    having("ts4/b.d.ts"),
    ["error types"],
  ],
  ["bin as a string", { bin: "cli.js" }, {}, ["error bin"]],
  [
    "bin without the ending, which npm does not try",
    { bin: { a: "cli" } },
    having("cli.js"),
    ["error bin.a"],
  ],
  ["directories.bin without a file", { directories: { bin: "bin" } }, {}, ["error directories.bin"]],
  ["exports as a string", { exports: "./index.js" }, {}, ["error exports"]],
  ["exports without endings", { exports: "./index" }, having("index.js"), ["error exports"]],
  ["exports that do not begin with ./", { exports: "index.js" }, having("index.js"), ["error exports"]],
  ["exports that lead out", { exports: "./../index.js" }, having("index.js"), ["error exports"]],
  [
    "nested conditions",
    { exports: { ".": { import: { types: "./i.d.mts", default: "./i.mjs" }, require: "./i.cjs" } } },
    having("i.cjs"),
    ["error exports...import.types", "error exports...import.default"],
  ],
  [
    "conditions in a fallback array",
    { exports: { ".": [{ import: "./i.mjs" }, "./i.cjs"] } },
    having("i.cjs"),
    ["error exports...0.import"],
  ],
  ["a fallback array with nothing there", { exports: ["./a.js", "./b.js"] }, {}, ["error exports"]],
  [
    "a pattern over a folder that is not there",
    { exports: { "./*": "./dist/*.js" } },
    having("a.js"),
    ["error exports../*"],
  ],
  [
    "a pattern that fits nothing in its folder",
    { exports: { "./*": "./dist/*.js" } },
    having("dist/a.mjs"),
    ["warn exports../*"],
  ],
  [
    "a pattern whose stars differ",
    { exports: { "./*": "./dist/*/*.js" } },
    having("dist/a/b.js"),
    ["warn exports../*"],
  ],
  [
    "a star that would stand for nothing",
    { exports: { "./*": "./dist/a*.js" } },
    having("dist/a.js"),
    ["warn exports../*"],
  ],
  ["a folder mapping", { exports: { "./lib/": "./lib/" } }, having("library/a.js"), ["error exports../lib/"]],
  ["imports", { imports: { "#a": { node: "./a.js" } } }, {}, ["warn imports.#a.node"]],
  ["tests behind imports", { imports: { "#a": "./test/lib/a.js" } }, {}, ["warn imports.#a"]],
  ["declarations behind imports", { imports: { "#a": "./a.d.ts" } }, {}, ["warn imports.#a"]],
  [
    "sources behind imports",
    { imports: { "#a/*": { default: "./src/*.ts" } } },
    {},
    ["warn imports.#a/*.default"],
  ],
  [
    "a pattern over a folder that is not there, beside what works",
    { main: "a.js", exports: { ".": "./a.js", "./fonts/*": "./fonts/*" } },
    having("a.js"),
    ["warn exports../fonts/*"],
  ],
  [
    "the same beside package.json alone",
    { exports: { "./package.json": "./package.json", "./*": "./dist/*" } },
    {},
    ["error exports../*"],
  ],
  [
    "a condition of the project's own",
    { exports: { ".": { source: "./src/a.ts", "@own/source": "./src/a.ts", default: "./a.js" } } },
    having("a.js"),
    ["warn exports...source"],
  ],
  [
    "types beside exports that have theirs",
    { types: "gone.d.ts", exports: { ".": { types: "./a.d.ts", default: "./a.js" } } },
    having("a.d.ts", "a.js"),
    ["warn types"],
  ],
  [
    "types beside exports without any",
    { types: "gone.d.ts", exports: { ".": "./a.js" } },
    having("a.js"),
    ["error types"],
  ],
  ["the main of npm init in a command", { main: "index.js", bin: "cli.js" }, having("cli.js"), ["warn main"]],
  ["another main in a command", { main: "dist/index.js", bin: "cli.js" }, having("cli.js"), ["error main"]],
  [
    "the main of npm init in a command that is missing too",
    { main: "index.js", bin: "cli.js" },
    {},
    ["error main", "error bin"],
  ],
  ["declarations of a module behind imports", { imports: { "#a": "./a.d.mts" } }, {}, ["warn imports.#a"]],
  ["what only begins like declarations", { types: "./a.d.ts.js" }, {}, ["error types"]],
  ["main that is the folder above", { main: ".." }, {}, ["error main"]],
  [
    "main with an ending that only bundlers try",
    { main: "a" },
    having("a.cjs", "a.mjs", "a.wasm"),
    ["error main"],
  ],
  ["module in a folder without an index", { module: "./esm/" }, having("esm", "esm.js"), ["error module"]],
  ["types without declarations", { types: "a" }, having("a.js", "a.json"), ["error types"]],
  ["main beside the declarations of its name", { main: "a.js" }, having("a.d.ts"), ["error main"]],
  [
    "directories.bin with a file of that name",
    { directories: { bin: "bin" } },
    having("bin"),
    ["error directories.bin"],
  ],
  [
    "directories.bin in another letter case",
    { directories: { bin: "bin" } },
    having("Bin/a"),
    ["error directories.bin"],
  ],
  [
    "a folder mapping to a folder that only begins alike",
    { exports: { "./a/": "./a/b/" } },
    having("ab/x.js"),
    ["error exports../a/"],
  ],
  [
    "a pattern over part of a name in a folder that is not there",
    { exports: { "./*": "./dist/a-*.js" } },
    having("dist.js"),
    ["error exports../*"],
  ],
  [
    "a pattern over part of a name",
    { exports: { "./*": "./dist/a-*.js" } },
    having("dist/b-1.js"),
    ["warn exports../*"],
  ],
  [
    "a pattern over the root that fits nothing",
    { exports: { "./*": "./a-*.js" } },
    having("b.js"),
    ["warn exports../*"],
  ],
  [
    "a pattern in another letter case",
    { exports: { "./*": "./Dist/*.js" } },
    having("dist/a.js"),
    ["error exports../*"],
  ],
  ["an addon without its source", { main: "build/Release/x.node" }, having("index.gyp"), ["error main"]],
  ["any other file beside binding.gyp", { main: "lib/build/a.js" }, having("binding.gyp"), ["error main"]],
];

for (const [name, manifest, files, expected] of caught) {
  test(`broken-entry-point catches ${name}`, () => assert.deepEqual(found(manifest, files), expected));
}

const leftAlone: [name: string, manifest: Manifest, files: Files][] = [
  ["no entry point at all", {}, {}],
  ["an empty main", { main: "" }, {}],
  ["main as named", { main: "./lib/a.js" }, having("lib/a.js")],
  ["main of any kind of file", { main: "style.css" }, having("style.css")],
  ["main without its ending", { main: "lib/a" }, having("lib/a.json")],
  ["main that names a folder", { main: "dist" }, having("dist/index.js")],
  ["main that names a folder with a slash", { main: "./dist/" }, having("dist/index.node")],
  ["main that is the package itself", { main: "." }, having("index.js")],
  ["main that winds about inside", { main: "dist/../lib/./a.js" }, having("lib/a.js")],
  ["main that node-gyp builds", { main: "build/Release/x" }, having("binding.gyp")],
  ["main that node-gyp builds elsewhere", { main: "lib/binding/x.node" }, having("binding.gyp")],
  ["main without its ending, a script", { main: "lib/a" }, having("lib/a.js")],
  ["main without its ending, an addon", { main: "lib/a" }, having("lib/a.node")],
  ["main that names a folder with an index of data", { main: "dist" }, having("dist/index.json")],
  ["module for a bundler, CommonJS", { module: "esm/index" }, having("esm/index.cjs")],
  ["module for a bundler, WebAssembly", { module: "esm" }, having("esm/index.wasm")],
  ["types without the ending, a source", { types: "index" }, having("index.ts")],
  ["types without the ending, a source with markup", { types: "index" }, having("index.tsx")],
  ["types without the ending, of a module", { types: "index" }, having("index.d.mts")],
  ["types without the ending, of CommonJS", { types: "types" }, having("types/index.d.cts")],
  ["types beside the script", { types: "lib/a.js" }, having("lib/a.d.ts")],
  ["types beside the CommonJS file", { types: "lib/a.cjs" }, having("lib/a.d.cts")],
  ["directories.bin with a slash", { directories: { bin: "bin/" } }, having("bin/deep/a")],
  ["directories.bin that is the package", { directories: { bin: "." } }, {}],
  ["a folder mapping to the package", { exports: { "./": "./" } }, {}],
  ["a star for one character", { exports: { "./*": "./dist/*.js" } }, having("dist/a.js")],
  ["module without its ending", { module: "esm/index" }, having("esm/index.mjs")],
  [
    "browser that empties modules",
    { browser: { fs: false, net: "other-package", "./a.js": false } },
    having("a.js"),
  ],
  ["types without the ending", { types: "index" }, having("index.d.ts")],
  ["types that name a folder", { types: "./types/" }, having("types/index.d.ts")],
  ["types beside the JavaScript file", { types: "lib/a.mjs" }, having("lib/a.d.mts")],
  [
    "types that typesVersions sends elsewhere",
    { types: "./a.d.ts", typesVersions: { ">=4": { "*": ["ts4/*", "ts3/*"] } } },
    having("ts4/a.d.ts"),
  ],
  ["bin as npm reads it", { bin: { a: "/bin/../cli.js", b: ".\\cli.js" } }, having("cli.js")],
  ["directories.bin", { directories: { bin: "./bin", test: "tests" } }, having("bin/a")],
  ["directories.bin that bin overrules", { bin: "a.js", directories: { bin: "gone" } }, having("a.js")],
  ["null targets", { exports: { ".": "./a.js", "./internal/*": null } }, having("a.js")],
  ["exports turned off", { exports: null, imports: false }, {}],
  [
    "a fallback array with one file there",
    { exports: { ".": ["not:valid", "./gone.js", "./a.js"] } },
    having("a.js"),
  ],
  ["a pattern with a match", { exports: { "./*": "./dist/*.js" } }, having("dist/deep/er.js")],
  ["a pattern with two equal stars", { exports: { "./*": "./dist/*/*.js" } }, having("dist/ab/ab.js")],
  ["a pattern over everything", { exports: { "./*": "./*" } }, {}],
  ["a folder mapping", { exports: { "./lib/": "./lib/" } }, having("lib/deep/a.js")],
  ["package.json in exports", { exports: { "./package.json": "./package.json" } }, {}],
  [
    "packages in imports",
    { imports: { "#a": { node: "node:fs", default: "some-package" }, "#b": ["pkg", "./x.js"] } },
    {},
  ],
  [
    "fields of the wrong type",
    { main: 5, browser: [1], types: {}, exports: 1, imports: "x", bin: true, directories: "x" },
    {},
  ],
];

for (const [name, manifest, files] of leftAlone) {
  test(`broken-entry-point leaves ${name} alone`, () => assert.deepEqual(found(manifest, files), []));
}

test("a missing build is one finding that names every field", () => {
  const problems = inspect(brokenEntryPoint, {
    manifest: {
      main: "dist/index.js",
      module: "./dist/index.js",
      exports: { import: "./dist/index.js", require: "./dist/index.js", default: "./dist/index.js" },
      types: "dist/index.d.ts",
    },
  });
  assert.deepEqual(
    problems.map((problem) => problem.field),
    ["main", "types"],
  );
  assert.match(problems[0]?.message ?? "", /\(so do module, exports\.import, exports\.require and 1 more\)$/);
});

const sentences: [manifest: Manifest, files: Files, message: string][] = [
  [
    { main: "a" },
    {},
    'main names "a", which is not in the tarball, nor with .js, .json, .node or as a folder with an index file',
  ],
  [
    { main: "a" },
    having("index.js"),
    'main names "a", which is not in the tarball; Node falls back to the index file with a deprecation (DEP0128)',
  ],
  [
    { module: "a" },
    {},
    'module names "a", which is not in the tarball, nor with an ending or as a folder with an index file',
  ],
  [
    { types: "a" },
    {},
    'types names "a", which is not in the tarball, nor with .d.ts or as a folder with an index.d.ts',
  ],
  [{ bin: { a: "a" } }, {}, 'bin.a names "./a", which is not in the tarball'],
  [{ directories: { bin: "a" } }, {}, 'directories.bin names "a", a folder with no file in the tarball'],
  [{ exports: "./a/*" }, {}, 'exports names "./a/*", which fits no file in the tarball'],
  [{ browser: { "./a.js": false } }, {}, 'browser["./a.js"] replaces "./a.js", which is not in the tarball'],
  [{ exports: "a" }, {}, 'exports names "a", which does not begin with "./", so that Node refuses it'],
  [{ main: "../a" }, {}, 'main names "../a", which leads out of the package'],
  [
    { exports: ["./a", "./b", "./c"] },
    {},
    'exports names "./a" or "./b" or "./c", which is not in the tarball',
  ],
  [
    { exports: ["./a", "./b", "./c", "./d"] },
    {},
    'exports names "./a" or "./b" or "./c" or …, which is not in the tarball',
  ],
  [
    { exports: { a: "./a", b: "./a", c: "./a", d: "./a" } },
    {},
    'exports.a names "./a", which is not in the tarball (so do exports.b, exports.c, exports.d)',
  ],
  [
    { exports: { a: "./a", b: "./a", c: "./a", d: "./a", e: "./a" } },
    {},
    'exports.a names "./a", which is not in the tarball (so do exports.b, exports.c, exports.d and 1 more)',
  ],
];

for (const [manifest, files, message] of sentences) {
  test(`broken-entry-point says: ${message}`, () => {
    const [problem, ...others] = inspect(brokenEntryPoint, { manifest, files });
    assert.deepEqual([problem?.path, problem?.message, others], ["package.json", message, []]);
    const field = message.split(/ (?:names|replaces) /)[0];
    assert.equal(
      problem?.fix,
      `Let the build make the file and \`files\` ship it, or correct \`${field}\` in package.json.`,
    );
  });
}

const commands: readonly (readonly [
  scripts: Record<string, string>,
  files: Files,
  fields: readonly string[],
])[] = [
  [{ postinstall: "node install.js" }, {}, ["scripts.postinstall"]],
  [{ preinstall: "node ./scripts/a" }, having("scripts/b.js"), ["scripts.preinstall"]],
  [{ install: "node lib/install" }, having("lib/install.mjs"), ["scripts.install"]],
  [{ preinstall: "node a.js", postinstall: "node b.js" }, having("a.js"), ["scripts.postinstall"]],
  [{ postinstall: "node a.js" }, { "a.js": { kind: "symlink", linkTarget: "b" } }, ["scripts.postinstall"]],
  [{ postinstall: "node install" }, having("install.js"), []],
  [{ postinstall: "node ./install" }, having("install/index.js"), []],
  [{ postinstall: "node install" }, having("install/package.json"), []],
  [{ postinstall: "node build/Release/x.js" }, having("binding.gyp"), []],
  [{ prepare: "node gone.js", prepublish: "node gone.js" }, {}, []],
  [{ preinstall: "tsc", postinstall: "node dist/install.js" }, {}, []],
  ...[
    "node install.js || true",
    "node install.js && node b.js",
    "node install.js --quiet",
    "node --require ./a install.js",
    "node -e 1",
    "node $npm_package_config_script",
    "node ../install.js",
    "node .",
    "node node_modules/a/install.js",
    "node 'install.js'",
    "node-gyp rebuild",
    "ts-node install.ts",
  ].map((postinstall) => [{ postinstall }, {}, []] as const),
];
for (const [scripts, files, fields] of commands) {
  test(`broken-entry-point: ${JSON.stringify(scripts)} beside ${Object.keys(files)}: ${fields}`, () => {
    const problems = inspect(brokenEntryPoint, { manifest: { scripts }, files });
    assert.deepEqual(
      problems.map(({ field, level }) => [field, level]),
      fields.map((field) => [field, undefined]),
    );
    const told = inspect(lifecycleScript, { manifest: { scripts }, files });
    assert.deepEqual(
      told.filter(({ message }) => / fails on every install/.test(message)).map(({ field }) => field),
      fields,
    );
  });
}

test("a missing install script is told by one of the two rules: here, unless the other stops the script itself", () => {
  const manifest = { scripts: { postinstall: "node install.js" } };
  const waiver = {
    rule: "lifecycle-script",
    files: ["package.json"],
    reason: "r",
    owner: null,
    expires: "2999-01-01",
    audience: null,
    fingerprints: null,
    at: null,
  };
  const cases: readonly (readonly [
    level: Level,
    allow: object,
    waivers: readonly Waiver[],
    told: boolean,
  ])[] = [
    ["error", {}, [], false],
    ["error", { postinstall: "node other.js" }, [], false],
    ["error", { postinstall: "node install.js" }, [], true],
    ["error", {}, [waiver], true],
    ["error", {}, [{ ...waiver, rule: "secret" }], false],
    ["warn", {}, [], true],
    ["off", {}, [], true],
  ];
  for (const [level, allow, waivers, told] of cases) {
    const rules = new Map([["lifecycle-script", { level, options: { allow }, reason: null, at: null }]]);
    const [problem] = inspect(brokenEntryPoint, { manifest, policy: { rules, waivers } });
    assert.equal(
      problem?.message,
      told
        ? 'scripts.postinstall runs "install.js", which is not in the tarball: every install fails with MODULE_NOT_FOUND'
        : undefined,
    );
  }
});

test("an error has no level of its own", () => {
  const [problem] = inspect(brokenEntryPoint, { manifest: { main: "a" } });
  assert.ok(problem !== undefined && !("level" in problem));
});

test("faults of another kind or of another file are findings of their own", () => {
  const manifest = { main: "a.js", module: "./a.js", types: "b.d.ts", browser: { "./a.js": "./a.js" } };
  assert.deepEqual(found(manifest, {}), ["error main", "warn browser../a.js", "error types"]);
});

test("the message tells of the letter case", () => {
  const [problem] = inspect(brokenEntryPoint, {
    manifest: { exports: "./Index.js" },
    files: having("index.js"),
  });
  assert.match(problem?.message ?? "", /has "index\.js".*fails on Linux/);
});

test("nesting as deep as the publisher likes is a finding and no crash", { timeout: 5000 }, () => {
  const nested = (levels: number) => {
    let exports: unknown = "./a.js";
    for (let level = 0; level < levels; level++) exports = level % 2 ? [exports] : { default: exports };
    return entryPointsOf({ name: "a", version: "1.0.0", exports });
  };
  assert.deepEqual(
    nested(49).map(({ targets }) => targets),
    [["./a.js"]],
  );
  assert.deepEqual(
    nested(100_000).map(({ targets }) => targets),
    [[]],
  );
  const text = `${'{"a":'.repeat(60)}"./a.js"${"}".repeat(60)}`;
  const problems = inspect(brokenEntryPoint, {
    manifest: { exports: JSON.parse(text) },
    files: having("a.js"),
  });
  assert.match(problems[0]?.message ?? "", /too deeply/);
});

test("many patterns over many files stay quick", { timeout: 5000 }, () => {
  const exports = Object.fromEntries(
    Array.from({ length: 300 }, (_, at) => [`./${at}/*`, `./x/*${"a*".repeat(20)}${at}`]),
  );
  found({ exports }, having(...Array.from({ length: 3000 }, (_, at) => `x/${"a".repeat(200)}${at}`)));
});

test("Node itself agrees on what resolves", async () => {
  const root = await mkdtemp(join(tmpdir(), "lastgate-entry-points-"));
  try {
    // Fields that Node reads: main and exports, in the cases that are about a file that is there or not.
    const cases = [...caught, ...leftAlone].filter(
      ([name, manifest]) =>
        (typeof manifest.main === "string" || typeof manifest.exports === "string") &&
        !/link|absolute|letter case|node-gyp|no entry|empty main|style|npm init/.test(name),
    );
    assert.ok(cases.length >= 12, String(cases.length));
    for (const [at, [name, manifest, files]] of cases.entries()) {
      const folder = join(root, "node_modules", `p${at}`);
      const written: [string, string][] = [["package.json", JSON.stringify(manifest)]];
      for (const path of Object.keys(files)) written.push([path, ""]);
      for (const [path, content] of written) {
        await mkdir(dirname(join(folder, path)), { recursive: true });
        await writeFile(join(folder, path), content);
      }
      const require = createRequire(join(root, "index.js"));
      let resolves = true;
      try {
        require.resolve(`p${at}`);
      } catch {
        resolves = false;
      }
      const errors = found(manifest, files).filter((line) => line.startsWith("error"));
      assert.equal(errors.length === 0, resolves, name);
    }
  } finally {
    await rm(root, { recursive: true, force: true });
  }
});
