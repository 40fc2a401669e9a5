import assert from "node:assert/strict";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { discover } from "../../src/pack/discover.ts";
import { packageManager } from "../../src/pack/manager.ts";
import { pack } from "../../src/pack/pack.ts";
import { run } from "../../src/pack/run.ts";
import { manifestMismatch } from "../../src/rules/manifest-mismatch.ts";
import { readTarball } from "../../src/tarball/read.ts";
import { type Real, reals, settingsFor } from "../pack/managers.ts";
import { plainEnvironment, writeProject } from "../project.ts";
import { inspect } from "./inspect.ts";

type Fields = Readonly<Record<string, unknown>>;

/** What the rule says of a packed manifest and the one in the folder. */
const found = (packed: Fields, folder: Fields) =>
  inspect(manifestMismatch, {
    manifest: packed,
    source: { manifestText: JSON.stringify({ name: "example", version: "1.0.0", ...folder }) },
  }).map(({ field }) => field);

const caught: [name: string, packed: Fields, folder: Fields, fields: string[]][] = [
  ["a dependency that the tarball lacks", {}, { dependencies: { a: "1" } }, ["dependencies.a"]],
  ["a dependency that the folder lacks", { dependencies: { a: "1" } }, {}, ["dependencies.a"]],
  [
    "another range",
    { peerDependencies: { a: "1" } },
    { peerDependencies: { a: "2" } },
    ["peerDependencies.a"],
  ],
  [
    "each of several",
    { dependencies: { a: "1", b: "1" } },
    { dependencies: { a: "2", b: "1" }, optionalDependencies: { c: "1" } },
    ["dependencies.a", "optionalDependencies.c"],
  ],
  ["a name from the prototype", {}, { dependencies: { constructor: "1" } }, ["dependencies.constructor"]],
  ["a workspace: range that is gone", {}, { dependencies: { a: "workspace:*" } }, ["dependencies.a"]],
  [
    "a workspace: range that only the tarball has",
    { dependencies: { a: "workspace:*" } },
    { dependencies: { a: "1" } },
    ["dependencies.a"],
  ],
  ["an install script", { scripts: { postinstall: "x" } }, {}, ["scripts.postinstall"]],
  [
    "another install script",
    { scripts: { install: "x" } },
    { scripts: { install: "y" } },
    ["scripts.install"],
  ],
  ["bin", { bin: { a: "a.js" } }, { bin: { a: "b.js" } }, ["bin"]],
  ["main", { main: "dist/index.js" }, { main: "src/index.ts" }, ["main"]],
  [
    "the order of conditions",
    { exports: { a: "./a", b: "./b" } },
    { exports: { b: "./b", a: "./a" } },
    ["exports"],
  ],
  ["engines", { engines: { node: ">=20" } }, { engines: { node: ">=22" } }, ["engines"]],
  ["os and cpu", { os: ["linux"] }, { cpu: ["x64"] }, ["os", "cpu"]],
  [
    "bundled dependencies",
    { bundledDependencies: ["a"] },
    { bundleDependencies: ["b"] },
    ["bundleDependencies"],
  ],
  [
    "a publishConfig that is not what was packed",
    { main: "c.js" },
    { main: "a.js", publishConfig: { main: "b.js" } },
    ["main"],
  ],
];

for (const [name, packed, folder, expected] of caught) {
  test(`manifest-mismatch catches ${name}`, () => assert.deepEqual(found(packed, folder), expected));
}

const leftAlone: [name: string, packed: Fields, folder: Fields][] = [
  ["equal manifests", { main: "a.js", dependencies: { a: "1" } }, { main: "a.js", dependencies: { a: "1" } }],
  ["name and version, which cannot be judged", { version: "2.0.0" }, { version: "1.0.0" }],
  [
    "rewritten protocols",
    { dependencies: { a: "^1.2.3", b: "^2.0.0", c: "npm:@jsr/x__c@^1" }, peerDependencies: { a: "1.2.3" } },
    {
      dependencies: { a: "workspace:^", b: "catalog:", c: "jsr:^1" },
      peerDependencies: { a: "workspace:*" },
    },
  ],
  [
    "fields that publishConfig replaced",
    { main: "b.js", bin: { example: "c.js" } },
    { main: "a.js", publishConfig: { main: "b.js", bin: "c.js" } },
  ],
  [
    "fields of a publishConfig that the packer did not apply",
    { main: "a.js" },
    { main: "a.js", publishConfig: { main: "b.js" } },
  ],
  [
    "devDependencies and scripts of developers",
    {},
    { devDependencies: { a: "1" }, scripts: { prepack: "x", test: "y" } },
  ],
  ["an empty install script", {}, { scripts: { install: "" } }],
  [
    "fields that neither installs nor loads anything",
    { description: "a" },
    { description: "b", files: ["dist"], packageManager: "x" },
  ],
  ["one bin in two forms", { bin: { example: "cli.js" } }, { bin: "./cli.js" }],
  ["a path in two forms", { main: "./a.js", types: "a.d.ts" }, { main: "a.js", types: "./a.d.ts" }],
  [
    "the order of keys elsewhere",
    { dependencies: { a: "1", b: "1" }, engines: { a: "1", b: "2" } },
    { dependencies: { b: "1", a: "1" }, engines: { b: "2", a: "1" } },
  ],
  [
    "the two spellings of bundled dependencies",
    { bundledDependencies: ["a"] },
    { bundleDependencies: ["a"] },
  ],
  ["a package root that publishConfig moves", { main: "a.js" }, { publishConfig: { directory: "dist" } }],
];

for (const [name, packed, folder] of leftAlone) {
  test(`manifest-mismatch leaves ${name} alone`, () => assert.deepEqual(found(packed, folder), []));
}

const sentences: [packed: Fields, folder: Fields, field: string, spelled: string][] = [
  [{ main: "a" }, {}, "main", '"a" in the tarball and absent in the folder'],
  [{}, { type: "module" }, "type", 'absent in the tarball and "module" in the folder'],
  [{ gypfile: false }, { gypfile: true }, "gypfile", "false in the tarball and true in the folder"],
  [
    { peerDependenciesMeta: { a: { optional: true } } },
    { peerDependenciesMeta: {} },
    "peerDependenciesMeta",
    '{"a":{"optional":true}} in the tarball and {} in the folder',
  ],
  [{ libc: ["musl"] }, {}, "libc", '["musl"] in the tarball and absent in the folder'],
  [{ directories: { bin: "a" } }, {}, "directories", '{"bin":"a"} in the tarball and absent in the folder'],
  [{ types: "a" }, { types: "b" }, "types", '"a" in the tarball and "b" in the folder'],
  [{ typings: "a" }, { typings: "b" }, "typings", '"a" in the tarball and "b" in the folder'],
  [{ module: "a" }, { module: "./b" }, "module", '"a" in the tarball and "./b" in the folder'],
  [{ browser: "a" }, { browser: "b" }, "browser", '"a" in the tarball and "b" in the folder'],
  [{ imports: { "#a": "./a" } }, {}, "imports", '{"#a":"./a"} in the tarball and absent in the folder'],
  [{ bin: "a" }, { bin: "b" }, "bin", '"a" in the tarball and "b" in the folder'],
  [
    { scripts: { preinstall: "a" } },
    { scripts: { preinstall: "b" } },
    "scripts.preinstall",
    '"a" in the tarball and "b" in the folder',
  ],
  [
    { scripts: { postinstall: "a" } },
    {},
    "scripts.postinstall",
    '"a" in the tarball and absent in the folder',
  ],
  [{ os: ["a./b"] }, { os: ["a"] }, "os", '["a./b"] in the tarball and ["a"] in the folder'],
];

for (const [packed, folder, field, spelled] of sentences) {
  test(`manifest-mismatch says of ${field}: ${spelled}`, () => {
    const problems = inspect(manifestMismatch, {
      manifest: packed,
      source: { manifestText: JSON.stringify({ name: "example", version: "1.0.0", ...folder }) },
    });
    assert.deepEqual(problems, [
      {
        path: "package.json",
        field,
        message: `is ${spelled} after packing, which is what \`npm publish\` of the folder would tell the registry`,
        fix: "Publish the judged tarball itself, or let no pack script (prepack, postpack) change package.json.",
      },
    ]);
  });
}

test("a path is the same with ./ only at its beginning", () => {
  assert.deepEqual(found({ main: "a/./b.js" }, { main: "a/b.js" }), ["main"]);
  assert.deepEqual(found({ main: "x./b.js" }, { main: "x" }), ["main"]);
});

test("only a range that the packer may rewrite is left alone, and only when something is in its place", () => {
  const of = (packed: Fields, folder: Fields) => found({ dependencies: packed }, { dependencies: folder });
  assert.deepEqual(of({}, { a: "workspace:*" }), ["dependencies.a"]);
  assert.deepEqual(of({ a: "1" }, { a: "file:workspace:x" }), ["dependencies.a"]);
  assert.deepEqual(of({ a: "1" }, { a: "jsr:1" }), []);
});

test("a ready tarball has nothing to be compared with", () => {
  assert.deepEqual(inspect(manifestMismatch, { manifest: { main: "a.js" } }), []);
});

test("a folder whose package.json is broken after packing is a finding", () => {
  const [problem] = inspect(manifestMismatch, { source: { manifestText: "{" } });
  assert.deepEqual(problem, {
    path: "package.json",
    message:
      "package.json in the folder is not valid JSON after packing, so that it cannot be compared with the packed one",
    fix: "Look at what the pack scripts do to package.json.",
  });
});

test("a credential in a range is not repeated", () => {
  const problems = inspect(manifestMismatch, {
    manifest: {},
    source: {
      manifestText:
        '{"name":"a","version":"1.0.0","dependencies":{"b":"https://u:hunter2@example.com/x.tgz"}}',
    },
  });
  assert.equal(problems.length, 1);
  assert.doesNotMatch(JSON.stringify(problems), /hunter2/);
});

const workspace: Readonly<Record<string, string>> = {
  "package.json": JSON.stringify({ name: "root", version: "0.0.0", private: true, workspaces: ["a", "b"] }),
  "pnpm-workspace.yaml": "packages: [a, b]\n",
  "a/package.json": JSON.stringify({ name: "@example/a", version: "1.4.0" }),
  "b/package.json": JSON.stringify({
    name: "@example/b",
    version: "2.0.0",
    main: "src/index.ts",
    exports: "./src/index.ts",
    types: "./src/index.ts",
    bin: "./src/cli.ts",
    engines: { node: ">=20" },
    dependencies: { "@example/a": "workspace:^" },
    peerDependencies: { "@example/a": "workspace:*" },
    scripts: { prepack: "node --version", postinstall: "node --version", test: "x" },
    publishConfig: {
      access: "public",
      main: "dist/index.js",
      exports: { types: "./dist/index.d.ts", default: "./dist/index.js" },
      types: "./dist/index.d.ts",
      bin: { b: "./dist/cli.js" },
    },
  }),
  "b/dist/cli.js": "#!/usr/bin/env node\n",
  "b/dist/index.js": "export {};\n",
};

function environment(home: string): Record<string, string> {
  return {
    ...plainEnvironment(home),
    CI: "true",
    YARN_ENABLE_NETWORK: "0",
    YARN_ENABLE_TELEMETRY: "0",
    YARN_ENABLE_IMMUTABLE_INSTALLS: "0",
    YARN_IGNORE_PATH: "1",
  };
}

const installing: Readonly<Record<string, readonly string[]>> = {
  pnpm: ["install", "--ignore-scripts", "--offline"],
  yarn: ["install", "--mode=skip-build"],
  bun: ["install", "--ignore-scripts"],
};

/** A workspace on disk, installed where the manager needs that for its own ranges, and the folder of its package `b`. */
async function inWorkspace(manager: Real, use: (folder: string) => Promise<void>) {
  const root = await mkdtemp(join(tmpdir(), "lastgate-mismatch-"));
  try {
    await writeProject(root, { ...workspace, ...settingsFor(manager) });
    const args = manager.label === "yarn 1" ? undefined : installing[manager.name];
    if (args !== undefined) {
      const installed = await run(manager.command, args, { cwd: root, env: environment(root) });
      assert.ok(installed.how === "exited" && installed.code === 0, installed.output.join("\n"));
    }
    await use(join(root, "b"));
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

async function judged(folder: string, tarball: string): Promise<(string | undefined)[]> {
  const read = await readTarball(tarball, () => {});
  const source = { manifestText: await readFile(join(folder, "package.json"), "utf8") };
  return inspect(manifestMismatch, { tarball: read, source }).map(({ field }) => field);
}

/** What the packers make of the package `b`: pnpm and yarn 4 apply publishConfig, yarn 1 and bun do not, and yarn 1 rewrites nothing. */
for (const manager of reals.filter(({ name }) => name !== "npm")) {
  test(`what real ${manager.label} rewrites while packing is left alone`, async () => {
    await inWorkspace(manager, async (folder) => {
      const found = await discover(folder, { manager: manager.name });
      const packageDir = found.kind === "packages" ? found.packages[0] : undefined;
      assert.ok(packageDir !== undefined);
      const destination = await mkdtemp(join(tmpdir(), "lastgate-mismatch-out-"));
      try {
        const { file } = await pack(packageDir, {
          manager: packageManager(manager.name, manager.command),
          destination,
          prepublishOnly: true,
          env: environment(dirname(folder)),
          log: () => {},
        });
        assert.deepEqual(await judged(folder, file), []);
      } finally {
        await rm(destination, { recursive: true, force: true });
      }
    });
  });
}

test("what prepack changes and postpack takes back is caught with real npm", async () => {
  const npm = reals.find(({ label }) => label === "npm 11");
  assert.ok(npm !== undefined);
  await inWorkspace(npm, async (folder) => {
    const manifest = {
      name: "example",
      version: "1.0.0",
      dependencies: { a: "^1.0.0" },
      optionalDependencies: { heavy: "^1.0.0" },
      scripts: {
        prepack: "node change.cjs",
        postpack: "node restore.cjs",
      },
    };
    const alone = join(folder, "alone");
    await mkdir(alone);
    await writeFile(join(alone, "package.json"), JSON.stringify(manifest));
    await cp(join(alone, "package.json"), join(alone, "kept.json"));
    await writeFile(
      join(alone, "change.cjs"),
      "const fs = require('fs'); const m = require('./package.json'); delete m.optionalDependencies; fs.writeFileSync('package.json', JSON.stringify(m));",
    );
    await writeFile(join(alone, "restore.cjs"), "require('fs').copyFileSync('kept.json', 'package.json');");
    const args = ["pack", "./alone", "--pack-destination", folder];
    await run(npm.command, args, { cwd: folder, env: environment(dirname(folder)) });
    const tarballs = (await readdir(folder)).filter((name) => name.endsWith(".tgz"));
    assert.deepEqual(tarballs, ["example-1.0.0.tgz"]);
    assert.deepEqual(await judged(alone, join(folder, "example-1.0.0.tgz")), ["optionalDependencies.heavy"]);
  });
});
