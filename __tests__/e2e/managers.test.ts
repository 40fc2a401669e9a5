import assert from "node:assert/strict";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import { run } from "../../src/pack/run.ts";
import { readTarball } from "../../src/tarball/read.ts";
import { temporaryFolder } from "../archive.ts";
import { isBerry, type Real, reals, settingsFor } from "../pack/managers.ts";
import type { writeProject } from "../project.ts";
import { site } from "./site.ts";

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
