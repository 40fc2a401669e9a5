import assert from "node:assert/strict";
import { test } from "node:test";
import { Breach } from "../../src/tarball/breach.ts";
import { type RawHeader, readHeader } from "../../src/tarball/header.ts";
import { type HeaderInit, header } from "./blocks.ts";

function read(init: HeaderInit, isFirst = false): RawHeader | string {
  try {
    return readHeader(header(init), isFirst);
  } catch (error) {
    if (!(error instanceof Breach)) throw error;
    return error.breach;
  }
}

const plain: RawHeader = {
  type: "0",
  path: "package/x.js",
  isUtf8: true,
  endsInSlash: false,
  size: 0,
  mode: 0o644,
  linkTarget: null,
  isGnu: false,
  oddities: [],
};

const full = "n".repeat(100);
const bad = Buffer.from([0x61, 0xff]);

const headers: [what: string, init: HeaderInit, read: Partial<RawHeader> | string][] = [
  ["what npm writes", {}, {}],
  ["a size", { size: 8 }, { size: 8 }],
  ["a size with a NUL behind", { size: "00000000010\0" }, { size: 8 }],
  ["a short size", { size: "10 \0 \0\0\0\0\0\0\0" }, { size: 8 }],
  ["a size without an end", { size: "000000000010" }, "header-size"],
  ["a size with a digit behind its end", { size: "0000000001 0" }, "header-size"],
  ["a size with an eight", { size: "00000000018 " }, "header-size"],
  ["a size with a character below the digits", { size: "0000000001/ " }, "header-size"],
  ["a size with a space in front", { size: " 0000000010 " }, "header-size"],
  ["a size of nothing", { size: "            " }, "header-size"],
  ["a size in base 256", { size: Buffer.from([0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 8]) }, "header-size"],
  ["the largest size", { size: "77777777777 " }, { size: 8 ** 11 - 1 }],
  ["no name", { name: "" }, "empty-name"],
  ["a name that fills its field", { name: full }, { path: full }],
  ["a name that ends in a slash", { name: "a/" }, { path: "a/", endsInSlash: true }],
  ["a prefix", { name: "b", prefix: "a" }, { path: "a/b" }],
  ["a prefix that fills its field", { name: "b", prefix: "p".repeat(155) }, { path: `${"p".repeat(155)}/b` }],
  ["a prefix that ends in a slash", { name: "b", prefix: "a/" }, { path: "a//b" }],
  ["a name beyond ASCII", { name: "ü" }, { path: "ü" }],
  ["a name that is no UTF-8", { name: bad }, { path: "a\ufffd", isUtf8: false }],
  ["a prefix that is no UTF-8", { name: "b", prefix: bad }, { path: "a\ufffd/b", isUtf8: false }],
  [
    "a name with the replacement character itself",
    { name: "\ufffd", prefix: "\ufffd" },
    { path: "\ufffd/\ufffd" },
  ],
  ["a link name", { link: "a" }, { linkTarget: "a" }],
  ["a link name that fills its field", { link: "l".repeat(100) }, { linkTarget: "l".repeat(100) }],
  ["GNU's magic", { magic: "ustar  \0" }, { isGnu: true }],
  ["another version", { magic: "ustar\u000001" }, { oddities: ["dialect"] }],
  ["another magic", { magic: "ustar 00" }, "magic"],
  ["a mode that is no number", { mode: "rw-r--r-" }, { mode: 0, oddities: ["number"] }],
  ["no mode", { mode: "\0\0\0\0\0\0\0\0" }, { mode: 0, oddities: ["number"] }],
  ["a mode with more than permissions", { mode: "104755 \0" }, { mode: 0o104755 }],
  ["an owner", { owner: "000765 \0" }, {}],
  ["an owner that is no number", { owner: "me" }, { oddities: ["number"] }],
  ["an owner behind a NUL", { patch: [[115, "1"]] }, { oddities: ["number"] }],
  ["a group that is no number", { patch: [[116, "us"]] }, { oddities: ["number"] }],
  ["no time", { mtime: "\0".repeat(12) }, {}],
  ["a time that is no number", { mtime: "yesterday   " }, { oddities: ["number"] }],
  ["a time behind a NUL", { mtime: "\0".repeat(12), patch: [[147, "1"]] }, { oddities: ["number"] }],
  ["a device that is no number", { patch: [[329, "x"]] }, { oddities: ["number"] }],
  ["the other device number", { patch: [[337, "x"]] }, { oddities: ["number"] }],
  ["bytes behind the name", { patch: [[99, "x"]] }, { oddities: ["hidden-bytes"] }],
  ["bytes behind the link name", { patch: [[256, "x"]] }, { oddities: ["hidden-bytes"] }],
  ["bytes behind the prefix", { patch: [[499, "x"]] }, { oddities: ["hidden-bytes"] }],
  ["bytes at the end of the block", { patch: [[511, "x"]] }, { oddities: ["hidden-bytes"] }],
  [
    "names of the owner and its group, which nobody reads",
    {
      patch: [
        [265, "root"],
        [297, "wheel"],
      ],
    },
    {},
  ],
  [
    "all that is odd",
    { magic: "ustar\u000001", mode: "", patch: [[511, "x"]] },
    { mode: 0, oddities: ["dialect", "number", "hidden-bytes"] },
  ],
  ["a wrong checksum", { checksum: "000001 \0" }, "checksum"],
];

for (const [what, init, expected] of headers) {
  test(`a header with ${what}`, () =>
    assert.deepEqual(read(init), typeof expected === "string" ? expected : { ...plain, ...expected }));
}

test("a first block with a wrong checksum is no tar at all", () => {
  assert.equal(read({ checksum: "000001 \0" }, true), "not-tar");
  assert.equal(read({ name: "" }, true), "empty-name");
});

test("every byte of a block counts in its checksum", () => {
  const good = header({});
  for (let at = 0; at < 512; at++) {
    const block = Buffer.from(good);
    block[at] = (block[at] ?? 0) ^ 1;
    assert.throws(() => readHeader(block, false), { breach: "checksum" }, String(at));
  }
});
