import assert from "node:assert/strict";
import { test } from "node:test";
import { deepest, JsonScan, type JsonVisitor, KeyTable } from "../../src/source-map/json-scan.ts";

const table = new KeyTable(["mappings", "map"], "mappings");

/** One for all texts: nothing of a text that broke off may reach the next. */
const reader = new JsonScan(table);

function scan(text: string | Buffer) {
  const seen: string[] = [];
  const visitor: JsonVisitor = {
    open: (at, isObject) => seen.push(`${isObject ? "{" : "["}${at.depth}`),
    close: (at, isObject) => seen.push(`${isObject ? "}" : "]"}${at.depth}`),
    string: (at, start, end, length) =>
      seen.push(`${at.keyAt[at.depth]}:${at.bytes.toString("utf8", start, end)}:${length}`),
    scalar: (at, start) => seen.push(`${at.keyAt[at.depth]}:${String.fromCharCode(at.bytes[start] ?? 0)}`),
  };
  const status = reader.run(Buffer.from(text), 0, visitor);
  return { status, seen, end: reader.position };
}

test("tells containers, keys and scalars in order", () => {
  const { status, seen } = scan('{"mappings":"A;B","x":[1,true,null,-2.5e3],"\\u006dap":{"map":false}}');
  assert.equal(status, "complete");
  assert.deepEqual(seen, ["{1", "1:A;B:3", "[2", "0:1", "0:t", "0:n", "0:-", "]2", "{2", "2:f", "}2", "}1"]);
});

const endings: [text: string, status: string][] = [
  ["{}", "complete"],
  [" [ ] \n", "complete"],
  ['{"a":1} trailing */', "complete"],
  ['{"a":1}"', "complete"],
  ['{"a":1}{"a":2}', "complete"],
  ['{"a":"\\', "truncated"],
  ['{"a":"b', "truncated"],
  ['{"a"', "truncated"],
  ['{"a":', "truncated"],
  ["[1,", "truncated"],
  ['{"a":1}{', "truncated"],
  ["", "truncated"],
  ["{a:1}", "invalid"],
  ['{"a" 1}', "invalid"],
  ['{"a":1 "b":2}', "invalid"],
  ["[1}", "invalid"],
  ["]", "invalid"],
  ["{,}", "invalid"],
  ["(function () {})()", "invalid"],
];
for (const [text, status] of endings) {
  test(`${JSON.stringify(text)} is ${status}`, () => assert.equal(scan(text).status, status));
}

test("the length of a string is that of its value in UTF-8", () => {
  const values = ["", "plain", 'a\nb\t"\\/', "é", "日本", "😀", "\u0001\u001f", "\u2028", "x".repeat(1000)];
  for (const value of values) {
    const ascii = JSON.stringify(value).replace(
      /[\u0080-\uffff]/g,
      (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
    );
    for (const text of [JSON.stringify([value]), `[${ascii}]`]) {
      const [, string = ""] = scan(text).seen;
      assert.equal(Number(string.split(":").at(-1)), Buffer.byteLength(value), text);
    }
  }
});

test("a value that ends in a backslash does not run on, mappings with escapes neither", () => {
  assert.deepEqual(scan('["a\\\\","b"]').seen, ["[1", "0:a\\\\:2", "0:b:1", "]1"]);
  assert.deepEqual(scan('{"mappings":"A\\"B","x":1}').seen.length, 4);
  assert.equal(scan('{"mappings":"A\\\\","x":1}').seen.length, 4);
});

test("nesting of any depth is read without recursion and without memory for what is too deep to matter", () => {
  const depth = 2_000_000;
  const { status, seen } = scan(Buffer.from("[".repeat(depth) + "]".repeat(depth)));
  assert.equal(status, "complete");
  assert.equal(seen.length, deepest * 2);
  assert.equal(scan(Buffer.from("[".repeat(depth))).status, "truncated");
  assert.equal(scan(Buffer.from(`${"[".repeat(100)}${"]".repeat(99)}}`)).status, "invalid");
});
