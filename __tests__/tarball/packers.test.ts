import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { temporaryFolder } from "../archive.ts";
import { judgeArchive } from "./gate-list.ts";
import { oddFiles, packers, packWith, writePackage } from "./packers.ts";

/** The files of the package, which each packer must have put in under their own names. */
const wanted = [...Object.keys(oddFiles), "package.json", "README.md"].sort();

for (const packer of packers()) {
  test(`what ${packer.name} packs has no irregularity`, async () => {
    await using folder = await temporaryFolder();
    const source = join(folder.path, "source");
    await writePackage(source, oddFiles);
    // yarn 4 packs nothing that is not a project of its own.
    if (packer.name === "yarn 4") await writeFile(join(source, "yarn.lock"), "");
    const judged = await judgeArchive(await packWith(packer, source, join(folder.path, "out")));
    assert.deepEqual([judged.outcome, judged.sentences], ["clean", []]);
    if (judged.outcome !== "refused") assert.deepEqual([...judged.files.keys()].sort(), wanted);
  });
}
