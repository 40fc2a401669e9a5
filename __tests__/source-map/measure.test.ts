import assert from "node:assert/strict";
import { test } from "node:test";
import { jsonStart } from "../../src/source-map/examine.ts";
import { measureJson } from "../../src/source-map/measure.ts";

function measure(text: string) {
  const bytes = Buffer.from(text);
  const start = jsonStart(bytes);
  return start < 0 ? null : measureJson(bytes, start);
}

// The facts of https://github.com/tc39/source-map-tests: what a consumer must refuse can still hand out its sources.
const plain = { version: 3, sources: ["a.js"], sourcesContent: ["let a"], names: [], mappings: "AAAA" };
const section = { offset: { line: 0, column: 0 }, map: plain };
const shapes: [name: string, json: unknown, isMap: boolean][] = [
  ["a map", plain, true],
  ["no version", { ...plain, version: undefined }, true],
  ["version as a string", { ...plain, version: "3" }, true],
  ["version too high, with sources", { ...plain, version: 4 }, true],
  ["version 2", { version: 2, mappings: "A", sources: [] }, true],
  ["no sources", { version: 3, mappings: "AAAA" }, true],
  ["no names, no text", { version: 3, sources: ["a"], mappings: "" }, true],
  ["null sources", { version: 3, sources: [null], sourcesContent: [null], mappings: "" }, true],
  ["mappings missing, text there", { ...plain, mappings: undefined }, true],
  ["mappings no string, text there", { ...plain, mappings: 5 }, true],
  ["mappings with characters of no base64", { ...plain, mappings: "A??;!" }, true],
  ["ignoreList, x_ and scopes fields", { ...plain, ignoreList: [0], x_google: 1, scopes: "" }, true],
  ["index map", { version: 3, sections: [section] }, true],
  ["index map without offset", { version: 3, sections: [{ map: plain }] }, true],
  ["index map with an address", { version: 3, sections: [{ offset: { line: 0 }, url: "a.map" }] }, true],
  ["index map with mappings too", { ...plain, sections: [section] }, true],
  [
    "index map in an index map",
    { version: 3, sections: [{ offset: {}, map: { sections: [section] } }] },
    true,
  ],
  ["an index map of no sections", { version: 3, sections: [] }, false],
  ["sources no list, mappings no string", { version: 3, sources: "a", mappings: {} }, false],
  ["a search index's mappings", { version: 3, mappings: { properties: {} } }, false],
  ["a string called mappings", { version: 12, mappings: "a=b" }, false],
  ["sections of a page", { version: 1, sections: [{ title: "a", url: "/a" }] }, false],
  ["sources of a configuration", { version: 3, sources: ["a", "b"] }, false],
  ["a list", [1, 2], false],
  ["an empty object", {}, false],
];
for (const [name, json, isMap] of shapes) {
  test(`${name}: ${isMap ? "a map" : "no map"}`, () => {
    assert.equal(measure(JSON.stringify(json))?.map != null, isMap);
  });
}

test("keys count in any order, spelled with escapes, after a BOM and after )]}'", () => {
  const backwards =
    '{"mappings":"","sourcesContent":["\\u00e9\\n",null,""],"sources":["a",null,"c"],"sourceRoot":"r","version":3}';
  const spelled = backwards.replace('"mappings"', '"\\u006dappin\\u0067s"');
  for (const text of [
    backwards,
    spelled,
    `\ufeff${backwards}`,
    `)]}'\n${backwards}`,
    `)]}'${backwards}`,
    `\ufeff )]}',x\r\n \n${backwards}`,
  ]) {
    const map = measure(text)?.map;
    assert.equal(map?.sources, 3, text);
    assert.equal(map.unnamed, 1);
    assert.equal(map.texts, 1, "nulls and empty texts are none");
    assert.equal(map.textBytes, 3);
    assert.deepEqual(map.paths, ["r/a", "r/c"]);
  }
});

test("an index map hands out what its sections hand out", () => {
  const map = measure(
    JSON.stringify({ version: 3, sections: [section, section, { offset: {}, url: "b.map" }] }),
  )?.map;
  assert.deepEqual([map?.maps, map?.sources, map?.texts, map?.textBytes, map?.sectionUrls], [1, 2, 2, 10, 1]);
});

test("mappings after megabytes of other keys are found", () => {
  const late = `{"version":3,"sources":["a"],"x":"${"y".repeat(3_000_000)}","names":[${'"n",'.repeat(200_000)}"n"],"mappings":"A"}`;
  assert.equal(measure(late)?.map?.sources, 1);
});

test("a map that breaks off anywhere is a map or resembles one as soon as two keys are out", () => {
  const text = JSON.stringify(plain);
  for (let end = text.indexOf(',"sourcesContent"'); end < text.length; end++) {
    const facts = measure(text.slice(0, end));
    assert.equal(facts?.status, "truncated");
    assert.ok(facts.map !== null || facts.resemblesMap, text.slice(0, end));
  }
});

test("duplicate keys hide nothing", () => {
  const map = measure(
    '{"mappings":"A","mappings":null,"sources":["a"],"sources":[],"sourcesContent":["abc"],"sourcesContent":null}',
  )?.map;
  assert.deepEqual([map?.sources, map?.textBytes], [1, 3]);
});

test("more paths than are kept are still counted", () => {
  const map = measure(JSON.stringify({ mappings: "", sources: Array(20_001).fill("a") }))?.map;
  assert.deepEqual([map?.sources, map?.paths.length, map?.pathsCut], [20_001, 20_000, true]);
});

test("a list of JSON values one after another is read to its end", () => {
  assert.equal(measure(`{"a":1}\n${JSON.stringify(plain)}\n`)?.map?.maps, 1);
});
