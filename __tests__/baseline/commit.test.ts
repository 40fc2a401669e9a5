import assert from "node:assert/strict";
import { rm, symlink } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { commitFiles } from "../../src/baseline/commit.ts";
import { temporaryFolder } from "../archive.ts";
import { makeRepository } from "../repository.ts";

const none = "1234567890123456789012345678901234567890";

test("reads the files of a commit, whatever the work tree has become", async () => {
  await using repository = await makeRepository();
  const sha = await repository.commit({ "a.yml": "a\n", "b/c.yml": "c", "b/ü x.yml": "u", empty: "" });
  await repository.commit({ "a.yml": "changed", "b/c.yml": null });
  const files = await commitFiles(repository.path, sha, process.env);
  for (const [path, text] of [
    ["a.yml", "a\n"],
    ["b/c.yml", "c"],
    ["b/ü x.yml", "u"],
    ["empty", ""],
    ["b/d.yml", null],
    ["a.yml/x", null],
    ["d", null],
    ["*.yml", null],
  ] as const)
    assert.equal(await files?.read(path), text, path);
});

test("refuses what a work tree refuses: links, folders, paths that leave, no text", async () => {
  await using repository = await makeRepository();
  await repository.commit({ "a.yml": "a", "b/c.yml": "c", big: "x".repeat(1024 * 1024 + 1), "text/x": "" });
  await symlink("a.yml", join(repository.path, "link.yml"));
  await symlink("b", join(repository.path, "folder"));
  const sha = await repository.commit({});
  const files = await commitFiles(repository.path, sha, process.env);
  for (const [path, message] of [
    ["link.yml", /symbolic link `link\.yml`/],
    ["folder/c.yml", /symbolic link `folder`/],
    ["b", /is a folder/],
    ["big", /larger than 1 MiB/],
    ["../a.yml", /leaves the folder/],
    ["/a.yml", /leaves the folder/],
  ] as const)
    await assert.rejects(async () => files?.read(path), { name: "PolicyFileError", message }, path);
});

test("is null where there is no such commit, no repository, no git", async () => {
  await using repository = await makeRepository();
  await using folder = await temporaryFolder();
  const sha = await repository.commit({ "a.yml": "a" });
  assert.equal(await commitFiles(repository.path, none, process.env), null);
  assert.equal(await commitFiles(folder.path, sha, process.env), null);
  assert.equal(await commitFiles(repository.path, sha, { PATH: join(folder.path, "nowhere") }), null);
});

test("a partial clone that lacks the file says so and fetches nothing", async () => {
  await using repository = await makeRepository();
  await using folder = await temporaryFolder();
  const sha = await repository.commit({ "a.yml": "a" });
  await repository.git("config", "uploadpack.allowFilter", "true");
  const clone = join(folder.path, "clone");
  await repository.git(
    "clone",
    "--quiet",
    "--filter=blob:none",
    "--no-checkout",
    `file://${repository.path}`,
    clone,
  );
  // Whatever is not there now cannot be had any more.
  await rm(repository.path, { recursive: true });
  const files = await commitFiles(clone, sha, process.env);
  await assert.rejects(async () => files?.read("a.yml"), { name: "BaseUnreadable" });
});

test("a submodule that the change leaves alone is read from the work tree, another one is refused", async () => {
  await using inner = await makeRepository();
  await using repository = await makeRepository();
  const first = await inner.commit({ "p.yml": "a" });
  const second = await inner.commit({ "p.yml": "b" });
  const link = (sha: string) => repository.git("update-index", "--add", "--cacheinfo", `160000,${sha},org`);
  await link(first);
  await repository.git("commit", "--quiet", "--message", "x");
  const sha = await repository.git("rev-parse", "HEAD");
  assert.equal(await (await commitFiles(repository.path, sha, process.env))?.read("org/p.yml"), null);
  await link(second);
  await repository.git("commit", "--quiet", "--message", "y");
  const files = await commitFiles(repository.path, sha, process.env);
  await assert.rejects(async () => files?.read("org/p.yml"), { message: /The submodule `org`/ });
});
