import assert from "node:assert/strict";
import { test } from "node:test";
import { embeddedSource } from "../../src/rules/embedded-source.ts";
import { inlineSourceMap } from "../../src/rules/inline-source-map.ts";
import type { Rule } from "../../src/rules/rule.ts";
import { sourceMap } from "../../src/rules/source-map.ts";
import { sourceMapReference } from "../../src/rules/source-map-reference.ts";
import { inspect } from "../rules/inspect.ts";

const rules: readonly Rule[] = [sourceMap, inlineSourceMap, sourceMapReference, embeddedSource];

// Each piece repeats in one file: near-misses, unclosed things, long lines, deep nesting.
const pieces: [name: string, before: string, piece: string, path: string][] = [
  ["many keywords", "", "sourceMappingURL ", "a.js"],
  ["many keywords in one line", "", "sourceMappingURL", "a.js"],
  ["near-misses of base64", "", "sourceMappingURL=data:application/json;base64,e30", "a.js"],
  [
    "near-misses of percent-encoding",
    "",
    "//# sourceMappingURL=data:application/json,%7B%22a%22:%22",
    "a.js",
  ],
  ["percent-encoding that opens only", "", "sourceMappingURL=data:,[", "a.js"],
  ["guarded prefixes", "", "sourceMappingURL=data:,)]}'", "a.js"],
  [
    "real inline maps",
    "",
    `//# sourceMappingURL=data:;base64,${Buffer.from('{"version":3,"sources":["a"],"mappings":""}').toString("base64")}\n`,
    "a.js",
  ],
  ["a payload without end", "//# sourceMappingURL=data:;base64,eyJh", "IjoiIj", "a.js"],
  ["remote near-misses", "", "//# sourceMappingURL=http", "a.js"],
  ["remote comments with a quote", "", "//# sourceMappingURL=https://a/'\n", "a.js"],
  ["blanks before the keyword", "", `${" ".repeat(40)}# sourceMappingURL=a`, "a.js"],
  ["comments behind the last reference", "//# sourceMappingURL=a.js.map\n", "/* */ // \n", "a.js"],
  ["open comments", "//# sourceMappingURL=a.js.map\n", "/*", "a.js"],
  ["lists of texts", "", 'sourcesContent:["a","b"]', "a.js"],
  ["lists that do not close", "", 'sourcesContent:["', "a.js"],
  ["escaped lists that do not close", "", 'sourcesContent\\":[\\"', "a.js"],
  ["lists opened by every mark", "", "sourcesContent:['sourcesContent:[\"sourcesContent:[`", "a.js"],
  ["short lists with mappings", "", 'sourcesContent:["a"],mappings:', "a.js"],
  ["backslashes", 'sourcesContent:["', "\\\\\\\\", "a.js"],
  ["backslashes in JSON", '{"mappings":"', "\\\\\\\\", "a.json"],
  ["quotes behind backslashes in JSON", '{"mappings":"', '\\"', "a.json"],
  ["deep nesting", '{"version":3,"x":', "[", "a.js.map"],
  ["deep objects", "", '{"sections":', "a.js.map"],
  ["many sources", '{"version":3,"mappings":"","sources":["a"', ',"b"', "a.js.map"],
  [
    "many sections",
    '{"version":3,"sections":[{}',
    ',{"offset":{},"map":{"sources":["a"],"mappings":""}}',
    "a.js.map",
  ],
  ["many headers", "", "X-SourceMap: x\nSourceMap,                                 ", "_headers"],
];

function seconds(content: Buffer, path: string): number {
  const started = process.cpuUsage();
  for (const rule of rules) inspect(rule, { files: { [path]: content } });
  const { user, system } = process.cpuUsage(started);
  return (user + system) / 1e6;
}

for (const [name, before, piece, path] of pieces) {
  test(`time grows with bytes: ${name}`, () => {
    const of = (bytes: number) => Buffer.from(before + piece.repeat(Math.ceil(bytes / piece.length)));
    seconds(of(50_000), path);
    const small = seconds(of(100_000), path);
    const large = seconds(of(800_000), path);
    // Eight times the bytes; a quadratic pattern would take 64 times as long, and 20 ms are noise.
    assert.ok(large < small * 24 + 0.02, `${small} s for 100 kB, ${large} s for 800 kB`);
  });
}
