import assert from "node:assert/strict";
import { test } from "node:test";
import { isRecord, parseManifest, stringsOf } from "../../src/tarball/manifest.ts";

const refused: [text: string, clause: string][] = [
  ["", "is not valid JSON"],
  ['{"name":"a","version":"1.0.0",}', "is not valid JSON"],
  ['\uFEFF\uFEFF{"name":"a","version":"1.0.0"}', "is not valid JSON"],
  ["[]", "is not a JSON object"],
  ["null", "is not a JSON object"],
  ['"a"', "is not a JSON object"],
  ['{"version":"1.0.0"}', 'has no valid "name"'],
  ['{"name":"","version":"1.0.0"}', 'has no valid "name"'],
  ['{"name":"a","version":""}', 'has no valid "version"'],
  ['{"name":"a","version":1}', 'has no valid "version"'],
];

for (const [text, message] of refused) {
  test(`${JSON.stringify(text)} ${message}`, () => {
    assert.throws(() => parseManifest(text), { message });
  });
}

test("a manifest keeps every field, and a byte order mark before it is fine", () => {
  const manifest = { name: "a", version: "x", private: true, scripts: { a: 1 } };
  assert.deepEqual(parseManifest(JSON.stringify(manifest)), manifest);
  assert.deepEqual(parseManifest(`\uFEFF${JSON.stringify(manifest)}`), manifest);
});

test("only an object has fields, and only its texts are strings", () => {
  assert.deepEqual([{}, [], null, "x", undefined, 1].map(isRecord), [
    true,
    false,
    false,
    false,
    false,
    false,
  ]);
  assert.deepEqual(
    [...stringsOf({ a: "1", b: 2, c: null, d: "", e: ["x"] })],
    [
      ["a", "1"],
      ["d", ""],
    ],
  );
  assert.deepEqual([...stringsOf(["x"])], []);
  assert.deepEqual([...stringsOf("x")], []);
});
