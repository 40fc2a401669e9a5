import assert from "node:assert/strict";
import { test } from "node:test";
import { fieldLine, manifestLines } from "../../src/attribution/manifest-lines.ts";

const text = `{
  "name": "a",
  "scripts": {
    "postinstall": "x",
    "a.b": "y"
  },
  "dependencies": {
    "@scope/name": "1",
    "lodash.merge": "1",
    "lodash": { "merge": 1 }
  },
  "exports": {
    ".": {
      "import": "./a.js"
    },
    "./sub": "./b.js",
    "./sub.import": "./c.js"
  },
  "files": [
    "dist",
    "lib", "bin"
  ],
  "bin": { "a": "a.js" },
  "main": "first",
  "main": "second"
}
`;

const lines: readonly (readonly [field: string, line: number | null, nearest: number])[] = [
  ["name", 2, 2],
  ["scripts.postinstall", 4, 4],
  ["scripts.a.b", 5, 5],
  ["scripts.install", null, 3],
  ["dependencies.@scope/name", 8, 8],
  ["dependencies.lodash.merge", 9, 9],
  ["exports...import", 14, 14],
  ["exports../sub", 16, 16],
  ["exports../sub.import", 17, 17],
  ["exports../sub.require", null, 16],
  ["files.0", 20, 20],
  ["files.2", 21, 21],
  ["files.7", null, 19],
  ["bin.a", 23, 23],
  ["main", 25, 25],
  ["nothing", null, 1],
];
for (const [field, line, nearest] of lines) {
  test(`${field} is on line ${line}`, () => {
    assert.equal(fieldLine(text, field), line);
    assert.equal(manifestLines(text).nearest(field), nearest);
    assert.equal(fieldLine(text.replaceAll("\n", "\r\n"), field), line);
    assert.equal(fieldLine(`\uFEFF${text}`, field), line);
  });
}

test("texts that are no manifest have no lines", () => {
  for (const bad of [
    "",
    "{",
    "[1]",
    "null",
    '"a"',
    "x".repeat(1000),
    "[".repeat(1_000_000),
    '{"a":'.repeat(200_000),
  ]) {
    assert.equal(fieldLine(bad, "b"), null);
    assert.equal(manifestLines(bad).nearest("b"), 1);
  }
});

test("tens of thousands of fields take a moment", () => {
  const names = Array.from({ length: 40_000 }, (_, index) => `d${index}`);
  const text = JSON.stringify(
    { dependencies: Object.fromEntries(names.map((name) => [name, "1"])) },
    null,
    1,
  );
  const started = process.cpuUsage();
  const lines = manifestLines(text);
  for (const [index, name] of names.entries()) assert.equal(lines.nearest(`dependencies.${name}`), index + 3);
  const { user, system } = process.cpuUsage(started);
  assert.ok(user + system < 3_000_000, `${user + system} µs`);
});
