import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import { build } from "../scripts/build.ts";
import { temporaryFolder } from "./archive.ts";

test("dist is what the sources give, byte for byte", async () => {
  await using folder = await temporaryFolder();
  const built = path.join(folder.path, "dist");
  await build(built);
  const names = (await readdir("dist")).sort();
  assert.deepEqual((await readdir(built)).sort(), names);
  for (const name of names) {
    const [fresh, committed] = await Promise.all([
      readFile(path.join(built, name)),
      readFile(path.join("dist", name)),
    ]);
    assert.ok(fresh.equals(committed), `dist/${name} is stale: run npm run build`);
  }
});

test("the lockfiles name no registry", async () => {
  for (const file of ["package-lock.json", "__tests__/tools/package-lock.json"]) {
    assert.doesNotMatch(await readFile(file, "utf8"), /"resolved": "http/, file);
  }
});
