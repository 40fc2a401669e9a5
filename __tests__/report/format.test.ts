import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { clip, count, extent, number, place, size, some, subject } from "../../src/report/format.ts";

describe("format", () => {
  const sizes: [number, string][] = [
    [0, "0 B"],
    [999, "999 B"],
    [1000, "1 kB"],
    [1049, "1 kB"],
    [1050, "1.1 kB"],
    [999_949, "999.9 kB"],
    [999_950, "1 MB"],
    [59_766_257, "59.8 MB"],
    [999_960_000, "1 GB"],
    [1_500_000_000, "1.5 GB"],
    [5e15, "5000 TB"],
  ];
  for (const [bytes, text] of sizes) it(`${bytes} bytes are ${text}`, () => assert.equal(size(bytes), text));

  it("counts", () => {
    assert.deepEqual([0, 999, 1000, 8711, 1_234_567].map(number), [
      "0",
      "999",
      "1,000",
      "8,711",
      "1,234,567",
    ]);
    assert.deepEqual(
      [count(0, "file"), count(1, "file"), count(8711, "file")],
      ["0 files", "1 file", "8,711 files"],
    );
  });

  it("says how much there is", () => {
    assert.equal(extent(2751, "error", 98_800_000), "2,751 errors, 98.8 MB");
    assert.equal(extent(1, "error", 98_800_000), "1 error");
    assert.equal(extent(2, "error", null), "2 errors");
  });

  it("lists some", () => {
    assert.equal(some([], 2), "");
    assert.equal(some(["a", "b"], 2), "a, b");
    assert.equal(some(["a", "b", "c"], 2), "a, b and 1 more");
  });

  it("names places", () => {
    assert.equal(place({ file: "package.json", line: 34 }), "package.json:34");
    assert.equal(place({ file: "package.json", line: null }), "package.json");
  });

  it("names what a finding is about", () => {
    const about = { rule: "size-limit", path: "a.js", field: null, line: null };
    assert.equal(subject(about), "a.js");
    assert.equal(subject({ ...about, line: 3 }), "a.js:3");
    assert.equal(subject({ ...about, path: null }), "the tarball");
    for (const rule of ["expired-waiver", "unused-waiver"])
      assert.equal(subject({ ...about, rule, path: null }), "the policy");
    assert.equal(subject({ ...about, path: null, field: "main" }), "package.json › main");
    assert.equal(subject({ ...about, path: "package.json", field: "main", line: 4 }), "package.json › main");
  });

  it("clips without half a character, and counts what is gone", () => {
    assert.equal(clip("abc", 3), "abc");
    assert.equal(clip("abcdef", 3), "abc… (3 more characters)");
    assert.equal(clip("ab😀cd", 3), "ab… (4 more characters)");
    assert.equal(clip("ab😀cd", 4), "ab😀… (2 more characters)");
  });
});
