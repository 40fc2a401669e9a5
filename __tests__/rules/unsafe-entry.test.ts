import assert from "node:assert/strict";
import { test } from "node:test";
import { unsafeEntry } from "../../src/rules/unsafe-entry.ts";
import { type EntryInit, type Files, inspect, pathsOf } from "./inspect.ts";

/** Path → the entry and what the message must say. */
const faults: readonly (readonly [path: string, init: EntryInit, message: RegExp])[] = [
  ["a", { kind: "symlink", linkTarget: "../../.npmrc" }, /symbolic link to `\.\.\/\.\.\/\.npmrc`/],
  ["a", { kind: "hardlink", linkTarget: "package/b" }, /hard link to `package\/b`/],
  ["a", { kind: "device" }, /device or pipe/],
  ["a", { kind: "fifo" }, /device or pipe/],
  ["a", { kind: "other" }, /kind that package managers do not know/],
  ["a", { mode: 0o4755 }, /set-user-id permission \(mode 4755\)/],
  ["a", { mode: 0o2755 }, /set-group-id permission \(mode 2755\)/],
  ["../a", {}, /`\.\.` in its path/],
  ["b/../a", {}, /`\.\.` in its path/],
  ["../", { kind: "directory" }, /`\.\.` in its path/],
  ["etc/passwd", { archivePath: "/etc/passwd" }, /absolute path/],
  ["./a", {}, /empty or `\.` part/],
  ["b//a", {}, /empty or `\.` part/],
  ["a/", {}, /empty or `\.` part/],
  ["b\\a", {}, /backslash/],
  ["C:a.js", {}, /colon/],
  ["a\nb", {}, /control character/],
  ["a\u0085b", {}, /control character/],
  ["a\u0000b", {}, /control character/],
  ["lib/aux", {}, /keeps for a device/],
  ["lib/CON.js", {}, /keeps for a device/],
  ["com1.txt/a", {}, /keeps for a device/],
  ["lib/lpt\u00b2", {}, /keeps for a device/],
  ["lib/a.", {}, /ends in a dot or space/],
  ["lib /a", {}, /ends in a dot or space/],
  ["a".repeat(256), {}, /longer than file systems allow/],
  ["ä".repeat(128), {}, /longer than file systems allow/],
  ["ab/".repeat(1400).concat("a"), {}, /longer than file systems allow/],
  ["index.js", { archivePath: "index.js" }, /top level of the archive/],
  ["index.js", { archivePath: "other/index.js" }, /lies below `other\/`, not below `package\/`/],
];

for (const [path, init, message] of faults) {
  test(`${JSON.stringify(path.slice(0, 20))} ${JSON.stringify(init).slice(0, 60)} ${message.source}`, () => {
    const problems = inspect(unsafeEntry, { files: [[path, init]] });
    assert.equal(problems.length, 1);
    assert.equal(problems[0]?.path, path);
    assert.match(problems[0]?.message ?? "", message);
  });
}

const sentences: readonly (readonly [path: string, init: EntryInit, message: string, waivable?: true])[] = [
  [
    "a",
    { kind: "symlink", linkTarget: "b" },
    "is a symbolic link to `b`: npm drops it, other package managers install it",
  ],
  ["a", { kind: "symlink" }, "is a symbolic link to ``: npm drops it, other package managers install it"],
  [
    "a",
    { kind: "hardlink", linkTarget: "b" },
    "is a hard link to `b` without content: npm drops it, other package managers may not",
  ],
  [
    "a",
    { kind: "hardlink" },
    "is a hard link to `` without content: npm drops it, other package managers may not",
  ],
  ["a", { kind: "fifo" }, "is a device or pipe, which no package has use for"],
  ["a", { kind: "other" }, "is of a kind that package managers do not know"],
  ["a", { mode: 0o104755 }, "has set-user-id permission (mode 4755), and npm keeps it", true],
  ["a", { mode: 0o6755 }, "has set-user-id permission (mode 6755), and npm keeps it", true],
  ["a", { mode: 0o2644 }, "has set-group-id permission (mode 2644), and npm keeps it", true],
  ["a/../b", {}, "has `..` in its path, which leads out of the package"],
  ["a/./b", {}, "has an empty or `.` part in its path"],
  ["a\\b", {}, "has a backslash in its name, which Windows takes for a folder"],
  ["a:b", {}, "has a colon in its name: npm installs it under another one, and Windows cannot have it"],
  ["a\u007fb", {}, "has a control character in its name"],
  ["a/nul", {}, "has a name that Windows keeps for a device", true],
  ["a/NUL.txt", {}, "has a name that Windows keeps for a device", true],
  ["prn/a", {}, "has a name that Windows keeps for a device", true],
  ["com0", {}, "has a name that Windows keeps for a device", true],
  ["conin$", {}, "has a name that Windows keeps for a device", true],
  ["CONOUT$.x", {}, "has a name that Windows keeps for a device", true],
  ["aux x", {}, "has a name that Windows keeps for a device", true],
  ["a /b", {}, "has a name that ends in a dot or space, which Windows cuts off", true],
  ["a.", {}, "has a name that ends in a dot or space, which Windows cuts off", true],
  ["b/a.", {}, "has a name that ends in a dot or space, which Windows cuts off", true],
  [
    "a.js",
    { archivePath: "a.js" },
    "lies at the top level of the archive, where package managers drop the name itself",
  ],
  [
    "a.js",
    { archivePath: "b/a.js" },
    "lies below `b/`, not below `package/` with the rest, and is installed over what is there",
  ],
];

for (const [path, init, message, waivable] of sentences) {
  test(`${JSON.stringify(path)} ${JSON.stringify(init)} ${message}`, () => {
    const [problem, ...others] = inspect(unsafeEntry, { files: [[path, init]] });
    assert.deepEqual(others, []);
    assert.equal(problem?.message, message);
    // Where package managers install different files no policy may let it pass.
    assert.equal(problem.waivable, waivable === true ? undefined : false);
    assert.match(problem.fix ?? "", /^Pack again with a packer that writes plain files/);
  });
}

test("the longest names that file systems take, and one more", () => {
  const said = (path: string) => inspect(unsafeEntry, { files: [[path, ""]] }).map(({ message }) => message);
  const tooLong = ["has a name that is longer than file systems allow"];
  assert.deepEqual(said("a".repeat(255)), []);
  assert.deepEqual(said("a".repeat(256)), tooLong);
  assert.deepEqual(said(`${"a".repeat(253)}ü`), []);
  assert.deepEqual(said(`${"a".repeat(254)}ü`), tooLong);
  const path = (length: number) => `${"abc/".repeat(length / 4 - 1)}abcd`.slice(0, length);
  assert.deepEqual(said(path(4096 - "package/".length)), []);
  assert.deepEqual(said(path(4096 - "package/".length + 4)), tooLong);
});

test("an entry without a name of its own is told by that in the archive", () => {
  const [problem] = inspect(unsafeEntry, { files: [["", { kind: "symlink", archivePath: "package/" }]] });
  assert.equal(problem?.path, "package/");
});

test("irregularities of the archive come first, on their entry or on none", () => {
  const irregularities = [
    { kind: "dialect", path: "a", message: "has another dialect" },
    { kind: "padding", path: null, message: "has bytes" },
  ];
  const problems = inspect(unsafeEntry, { tarball: { irregularities }, files: [["b", { kind: "fifo" }]] });
  assert.deepEqual(
    problems.map(({ path, message, waivable }) => [path, message, waivable]),
    [
      ["a", "has another dialect", false],
      [undefined, "has bytes", false],
      ["b", "is a device or pipe, which no package has use for", false],
    ],
  );
});

const twins: readonly (readonly [first: string, second: string, message: RegExp])[] = [
  ["a.js", "a.js", /comes twice/],
  ["README.md", "ReadMe.md", /differs from `README\.md` only in letter case/],
  ["lib/é.js", "lib/e\u0301.js", /differs from .* only in letter case or Unicode form/],
  ["straße.js", "STRASSE.js", /only in letter case/],
  ["Lib/a.js", "lib/A.js", /only in letter case/],
  ["\u212aelvin.js", "kelvin.js", /only in letter case/],
];

for (const [first, second, message] of twins) {
  test(`${first} and ${second} would be one file`, () => {
    const problems = inspect(unsafeEntry, {
      files: [
        [first, ""],
        [second, ""],
      ],
    });
    assert.deepEqual(pathsOf(problems), [second]);
    assert.match(problems[0]?.message ?? "", message);
  });
}

test("a file of another root hides behind the same path", () => {
  const problems = inspect(unsafeEntry, {
    files: [
      ["a.js", ""],
      ["a.js", { archivePath: "other/a.js" }],
    ],
  });
  assert.deepEqual(pathsOf(problems), ["a.js"]);
  assert.match(problems[0]?.message ?? "", /lies below `other\/`.*; comes twice/);
});

test("a file that has the name of a folder", () => {
  const problems = inspect(unsafeEntry, {
    files: [
      ["Lib", ""],
      ["lib/a.js", ""],
    ],
  });
  assert.deepEqual(pathsOf(problems), ["Lib"]);
  assert.match(problems[0]?.message ?? "", /name of the folder `lib\/`/);
});

test("all reasons of one path are one finding", () => {
  const [problem, ...more] = inspect(unsafeEntry, {
    files: [["..\\a:", { kind: "symlink", linkTarget: "x" }]],
  });
  assert.equal(more.length, 0);
  assert.match(problem?.message ?? "", /symbolic link.*backslash.*colon/);
});

test("a folder has the name of a file only below the root", () => {
  const files: Files = [
    ["package", { kind: "directory", archivePath: "package" }],
    ["package", ""],
    ["lib", { kind: "directory" }],
    ["lib/a.js", ""],
  ];
  assert.deepEqual(inspect(unsafeEntry, { files }), []);
});

test("clean entries, and folders as yarn 1 writes them, are left alone", () => {
  const files: Files = [
    ["dist/", { kind: "directory", mode: 0o2755, archivePath: "package/dist/" }],
    ["", { kind: "directory", archivePath: "package/" }],
    ["dist/index.js", { mode: 0o755 }],
    ["dist/[...slug]/(group)/@slot/page.js", ""],
    ["dist/.hidden/..dots/a..b", ""],
    ["dist/console.js", ""],
    ["dist/auxiliary/com/lpt/nullish.js", ""],
    ["dist/com10.js", ""],
    ["lib/Größe/naïve/日本語.js", ""],
    ["lib/a b.js", ""],
    ["lib/$&~#'!,;=%.js", ""],
    ["Lib2/a.js", ""],
    ["lib2/b.js", ""],
    ["..." + "x", ""],
    ["a".repeat(255), ""],
  ];
  assert.deepEqual(inspect(unsafeEntry, { files }), []);
});

test("a root of another name is fine when all share it", () => {
  const files: Files = [
    [
      "package.json",
      { content: '{"name":"a","version":"1.0.0"}', archivePath: "mscdex-ssh2-d5c97b4/package.json" },
    ],
  ];
  assert.deepEqual(inspect(unsafeEntry, { files, tarball: { rootFolder: "mscdex-ssh2-d5c97b4" } }), []);
});

test("a key that stands twice in package.json is one that bun reads otherwise than npm", () => {
  const of = (text: string) =>
    inspect(unsafeEntry, { files: { "package.json": text } }).map(({ field, line }) => `${field}:${line}`);
  const head = '{ "name": "a", "version": "1.0.0"';
  assert.deepEqual(of(`${head},\n"scripts": { "postinstall": "evil" },\n"scripts": {}\n}`), ["scripts:4"]);
  assert.deepEqual(of(`${head}, "a": [{ "b": { "c": 1,\n "\\u0063": "}{" } }] }`), ["a.b.c:2"]);
  assert.deepEqual(of(`${head}, "a": "x,{", "a": "x,{", "b": { "a": 1 }, "c": [1, 2, "a", "a"] }`), []);
});

test("deep and long manifests take a moment", () => {
  const text = `{ "name": "a", "version": "1.0.0", "a": ${"[".repeat(50_000)}${"]".repeat(50_000)}, "b": ${JSON.stringify("x".repeat(2_000_000))}, ${Array.from({ length: 50_000 }, (_, index) => `"k${index}": { "x": 1, "x": 2 }`).join()} }`;
  const started = process.cpuUsage();
  assert.equal(inspect(unsafeEntry, { files: { "package.json": text } }).length, 50_000);
  const { user, system } = process.cpuUsage(started);
  assert.ok(user + system < 4_000_000, `${user + system} µs`);
});
