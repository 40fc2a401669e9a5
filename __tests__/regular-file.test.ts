import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { closeSync } from "node:fs";
import { mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { NotRegular, openRegularFile, partsOf, readRegularFile } from "../src/regular-file.ts";
import { readTarball, UnreadableTarball } from "../src/tarball/read.ts";
import { temporaryFolder } from "./archive.ts";

test("a regular file is read, through a link as well", async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, "a.txt");
  await writeFile(path, "text\n");
  await symlink(path, join(folder.path, "b.txt"));
  for (const each of [path, join(folder.path, "b.txt")]) {
    assert.equal(readRegularFile(each), "text\n");
    const { descriptor, size } = openRegularFile(each);
    closeSync(descriptor);
    assert.equal(size, 5);
  }
  assert.throws(() => readRegularFile(join(folder.path, "none")), { code: "ENOENT" });
});

test("a file is handed on whole, part by part, however large it is", async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, "a.bin");
  for (const size of [0, 1, 256 * 1024 - 1, 256 * 1024, 600_000]) {
    const bytes = Buffer.alloc(size, "0123456789abc");
    await writeFile(path, bytes);
    const file = openRegularFile(path);
    const parts = [...partsOf(file).map((part) => Buffer.from(part))];
    assert.ok(Buffer.concat(parts).equals(bytes), `${size} bytes`);
    assert.throws(() => closeSync(file.descriptor), { code: "EBADF" });
  }
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
    assert.throws(() => openRegularFile(path), NotRegular);
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
