import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { NotRegular, openRegularFile, readRegularFile } from "../src/regular-file.ts";
import { readTarball, UnreadableTarball } from "../src/tarball/read.ts";
import { temporaryFolder } from "./archive.ts";

test("a regular file is read, through a link as well", async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, "a.txt");
  await writeFile(path, "text\n");
  await symlink(path, join(folder.path, "b.txt"));
  for (const each of [path, join(folder.path, "b.txt")]) {
    assert.equal(readRegularFile(each), "text\n");
    const { file, size } = await openRegularFile(each);
    await file.close();
    assert.equal(size, 5);
  }
  assert.throws(() => readRegularFile(join(folder.path, "none")), { code: "ENOENT" });
});

test("a pipe without a writer and a folder are refused at once", {
  skip: process.platform === "win32",
}, async () => {
  await using folder = await temporaryFolder();
  const pipe = join(folder.path, "pipe.tgz");
  execFileSync("mkfifo", [pipe]);
  const inside = join(folder.path, "folder.tgz");
  await mkdir(inside);
  for (const path of [pipe, inside]) {
    assert.throws(() => readRegularFile(path), NotRegular);
    await assert.rejects(
      readTarball(path, () => {}),
      (error) => {
        assert.ok(error instanceof UnreadableTarball);
        assert.match(error.message, /cannot be read \(it is no file\): check the path/);
        return true;
      },
    );
  }
});
