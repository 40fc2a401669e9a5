import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeText, looksLikeText } from "../../src/tarball/text.ts";

const utf16be = Buffer.from("\uFEFFkey=1", "utf16le").swap16();

const cases: [string, Buffer, boolean][] = [
  ["empty", Buffer.alloc(0), true],
  ["ASCII", Buffer.from("hello\r\n\tworld\f"), true],
  ["UTF-8 with emoji", Buffer.from("ok 👍 ünï"), true],
  ["Latin-1", Buffer.from("Copyright \xa9 Jos\xe9\n".repeat(20), "latin1"), true],
  ["UTF-16 LE with BOM", Buffer.from("\uFEFFkey=1", "utf16le"), true],
  ["UTF-16 BE with BOM", utf16be, true],
  ["UTF-16 LE without BOM", Buffer.from("key=1\r\nschlüssel=2\r\n", "utf16le"), true],
  ["UTF-16 BE without BOM", Buffer.from("key=1\r\n", "utf16le").swap16(), true],
  ["16-bit samples", Buffer.from(Uint16Array.from({ length: 800 }, (_, at) => at % 200).buffer), false],
  ["code with one NUL in front", Buffer.from(`\0${"const a = 1;\n".repeat(10)}`), true],
  ["terminal colours", Buffer.from("\x1b[31mred\x1b[0m"), true],
  ["PNG head", Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13]), false],
  ["wasm", Buffer.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 1, 2, 3, 4]), false],
  ["zeros", Buffer.alloc(1000), false],
  [
    "binary behind a text head",
    Buffer.concat([Buffer.alloc(9_000, "text\n"), Buffer.alloc(90_000, Buffer.from([0xff, 0, 3, 200]))]),
    false,
  ],
];

for (const [name, bytes, expected] of cases) {
  test(`${name} is ${expected ? "text" : "binary"}`, () => assert.equal(looksLikeText(bytes), expected));
}

test("UTF-16 is decoded so that rules can read it", () => {
  assert.match(decodeText(utf16be), /key=1/);
  assert.match(decodeText(Buffer.from("\uFEFFkey=1", "utf16le")), /key=1/);
  assert.equal(decodeText(Buffer.from("schlüssel", "utf16le")), "schlüssel");
  assert.equal(decodeText(Buffer.from("schlüssel", "utf16le").swap16()), "schlüssel");
});
