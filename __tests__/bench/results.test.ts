import assert from "node:assert/strict";
import { test } from "node:test";
import { ticks } from "../../bench/plot.ts";
import { table, withSection } from "../../bench/results.ts";
import { tarballName } from "../../bench/tarballs.ts";
import { parseTsv } from "../../bench/tsv.ts";

test("a section is replaced and the others stay", () => {
  const first = withSection("", "speed", "fast");
  const second = withSection(first, "corpus", "27 of 27");
  const third = withSection(second, "speed", "faster");
  assert.match(third, /27 of 27/);
  assert.match(third, /\n\nfaster\n\n/);
  assert.doesNotMatch(third, /\n\nfast\n\n/);
  assert.equal(withSection(third, "speed", "faster"), third);
});

test("hostile names stay in their cell", () => {
  const text = table(["Name", "Count#"], [["a|b\n<img>`x`[y](z)\u202e", 3]]);
  assert.equal(text.split("\n").length, 3);
  assert.match(text, /a\\\|b\u{fffd}\\<img\\>\\`x\\`\\\[y\\\]\(z\)\u{fffd} \| 3 \|$/u);
});

test("a tarball is named as npm pack names it", () => {
  assert.equal(tarballName("@scope/name", "1.0.0-beta.1"), "scope-name-1.0.0-beta.1.tgz");
  assert.equal(tarballName("name", "1.0.0"), "name-1.0.0.tgz");
});

test("tab-separated rows by the names of the first line, in any order of columns", () => {
  const rows = parseTsv("b\ta\tc\r\n1\t2\t3\r\n\r\n4\t5\n", ["a", "b"]);
  assert.deepEqual(rows, [
    { a: "2", b: "1" },
    { a: "5", b: "4" },
  ]);
  assert.throws(() => parseTsv("a\n1", ["b"]), /column b/);
  assert.throws(() => parseTsv("a\n1\t2", ["a"]), /Line 2/);
});

test("axis ticks are round and reach the top", () => {
  assert.deepEqual(ticks(128_000).slice(-1), [150_000]);
  assert.deepEqual(ticks(1), [0, 0.2, 0.4, 0.6000000000000001, 0.8, 1]);
});
