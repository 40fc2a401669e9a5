import assert from "node:assert/strict";
import { test } from "node:test";
import { textBytes } from "../../../src/rules/credentials/entry-bytes.ts";
import { type EntryInit, tarballOf } from "../inspect.ts";

const bytesOf = (init: EntryInit): Buffer | null => {
  const entry = tarballOf({ files: { a: init } }).entries.at(-1);
  assert.ok(entry !== undefined);
  return textBytes(entry);
};

test("UTF-16 becomes UTF-8, whichever byte comes first", () => {
  const text = "\ufeffkey: é👍";
  const little = Buffer.from(text, "utf16le");
  assert.equal(bytesOf({ content: little })?.toString(), text);
  assert.equal(bytesOf({ content: Buffer.from(little).swap16() })?.toString(), text);
});

/** Old one-byte encodings, in which these bytes are letters: offsets must stay those of the file. */
for (const start of ["ff", "fe", "ff61", "fe61", "61fe", "61ff", "fffa", "fefa", "fdff", "fdfe"]) {
  test(`text that begins with ${start} is left as it is`, () => {
    const content = Buffer.concat([
      Buffer.from(start, "hex"),
      Buffer.from("plain text in Latin-1".repeat(9)),
    ]);
    assert.ok(bytesOf({ content })?.equals(content));
  });
}

test("what is no text or no file has none", () => {
  assert.equal(bytesOf({ content: Buffer.from("7f454c46ff00fe00", "hex") }), null);
  assert.equal(bytesOf({ kind: "symlink", content: "text" }), null);
  assert.ok(bytesOf({ content: "" })?.length === 0);
});

test("many NULs in what is UTF-8 otherwise hide nothing", () => {
  assert.equal(bytesOf({ content: Buffer.from("k\0e\0\0y\0\0\0=\0\0\0\0") })?.toString(), "key=");
  assert.equal(bytesOf({ content: Buffer.alloc(9) })?.length, 0);
});

test("two encodings in one file, and a mark that lies, hide nothing", () => {
  const token = "token-of-many-characters";
  const half = (text: string) => Buffer.from(text, "utf16le");
  const mixed: Readonly<Record<string, Buffer>> = {
    "a mark in front of ASCII": Buffer.concat([
      Buffer.from([0xff, 0xfe]),
      Buffer.from(`x = ${token}\n`.repeat(9)),
    ]),
    "UTF-16, then ASCII": Buffer.concat([half("plain words\n".repeat(60)), Buffer.from(token)]),
    "ASCII, then UTF-16": Buffer.concat([Buffer.from("plain words\n".repeat(60)), half(token)]),
    "a NUL in it": Buffer.from(`${"plain words\n".repeat(60)}${token.replace("-", "-\0")}`),
  };
  for (const [what, content] of Object.entries(mixed)) assert.ok(bytesOf({ content })?.includes(token), what);
});

test("code is read whatever bytes are in it", () => {
  const content = Buffer.concat([
    Buffer.from([0x2f, 0x2a, 0xff]),
    Buffer.alloc(120, 1),
    Buffer.from("*/token"),
  ]);
  const read = (path: string) => {
    const entry = tarballOf({ files: { [path]: { content } } }).entries.at(-1);
    return entry === undefined ? null : textBytes(entry);
  };
  assert.ok(read("a.js")?.includes("token"));
  assert.equal(read("a.bin"), null);
});
