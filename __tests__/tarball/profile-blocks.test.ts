import assert from "node:assert/strict";
import { test } from "node:test";
import { Breach } from "../../src/tarball/breach.ts";
import { areZeros } from "../../src/tarball/header.ts";
import { limits } from "../../src/tarball/limits.ts";
import { Profile } from "../../src/tarball/profile.ts";
import { end, file, header, longName, manifest, pax, tarWith, zeros } from "./blocks.ts";

/** The kind of breach that an archive ends in, given in pieces of one size; null when it is read to its end. */
function breachOf(bytes: Buffer, piece = bytes.length): string | null {
  const profile = new Profile(() => {});
  try {
    for (let at = 0; at < bytes.length; at += piece) profile.push(bytes.subarray(at, at + piece));
    profile.finish();
  } catch (error) {
    if (!(error instanceof Breach)) throw error;
    return error.breach;
  }
  return null;
}

const js = "export {};\n";

const archives: [what: string, bytes: Buffer, breach: string | null][] = [
  ["nothing at all", zeros(0), null],
  ["one file", tarWith("a"), null],
  ["a body that fills its block", tarWith("a", file("package/a.js", "x".repeat(512))), null],
  ["an end alone", end, null],
  ["half an end", zeros(512), "no-end"],
  ["an end that is cut", zeros(1000), "no-end"],
  ["a long end", Buffer.concat([end, zeros(10 * 512)]), null],
  ["a long end that is no block", Buffer.concat([end, zeros(100)]), "no-end"],
  ["no end", manifest("a"), "no-end"],
  ["a part of a header", manifest("a").subarray(0, 300), "no-end"],
  ["a part of a body", manifest("a").subarray(0, 520), "cut-body"],
  ["a part of a body that fills its blocks", file("a", "x".repeat(1024)).subarray(0, 1024), "cut-body"],
  ["a long end with a part of a block", Buffer.concat([end, zeros(1300)]), "no-end"],
  ["a body without its padding", manifest("a").subarray(0, -1), "cut-body"],
  ["an extended header and no entry", Buffer.concat([manifest("a"), pax({ path: "package/a" })]), "cut-body"],
  ["an extended header before the end", tarWith("a", pax({ path: "package/a" })), "extension-order"],
  ["one empty block between entries", tarWith("a", zeros(512), file("package/a.js", js)), "one-zero-block"],
  ["data after the end", Buffer.concat([tarWith("a"), file("package/a.js", js)]), "after-the-end"],
  [
    "one byte after the end",
    Buffer.concat([tarWith("a"), Buffer.alloc(512, `${"\0".repeat(511)}x`)]),
    "after-the-end",
  ],
  [
    "two extended headers",
    tarWith("a", pax({ path: "package/b" }), longName("package/b"), file("x", js)),
    "extension-order",
  ],
  ["a size that is said twice", tarWith("a", pax({ size: "11" }), file("package/a.js", js)), null],
  ["two sizes", tarWith("a", pax({ size: "12" }), file("package/a.js", js)), "pax-size"],
  ["an extended header without a body", tarWith("a", pax(""), file("package/a.js", js)), "pax"],
  [
    "a long name without a body",
    tarWith("a", header({ type: "L", magic: "ustar  \0" }), file("package/a.js", js)),
    "long-name",
  ],
  [
    "an extended header with a link name",
    tarWith("a", pax({ path: "package/b" }, { link: "b" }), file("x", js)),
    "link-name",
  ],
  [
    "an extended header of 64 KB",
    tarWith("a", longName("n".repeat(limits.extension - 1)), file("x", js)),
    null,
  ],
  [
    "an extended header of one byte more",
    tarWith("a", longName("n".repeat(limits.extension)), file("x", js)),
    "extension-size",
  ],
  [
    "a commit's id before everything",
    Buffer.concat([pax({ comment: "0".repeat(40) }, { type: "g" }), tarWith("a")]),
    null,
  ],
  ["a commit's id later", tarWith("a", pax({ comment: "0".repeat(40) }, { type: "g" })), "extension-order"],
  [
    "a global header of another kind",
    Buffer.concat([pax({ path: "a" }, { type: "g" }), tarWith("a")]),
    "pax-key",
  ],
  ["a file with a body whose name ends in a slash", tarWith("a", file("package/a/", js)), "folder-or-file"],
  [
    "one whose cut name does",
    tarWith("a", pax({ path: "package/a.js" }), file("package/a/", js)),
    "folder-or-file",
  ],
  [
    "one whose long name does",
    tarWith("a", pax({ path: "package/a/" }), file("package/a.js", js)),
    "folder-or-file",
  ],
  ["a file of 500 MB, cut", Buffer.concat([manifest("a"), header({ size: limits.entry })]), "cut-body"],
  [
    "a file of one byte more",
    Buffer.concat([manifest("a"), header({ size: limits.entry + 1 })]),
    "entry-size",
  ],
];

for (const [what, bytes, breach] of archives) {
  test(`the profile, in pieces of every size: ${what}`, () => {
    for (const piece of [bytes.length, 1, 7, 511, 512, 513, 1024, 1025]) {
      assert.equal(breachOf(bytes, piece || 1), breach, `pieces of ${piece}`);
    }
  });
}

test("entries come in order with all that is in them, in pieces of every size", () => {
  const contents = ["", "x", "y".repeat(511), "z".repeat(512), "", "v".repeat(70_000), "w".repeat(513), "u"];
  const archive = Buffer.concat([
    ...contents.map((content, at) => file(`package/${at}.js`, content, { mode: "000755 \0" })),
    pax({ path: "package/long" }),
    file("cut", "long"),
    file("package/link", "", { type: "2", link: "a" }),
    end,
  ]);
  const expected = [
    ...contents.map((content, at) => [`package/${at}.js`, "0", 0o755, null, content]),
    ["package/long", "0", 0o644, null, "long"],
    ["package/link", "2", 0o644, "a", ""],
  ];
  for (const piece of [archive.length, 1, 7, 511, 512, 513, 1024, 4097, 65_536]) {
    const seen: unknown[] = [];
    const profile = new Profile(({ path, type, mode, linkTarget }, content) => {
      seen.push([path, type, mode, linkTarget, content.toString()]);
    });
    for (let at = 0; at < archive.length; at += piece) profile.push(archive.subarray(at, at + piece));
    profile.finish();
    assert.deepEqual(seen, expected, `pieces of ${piece}`);
  }
});

test("an entry is handed out only when it is whole", () => {
  const seen: string[] = [];
  const profile = new Profile(({ path }) => {
    seen.push(path);
  });
  profile.push(file("package/a.js", "x".repeat(1000)).subarray(0, -25));
  assert.deepEqual(seen, []);
  profile.push(Buffer.from("x"));
  assert.deepEqual(seen, ["package/a.js"]);
  assert.throws(() => profile.finish(), { breach: "cut-body" });
});

test("twenty entries are named for each oddity, and the others counted", () => {
  const oddities = (count: number) => {
    const profile = new Profile(() => {});
    for (let at = 0; at < count; at++) profile.push(file(`package/${at}`, "", { type: "7" }));
    return profile.irregularities();
  };
  const message = "has an old or rare type flag for a file, which not every package manager takes for one";
  const rows = (count: number) =>
    Array.from({ length: count }, (_, at) => ({ kind: "old-type", path: `package/${at}`, message }));
  assert.deepEqual(oddities(0), []);
  assert.deepEqual(oddities(20), rows(20));
  assert.deepEqual(oddities(23), [
    ...rows(19),
    { kind: "old-type", path: "package/19", message: `${message}, as have 3 more entries` },
  ]);
});

test("bytes in the padding are the fault of the entry before them, and of it alone", () => {
  const profile = new Profile(() => {});
  const odd = Buffer.concat([header({ name: "package/odd.js" }, 3), Buffer.alloc(512, "x")]);
  profile.push(Buffer.concat([file("package/a.js", js), odd, file("package/b.js", js)]));
  const [found, ...others] = profile.irregularities();
  assert.deepEqual([found?.kind, found?.path, others], ["padding", "package/odd.js", []]);
  const extended = new Profile(() => {});
  const body = pax({ path: "package/b.js" });
  body[body.length - 1] = 1;
  extended.push(Buffer.concat([file("package/a.js", js), body, file("package/x.js", js)]));
  assert.deepEqual(
    extended.irregularities().map(({ kind, path }) => [kind, path]),
    [["padding", null]],
  );
});

const gnu = "ustar  \0";
const bad = Buffer.from([0x61, 0xff]);
const long = `package/${"d".repeat(91)}/`;

const irregular: readonly (readonly [
  what: string,
  parts: Buffer,
  found: readonly (readonly [string, string | null])[],
])[] = [
  ["an empty file whose name ends in a slash", file("package/a/"), [["trailing-slash", "package/a/"]]],
  ["a folder", file("package/a/", "", { type: "5" }), []],
  ["a link whose name ends in a slash", file("package/a/", "", { type: "2", link: "b" }), []],
  [
    "an empty file whose cut name ends in a slash",
    Buffer.concat([pax({ path: `${long}a.js` }), file(long, "")]),
    [["trailing-slash", `${long}a.js`]],
  ],
  ["an entry of GNU's", file("package/a", "", { magic: gnu }), [["dialect", "package/a"]]],
  [
    "an extended header of GNU's",
    Buffer.concat([pax({ path: "package/b" }, { magic: gnu }), file("x")]),
    [["dialect", null]],
  ],
  ["a long name, which is GNU's", Buffer.concat([longName("package/b"), file("x")]), []],
  [
    "an extended header with a mode that is no number",
    Buffer.concat([pax({ path: "package/b" }, { mode: "x" }), file("x")]),
    [["number", null]],
  ],
  ["a name that is no UTF-8", file(bad), [["name-bytes", "a\ufffd"]]],
  [
    "such a name behind an extended header with another",
    Buffer.concat([pax({ path: "package/b" }), file(bad)]),
    [],
  ],
  [
    "such a name behind an extended header without one",
    Buffer.concat([pax({ mtime: "1" }), file(bad)]),
    [["name-bytes", "a\ufffd"]],
  ],
  [
    "a name beyond ASCII in a long extended header",
    Buffer.concat([pax({ path: `package/${"ü".repeat(300)}` }), file("x")]),
    [["name-split", `package/${"ü".repeat(300)}`]],
  ],
  [
    "two oddities",
    file("package/a", "", { type: "\0", mode: "x" }),
    [
      ["number", "package/a"],
      ["old-type", "package/a"],
    ],
  ],
];

for (const [what, parts, found] of irregular) {
  test(`what is odd and certain all the same: ${what}`, () => {
    const profile = new Profile(() => {});
    profile.push(Buffer.concat([manifest("a"), parts, end]));
    profile.finish();
    assert.deepEqual(
      profile.irregularities().map(({ kind, path }) => [kind, path]),
      found,
    );
  });
}

test("zeros are zeros at every length", () => {
  const long = 256 * 1024;
  for (const length of [0, 1, 2, 511, long - 1, long, long + 1, 2 * long, 2 * long + 1]) {
    const bytes = Buffer.alloc(length);
    assert.ok(areZeros(bytes), String(length));
    for (const at of [0, 1, length - 2, length - 1].filter((at) => at >= 0 && at < length)) {
      bytes[at] = 1;
      assert.ok(!areZeros(bytes), `${at} of ${length}`);
      bytes[at] = 0;
    }
  }
});
