import assert from "node:assert/strict";
import { test } from "node:test";
import { inlineSourceMap } from "../../src/rules/inline-source-map.ts";
import { inlineComment, mapOf, sized, wasmWith } from "../source-map/maps.ts";
import { type Files, inspect, pathsOf } from "./inspect.ts";

const map = mapOf();
const base64 = Buffer.from(map).toString("base64");
const percent = encodeURIComponent(map);

const caught: [name: string, path: string, content: string | Buffer][] = [
  ["at the end", "cli.mjs", `run();\n${inlineComment(map)}`],
  ["with a charset", "cli.js", inlineComment(map, "application/json;charset=utf-8")],
  ["with another media type", "cli.js", inlineComment(map, "text/plain")],
  ["in capitals", "cli.js", `//# sourceMappingURL=DATA:;BASE64,${base64}`],
  ["without padding", "cli.js", `//# sourceMappingURL=data:;base64,${base64.replace(/=+$/, "")}`],
  [
    "in the URL alphabet",
    "cli.js",
    `//# sourceMappingURL=data:;base64,${Buffer.from(map).toString("base64url")}`,
  ],
  [
    "base64 that is percent-encoded too",
    "cli.js",
    `//# sourceMappingURL=data:;base64,${encodeURIComponent(base64)}`,
  ],
  ["percent-encoded", "cli.cjs", `//# sourceMappingURL=data:application/json,${percent}\n`],
  [
    "percent-encoded with a charset",
    "a.css",
    `a{}\n/*# sourceMappingURL=data:application/json;charset=utf-8,${percent} */`,
  ],
  ["as plain JSON", "cli.js", `//# sourceMappingURL=data:application/json,${map}\n`],
  ["in a style's comment", "a.css", `a{}/*# sourceMappingURL=data:application/json;base64,${base64}*/`],
  ["old form", "cli.js", `//@ sourceMappingURL=data:;base64,${base64}`],
  ["in the first line of megabytes", "cli.js", `${inlineComment(map)}\n${"x();".repeat(1_000_000)}`],
  ["in a page", "index.html", `<script>a()\n${inlineComment(map)}\n</script>`],
  [
    "evaluated modules",
    "main.js",
    `eval("a()\\n${inlineComment(map)}\\n//# sourceURL=webpack-internal:///./a.js")`,
  ],
  ["behind a guard", "cli.js", inlineComment(`)]}'\n${map}`)],
  ["broken off", "cli.js", inlineComment(map.slice(0, 70))],
  [
    "in a WebAssembly module",
    "a.wasm",
    wasmWith("sourceMappingURL", sized(Buffer.from(`data:;base64,${base64}`))),
  ],
  [
    "in a binary",
    "tool.bin",
    Buffer.concat([Buffer.from([0, 1, 2]), Buffer.from(inlineComment(map)), Buffer.from([0])]),
  ],
];
for (const [name, path, content] of caught) {
  test(`caught: ${name}`, () =>
    assert.deepEqual(pathsOf(inspect(inlineSourceMap, { files: { [path]: content } })), [path]));
}

const leftAlone: [name: string, content: string | Buffer][] = [
  [
    "code that builds the comment",
    'out += "//# sourceMappingURL=data:application/json;base64," + encode(map) + "\\n";',
  ],
  [
    "a template",
    `\`//# sourceMappingURL=data:application/json;charset=utf-8;base64,$\{btoa(JSON.stringify(map))}\``,
  ],
  ["a pattern", "/sourceMappingURL=data:application\\/json;base64,([A-Za-z0-9+/=]+)/"],
  [
    "other JSON",
    `//# sourceMappingURL=data:application/json;base64,${Buffer.from('{"a":1}').toString("base64")}`,
  ],
  ["a cut off example", "//# sourceMappingURL=data:application/json;base64,eyJ2ZXJzaW9uIjozLC..."],
  ["a picture", "//# sourceMappingURL=data:image/png;base64,iVBORw0KGgo="],
  ["a file", "//# sourceMappingURL=cli.js.map"],
  ["a file map that mentions one", mapOf({ sourcesContent: [inlineComment(map)] })],
  [
    "a wasm section of another name",
    wasmWith("sourceMappingUrl", sized(Buffer.from(`data:;base64,${base64}`))),
  ],
];
for (const [name, content] of leftAlone) {
  test(`left alone: ${name}`, () =>
    assert.deepEqual(inspect(inlineSourceMap, { files: { "a.js": content } }), []));
}

test("reports like source-map, with the line, all maps of a file added up", () => {
  const [problem, ...rest] = inspect(inlineSourceMap, {
    files: { "dist/cli.js": `a();\n${inlineComment(map)}\n${`b("${inlineComment(map)}")\n`.repeat(2)}` },
  });
  assert.deepEqual(rest, []);
  assert.equal(problem?.line, 2);
  assert.match(
    problem?.message ?? "",
    /hands out 3 original sources in 3 maps \(84 B\), among them src\/cli\.tsx/,
  );
});

test("several percent-encoded maps in one line are all counted", () => {
  const one = `//# sourceMappingURL=data:application/json,${percent}`;
  const [problem] = inspect(inlineSourceMap, { files: { "a.js": `"${one}";"${one}"` } });
  assert.match(problem?.message ?? "", /in 2 maps/);
});

test("allow works as for source-map", () => {
  const files = { "dist/cli.js": inlineComment(map), "src/cli.tsx": "" };
  assert.equal(inspect(inlineSourceMap, { files, options: { allow: "own-sources" } }).length, 0);
  assert.equal(inspect(inlineSourceMap, { files, options: { allow: "without-sources" } }).length, 1);
});

test("what is broken is counted, and the fix is another build", () => {
  const cut = inlineComment(map.slice(0, 70));
  const of = (content: string, options?: unknown) =>
    inspect(inlineSourceMap, { files: { "a.js": content }, options });
  const fix =
    "Build this file without an inline source map, and pack again: excluding the file would not help those who need it.";
  const [whole] = of(inlineComment(map));
  assert.match(whole?.message ?? "", /^has a source map inside that hands out 1 original source /);
  const files = { "dist/cli.js": inlineComment(map), "src/cli.tsx": "" };
  assert.match(
    inspect(inlineSourceMap, { files })[0]?.message ?? "",
    /; .*inline-source-map.*allow: own-sources/,
  );
  assert.equal(whole?.fix, fix);
  const [broken] = of(`${inlineComment(map)}\n${cut}\n`);
  assert.match(broken?.message ?? "", /; holds 1 map that cannot be read to the end$/);
  assert.doesNotMatch(whole?.message ?? "", /cannot be read to the end/);
  // What is not wholly there cannot be allowed.
  assert.equal(of(`${inlineComment(map)}\n${cut}\n`, { allow: "own-sources" }).length, 1);
});

test("a map of sources that are links does not fit to own sources", () => {
  const files: Files = {
    "dist/cli.js": inlineComment(map),
    "src/cli.tsx": { kind: "symlink", linkTarget: "x" },
  };
  assert.equal(inspect(inlineSourceMap, { files, options: { allow: "own-sources" } }).length, 1);
  const link: Files = { "a.js": { kind: "symlink", linkTarget: "b", content: inlineComment(map) } };
  assert.deepEqual(inspect(inlineSourceMap, { files: link }), []);
});

test("an 18 MB URL costs less than twice its length of memory", () => {
  const big = mapOf({ sourcesContent: ["x = '\u00e9\\n';\n".repeat(1_000_000)] });
  const content = Buffer.from(`run();\n${inlineComment(big)}\n`);
  assert.ok(content.length > 18e6);
  const before = process.memoryUsage();
  const [problem] = inspect(inlineSourceMap, { files: { "cli.mjs": content } });
  const after = process.memoryUsage();
  assert.match(problem?.message ?? "", /hands out 1 original source \(12 MB\)/);
  // The test's builder copies the content once, decoding takes three quarters of it, and the windows before it an eighth of that.
  const grown = after.heapUsed - before.heapUsed + after.arrayBuffers - before.arrayBuffers;
  assert.ok(grown < 2.2 * content.length, `${grown} bytes`);
});
