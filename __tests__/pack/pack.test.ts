import assert from "node:assert/strict";
import { mkdir, readFile, symlink } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { discover } from "../../src/pack/discover.ts";
import { type ManagerName, managerNames, packageManager, packageManagers } from "../../src/pack/manager.ts";
import { expectSamePackage, onlyTarball, pack } from "../../src/pack/pack.ts";
import type { Command } from "../../src/pack/run.ts";
import { temporaryFolder } from "../archive.ts";
import { writeProject } from "../project.ts";
import { node } from "../tools.ts";

async function packIn(destination: string, command?: Command, name: ManagerName = "npm") {
  await using folder = await temporaryFolder();
  await writeProject(join(folder.path, "a"), { "package.json": { name: "a", version: "1.0.0" } });
  await mkdir(join(folder.path, "a/tmp"));
  await mkdir(join(folder.path, "..tarballs"));
  const found = await discover(join(folder.path, "a"));
  const packageDir = found.kind === "packages" ? found.packages[0] : undefined;
  assert.ok(packageDir !== undefined);
  // Awaited here, because the folder is gone when this returns.
  return await pack(packageDir, {
    manager: packageManager(name, command),
    destination: join(folder.path, destination),
    prepublishOnly: true,
    env: { PATH: process.env.PATH },
    log: () => {},
  });
}

test("could not judge: npm is not installed, or is something else", async () => {
  const missing = { file: "lastgate-no-such-npm", args: [] };
  await assert.rejects(packIn("..tarballs", missing), {
    name: "ManagerMissing",
    message:
      "npm could not be started (ENOENT): add the step actions/setup-node, or install Node.js, which brings it.",
  });
  const other = { file: node, args: ["-e", "console.log('hello')", "--"] };
  await assert.rejects(packIn("..tarballs", other), { name: "ManagerVersionUnknown", detail: ["hello"] });
  // It names a version and succeeds, but writes nothing.
  const idle = { file: node, args: ["-e", "console.log('12.0.0')", "--"] };
  await assert.rejects(packIn("..tarballs", idle), { name: "NoTarball" });
});

for (const destination of ["a", "a/tmp"]) {
  test(`could not judge: tarballs would land in the package (${destination})`, async () => {
    await assert.rejects(packIn(destination), { name: "DestinationInside" });
  });
}

const installs: readonly (readonly [ManagerName, RegExp])[] = [
  ["npm", /add the step actions\/setup-node, or install Node\.js/],
  ["pnpm", /add the step pnpm\/action-setup, or run `npm install --global pnpm`/],
  ["yarn", /run `corepack enable` \(after `npm install --global corepack` where there is none\)/],
  ["bun", /add the step oven-sh\/setup-bun, or run `npm install --global bun`/],
];
for (const [name, how] of installs) {
  test(`could not judge: ${name} is not installed, and the sentence says how`, async () => {
    const command = { file: `lastgate-no-such-${name}`, args: [] };
    await assert.rejects(packIn("..tarballs", command, name), {
      name: "ManagerMissing",
      message: new RegExp(`^${name} could not be started \\(ENOENT\\): ${how.source}`),
    });
  });
}

test("a manager is made once for a run, so that its version is asked once", () => {
  const managers = packageManagers();
  for (const name of managerNames) {
    assert.equal(managers(name).name, name);
    assert.equal(managers(name), managers(name));
  }
});

test("a manager says its version once for each project, and not once for each package", async () => {
  await using folder = await temporaryFolder();
  const root = await writeProject(folder.path, {
    "one/package.json": { name: "one", private: true, workspaces: ["*"], packageManager: "bun@1.0.0" },
    "one/a/package.json": { name: "a", version: "1.0.0" },
    "one/b/package.json": { name: "b", version: "1.0.0" },
    "two/package.json": { name: "c", version: "1.0.0" },
    "bun.cjs": `
      require("node:fs").appendFileSync(__dirname + "/asked.txt", require("node:path").basename(process.cwd()) + " ");
      console.log("1.4.5");`,
  });
  const manager = packageManager("bun", { file: node, args: [join(root, "bun.cjs")] });
  const found = await Promise.all(
    ["one", "two"].map((name) => discover(join(root, name), { manager: "bun" })),
  );
  const packages = found.flatMap((each) => (each.kind === "packages" ? each.packages : []));
  assert.equal(packages.length, 3);
  const job = { destination: root, prepublishOnly: true, env: { PATH: "" }, log: () => {} };
  const versions = await Promise.all(packages.map((each) => manager.version({ ...job, package: each })));
  assert.deepEqual(versions, ["1.4.5", "1.4.5", "1.4.5"]);
  assert.deepEqual((await readFile(join(root, "asked.txt"), "utf8")).trim().split(" ").sort(), [
    "one",
    "two",
  ]);
});

test("the one tarball of a folder is a regular file", async () => {
  await using folder = await temporaryFolder();
  await writeProject(folder.path, {
    "one/a.tgz": "",
    "one/notes.txt": "",
    "two/a.tgz": "",
    "two/B.TGZ": "",
    "none/a.tar": "",
    "folder/a.tgz/x": "",
  });
  await mkdir(join(folder.path, "linked"));
  await symlink("../one/a.tgz", join(folder.path, "linked/a.tgz"));
  const taken = (name: string) => onlyTarball(join(folder.path, name), "npm pack", "work/a");
  assert.equal(await taken("one"), join(folder.path, "one/a.tgz"));
  await assert.rejects(taken("two"), { name: "SeveralTarballs", detail: ["B.TGZ", "a.tgz"] });
  await assert.rejects(taken("none"), {
    name: "NoTarball",
    message: /^`npm pack` succeeded in work\/a but wrote no tarball/,
  });
  await assert.rejects(taken("folder"), { name: "TarballNotAFile" });
  await assert.rejects(taken("linked"), { name: "TarballNotAFile" });
});

test("the tarball must be of the package that package.json names", () => {
  const manifest = { name: "@s/a", version: "1.0.0" };
  expectSamePackage({ manifest: { ...manifest, main: "x" } }, manifest);
  for (const other of [
    { name: "@s/b", version: "1.0.0" },
    { name: "@s/a", version: "1.0.1" },
  ]) {
    assert.throws(() => expectSamePackage({ manifest: other }, manifest), {
      name: "ManifestIdentityMismatch",
      message: `The tarball is ${other.name}@${other.version} but package.json says @s/a@1.0.0: mend the script that changes one of them.`,
    });
  }
});
