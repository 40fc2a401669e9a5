import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { gunzipSync, gzipSync } from "node:zlib";
import { put, temporaryFolder } from "../archive.ts";
import { unseen } from "../fuzz/archives.ts";
import { installWithNodeTar } from "../fuzz/node-tar.ts";
import { crafted } from "../tarball/crafted.ts";
import { type Judged, judgeArchive } from "../tarball/gate-list.ts";
import { quickInstallers, type Subject } from "../tarball/installers.ts";

test("nothing that is installed was not judged", async (t) => {
  await using folder = await temporaryFolder();
  const subjects: Subject[] = [];
  const verdicts = new Map<string, Judged>();
  for (const { id, bytes } of crafted) {
    const file = await put(folder.path, `${id}.tgz`, bytes);
    subjects.push({ id, file });
    verdicts.set(id, await judgeArchive(file));
  }
  const verdictOf = (id: string): Judged => {
    const judged = verdicts.get(id);
    assert.ok(judged);
    return judged;
  };

  await t.test("by npm's tar library, however the bytes come", async () => {
    for (const { id, bytes } of crafted) {
      for (const chunk of [bytes.length, 97]) {
        const installed = await installWithNodeTar(bytes, chunk, join(folder.path, "unpacked"));
        assert.deepEqual(unseen(verdictOf(id), installed), [], `${id} in pieces of ${chunk}`);
      }
    }
  });

  for (const installer of quickInstallers()) {
    await t.test(`by ${installer.name}`, async () => {
      const target = join(folder.path, installer.name);
      await mkdir(target);
      const installed = await installer.install(subjects, target);
      for (const [id, files] of installed) assert.deepEqual(unseen(verdictOf(id), files), [], id);
      // A manager that installs nothing at all would pass every test.
      const honest = crafted.filter(({ says }) => says === null).map(({ id }) => id);
      for (const id of honest) assert.ok((installed.get(id)?.size ?? 0) >= 2, `${id} was not installed`);
    });
  }
});

test("npm loses a long name that a read cuts inside a character, and the gate says so", async () => {
  await using folder = await temporaryFolder();
  const split = crafted.find(({ id }) => id === "pax-split-character");
  assert.ok(split);
  // Stored, so that the pieces of the file are the pieces that the tar library gets.
  const bytes = gzipSync(gunzipSync(split.bytes), { level: 0 });
  const names = new Set<string>();
  for (const chunk of [bytes.length, 57]) {
    const installed = await installWithNodeTar(bytes, chunk, join(folder.path, "unpacked"));
    for (const name of installed.keys()) if (name !== "package.json") names.add(name);
  }
  assert.equal(names.size, 2, "the same file under two names");
  assert.ok(names.has(".npmrc"));
  const judged = await judgeArchive(await put(folder.path, "split.tgz", bytes));
  assert.ok(judged.outcome === "findings" && judged.firm);
});
