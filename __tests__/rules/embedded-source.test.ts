import assert from "node:assert/strict";
import { test } from "node:test";
import { embeddedSource } from "../../src/rules/embedded-source.ts";
import { mapOf } from "../source-map/maps.ts";
import { type Files, inspect } from "./inspect.ts";

const map = mapOf();
const long = mapOf({ sourcesContent: [`export const text = "${"words ".repeat(60)}";\n`] });
const json = (value: unknown) => JSON.stringify(value);
const metafile = json({
  inputs: { "src/a.ts": { bytes: 10, imports: [] }, "src/b.ts": { bytes: 5, imports: [] } },
  outputs: { "a.js": { inputs: { "src/a.ts": { bytesInOutput: 8 } }, bytes: 9 } },
});
const buildInfo = json({ program: { fileNames: ["../src/a.ts"], fileInfos: ["x"] }, version: "5.9.3" });
const oldBuildInfo = json({
  program: { fileInfos: { "../src/a.ts": { version: "1" } }, options: {} },
  version: "3.9.7",
});
const flatBuildInfo = json({ fileNames: ["../src/a.ts"], fileInfos: [{}], root: [1], version: "5.9.3" });
const statsModule = { identifier: "/app/src/a.ts", name: "./src/a.ts", size: 20 };
const stats = (module: object) => json({ hash: "a", assets: [], chunks: [], modules: [module] });

const cases: [name: string, path: string, content: string | Buffer, level: "error" | "warn" | "none"][] = [
  ["a map inside JSON", "cache.json", json({ code: "a()", map: JSON.parse(map) }), "error"],
  ["a list of maps", "all.json", `[${map},${map}]`, "error"],
  ["a list of texts alone", "texts.json", json({ sourcesContent: ["export {}"] }), "error"],
  ["a map as a string in JSON", "cache.json", json({ map }), "error"],
  ["a map as an object in code", "map.js", `export default ${map};`, "error"],
  [
    "a map as a pretty object",
    "map.js",
    `module.exports = ${json(JSON.parse(map)).replace(/,/g, ",\n  ")}`,
    "error",
  ],
  ["a map as a string in code", "map.js", `export default JSON.parse(${json(map)})`, "error"],
  [
    "a map with short keys",
    "map.js",
    "x={mappings:'AAAA',sources:['a'],sourcesContent:['let a = 1']}",
    "error",
  ],
  [
    "the texts of a compiler that writes maps, in a binary file",
    "compiler.wasm",
    Buffer.from(
      `\0asm\x01\0\0\0${"\0\x01\x02".repeat(99)}"sourcesContent": [", missing support${"x".repeat(900)}" and so on`,
    ),
    "none",
  ],
  [
    "a map in a binary file",
    "a.bin",
    Buffer.from(`\0\x01\x02${"\0\x01\x02".repeat(99)}{"sourcesContent":["${"x".repeat(900)}"]}`),
    "error",
  ],
  ["a long text in code", "map.js", `x={sourcesContent:[\`${"let a = 1;\n".repeat(30)}\`]}`, "error"],
  ["a long example in prose", "README.md", `\`\`\`js\n${long}\n\`\`\``, "error"],
  ["webpack stats with text", "stats.json", stats({ ...statsModule, source: "let a" }), "error"],
  ["webpack stats without text", "other.json", stats(statsModule), "warn"],
  ["esbuild metafile", "anything.txt", metafile, "warn"],
  ["tsbuildinfo by name", "tsconfig.tsbuildinfo", buildInfo, "warn"],
  ["tsbuildinfo by shape", "state.json", buildInfo, "warn"],
  ["tsbuildinfo of TypeScript 3", "state", oldBuildInfo, "warn"],
  ["tsbuildinfo of TypeScript 5.6 and later", "state", flatBuildInfo, "warn"],
  [
    "webpack-bundle-analyzer page",
    "report.html",
    "<script>window.chartData = [];window.defaultSizes = 1</script>",
    "warn",
  ],
  ["its data", "report.json", json([{ label: "a.js", isAsset: true, statSize: 5, groups: [] }]), "warn"],
  [
    "visualizer page",
    "stats.html",
    '<script>const data = {"tree":{},"nodeParts":{},"nodeMetas":{}};</script>',
    "warn",
  ],
  ["visualizer data", "stats.json", json({ version: 2, tree: {}, nodeParts: {}, nodeMetas: {} }), "warn"],
  ["a source map", "a.js.map", map, "none"],
  ["a source map by another name", "a.json", map, "none"],
  [
    "code that writes maps",
    "gen.js",
    "map.sourcesContent = [source]; out = {sourcesContent:[], mappings: ''}",
    "none",
  ],
  [
    "code that reads maps",
    "read.js",
    'const texts = map.sourcesContent; if (!("sourcesContent" in map)) throw 1;',
    "none",
  ],
  ["a short example in prose", "README.md", `\`\`\`js\n${map}\n\`\`\``, "none"],
  ["a short example in declarations", "a.d.ts", `/** ${map} */`, "none"],
  ["texts of nothing", "a.json", json({ sourcesContent: [null, ""] }), "none"],
  [
    "a map without text inside JSON",
    "a.json",
    json({ map: { version: 3, sources: ["a"], mappings: "" } }),
    "none",
  ],
  ["inputs and outputs of an action", "a.json", json({ inputs: { a: {} }, outputs: { b: {} } }), "none"],
  ["a manifest", "package.json", json({ name: "a", version: "1.0.0", modules: ["a"] }), "none"],
  ["modules of a course", "a.json", json({ modules: [{ name: "one", source: "book" }] }), "none"],
  ["a page about charts", "a.html", "<script>window.chartData = []</script>", "none"],
  ["empty", "a.json", "", "none"],
];
for (const [name, path, content, level] of cases) {
  test(`${name}: ${level}`, () => {
    const levels = inspect(embeddedSource, { files: { x: "", [path]: content } }).map(
      (problem) => problem.level ?? "error",
    );
    assert.deepEqual(levels, level === "none" ? [] : [level]);
  });
}

test("says what it hands out", () => {
  const message = (content: string) => inspect(embeddedSource, { files: { "a.json": content } })[0]?.message;
  assert.equal(
    message(metafile),
    "is an esbuild metafile: it names 2 files of the build, among them src/a.ts, src/b.ts",
  );
  assert.equal(
    message(json({ map: JSON.parse(map) })),
    "holds source maps with 1 text of 1 original file (28 B), among them ../src/cli.tsx",
  );
  assert.equal(
    message(stats({ ...statsModule, source: "let a" })),
    "is a webpack stats file with 1 text of 1 original file (5 B)",
  );
  assert.equal(
    message(buildInfo),
    "is TypeScript's build state: it names 1 file of the build, among them ../src/a.ts",
  );
});

const pages: Readonly<Record<string, readonly string[]>> = {
  "webpack-bundle-analyzer": ["window.chartData", "window.defaultSizes"],
  "vite-bundle-analyzer": ["window.analyzeModule", "window.defaultSizes"],
  "rollup-plugin-visualizer or esbuild-visualizer": ['"nodeParts"', '"nodeMetas"'],
  "source-map-explorer": ["Source Map Explorer", "webtreemap"],
  sonda: ["SONDA_JSON_REPORT"],
  statoscope: ["Statoscope", "statoscope"],
};

for (const [tool, words] of Object.entries(pages)) {
  test(`a page of ${tool} is told by all of its words, in a page alone`, () => {
    const said = (path: string, text: string) => inspect(embeddedSource, { files: { [path]: text } });
    for (const path of ["stats.html", "STATS.HTM"]) {
      assert.deepEqual(said(path, `<p>${words.join(" ")}`), [
        {
          path,
          level: "warn",
          message: `is a page of ${tool}: it shows the files of the build and their sizes`,
        },
      ]);
    }
    for (const word of words.slice(1)) {
      const others = words.filter((each) => each !== word);
      assert.deepEqual(said("stats.html", `<p>${others.join(" ")}`), []);
    }
    if (words.length > 1) assert.deepEqual(said("stats.html", `<p>${words.slice(1).join(" ")}`), []);
    assert.deepEqual(said("stats.html.txt", `<p>${words.join(" ")}`), []);
  });
}

test("up to three files are named, those of the project before those of others", () => {
  const of = (paths: readonly string[]) =>
    inspect(embeddedSource, {
      files: {
        "meta.json": json({
          inputs: Object.fromEntries(paths.map((path) => [path, { bytes: 1, imports: [] }])),
          outputs: { "a.js": { bytes: 1, inputs: { "src/a.ts": { bytesInOutput: 1 } } } },
        }),
      },
    })[0]?.message;
  assert.equal(
    of(["node_modules/a/b.js", "src/a.ts", "src/b.ts", "src/c.ts", "src/d.ts"]),
    "is an esbuild metafile: it names 5 files of the build, among them src/a.ts, src/b.ts, src/c.ts",
  );
  assert.equal(
    of(["node_modules/a/b.js"]),
    "is an esbuild metafile: it names 1 file of the build, among them node_modules/a/b.js",
  );
});

test("text in a literal says how much it is, and where it comes from", () => {
  const [problem, ...others] = inspect(embeddedSource, { files: { "a.js": `export default ${map}` } });
  assert.deepEqual(others, []);
  assert.match(problem?.message ?? "", /^holds 1 original text \(about \d+ B\) in a `sourcesContent` list$/);
  assert.equal(
    problem?.fix,
    "Find what writes a source map into this file (a bundler's plugin, a cache, a fixture), and build without it.",
  );
  const link: Files = { "a.js": { kind: "symlink", linkTarget: "b", content: `export default ${map}` } };
  assert.deepEqual(inspect(embeddedSource, { files: link }), []);
});

test("names the line of a literal", () => {
  const [problem] = inspect(embeddedSource, { files: { "a.js": `\n\nexport default ${map}` } });
  assert.equal(problem?.line, 3);
});
