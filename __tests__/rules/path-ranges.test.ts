import assert from "node:assert/strict";
import { test } from "node:test";
import { PathRanges } from "../../src/rules/path-ranges.ts";

const paths = [
  "dist/a.js",
  "dist/b.mjs",
  "dist",
  "dist/",
  "dis",
  "distant.js",
  "lib/a.js",
  "lib/é.js",
  "lib/\u{1f600}.js",
  "",
];

test("gives every path that begins and ends so", () => {
  const ranges = new PathRanges(paths);
  for (const before of ["", "d", "dist", "dist/", "lib/\u{1f600}", "x", "lib/a.js"]) {
    for (const after of ["", ".js", "js", "\u{1f600}.js", "/", "x", "lib/a.js"]) {
      const wanted = paths.filter((path) => path.startsWith(before) && path.endsWith(after)).sort();
      const given = [...ranges.among(before, after)];
      assert.deepEqual(given.filter((path) => wanted.includes(path)).sort(), wanted, `${before}*${after}`);
    }
  }
});

test("looks at the smaller side only", () => {
  const many = Array.from({ length: 100 }, (_, index) => `a/${index}.x`);
  const ranges = new PathRanges([...many, "b/1.js", "a/1.js"]);
  assert.deepEqual([...ranges.among("a/", ".js")].sort(), ["a/1.js", "b/1.js"]);
  assert.deepEqual([...ranges.among("b/", "")], ["b/1.js"]);
});
