import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { type Real, reals } from "./managers.ts";

const row = ({ name, label }: Real) =>
  name !== "yarn" ? name : label === "yarn 1" ? "yarn 1" : "yarn 2 and later";

for (const file of ["README.md", "docs/package-managers.md"])
  test(`the table of ${file} has the versions that are tested, and no others`, async () => {
    const text = await readFile(file, "utf8");
    const table = /<!-- managers -->([\s\S]*?)<!-- \/managers -->/.exec(text)?.[1] ?? "";
    const shown = new Map(
      [...table.matchAll(/^\| ([\w ]+?) \| ([\d., ]+?) \|/gm)].map(([, name, versions]) => [name, versions]),
    );
    const tested = Map.groupBy(reals, row);
    assert.equal(reals.length, 11, "every manager runs on this platform");
    assert.deepEqual(
      shown,
      new Map([...tested].map(([name, each]) => [name, each.map(({ version }) => version).join(", ")])),
    );
  });
