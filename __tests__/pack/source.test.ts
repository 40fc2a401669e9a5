import assert from "node:assert/strict";
import { realpath, symlink } from "node:fs/promises";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { test } from "node:test";
import { gatherSource, machinePathsOf, readArtifactList } from "../../src/pack/source.ts";
import { temporaryFolder } from "../archive.ts";
import { writeProject } from "../project.ts";

const workTree = (root: string) => ({ root, machinePaths: [root] });
const manifest = '{ "name": "a",\n  "version": "1.0.0" }\n';

test("gathers what lies in the package's folder", async () => {
  await using folder = await temporaryFolder();
  const root = await writeProject(await realpath(folder.path), {
    "packages/a/package.json": manifest,
    "packages/a/.npmignore": "",
    "lists/a.txt": "\uFEFF# shipped\n\npackage.json\r\n  dist/index.js  \n#dist/x\nREADME.md",
  });
  const tracked = new Set(["packages/a/package.json"]);
  const list = await readArtifactList(root, "lists/a.txt");
  assert.deepEqual(gatherSource(join(root, "packages/a"), workTree(root), tracked, list, true), {
    directory: "packages/a",
    manifestText: manifest,
    tracked,
    repositoryIsPublic: true,
    hasNpmignore: true,
    machinePaths: [root],
    artifactList: {
      file: "lists/a.txt",
      lines: [
        { text: "package.json", line: 3 },
        { text: "dist/index.js", line: 4 },
        { text: "README.md", line: 6 },
      ],
    },
    packedWith: null,
  });
});

test("the root itself is the empty path, and what is not known is null", async () => {
  await using folder = await temporaryFolder();
  const root = await writeProject(await realpath(folder.path), { "package.json": manifest });
  const source = gatherSource(root, workTree(root), null, null);
  assert.equal(source.directory, "");
  assert.equal(source.hasNpmignore, false);
  assert.equal(source.tracked, null);
  assert.equal(source.repositoryIsPublic, null);
  assert.equal(source.artifactList, null);
});

test("a package is where its links lead", async () => {
  await using folder = await temporaryFolder();
  const root = await writeProject(await realpath(folder.path), { "real/a/package.json": manifest });
  await symlink("real", join(root, "link"));
  const source = gatherSource(join(root, "link/a"), workTree(root), null, null);
  assert.equal(source.directory, "real/a");
});

test("the machine is known by the builder's home, also where its links lead, and by the work tree", async () => {
  const homes = [homedir(), await realpath(homedir())].filter((path) => path.length > 1);
  assert.deepEqual(await machinePathsOf("/work/tree"), [...new Set([...homes, resolve("/work/tree")])]);
  assert.deepEqual(await machinePathsOf("/"), [...new Set(homes)]);
});

const lists: readonly (readonly [what: string, file: string, sentence: RegExp])[] = [
  [
    "is not there",
    "none.txt",
    /The artifact list none\.txt does not exist: commit it \(`tar -tzf x\.tgz \| sed .*, or remove "list"/,
  ],
  ["is a folder", "folder", /is not a readable file/],
  ["leaves the repository", "../outside.txt", /\.\.\/outside\.txt lies outside the repository/],
  ["is a link that leaves it", "link.txt", /link\.txt is reached through the symbolic link link\.txt/],
  ["lies behind a link", "shortcut/x", /is reached through the symbolic link shortcut/],
  ["is the repository", ".", /lies outside/],
];
for (const [what, file, message] of lists) {
  test(`could not judge: an artifact list that ${what}`, async () => {
    await using folder = await temporaryFolder();
    await writeProject(folder.path, {
      "root/package.json": manifest,
      "root/folder/x": "",
      "outside.txt": "s3cret",
    });
    await symlink("../outside.txt", join(folder.path, "root/link.txt"));
    await symlink("folder", join(folder.path, "root/shortcut"));
    const root = join(folder.path, "root");
    await assert.rejects(readArtifactList(root, file), {
      name: "ArtifactListUnreadable",
      message,
      at: { file, line: null },
    });
  });
}

test("could not judge: a script removed package.json, or the package is not in the repository", async () => {
  await using folder = await temporaryFolder();
  const root = await writeProject(await realpath(folder.path), {
    "a/index.js": "",
    "b/package.json": manifest,
  });
  assert.throws(() => gatherSource(join(root, "a"), workTree(root), null, null), {
    name: "InvalidManifest",
    message: /is gone after packing/,
  });
  assert.throws(() => gatherSource(join(root, "c"), workTree(root), null, null), {
    name: "InvalidManifest",
    message: /c[\\/]package\.json is gone after packing/,
  });
  assert.throws(() => gatherSource(join(root, "b"), workTree(join(root, "a")), null, null), {
    name: "OutsideRepository",
  });
});
