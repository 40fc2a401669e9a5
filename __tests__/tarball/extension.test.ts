import assert from "node:assert/strict";
import { test } from "node:test";
import { Breach } from "../../src/tarball/breach.ts";
import { type Extension, isGitComment, readLongName, readPax } from "../../src/tarball/extension.ts";
import { record } from "./blocks.ts";

function breachOr<T>(step: () => T): T | string {
  try {
    return step();
  } catch (error) {
    if (!(error instanceof Breach)) throw error;
    return error.breach;
  }
}

const said = (parts: Partial<Extension> = {}): Extension => ({
  path: null,
  size: null,
  mayBeSplit: false,
  ...parts,
});

const records = (...pairs: readonly (readonly [key: string, value: string])[]) =>
  Buffer.concat(pairs.map(([key, value]) => record(key, value)));

/** A path that makes its header so many bytes long. */
const filling = (length: number, end = "") => {
  const path = `${"p".repeat(length - "512 path=\n".length - Buffer.byteLength(end))}${end}`;
  assert.equal(record("path", path).length, length);
  return path;
};
const filled = (length: number, end = "") => record("path", filling(length, end));

const paxHeaders: [what: string, body: Buffer | string, read: Extension | string][] = [
  ["path and size", records(["path", "package/ü"], ["size", "12"]), said({ path: "package/ü", size: 12 })],
  ["a size of nothing", records(["size", "0"]), said({ size: 0 })],
  ["a size of sixteen digits", records(["size", "1234567890123456"]), said({ size: 1234567890123456 })],
  ["a size of seventeen digits", records(["size", "12345678901234567"]), "pax"],
  ["a size with a zero in front", records(["size", "012"]), "pax"],
  ["a size with a sign", records(["size", "+12"]), "pax"],
  ["a size with a fraction", records(["size", "12.0"]), "pax"],
  ["a size with a line behind", records(["size", "12\n"]), "pax"],
  ["an empty size", records(["size", ""]), "pax"],
  [
    "every time, and a charset",
    records(["mtime", "0"], ["atime", "499162500.5"], ["ctime", "1.123456789"], ["hdrcharset", "BINARY"]),
    said(),
  ],
  ["the other charset", records(["hdrcharset", "ISO-IR 10646 2000 UTF-8"]), said()],
  ["a charset that begins like one", records(["hdrcharset", "BINARY8"]), "pax"],
  ["a charset that ends like one", records(["hdrcharset", "A BINARY"]), "pax"],
  ["a time of twelve digits", records(["mtime", "123456789012"]), said()],
  ["a time of thirteen digits", records(["mtime", "1234567890123"]), "pax"],
  ["a time before 1970", records(["mtime", "-1"]), "pax"],
  ["a time with letters in its fraction", records(["mtime", "1.x"]), "pax"],
  ["a time with ten digits in its fraction", records(["mtime", "1.1234567890"]), "pax"],
  ["a time with words behind", records(["mtime", "1 or so"]), "pax"],
  ["a time with an exponent", records(["mtime", "1e3"]), "pax"],
  ["a path that is no line", records(["path", "a\nb"]), "pax"],
  ["a path with a return", records(["path", "a\rb"]), "pax"],
  ["a path with a NUL", records(["path", "a\0"]), "pax"],
  ["an empty path", records(["path", ""]), "pax"],
  ["a key twice", records(["path", "a"], ["path", "a"]), "pax"],
  ["a key that sets something else", records(["linkpath", "a"]), "pax-key"],
  ["a key of a constructor", records(["constructor", "a"]), "pax-key"],
  ["nothing", "", "pax"],
  [
    "bytes that are no UTF-8",
    Buffer.concat([Buffer.from("9 path="), Buffer.from([0xff]), Buffer.from("\n")]),
    "pax",
  ],
  ["a length that is too short", "8 path=a\n", "pax"],
  ["a length that is too long", "11 path=a\n", "pax"],
  ["a length that ends before the value", "7 path=a\n", "pax"],
  ["a length that ends in the key", "4 path=a\n", "pax"],
  ["a length that starts with a zero", "09 path=a\n", "pax"],
  ["a length of seven digits", "1000009 path=a\n", "pax"],
  ["no key", "5 =a\n", "pax"],
  ["a key of two lines", "9 pa\nh=a\n", "pax"],
  ["no equals sign", "9 path a\n", "pax"],
  ["something before the length", " 9 path=a\n", "pax"],
  ["something after the last record", "9 path=a\nx", "pax"],
  ["a NUL after the last record", "9 path=a\n\0", "pax"],
  ["no line end", "9 path=ab", "pax"],
  ["512 bytes with a character beyond ASCII", filled(512, "ü"), said({ path: filling(512, "ü") })],
  ["513 bytes with one", filled(513, "ü"), said({ path: filling(513, "ü"), mayBeSplit: true })],
  ["513 bytes without", filled(513, "\x7f"), said({ path: filling(513, "\x7f") })],
];

for (const [what, body, read] of paxHeaders) {
  test(`an extended header with ${what}`, () =>
    assert.deepEqual(
      breachOr(() => readPax(Buffer.from(body))),
      read,
    ));
}

const longNames: [what: string, body: string | Buffer, read: Extension | string][] = [
  ["a name and a NUL", "package/ü\0", said({ path: "package/ü" })],
  ["a name and many NULs", "a\0\0\0", said({ path: "a" })],
  ["no NUL", "package/a", "long-name"],
  ["no name", "\0", "long-name"],
  ["something behind the NUL", "a\0b\0", "long-name"],
  ["a line feed", "a\nb\0", "long-name"],
  ["a return", "a\rb\0", "long-name"],
  ["bytes that are no UTF-8", Buffer.from([0xff, 0]), "long-name"],
  [
    "more than a block, with a character beyond ASCII",
    `${"a".repeat(511)}ü\0`,
    said({ path: `${"a".repeat(511)}ü`, mayBeSplit: true }),
  ],
];

for (const [what, body, read] of longNames) {
  test(`a long-name header with ${what}`, () =>
    assert.deepEqual(
      breachOr(() => readLongName(Buffer.from(body))),
      read,
    ));
}

const sha1 = "0123456789abcdef0123456789abcdef01234567";
const sha256 = `${sha1}0123456789abcdef01234567`;

const comments: [what: string, body: Buffer, is: boolean | string][] = [
  ["a commit of 40 digits", records(["comment", sha1]), true],
  ["a commit of 64 digits", records(["comment", sha256]), true],
  ["41 digits", records(["comment", `${sha1}0`]), false],
  ["39 digits", records(["comment", sha1.slice(1)]), false],
  ["65 digits", records(["comment", `${sha256}0`]), false],
  ["64 other letters", records(["comment", "x".repeat(64)]), false],
  ["something else", records(["comment", "hello"]), false],
  ["another key", records(["path", sha1]), false],
  ["two comments", records(["comment", sha1], ["comment", sha1]), false],
  ["two keys", records(["comment", sha1], ["path", "a"]), false],
  ["no record", Buffer.alloc(0), "pax"],
];

for (const [what, body, is] of comments) {
  test(`a global header with ${what}`, () =>
    assert.equal(
      breachOr(() => isGitComment(body)),
      is,
    ));
}
