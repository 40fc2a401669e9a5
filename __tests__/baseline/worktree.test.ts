import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { access, chmod, mkdir, realpath, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { pathWithin, repositoryRoot, trackedFiles } from "../../src/baseline/worktree.ts";
import { temporaryFolder } from "../archive.ts";
import { writeProject } from "../project.ts";

const git = (cwd: string, ...args: string[]) => execFileSync("git", args, { cwd, stdio: "pipe" });

const odd = ["a b.js", "naïve.js", "new\nline.js", '"quoted".js', "::set-output.js", "deep/er/x.js"];

async function repository() {
  const folder = await temporaryFolder();
  const root = await realpath(folder.path);
  git(root, "init", "--quiet");
  await writeProject(
    root,
    Object.fromEntries([...odd, ".gitignore", "untracked.js"].map((path) => [path, ""])),
  );
  git(root, "--literal-pathspecs", "add", "--", ".gitignore", ...odd);
  return { root, [Symbol.asyncDispose]: folder[Symbol.asyncDispose] };
}

test("lists exactly what git tracks, each name as it is", async () => {
  await using place = await repository();
  assert.deepEqual([...((await trackedFiles(place.root)) ?? [])].sort(), [...odd, ".gitignore"].sort());
});

test("finds the top from any folder inside, and through a link", async () => {
  await using place = await repository();
  await using elsewhere = await temporaryFolder();
  const link = join(elsewhere.path, "link");
  await symlink(place.root, link);
  for (const folder of [place.root, join(place.root, "deep/er"), link, join(link, "deep")]) {
    assert.equal(await repositoryRoot(folder), place.root);
  }
});

test("without a repository, or without git, the folder stands for itself", async () => {
  await using place = await repository();
  await using plain = await temporaryFolder();
  const alone = { GIT_CEILING_DIRECTORIES: join(plain.path, ".."), PATH: process.env.PATH };
  assert.equal(await repositoryRoot(plain.path, alone), await realpath(plain.path));
  assert.equal(await trackedFiles(plain.path, alone), null);
  const noGit = { PATH: plain.path };
  assert.equal(await repositoryRoot(join(place.root, "deep"), noGit), join(place.root, "deep"));
  assert.equal(await trackedFiles(place.root, noGit), null);
});

test("a bare repository has no work tree", async () => {
  await using folder = await temporaryFolder();
  git(folder.path, "init", "--quiet", "--bare");
  assert.equal(await repositoryRoot(folder.path), await realpath(folder.path));
  assert.equal(await trackedFiles(folder.path), null);
});

test("a hook's variables do not lead to another repository", async () => {
  await using place = await repository();
  await using other = await repository();
  const env = {
    ...process.env,
    GIT_DIR: join(other.root, ".git"),
    GIT_WORK_TREE: other.root,
    GIT_INDEX_FILE: "nowhere",
  };
  assert.equal(await repositoryRoot(place.root, env), place.root);
  assert.equal((await trackedFiles(place.root, env))?.size, odd.length + 1);
});

test("a checkout of another user is read all the same", {
  skip: process.getuid?.() !== 0 && "needs root",
}, async () => {
  await using place = await repository();
  execFileSync("chown", ["-R", "65534", place.root]);
  // Git itself refuses here, or this test proves nothing.
  assert.throws(() => git(place.root, "ls-files"), /dubious ownership/);
  assert.equal(await repositoryRoot(place.root), place.root);
  assert.equal((await trackedFiles(place.root))?.size, odd.length + 1);
});

test("the repository's own settings start no program", async () => {
  await using place = await repository();
  const trap = join(place.root, "trap.sh");
  await writeFile(trap, `#!/bin/sh\ntouch '${join(place.root, "sprung")}'\n`);
  await chmod(trap, 0o755);
  git(place.root, "config", "core.fsmonitor", trap);
  assert.equal((await trackedFiles(place.root))?.size, odd.length + 1);
  await assert.rejects(access(join(place.root, "sprung")));
});

test("could not judge: an index that git cannot read", async () => {
  await using place = await repository();
  await writeFile(join(place.root, ".git/index"), "not an index");
  await assert.rejects(trackedFiles(place.root), {
    name: "GitUnreadable",
    message: /^git cannot list the files of /,
  });
});

test("a path is within a folder or it is not", async () => {
  await using folder = await temporaryFolder();
  const root = folder.path;
  await mkdir(join(root, "..a"));
  assert.equal(pathWithin(root, root), "");
  assert.equal(pathWithin(root, join(root, "a", "b")), "a/b");
  assert.equal(pathWithin(root, join(root, "..a")), "..a");
  assert.equal(pathWithin(root, join(root, "..")), null);
  assert.equal(pathWithin(root, `${root}-other`), null);
});
