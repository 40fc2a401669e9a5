import assert from "node:assert/strict";
import { mkdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { gate } from "../../src/gate.ts";
import { run } from "../../src/pack/run.ts";
import { folderFiles } from "../../src/policy/files.ts";
import type { Report } from "../../src/report/report.ts";
import type { GateRequest } from "../../src/request.ts";
import { readTarball } from "../../src/tarball/read.ts";
import { temporaryFolder } from "../archive.ts";
import { isBerry, pathWith, type Real, reals, settingsFor } from "../pack/managers.ts";
import { plainEnvironment, writeProject } from "../project.ts";
import { node } from "../tools.ts";

type Files = Parameters<typeof writeProject>[1];

/** The scripts that run before the files are taken, in their order: what the manager's own publish runs, and nothing else. */
const steps: Readonly<Record<string, string>> = {
  npm: "prepublishOnly prepack prepare",
  pnpm: "prepublishOnly prepublish prepack prepare",
  "yarn 1": "prepublish prepare prepublishOnly prepack",
  yarn: "prepublish prepack",
  bun: "prepublishOnly prepack prepare",
};
const forManager = <T>(table: Readonly<Record<string, T>>, { label, name }: Real) =>
  table[label] ?? table[name];

/** Only these know `workspace:` ranges. */
const rewrites = (manager: Real) => manager.name === "pnpm" || manager.name === "bun" || isBerry(manager);
const hasCatalogs = ({ label, name }: Real) => name === "bun" || label === "yarn 4" || name === "pnpm";

const documents: Files = { "README.md": "# x\n", LICENSE: "MIT\n" };
const step = (name: string) => `node step.cjs ${name}`;

function workspace(manager: Real): Files {
  const catalog = { picked: "^3.1.0" };
  const workspaces = manager.name === "bun" ? { packages: ["packages/*"], catalog } : ["packages/*"];
  const settings = settingsFor(manager);
  return {
    ...settings,
    ...(manager.name === "pnpm"
      ? {
          "pnpm-workspace.yaml":
            "packages: [packages/*]\ncatalog: { picked: ^3.1.0 }\nautoInstallPeers: false\n",
          // The setting's older place, which pnpm 9 reads.
          ".npmrc": "auto-install-peers=false\n",
          "pnpm-lock.yaml": "",
        }
      : {}),
    ...(manager.label === "yarn 4"
      ? { ".yarnrc.yml": `${settings[".yarnrc.yml"]}catalog:\n  picked: ^3.1.0\n` }
      : {}),
    "package.json": {
      name: "root",
      private: true,
      workspaces,
      // pnpm would fetch what it knows of the version that is pinned; its lockfile names it as well.
      ...(manager.name === "pnpm" ? {} : { packageManager: `${manager.name}@${manager.version}` }),
    },
    ".github/lastgate.yml": "version: 1\nextends: recommended\n",
    "packages/a/package.json": { name: "@sample/a", version: "1.4.0", license: "MIT" },
    "packages/b/package.json": {
      name: "@sample/b",
      version: "2.0.0",
      license: "MIT",
      files: ["dist"],
      dependencies: { "@sample/a": rewrites(manager) ? "workspace:^" : "^1.4.0" },
      peerDependencies: { picked: hasCatalogs(manager) ? "catalog:" : "^3.1.0" },
      peerDependenciesMeta: { picked: { optional: true } },
      scripts: Object.fromEntries(
        ["prepublish", "prepublishOnly", "prepack", "prepare", "postpack"].map((name) => [name, step(name)]),
      ),
    },
    "packages/b/step.cjs": `
      const fs = require("node:fs");
      fs.mkdirSync("dist", { recursive: true });
      fs.appendFileSync("dist/steps.txt", process.argv[2] + " ");
      console.log('[{"filename":"other-1.0.0.tgz"}]');`,
    ...Object.fromEntries(
      ["a", "b"].flatMap((name) =>
        Object.entries(documents).map(([file, text]) => [`packages/${name}/${file}`, text]),
      ),
    ),
  };
}

interface Site {
  readonly root: string;
  readonly env: Record<string, string>;
  judge(more?: Partial<GateRequest>): Promise<Report>;
}

/** A project on disk, and the gate over it, with the one manager on the PATH. */
async function site(folder: string, manager: Real, files: Files): Promise<Site> {
  const root = join(folder, "tree");
  await mkdir(root);
  await writeProject(root, files);
  const destination = join(folder, "out");
  await mkdir(destination);
  const env = {
    ...plainEnvironment(folder),
    PATH: await pathWith(manager, join(folder, "bin")),
    CI: "true",
    YARN_ENABLE_IMMUTABLE_INSTALLS: "0",
  };
  const presets = folderFiles(fileURLToPath(new URL("../../presets/", import.meta.url)));
  const request: GateRequest = {
    targets: ["."],
    folder: root,
    policy: null,
    audience: null,
    baseline: null,
    packageManager: null,
    packCommand: null,
    prepublishOnly: true,
    enforce: true,
    today: "2026-11-20",
    destination,
    presets,
    base: null,
    repositoryIsPublic: null,
    env,
    observer: { progress() {}, output() {}, mask() {} },
    abort: new AbortController().signal,
  };
  return { root, env, judge: (more) => gate({ ...request, ...more }) };
}

const installing: Readonly<Record<string, readonly string[]>> = {
  npm: ["install", "--ignore-scripts", "--offline", "--no-audit", "--no-fund"],
  pnpm: ["install", "--ignore-scripts", "--offline"],
  "yarn 1": ["install", "--ignore-scripts", "--offline", "--frozen-lockfile"],
  yarn: ["install", "--mode=skip-build"],
  bun: ["install", "--ignore-scripts"],
};

async function contentsOf(file: string): Promise<ReadonlyMap<string, string>> {
  const contents = new Map<string, string>();
  await readTarball(file, (entry) => contents.set(entry.path, entry.text()));
  return contents;
}

describe("the gate over a workspace, with the team's own manager", { concurrency: 2 }, () => {
  for (const manager of reals) {
    test(`${manager.label}: its own ranges are rewritten, prepublishOnly ran, and the report names it`, async () => {
      await using folder = await temporaryFolder();
      const { root, env, judge } = await site(folder.path, manager, workspace(manager));
      const args = forManager(installing, manager) ?? [];
      const installed = await run(manager.command, args, { cwd: root, env });
      assert.ok(installed.how === "exited" && installed.code === 0, installed.output.join("\n"));
      await rm(join(root, "packages/b/dist"), { recursive: true, force: true });

      const report = await judge();
      assert.deepEqual(report.failures, []);
      assert.deepEqual(
        report.packages.flatMap(({ findings }) => findings.map(({ rule, message }) => `${rule}: ${message}`)),
        [],
      );
      assert.equal(report.outcome, "passed");
      assert.deepEqual(
        report.packages.map(({ name, directory, packedWith }) => ({ name, directory, packedWith })),
        ["a", "b"].map((name) => ({
          name: `@sample/${name}`,
          directory: `packages/${name}`,
          packedWith: { name: manager.name, version: manager.version },
        })),
      );
      const contents = await contentsOf(report.packages[1]?.tarball.path ?? "");
      const manifest = JSON.parse(contents.get("package.json") ?? "");
      assert.equal(manifest.dependencies["@sample/a"], "^1.4.0");
      // yarn 4.18.1 makes `*` of a catalog's range in peerDependencies, and writes it so into its lockfile too.
      assert.equal(manifest.peerDependencies.picked, manager.label === "yarn 4" ? "*" : "^3.1.0");
      assert.equal(contents.get("dist/steps.txt")?.trim(), forManager(steps, manager));
      // The safe way to publish is said once, not once for each package.
      const safe = report.notes.filter((note) => note.includes("npm publish ./FILE.tgz"));
      assert.equal(safe.length, manager.name === "yarn" || manager.name === "bun" ? 1 : 0);
    });
  }
});

const npm = reals.find(({ label }) => label === "npm 11");
const pnpm = reals.find(({ label }) => label === "pnpm 10");
assert.ok(npm !== undefined && pnpm !== undefined);

describe("what pnpm makes of publishConfig", { concurrency: 2 }, () => {
  for (const manager of reals.filter(({ name }) => name === "pnpm")) {
    test(`${manager.label}: the package is the one that was packed, by its own manifest and its own policy`, async () => {
      await using folder = await temporaryFolder();
      const { judge } = await site(folder.path, manager, {
        ".github/lastgate.yml":
          'version: 1\nextends: none\nrules: { unlisted-file: error, manifest-mismatch: error }\npackages: { "@sample/inner": { ship: [x] }, renamed: { ship: [y] } }\n',
        "package.json": { name: "root", private: true },
        "pnpm-workspace.yaml": "packages: [moved, named]\n",
        "moved/package.json": { name: "outer", version: "1.0.0", publishConfig: { directory: "out" } },
        "moved/out/package.json": { name: "@sample/inner", version: "2.0.0" },
        "moved/out/x": "1\n",
        "moved/out/y": "1\n",
        "named/package.json": { name: "given", version: "3.0.0", publishConfig: { name: "renamed" } },
        "named/y": "1\n",
        "named/z": "1\n",
      });
      const report = await judge({ packageManager: "pnpm" });
      assert.deepEqual(report.failures, []);
      const renames = manager.label === "pnpm 11" || manager.label === "pnpm 12";
      assert.deepEqual(
        report.packages.map(({ name, version, directory, findings }) => [
          `${name}@${version}`,
          directory,
          findings.map(({ rule, path }) => `${rule}: ${path}`),
        ]),
        [
          ["@sample/inner@2.0.0", "moved/out", ["unlisted-file: y"]],
          renames ? ["renamed@3.0.0", "named", ["unlisted-file: z"]] : ["given@3.0.0", "named", []],
        ],
      );
    });
  }
});

describe("the input decides", { concurrency: 2 }, () => {
  test("a pnpm project that is published with npm is stopped for the ranges that stay", async () => {
    await using folder = await temporaryFolder();
    const { judge } = await site(folder.path, npm, workspace(pnpm));
    const report = await judge({ packageManager: "npm" });
    assert.equal(report.outcome, "stopped");
    const errors = report.packages.flatMap(({ findings }) =>
      findings.map(({ rule, field }) => [rule, field]),
    );
    assert.deepEqual(errors, [
      ["local-dependency", "dependencies.@sample/a"],
      ["local-dependency", "peerDependencies.picked"],
    ]);
    assert.deepEqual(report.packages[1]?.packedWith, { name: "npm", version: npm.version });
  });

  test("two managers in one project are could not judge, naming both and the input", async () => {
    await using folder = await temporaryFolder();
    const { judge } = await site(folder.path, npm, { ...workspace(npm), "bun.lock": "" });
    const { outcome, failures } = await judge();
    assert.equal(outcome, "could-not-judge");
    assert.match(
      failures[0]?.message ?? "",
      /npm \(packageManager in package\.json\) and bun \(bun\.lock\): remove one, or say .* `package-manager`/,
    );
  });

  test("a manager that is not installed is could not judge, with how to install it", async () => {
    await using folder = await temporaryFolder();
    const { judge } = await site(folder.path, npm, workspace(pnpm));
    const { outcome, failures } = await judge();
    assert.equal(outcome, "could-not-judge");
    assert.match(
      failures[0]?.message ?? "",
      /^pnpm could not be started \(ENOENT\): add the step pnpm\/action-setup/,
    );
  });
});

const twoPackages: Files = {
  ".github/lastgate.yml":
    'version: 1\nextends: none\nrules: { unlisted-file: error }\npackages: { "@sample/b": { ship: [package.json, dist/] } }\n',
  "package.json": { name: "root", private: true, workspaces: ["packages/*"] },
  "packages/a/package.json": { name: "@sample/a", version: "1.0.0" },
  "packages/b/package.json": { name: "@sample/b", version: "1.0.0", files: ["dist", "src"] },
  "packages/b/dist/index.js": "1\n",
  "packages/b/src/index.ts": "1\n",
  "packages/c/package.json": { name: "@sample/c", version: "1.0.0" },
};

describe("a pack command", { concurrency: 2 }, () => {
  test("packs several packages, each judged by its own part of the policy and placed in its own folder", async () => {
    await using folder = await temporaryFolder();
    const { root, judge } = await site(folder.path, npm, twoPackages);
    const packCommand = `npm pack --pack-destination {destination} ./packages/b
echo "$LASTGATE_DESTINATION [$GITHUB_TOKEN]" > where.txt
npm pack --pack-destination "$LASTGATE_DESTINATION" ./packages/a`;
    const env = { ...plainEnvironment(folder.path), PATH: `${join(folder.path, "bin")}:${process.env.PATH}` };
    const report = await judge({ packCommand, env: { ...env, GITHUB_TOKEN: "s3cret" } });
    assert.deepEqual(report.failures, []);
    assert.equal(report.outcome, "stopped");
    assert.deepEqual(
      report.packages.map(({ name, directory, packedWith, findings }) => [
        name,
        directory,
        packedWith,
        findings.map(({ rule, path, why, at }) => [rule, path, why, at?.file]),
      ]),
      [
        ["@sample/a", "packages/a", null, []],
        [
          "@sample/b",
          "packages/b",
          null,
          [["unlisted-file", "src/index.ts", "ships because `files[1]` is `src`", ".github/lastgate.yml"]],
        ],
      ],
    );
    assert.deepEqual(report.notes, ["The pack command wrote no tarball of @sample/c, so none was judged."]);
    assert.match(await readFile(join(root, "where.txt"), "utf8"), /\/out\/pack-\w+ \[\]\n/);
  });

  test("may pack what no folder holds, and takes ready tarballs beside it", async () => {
    await using folder = await temporaryFolder();
    const { root, judge } = await site(folder.path, npm, {
      "made/package.json": { name: "made", version: "3.0.0" },
    });
    const packCommand = "npm pack --pack-destination {destination} ./made";
    const first = await judge({ packCommand });
    assert.deepEqual(first.failures, []);
    const [made] = first.packages;
    assert.deepEqual([made?.name, made?.directory], ["made", null]);
    const { packages } = await judge({ packCommand, targets: [root, `${join(root, "../out")}/*/*.tgz`] });
    assert.deepEqual(
      packages.map(({ name }) => name),
      ["made", "made"],
    );
  });

  test("could not judge: it has no folder to run in", async () => {
    await using folder = await temporaryFolder();
    const { judge } = await site(folder.path, npm, { "a.tgz": "" });
    const { outcome, failures } = await judge({ packCommand: "true", targets: ["a.tgz"] });
    assert.equal(outcome, "could-not-judge");
    assert.match(failures[0]?.message ?? "", /^The pack command has no folder to run in, .* \(a\.tgz\)/);
  });

  test("stands on the command line, but not beside a package manager", async () => {
    await using folder = await temporaryFolder();
    const { root, env } = await site(folder.path, npm, twoPackages);
    const cli = { file: node, args: [fileURLToPath(new URL("../../src/cli.ts", import.meta.url)), "check"] };
    const command = ["--pack-command", "npm pack --pack-destination {destination} ./packages/a"];
    const ran = await run(cli, [...command, "--format", "json"], { cwd: root, env });
    assert.deepEqual([ran.how, ran.how === "exited" && ran.code], ["exited", 0], ran.output.join("\n"));
    assert.match(ran.output.join("\n"), /"name": "@sample\/a"/);
    const both = await run(cli, [...command, "--package-manager", "yarn"], { cwd: root, env });
    assert.deepEqual([both.how, both.how === "exited" && both.code], ["exited", 2]);
    assert.match(both.output.join("\n"), /cannot be used with/);
    const unknown = await run(cli, ["--package-manager", "deno"], { cwd: root, env });
    assert.deepEqual([unknown.how, unknown.how === "exited" && unknown.code], ["exited", 2]);
  });

  const refusals: readonly (readonly [command: string, kind: string, message: RegExp])[] = [
    ["true", "no-tarball", /^`true` succeeded in .* but wrote no tarball/],
    ["exit 3", "pack-failed", /^`exit 3` failed with exit code 3/],
    ["false\ntouch {destination}/a.tgz", "pack-failed", /^`false …` failed with exit code 1/],
    ["touch {destination}/a.tgz", "unreadable-tarball", /a\.tgz/],
    ["ln -s /etc/hostname {destination}/a.tgz", "tarball-not-a-file", /a\.tgz .* is not a regular file/],
    ["kill -9 $$", "pack-killed", /was killed by SIGKILL/],
  ];
  for (const [packCommand, kind, message] of refusals) {
    test(`could not judge: ${JSON.stringify(packCommand)}`, async () => {
      await using folder = await temporaryFolder();
      const { judge } = await site(folder.path, npm, {});
      const { outcome, failures } = await judge({ packCommand });
      assert.equal(outcome, "could-not-judge");
      assert.deepEqual(
        failures.map((failure) => failure.kind),
        [kind],
      );
      assert.match(failures[0]?.message ?? "", message);
    });
  }
});
