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
  ["one NUL in ten characters", Buffer.from("\x0a3456789"), true],
  ["one NUL in nine characters", Buffer.from("\0" + "12345678"), false],
  ["ten characters, the last a NUL", Buffer.from("123456789\0"), true],
  ["every control character that text uses", Buffer.from("\0\t\n\v\f\r\x1b\t\n\v"), true],
  ["backspaces and shifts", Buffer.from(`\0\b\x0e${"x".repeat(26)}`), false],
  ["Latin-1 with a control character in 500", Buffer.from(`\xe9\x01${"a".repeat(498)}`, "latin1"), true],
  ["Latin-1 with a control character in 499", Buffer.from(`\xe9\x01${"a".repeat(497)}`, "latin1"), false],
  ["half a byte order mark", Buffer.from([0xff, 0, 1, 0]), false],
  ["the other half of one", Buffer.from([0xfe, 0, 1, 0]), false],
  [
    "text with binary only in the middle",
    Buffer.concat([
      Buffer.alloc(32 * 1024, "text\n"),
      Buffer.alloc(20_000),
      Buffer.alloc(16 * 1024, "text\n"),
    ]),
    true,
  ],
  [
    "text with a binary end",
    Buffer.concat([Buffer.alloc(40 * 1024, "text\n"), Buffer.alloc(16 * 1024)]),
    false,
  ],
  ["32 KB, looked at once", Buffer.concat([Buffer.alloc(32 * 1024 - 3300, "x"), Buffer.alloc(3270)]), true],
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
  assert.equal(decodeText(utf16be), "\uFEFFkey=1");
  assert.equal(decodeText(Buffer.concat([utf16be, Buffer.alloc(1)])), "\uFEFFkey=1");
  assert.equal(decodeText(Buffer.from("\uFEFFkey=1", "utf16le")), "\uFEFFkey=1");
  assert.equal(decodeText(Buffer.from("\uFEFFk\u00e9y=1")), "\uFEFFk\u00e9y=1");
  assert.equal(decodeText(Buffer.from("schlüssel", "utf16le")), "schlüssel");
  assert.equal(decodeText(Buffer.from("schlüssel", "utf16le").swap16()), "schlüssel");
});
