import assert from "node:assert/strict";
import { test } from "node:test";
import { compilePatterns } from "../../src/rules/path-pattern.ts";

/** Patterns of one list → paths that it claims, and paths that it does not. */
const cases: readonly {
  patterns: readonly string[];
  yes: readonly string[];
  no: readonly string[];
  anyCase?: boolean;
}[] = [
  { patterns: ["a.txt"], yes: ["a.txt", "x/a.txt"], no: ["a.txt/x", "A.txt", "aa.txt", "a.txt.x"] },
  { patterns: ["a/"], yes: ["a/b", "x/a/y/z"], no: ["a", "x/a", "aa/b", "A/b"] },
  { patterns: ["/a"], yes: ["a"], no: ["x/a"] },
  { patterns: ["/a/"], yes: ["a/b"], no: ["x/a/b"] },
  { patterns: ["a/b"], yes: ["a/b", "x/a/b"], no: ["a/x/b", "b", "a/b/c"] },
  { patterns: ["a/b/"], yes: ["a/b/c", "x/a/b/c/d"], no: ["a/b", "b/c"] },
  { patterns: ["*.log"], yes: ["a.log", ".log", "x/a.b.log"], no: ["log", "a.logs", "a.log/x"] },
  { patterns: ["*.tar.gz"], yes: ["a.tar.gz", "x.y.tar.gz"], no: ["a.gz", "atar.gz"] },
  { patterns: ["*_test.js"], yes: ["a_test.js", "_test.js"], no: ["test.js", "a_test.js.map"] },
  { patterns: ["*~"], yes: ["a~", "x/~"], no: ["~a", "a~/b"] },
  { patterns: [".a*"], yes: [".a", ".abc"], no: ["a", ".b"] },
  { patterns: [".a*/"], yes: [".abc/x"], no: [".abc"] },
  { patterns: ["core.[0-9]*"], yes: ["core.1", "core.12"], no: ["core.a", "core."] },
  { patterns: ["{a,b}.{x,y}"], yes: ["a.x", "b.y"], no: ["a.z", "c.x", "{a,b}.x"] },
  { patterns: ["*.x", "!b.x"], yes: ["a.x"], no: ["b.x", "d/b.x"] },
  { patterns: ["!b.x", "*.x"], yes: ["a.x", "b.x"], no: [] },
  {
    patterns: ["d/", "!d/**/*.js", "d/keep.js"],
    yes: ["d/a.css", "d/keep.js", "d/e/a.css"],
    no: ["d/a.js", "d/e/a.js"],
  },
  { patterns: ["d/", "!skip/"], yes: ["d/a"], no: ["d/skip/a", "skip/d/a"] },
  {
    patterns: ["Thumbs.DB", "A/"],
    anyCase: true,
    yes: ["thumbs.db", "THUMBS.db", "a/x", "A/x"],
    no: ["thumb.db"],
  },
  { patterns: ["A/b.X"], anyCase: true, yes: ["a/B.x", "q/A/b.x"], no: ["b.x"] },
];

for (const { patterns, yes, no, anyCase = false } of cases) {
  test(`${patterns.join(" ")}${anyCase ? " in any case" : ""}`, () => {
    const match = compilePatterns([{ owner: 1, patterns, anyCase }]);
    for (const path of yes) assert.equal(match(path).length, 1, path);
    for (const path of no) assert.equal(match(path).length, 0, path);
  });
}

test("owners come in the order of their lists, each once, with the first pattern that no exception takes back", () => {
  const match = compilePatterns([
    { owner: "first", patterns: ["*.{log,txt}", "b.txt"], anyCase: false },
    { owner: "second", patterns: ["d/"], anyCase: false },
    { owner: "third", patterns: ["*.LOG"], anyCase: true },
  ]);
  assert.deepEqual(match("d/a.log"), [
    { owner: "first", pattern: "*.log", written: "*.{log,txt}" },
    { owner: "second", pattern: "d/", written: "d/" },
    { owner: "third", pattern: "*.LOG", written: "*.LOG" },
  ]);
  assert.deepEqual(match("b.txt"), [{ owner: "first", pattern: "*.txt", written: "*.{log,txt}" }]);
});

test("a pattern that no look-up could find is refused", () => {
  assert.throws(
    () => compilePatterns([{ owner: 1, patterns: ["*a*"], anyCase: false }]),
    /begins and ends with a wildcard/,
  );
});
