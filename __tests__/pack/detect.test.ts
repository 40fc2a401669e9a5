import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { detectManager } from "../../src/pack/detect.ts";
import { temporaryFolder } from "../archive.ts";
import { writeProject } from "../project.ts";

const cases: readonly (readonly [files: Parameters<typeof writeProject>[1], manager: string])[] = [
  [{}, "npm"],
  [{ "package.json": {} }, "npm"],
  [{ "package.json": { packageManager: "npm@11.0.0" } }, "npm"],
  [{ "package.json": { packageManager: "pnpm@10.0.0+sha512.abc" } }, "pnpm"],
  [{ "package.json": { packageManager: "yarn@1.22.22" } }, "yarn"],
  [{ "package.json": { devEngines: { packageManager: { name: "bun" } } } }, "bun"],
  [{ "package.json": { devEngines: { packageManager: [{ name: "yarn" }, { name: "npm" }] } } }, "yarn"],
  [{ "package.json": { devEngines: { runtime: { name: "node" } } } }, "npm"],
  [{ "package.json": { packageManager: 3, devEngines: "x" } }, "npm"],
  [{ "package.json": { packageManager: "cnpm@1" } }, "npm"],
  [{ "package-lock.json": "" }, "npm"],
  [{ "npm-shrinkwrap.json": "" }, "npm"],
  [{ "pnpm-lock.yaml": "" }, "pnpm"],
  [{ "rush.json": '{ /* Rush */ "pnpmVersion": "10.0.0", "projects": [] }' }, "pnpm"],
  [{ "rush.json": '{ "npmVersion": "10.0.0", "projects": [] }' }, "npm"],
  [{ "rush.json": '{ "yarnVersion": "1.22.0", "projects": [] }' }, "yarn"],
  [{ "rush.json": "{" }, "npm"],
  [{ "yarn.lock": "" }, "yarn"],
  [{ "bun.lock": "" }, "bun"],
  [{ "bun.lockb": "" }, "bun"],
  [{ "package.json": { packageManager: "pnpm@9.0.0" }, "pnpm-lock.yaml": "" }, "pnpm"],
  // The package's own folder speaks before its workspace's root.
  [{ "package.json": { packageManager: "yarn@4.0.0" }, "../pnpm-lock.yaml": "" }, "yarn"],
  [{ "package.json": {}, "../pnpm-lock.yaml": "" }, "pnpm"],
];
for (const [files, manager] of cases) {
  test(`${JSON.stringify(files)} is of ${manager}`, async () => {
    await using folder = await temporaryFolder();
    const own = await writeProject(join(folder.path, "own"), { "index.js": "", ...files });
    assert.equal((await detectManager([own, folder.path])).manager, manager);
  });
}

const conflicts: readonly (readonly [files: Parameters<typeof writeProject>[1], message: RegExp])[] = [
  [
    { "package-lock.json": "", "yarn.lock": "" },
    /npm \(package-lock\.json\) and yarn \(yarn\.lock\): remove one/,
  ],
  [
    { "package.json": { packageManager: "npm@11.0.0" }, "bun.lock": "" },
    /npm \(packageManager in package\.json\) and bun \(bun\.lock\)/,
  ],
  [
    { "package.json": { packageManager: "npm@11.0.0", devEngines: { packageManager: { name: "pnpm" } } } },
    /npm \(packageManager .*and pnpm \(devEngines\.packageManager in package\.json\)/,
  ],
];
for (const [files, message] of conflicts) {
  test(`${JSON.stringify(files)} is a conflict`, async () => {
    await using folder = await temporaryFolder();
    await writeProject(folder.path, files);
    await assert.rejects(detectManager([folder.path]), { name: "ManagerConflict", message });
  });
}

test("the folder that names the manager is the project, also for a chosen manager", async () => {
  await using folder = await temporaryFolder();
  const own = await writeProject(join(folder.path, "packages/a"), { "package.json": {} });
  await writeProject(folder.path, { "yarn.lock": "", "pnpm-lock.yaml": "" });
  const folders = [own, folder.path];
  await assert.rejects(detectManager(folders), { name: "ManagerConflict" });
  assert.deepEqual(await detectManager(folders, "pnpm"), { manager: "pnpm", folder: folder.path });
  assert.deepEqual(await detectManager(folders, "bun"), { manager: "bun", folder: null });
  assert.deepEqual(await detectManager([own]), { manager: "npm", folder: null });
});
