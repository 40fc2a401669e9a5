import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { generated } from "../scripts/docs.ts";

test("what is generated from the code is fresh", async () => {
  for (const [file, text] of await generated()) {
    assert.ok((await readFile(file, "utf8")) === text, `${file} is stale: run npm run docs`);
  }
});
