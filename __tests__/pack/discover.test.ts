import assert from "node:assert/strict";
import { realpath, symlink } from "node:fs/promises";
import { join, relative } from "node:path";
import { test } from "node:test";
import { getPackages } from "@manypkg/get-packages";
import { discover } from "../../src/pack/discover.ts";
import { dependenciesOf, stagesOf } from "../../src/pack/order.ts";
import { run } from "../../src/pack/run.ts";
import { temporaryFolder } from "../archive.ts";
import { plainEnvironment, writeProject } from "../project.ts";
import { npm } from "../tools.ts";

type Files = Parameters<typeof writeProject>[1];
const named = (name: string, more: Readonly<Record<string, unknown>> = {}) => ({
  name,
  version: "1.0.0",
  ...more,
});

/** What discovery finds in a project, with folders relative to it. */
async function found(files: Files, target = ".") {
  await using folder = await temporaryFolder();
  const root = await realpath(await writeProject(folder.path, files));
  const result = await discover(join(root, target));
  if (result.kind === "tarballs") return { tarballs: result.files.map((file) => relative(root, file)) };
  return {
    packages: result.packages.map(
      ({ directory, manifest }) => `${relative(root, directory) || "."}: ${manifest.name}`,
    ),
    private: result.skippedPrivate,
    failures: result.failures.map(({ message }) => message),
  };
}

const judged: readonly (readonly [
  what: string,
  files: Files,
  packages: readonly string[],
  isPrivate?: readonly string[],
])[] = [
  ["one package", { "package.json": named("a") }, [".: a"]],
  ["a byte order mark", { "package.json": `\uFEFF${JSON.stringify(named("a"))}` }, [".: a"]],
  [
    "a workspace with a private root and a private package",
    {
      "package.json": { name: "root", private: true, workspaces: ["packages/*"] },
      "packages/a/package.json": named("@s/a"),
      "packages/b/package.json": named("@s/b"),
      "packages/c/package.json": named("@s/c", { private: true }),
      "packages/d/README.md": "no package",
    },
    ["packages/a: @s/a", "packages/b: @s/b"],
    ["@s/c"],
  ],
  [
    "a root that is published as well",
    {
      "package.json": named("root", { workspaces: { packages: ["packages/*"] } }),
      "packages/a/package.json": named("a"),
    },
    [".: root", "packages/a: a"],
  ],
  [
    "a root without a version, and markers of module type, which no manager can publish",
    {
      "package.json": { name: "root", workspaces: ["packages/**"] },
      "packages/a/package.json": named("a"),
      "packages/a/dist/esm/package.json": { type: "module" },
    },
    ["packages/a: a"],
  ],
  [
    "nested packages, but none inside node_modules",
    {
      "package.json": { private: true, workspaces: ["packages/**"] },
      "packages/a/package.json": named("a"),
      "packages/a/plugins/b/package.json": named("b"),
      "packages/a/node_modules/dep/package.json": named("dep"),
    },
    ["packages/a: a", "packages/a/plugins/b: b"],
  ],
  [
    "the workspaces of a member, and those of a member of that",
    {
      "package.json": { private: true, workspaces: ["packages/*"] },
      "packages/a/package.json": named("a", { workspaces: ["plugins/*", "../..", "gone/*"] }),
      "packages/a/plugins/b/package.json": named("b", { workspaces: { packages: ["c"] } }),
      "packages/a/plugins/b/c/package.json": named("c", { workspaces: ["../.."] }),
      "packages/a/other/package.json": named("other"),
      "packages/d/package.json": named("d", { workspaces: { nohoist: ["**"] } }),
    },
    ["packages/a: a", "packages/a/plugins/b: b", "packages/a/plugins/b/c: c", "packages/d: d"],
  ],
  [
    "pnpm-workspace.yaml",
    {
      "package.json": { private: true },
      "pnpm-workspace.yaml": "packages:\n  - packages/*\n  - '!**/fixture'\n",
      "packages/a/package.json": named("a"),
      "packages/fixture/package.json": named("fixture"),
    },
    ["packages/a: a"],
  ],
  [
    "a pnpm-workspace.yaml of settings only",
    {
      "package.json": named("a"),
      "pnpm-workspace.yaml": "onlyBuiltDependencies: [esbuild]\n",
    },
    [".: a"],
  ],
  [
    "a workspace of the root alone",
    {
      "package.json": named("a"),
      "pnpm-workspace.yaml": "packages: ['.']\n",
    },
    [".: a"],
  ],
  ["an empty list of workspaces", { "package.json": named("a", { workspaces: [] }) }, [".: a"]],
];
for (const [what, files, packages, isPrivate = []] of judged) {
  test(`finds ${what}`, async () => {
    assert.deepEqual(await found(files), { packages, private: isPrivate, failures: [] });
  });
}

const foreign: readonly (readonly [what: string, files: Files])[] = [
  [
    "Lerna, with patterns of its own",
    {
      "package.json": { name: "root", private: true },
      "lerna.json": '{ "version": "independent", "packages": ["modules/*", "tools/cli"] }',
      "modules/a/package.json": named("a"),
      "modules/b/package.json": named("b"),
      "tools/cli/package.json": named("cli"),
      "tools/other/package.json": named("other"),
    },
  ],
  [
    "Lerna, which leaves the packages to npm",
    {
      "package.json": { name: "root", private: true, workspaces: ["packages/*"] },
      "lerna.json": '{ "version": "1.0.0" }',
      "packages/a/package.json": named("a"),
      "modules/b/package.json": named("b"),
    },
  ],
  [
    "Rush, without a package.json at the root",
    {
      "rush.json": `{
        // Rush reads comments
        "rushVersion": "5.150.0",
        "pnpmVersion": "10.34.8",
        "projects": [
          { "packageName": "@s/a", "projectFolder": "libraries/a", "shouldPublish": true },
          { "packageName": "@s/b", "projectFolder": "apps/deep/b" }
        ]
      }`,
      "libraries/a/package.json": named("@s/a"),
      "libraries/unlisted/package.json": named("@s/unlisted"),
      "apps/deep/b/package.json": named("@s/b"),
    },
  ],
];
for (const [what, files] of foreign) {
  test(`finds what @manypkg finds: ${what}`, async () => {
    await using folder = await temporaryFolder();
    const root = await realpath(await writeProject(folder.path, files));
    const reference = (await getPackages(root)).packages.map(({ relativeDir, packageJson }) => {
      return `${relativeDir}: ${packageJson.name}`;
    });
    assert.deepEqual(await found(files), { packages: reference.sort(), private: [], failures: [] });
  });
}

test("a project of rush.json that is not there is no project too few, but an error", async () => {
  const files = {
    "rush.json": '{ "projects": [{ "packageName": "@s/a", "projectFolder": "gone" }] }',
  };
  await assert.rejects(found(files), /rush\.json lists @s\/a in gone, where there is no package\.json/);
  await assert.rejects(found({ "rush.json": "{" }), /rush\.json is not JSON with a list of "projects"/);
  for (const text of ['{ "packages": "x" }', "{", ""]) {
    const lerna = { "package.json": named("a"), "lerna.json": text };
    await assert.rejects(found(lerna), /lerna\.json is not JSON with a list of patterns under "packages"/);
  }
});

test("a member's own folder is one package, whatever lies above it", async () => {
  const files = {
    "package.json": { private: true, workspaces: ["packages/*"] },
    "packages/a/package.json": named("a"),
    "packages/b/package.json": named("b"),
  };
  assert.deepEqual(await found(files, "packages/a"), {
    packages: ["packages/a: a"],
    private: [],
    failures: [],
  });
});

for (const name of ["a-1.0.0.tgz", "a.TGZ", "a.tar.gz"]) {
  test(`${name} is a ready tarball`, async () => {
    assert.deepEqual(await found({ [name]: "" }, name), { tarballs: [name] });
  });
}

test("a broken package does not hide the others", async () => {
  const result = await found({
    "package.json": { private: true, workspaces: ["packages/*"] },
    "packages/a/package.json": named("a"),
    "packages/b/package.json": "{ name: b }",
    "packages/c/package.json": { name: "c" },
    "packages/d/package.json": named("d", { private: "false" }),
  });
  assert.deepEqual(result, {
    packages: ["packages/a: a"],
    private: [],
    failures: [
      "packages/b/package.json is not valid JSON at line 1, column 3: mend it, then run again.",
      'packages/c/package.json has no valid "version": mend it, then run again.',
      'packages/d/package.json has a "private" that is neither true nor false: mend it, then run again.',
    ],
  });
});

test("a member of pnpm with a manifest that only pnpm reads is an error, and hides no other one", async () => {
  const workspace = {
    "package.json": { private: true },
    "packages/a/package.json": named("a"),
    "packages/b/package.yaml": "name: b\nversion: 1.0.0\n",
    "packages/c/package.json5": "{ name: 'c', version: '1.0.0' }",
    "packages/both/package.json": named("both"),
    "packages/both/package.yaml": "name: other\n",
    "packages/left/package.yaml": "name: left\n",
  };
  const patterns = "packages: ['packages/*', '!packages/left']\n";
  const clause =
    "is a manifest that the gate does not read, and must become a package.json: mend it, then run again.";
  assert.deepEqual(await found({ ...workspace, "pnpm-workspace.yaml": patterns }), {
    packages: ["packages/a: a", "packages/both: both"],
    private: [],
    failures: [`packages/b/package.yaml ${clause}`, `packages/c/package.json5 ${clause}`],
  });
  // For the other managers these are no packages.
  const files = { ...workspace, "package.json": { private: true, workspaces: ["packages/*"] } };
  assert.deepEqual((await found(files)).failures, []);
  await assert.rejects(found(workspace, "packages/b"), { name: "InvalidManifest" });
});

const refused: readonly (readonly [
  what: string,
  files: Files,
  target: string,
  name: string,
  sentence: RegExp,
])[] = [
  [
    "a target that is not there",
    {},
    "nowhere",
    "TargetMissing",
    /nowhere does not exist: name a package folder/,
  ],
  ["a folder without package.json", { "a/b.txt": "" }, "a", "NoManifest", /no package\.json in .*a: name/],
  [
    "a manifest that is no JSON",
    { "package.json": "{" },
    ".",
    "InvalidManifest",
    /package\.json is not valid JSON at line 1, column 2: mend it/,
  ],
  [
    "a manifest with a comma at the end, and a byte order mark",
    { "package.json": '\uFEFF{\n  "name": "a",\n  "version": "1.0.0",\n}\n' },
    ".",
    "InvalidManifest",
    /is not valid JSON at line 4, column 1: mend it/,
  ],
  [
    "a manifest without a comma",
    { "package.json": '{\r\n  "name": "a"\r\n  "version": "1.0.0"\r\n}\r\n' },
    ".",
    "InvalidManifest",
    /is not valid JSON at line 3, column 3: mend it/,
  ],
  [
    "a manifest with a comment",
    { "package.json": '{\n  // mine\n  "name": "a", "version": "1.0.0"\n}\n' },
    ".",
    "InvalidManifest",
    /is not valid JSON at line 2, column 3: mend it/,
  ],
  [
    "a manifest that is nested without end",
    { "package.json": "[".repeat(200_000) },
    ".",
    "InvalidManifest",
    /is not valid JSON: mend it/,
  ],
  ["a manifest that is a list", { "package.json": "[]" }, ".", "InvalidManifest", /is not a JSON object/],
  ["a manifest that is null", { "package.json": "null" }, ".", "InvalidManifest", /is not a JSON object/],
  ["a manifest that is a folder", { "package.json/x": "" }, ".", "InvalidManifest", /cannot be read/],
  [
    "a manifest without a version",
    { "package.json": { name: "a" } },
    ".",
    "InvalidManifest",
    /no valid "version"/,
  ],
  [
    "a manifest without a name",
    { "package.json": { version: "1.0.0" } },
    ".",
    "InvalidManifest",
    /no valid "name"/,
  ],
  [
    "a private package",
    { "package.json": named("a", { private: true }) },
    ".",
    "PrivateOnly",
    /its only package is private/,
  ],
  [
    "private by a text",
    { "package.json": named("a", { private: "false" }) },
    ".",
    "InvalidManifest",
    /^package\.json has a "private" that is neither true nor false: mend it/,
  ],
  [
    "private by a number",
    { "package.json": named("a", { private: 0 }) },
    ".",
    "InvalidManifest",
    /neither true nor false/,
  ],
  [
    "only private packages",
    {
      "package.json": { private: true, workspaces: ["p/*"] },
      "p/a/package.json": named("a", { private: true }),
      "p/b/package.json": named("b", { private: true }),
    },
    ".",
    "PrivateOnly",
    /all its 2 packages are private/,
  ],
  [
    "patterns that match nothing",
    { "package.json": named("a", { workspaces: ["pakages/*"] }) },
    ".",
    "EmptyWorkspace",
    /match no package/,
  ],
  [
    "only markers",
    {
      "package.json": { workspaces: ["p/*"] },
      "p/a/package.json": {},
    },
    ".",
    "EmptyWorkspace",
    /match no package/,
  ],
  [
    "workspaces that are no list",
    { "package.json": named("a", { workspaces: "p/*" }) },
    ".",
    "InvalidManifest",
    /"workspaces" that is not a list/,
  ],
  [
    "a broken pnpm-workspace.yaml",
    { "package.json": named("a"), "pnpm-workspace.yaml": "packages: [" },
    ".",
    "InvalidManifest",
    /is not YAML/,
  ],
  [
    "pnpm packages that are no list",
    { "package.json": named("a"), "pnpm-workspace.yaml": "packages: x" },
    ".",
    "InvalidManifest",
    /is not YAML with a list/,
  ],
  ["a file that is not a tarball", { "a.zip": "" }, "a.zip", "NotATarball", /a\.zip is not a \.tgz file/],
  [
    "package.json itself",
    { "package.json": named("a") },
    "package.json",
    "NotATarball",
    /is not a \.tgz file: name a package folder/,
  ],
  [
    "every member broken",
    {
      "package.json": { private: true, workspaces: ["p/*"] },
      "p/a/package.json": "{",
    },
    ".",
    "InvalidManifest",
    /p\/a\/package\.json is not valid JSON/,
  ],
];
for (const [what, files, target, name, message] of refused) {
  test(`could not judge: ${what}`, async () => {
    await assert.rejects(found(files, target), { name, message });
  });
}

test("a loop of links ends, and each package is found once", async () => {
  await using folder = await temporaryFolder();
  const root = await realpath(
    await writeProject(folder.path, {
      "package.json": { private: true, workspaces: ["packages/**"] },
      "packages/a/package.json": named("a"),
    }),
  );
  await symlink("..", join(root, "packages/a/up"));
  const result = await discover(root);
  assert.ok(result.kind === "packages");
  assert.deepEqual(
    result.packages.map(({ directory }) => directory),
    [join(root, "packages/a")],
  );
});

test("a glob names the tarballs that match, relative to the folder", async () => {
  await using folder = await temporaryFolder();
  const files = {
    "out/b.tgz": "",
    "out/a.tar.gz": "",
    "out/.c.tgz": "",
    "out/notes.txt": "",
    "out/x/d.tgz": "",
  };
  await writeProject(join(folder.path, "[odd] name"), files);
  const place = join(folder.path, "[odd] name");
  const named = async (target: string, from = place) => {
    const result = await discover(target, { folder: from });
    assert.ok(result.kind === "tarballs");
    return result.files.map((file) => relative(place, file));
  };
  assert.deepEqual(await named("out/*"), ["out/.c.tgz", "out/a.tar.gz", "out/b.tgz"]);
  assert.deepEqual(await named("out/**/{b,d}.tgz"), ["out/b.tgz", "out/x/d.tgz"]);
  assert.deepEqual(await named("../*.tgz", join(place, "out/x")), ["out/.c.tgz", "out/b.tgz"]);
  for (const target of ["out/*.zip", "out/n*.txt"]) {
    await assert.rejects(named(target), {
      name: "NoTarballMatches",
      message: /^No \.tgz file matches out\//,
    });
  }
  for (const target of ["*", "o?t", "out/**/x"]) {
    await assert.rejects(named(target), {
      name: "NoTarballMatches",
      message: `${target} matches folders, and globs are for .tgz files: name the folders themselves, or the workspace root for all its packages.`,
    });
  }
  await assert.rejects(named("out/none.tgz"), { name: "TargetMissing" });
});

test("two managers in one project are refused by name, unless one is said to publish", async () => {
  await using folder = await temporaryFolder();
  await writeProject(folder.path, {
    "package.json": named("a", { packageManager: "pnpm@10.0.0" }),
    "yarn.lock": "",
  });
  await assert.rejects(discover(folder.path), {
    name: "ManagerConflict",
    message: /pnpm \(packageManager.*and yarn \(yarn\.lock\)/,
  });
  const result = await discover(folder.path, { manager: "npm" });
  assert.ok(result.kind === "packages");
  assert.deepEqual(
    result.packages.map(({ manager }) => manager),
    ["npm"],
  );
});

/** npm's own answer: `npm pack --workspaces` packs each member. */
async function npmMembers(root: string, home: string): Promise<string[]> {
  const { file, args } = npm(11);
  const options = { cwd: root, env: plainEnvironment(home) };
  const finished = await run(
    { file, args },
    ["pack", "--workspaces", "--dry-run", "--json", "--silent"],
    options,
  );
  assert.equal(finished.how === "exited" && finished.code, 0, finished.output.join("\n"));
  const packed: { name: string }[] = JSON.parse(finished.output.join("\n"));
  return packed.map(({ name }) => name).sort();
}

const patterns: readonly (readonly string[])[] = [
  ["packages/*", "./other/"],
  ["packages/**"],
  ["/packages/**/", "!packages/a", "!**/c"],
  ["packages/**", "!packages/a/**", "packages/a/nested"],
  ["!packages/b", "packages/*"],
  ["packages\\{a,b}", ".hidden/*", "!!other"],
];
for (const workspaces of patterns) {
  test(`sees the members that npm sees: ${workspaces.join(" ")}`, async () => {
    await using folder = await temporaryFolder();
    const members = [
      "packages/a",
      "packages/b",
      "packages/c",
      "packages/a/nested",
      "packages/.dot",
      ".hidden/h",
      "other",
      "target/l",
    ];
    const root = await writeProject(join(folder.path, "root"), {
      "package.json": { private: true, workspaces },
      "packages/a/node_modules/dep/package.json": named("dep"),
      ...Object.fromEntries(
        members.map((path) => [
          `${path}/package.json`,
          named(path.replaceAll(/[^a-z]/g, "-").replace(/^-+/, "")),
        ]),
      ),
    });
    await symlink("../target/l", join(root, "packages/linked"));
    const result = await discover(root);
    assert.ok(result.kind === "packages");
    assert.deepEqual(
      result.packages.map(({ manifest }) => manifest.name).sort(),
      await npmMembers(root, folder.path),
    );
  });
}

test("what a private package needs counts for the order of those that are packed", async () => {
  await using folder = await temporaryFolder();
  const root = await writeProject(folder.path, {
    "package.json": { private: true, workspaces: ["packages/*"] },
    "packages/a/package.json": named("a", { dependencies: { build: "*" } }),
    "packages/b/package.json": named("build", { private: true, devDependencies: { z: "*" } }),
    "packages/c/package.json": named("z"),
  });
  const result = await discover(root);
  assert.ok(result.kind === "packages");
  const stages = stagesOf(result.packages, dependenciesOf(result.packages));
  assert.deepEqual(
    stages.map((stage) => stage.map(({ manifest }) => manifest.name)),
    [["z"], ["a"]],
  );
});
