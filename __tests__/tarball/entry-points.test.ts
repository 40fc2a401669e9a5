import assert from "node:assert/strict";
import { test } from "node:test";
import { binsOf } from "../../src/tarball/bins.ts";
import { entryPointsOf } from "../../src/tarball/entry-points.ts";

const named = { name: "@scope/example", version: "1.0.0" };
const plain = { relativeOnly: false, isKey: false, instead: null, isOwnCondition: false };
const relative = { ...plain, relativeOnly: true };

const places: [field: string, manifest: Readonly<Record<string, unknown>>, found: unknown[]][] = [
  ["main", { main: "a" }, [{ field: "main", name: "main", targets: ["a"], lookup: "node", ...plain }]],
  [
    "module",
    { module: "a" },
    [{ field: "module", name: "module", targets: ["a"], lookup: "bundler", ...plain }],
  ],
  [
    "browser, a string",
    { browser: "a.js" },
    [{ field: "browser", name: "browser", targets: ["a.js"], lookup: "bundler", ...plain }],
  ],
  [
    "browser, a map: what is replaced and what replaces it",
    {
      browser: { "./a.js": "./b.js", fs: "../c.js", "./d.js": false, e: "/f.js", "g/h.js": "i/./j.js", k: 1 },
    },
    [
      {
        field: "browser../a.js",
        name: 'browser["./a.js"]',
        targets: ["./a.js"],
        lookup: "bundler",
        ...plain,
        isKey: true,
      },
      {
        field: "browser../a.js",
        name: 'browser["./a.js"]',
        targets: ["./b.js"],
        lookup: "bundler",
        ...plain,
        instead: "./a.js",
      },
      { field: "browser.fs", name: "browser.fs", targets: ["../c.js"], lookup: "bundler", ...plain },
      {
        field: "browser../d.js",
        name: 'browser["./d.js"]',
        targets: ["./d.js"],
        lookup: "bundler",
        ...plain,
        isKey: true,
      },
      { field: "browser.e", name: "browser.e", targets: ["/f.js"], lookup: "bundler", ...plain },
    ],
  ],
  [
    "types and typings",
    { types: "a.d.ts", typings: "b.d.ts" },
    [
      { field: "types", name: "types", targets: ["a.d.ts"], lookup: "types", ...plain },
      { field: "typings", name: "typings", targets: ["b.d.ts"], lookup: "types", ...plain },
    ],
  ],
  [
    "bin, a string",
    { bin: "a.js" },
    [{ field: "bin", name: "bin", targets: ["./a.js"], lookup: "exact", ...plain }],
  ],
  [
    "bin, a map",
    { bin: { a: "./a.js", "b-c": "b.js" } },
    [
      { field: "bin.a", name: "bin.a", targets: ["./a.js"], lookup: "exact", ...plain },
      { field: "bin.b-c", name: 'bin["b-c"]', targets: ["./b.js"], lookup: "exact", ...plain },
    ],
  ],
  [
    "directories.bin",
    { directories: { bin: "commands" } },
    [
      {
        field: "directories.bin",
        name: "directories.bin",
        targets: ["commands"],
        lookup: "folder",
        ...plain,
      },
    ],
  ],
  ["directories.bin, empty", { directories: { bin: "" } }, []],
  [
    "exports, with conditions in their order",
    {
      exports: { ".": { "node-addons": "./a.node", default: "./a.js" }, "./b/*": "./b/*.js", "./c/": "./c/" },
    },
    [
      {
        field: "exports...node-addons",
        name: 'exports["."]["node-addons"]',
        targets: ["./a.node"],
        lookup: "exact",
        ...relative,
      },
      {
        field: "exports...default",
        name: 'exports["."].default',
        targets: ["./a.js"],
        lookup: "exact",
        ...relative,
      },
      {
        field: "exports../b/*",
        name: 'exports["./b/*"]',
        targets: ["./b/*.js"],
        lookup: "pattern",
        ...relative,
      },
      { field: "exports../c/", name: 'exports["./c/"]', targets: ["./c/"], lookup: "folder", ...relative },
    ],
  ],
  [
    "exports, a fallback array: its strings as one, its objects each",
    { exports: ["not:valid", "./a.js", { import: "./b.js" }, null, 1, []] },
    [
      { field: "exports", name: "exports", targets: ["not:valid", "./a.js"], lookup: "exact", ...relative },
      {
        field: "exports.2.import",
        name: 'exports["2"].import',
        targets: ["./b.js"],
        lookup: "exact",
        ...relative,
      },
    ],
  ],
  [
    "imports, without those that are packages",
    { imports: { "#a": "./a.js", "#b": "b", "#c": ["./c.js", "c"], $d: "../d.js" } },
    [
      { field: "imports.#a", name: 'imports["#a"]', targets: ["./a.js"], lookup: "exact", ...relative },
      {
        field: "imports.$d",
        name: "imports.$d",
        targets: ["../d.js"],
        lookup: "exact",
        ...relative,
        isOwnCondition: true,
      },
    ],
  ],
  [
    "names that are no identifiers",
    { exports: { a1: "./1", "1a": "./2", "a b": "./3", _: "./4", 'q"': "./5", "": "./6" } },
    [
      ["a1", "exports.a1", "./1"],
      ["1a", 'exports["1a"]', "./2"],
      ["a b", 'exports["a b"]', "./3"],
      ["_", "exports._", "./4"],
      ['q"', 'exports["q\\""]', "./5"],
      ["", 'exports[""]', "./6"],
    ].map(([key, name, target]) => ({
      field: `exports.${key}`,
      name,
      targets: [target],
      lookup: "exact",
      ...relative,
      isOwnCondition: true,
    })),
  ],
];

for (const [field, manifest, found] of places) {
  test(`where a manifest names files: ${field}`, () =>
    assert.deepEqual(entryPointsOf({ ...named, ...manifest }), found));
}

const versions: [what: string, typesVersions: unknown, sent: string[]][] = [
  ["every path", { "*": { "*": ["ts4/*"] } }, ["ts4/lib/a.d.ts"]],
  [
    "every compiler",
    { "<4": { "*": ["ts3/*"] }, ">=4": { "*": ["ts4/*"] } },
    ["ts3/lib/a.d.ts", "ts4/lib/a.d.ts"],
  ],
  ["a folder", { "*": { "lib/*": ["ts4/*"] } }, ["ts4/a.d.ts"]],
  ["an ending", { "*": { "lib/*.d.ts": ["ts4/*.d.mts"] } }, ["ts4/a.d.mts"]],
  ["one file", { "*": { "lib/a.d.ts": ["ts4.d.ts"] } }, ["ts4.d.ts"]],
  ["another file that begins alike", { "*": { lib: ["x"], "lib/a.d.tsx": ["x"] } }, []],
  ["another folder", { "*": { "src/*": ["x"] } }, []],
  ["another ending", { "*": { "lib/*.d.mts": ["x"] } }, []],
  ["what is no list or no text", { "*": { "*": "x" }, "1": "*", "2": { "*": [1, null] }, "3": null }, []],
  ["a text instead of a map", "*", []],
  [
    "a replacement that looks like a pattern",
    { "*": { "lib/$&*": ["x"], "lib/*": ["$&/*"] } },
    ["$&/a.d.ts"],
  ],
];

for (const [what, typesVersions, sent] of versions) {
  test(`typesVersions sends ./lib/a.d.ts by ${what}`, () => {
    const [point] = entryPointsOf({ ...named, types: "./lib/a.d.ts", typesVersions });
    assert.deepEqual(point?.targets, ["./lib/a.d.ts", ...sent]);
  });
}

test("a command is named by its key, else by the package or the file", () => {
  assert.deepEqual(binsOf({ ...named, bin: ".\\cli.js" }), [
    { field: "bin", command: "example", spelled: ".\\cli.js", path: "cli.js" },
  ]);
  assert.deepEqual(binsOf({ ...named, bin: ["b/one.js", 2, "two.js"] }), [
    { field: "bin.0", command: "one.js", spelled: "b/one.js", path: "b/one.js" },
    { field: "bin.2", command: "two.js", spelled: "two.js", path: "two.js" },
  ]);
});
