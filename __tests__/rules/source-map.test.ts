import assert from "node:assert/strict";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { sourceMap } from "../../src/rules/source-map.ts";
import { mapOf } from "../source-map/maps.ts";
import { type Case, inspect, pathsOf } from "./inspect.ts";

const messageOf = (files: Case["files"], rest: Case = {}) =>
  inspect(sourceMap, { files: files ?? {}, ...rest })[0]?.message;

test("says what an outsider would get", () => {
  const sources = [
    "../node_modules/react/index.js",
    "../src/cli.tsx",
    "../src/b.ts",
    "../../internal/secret.ts",
    null,
  ];
  const message = messageOf({
    "dist/cli.js.map": mapOf({ sources, sourcesContent: ["a", "b".repeat(1500), null, "c", null] }),
  });
  assert.equal(
    message,
    "hands out 3 of 5 original sources (1.5 kB), among them src/cli.tsx, src/b.ts, ../internal/secret.ts; " +
      "1 path leaves the package (../../internal/secret.ts)",
  );
});

const outside: [source: string, leaves: boolean][] = [
  ["../src/a.ts", false],
  ["../../src/a.ts", true],
  ["webpack://app/./src/a.ts", true],
  ["/home/jane/app/src/a.ts", true],
  ["C:\\app\\src\\a.ts", true],
  ["\\\\server\\share\\a.ts", true],
  ["file:///app/src/a.ts", true],
  ["https://git.example/a.ts", true],
];
for (const [source, leaves] of outside) {
  test(`${source} ${leaves ? "leaves" : "stays in"} the package`, () => {
    const message = messageOf({ "dist/a.js.map": mapOf({ sources: [source] }) }) ?? "";
    assert.equal(message.includes("leaves the package"), leaves, message);
  });
}

test("sourceRoot counts, whether it comes before or after the sources", () => {
  const message = messageOf({
    "a.js.map": mapOf({ sources: ["a.ts"], sourceRoot: "https://git.example/x" }),
  });
  assert.match(message ?? "", /leaves the package \(https:\/\/git\.example\/x\/a\.ts\)/);
});

test("a credential in a source's address is not repeated", () => {
  const message = messageOf({ "a.js.map": mapOf({ sources: ["https://jane:hunter2@git.example/a.ts"] }) });
  assert.doesNotMatch(message ?? "", /hunter2/);
});

const files: [path: string, content: string | Buffer, caught: boolean][] = [
  ["dist/cli.js.map", mapOf(), true],
  ["dist/cli.txt", mapOf(), true],
  ["data/noext", `\ufeff)]}'\n${mapOf()}`, true],
  ["dist/late.js.map", `{"x":"${"y".repeat(2_000_000)}",${mapOf().slice(1)}`, true],
  ["dist/cut.js.map", mapOf().slice(0, 60), true],
  ["level.map", mapOf().slice(0, 60), true],
  ["dist/empty.js.map", "", true],
  ["dist/binary.css.map", Buffer.from([0, 1, 2, 255]), true],
  ["dist/text.d.ts.map", "not a map", true],
  ["dist/bad.js.map", '{"version":3,"sources":["a"],"mappings":7}', true],
  ["dist/literal.map", "module.exports = { version: 3, sources: ['a'], mappings: '' }", true],
  ["dist/utf16.map", Buffer.from(`\ufeff${mapOf()}`, "utf16le"), true],
  ["dist/cli.js.map.gz", gzipSync(mapOf()), true],
  ["levels/one.map", "####\n#@.#\n####\n", false],
  ["levels/two.map", '{"version":3,"tiles":[1,2],"width":10}', false],
  ["levels/three.map", Buffer.from([1, 0, 0, 7]), false],
  ["levels/empty.map", "", false],
  ["world.js.map", '{"tiles":[1,2]}', false],
  ["mapping.json", '{"version":3,"mappings":{"properties":{}}}', false],
  ["package-lock.json", '{"version":3,"sources":["a"]}', false],
  ["lib/map.js", "export const mappings = ''; // version, sources", false],
  ["site.json", '{"version":1,"sections":[{"url":"/a","title":"A"}]}', false],
];
for (const [path, content, caught] of files) {
  test(`${path} is ${caught ? "caught" : "left alone"}`, () => {
    assert.deepEqual(pathsOf(inspect(sourceMap, { files: { [path]: content } })), caught ? [path] : []);
  });
}

test("a link to a map is not a map", () => {
  assert.deepEqual(inspect(sourceMap, { files: { "a.js.map": { kind: "symlink", linkTarget: "b" } } }), []);
});

const tracked = new Set(["packages/cli/src/cli.tsx"]);
const open = { directory: "packages/cli", tracked, repositoryIsPublic: true };
const bare = mapOf({ sourcesContent: undefined });
const webpack = mapOf({
  sources: ["webpack://cli/./src/cli.tsx", "webpack://cli/webpack/bootstrap"],
  sourcesContent: ["a", "b"],
});
const allowed: [allow: string, what: string, test: Case, ships: boolean][] = [
  ["none", "a map without text", { files: { "dist/cli.js.map": bare } }, false],
  ["without-sources", "a map without text", { files: { "dist/cli.js.map": bare } }, true],
  ["without-sources", "a map with text", { files: { "dist/cli.js.map": mapOf() } }, false],
  [
    "without-sources",
    "a map of nulls",
    { files: { "dist/cli.js.map": mapOf({ sourcesContent: [null, ""] }) } },
    true,
  ],
  [
    "without-sources",
    "an index of maps elsewhere",
    { files: { "a.map": '{"version":3,"sections":[{"offset":{},"url":"b"}]}' } },
    false,
  ],
  ["without-sources", "a map that breaks off", { files: { "dist/cli.js.map": bare.slice(0, -2) } }, false],
  [
    "own-sources",
    "a map whose source ships",
    { files: { "dist/cli.js.map": mapOf(), "src/cli.tsx": "" } },
    true,
  ],
  ["own-sources", "a map whose source does not ship", { files: { "dist/cli.js.map": mapOf() } }, false],
  [
    "own-sources",
    "a map without text whose source does not ship",
    { files: { "dist/cli.js.map": bare } },
    false,
  ],
  [
    "own-sources",
    "a source that is a folder's link",
    { files: { "dist/cli.js.map": mapOf(), "src/cli.tsx": { kind: "symlink" } } },
    false,
  ],
  [
    "own-sources",
    "text without a name",
    { files: { "a.map": mapOf({ sources: [null, "b"], sourcesContent: ["x", "y"] }), b: "" } },
    false,
  ],
  ["own-sources", "webpack's paths", { files: { "dist/cli.js.map": webpack, "src/cli.tsx": "" } }, true],
  [
    "public-sources",
    "tracked in a public repository",
    { files: { "dist/cli.js.map": mapOf() }, source: open },
    true,
  ],
  [
    "public-sources",
    "tracked in a private repository",
    { files: { "dist/cli.js.map": mapOf() }, source: { ...open, repositoryIsPublic: false } },
    false,
  ],
  [
    "public-sources",
    "nobody knows whether it is public",
    { files: { "dist/cli.js.map": mapOf() }, source: { ...open, repositoryIsPublic: null } },
    false,
  ],
  [
    "public-sources",
    "untracked",
    { files: { "dist/cli.js.map": mapOf() }, source: { ...open, tracked: new Set<string>() } },
    false,
  ],
  [
    "public-sources",
    "a neighbour in the repository",
    {
      files: { "dist/cli.js.map": mapOf({ sources: ["../../core/a.ts"] }) },
      source: { ...open, tracked: new Set(["packages/core/a.ts"]) },
    },
    true,
  ],
  ["public-sources", "a ready tarball", { files: { "dist/cli.js.map": mapOf() } }, false],
];
for (const [allow, what, given, ships] of allowed) {
  test(`allow: ${allow} ${ships ? "lets" : "does not let"} ${what} ship`, () => {
    assert.equal(inspect(sourceMap, { ...given, options: { allow } }).length, ships ? 0 : 1);
  });
}

test("names the strictest option that would fit this very map", () => {
  const fits = (test: Case) => /allow: ([a-z-]+)/.exec(inspect(sourceMap, test)[0]?.fixWith?.("") ?? "")?.[1];
  assert.equal(
    fits({ files: { "dist/cli.js.map": bare, "src/cli.tsx": "" }, source: open }),
    "without-sources",
  );
  assert.equal(
    fits({ files: { "dist/cli.js.map": mapOf(), "src/cli.tsx": "" }, source: open }),
    "own-sources",
  );
  assert.equal(fits({ files: { "dist/cli.js.map": mapOf() }, source: open }), "public-sources");
  assert.equal(fits({ files: { "dist/cli.js.map": mapOf() } }), undefined);
});

test("the policy line comes behind the edit, and works as it is", () => {
  const fixOf = (test: Case) => inspect(sourceMap, test)[0]?.fixWith?.("Leave it out.");
  const own = { files: { "dist/cli.js.map": mapOf(), "src/cli.tsx": "" } };
  assert.equal(
    fixOf(own),
    "Leave it out. Or let it ship, because every source of it is in the tarball too: `source-map: { allow: own-sources }` below `rules` in .github/lastgate.yml.",
  );
  assert.doesNotMatch(messageOf(own.files) ?? "", /allow|in the tarball too/);
  assert.equal(
    fixOf({ files: { "dist/cli.js.map": bare } }),
    "Leave it out. Or let it ship, because it holds no source's text: `source-map: { allow: without-sources }` below `rules` in .github/lastgate.yml.",
  );
  assert.equal(fixOf({ files: { "dist/cli.js.map": mapOf() } }), undefined);
});

test("a file that is no map is looked through to its end, wherever it begins in memory", () => {
  for (const text of [
    "mx".repeat(20),
    "mm\n".repeat(20),
    "version of mappings, not UTF-16",
    "xm".repeat(20),
  ]) {
    const odd = Buffer.from(`?${text}`).subarray(1);
    const even = Buffer.from(text);
    assert.deepEqual(
      inspect(sourceMap, { files: { "a.map": odd } }).map(({ message }) => message),
      inspect(sourceMap, { files: { "a.map": even } }).map(({ message }) => message),
    );
  }
  const wide = Buffer.from("?mappings, sources", "utf16le").subarray(1);
  assert.equal(inspect(sourceMap, { files: { "a.map": wide } }).length, 1);
});

const unreadable = (bytes: string, what: string) =>
  `is named like a source map, but its ${bytes} of ${what} cannot be read as one: nobody can say what it hands out`;
const sentences: readonly (readonly [path: string, content: string | Buffer, message: string | undefined])[] =
  [
    ["a.js.map", "", "is named like a source map and is empty: the build that wrote it is broken"],
    ["a.js.map", "x", unreadable("1 byte", "text")],
    ["a.mjs.map", "not a map", unreadable("9 bytes", "text")],
    ["a.cts.map", Buffer.alloc(12), unreadable("12 bytes", "binary data")],
    ["a.map", "mappings and sources", unreadable("20 bytes", "text")],
    ["a.map", "a version of mappings", unreadable("21 bytes", "text")],
    ["a.map", Buffer.from("mappings, sources", "utf16le"), unreadable("34 bytes", "text")],
    ["a.map", "mappings", undefined],
    ["a.map", "sources of a version", undefined],
    ["a.map.txt", "mappings and sources", undefined],
    ["a.js.map.txt", "x", undefined],
    ["a.xjs.map", "x", undefined],
    ["a.js.map.gz", "x", "is a compressed source map by its name (1 B): what it hands out was not measured"],
    ["a.mjs.map.br", "", "is a compressed source map by its name (0 B): what it hands out was not measured"],
    ["a.js.map.gz.txt", "x", undefined],
    ["a.map.gz", "x", undefined],
  ];

for (const [path, content, message] of sentences) {
  test(`${path} of ${content.length} ${message ?? "is nothing"}`, () =>
    assert.equal(messageOf({ [path]: content }), message));
}

test("where a map breaks off is said, and then nothing lets it ship", () => {
  const cut = mapOf().slice(0, -5);
  const files = { "dist/cli.js.map": cut, "src/cli.tsx": "" };
  assert.match(
    messageOf(files) ?? "",
    /^hands out 1 original source .* \(it breaks off or cannot be read after \d+ B\)$/,
  );
  assert.equal(inspect(sourceMap, { files, options: { allow: "own-sources" } }).length, 1);
  const fixOf = (content: string) =>
    inspect(sourceMap, { files: { ...files, "dist/cli.js.map": content } })[0]?.fixWith?.("") ?? "";
  assert.match(fixOf(mapOf()), /`source-map: \{ allow: own-sources \}`/);
  assert.doesNotMatch(fixOf(cut), /own-sources/);
});

test("an unknown option is refused", () => {
  assert.throws(() => inspect(sourceMap, { options: { allow: "all" } }));
});
