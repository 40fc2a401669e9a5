import assert from "node:assert/strict";
import { test } from "node:test";
import { customSections, mappingUrl } from "../../src/source-map/wasm.ts";
import { sized, wasmWith } from "./maps.ts";

const url = `https://maps.example/${"a".repeat(300)}.wasm.map`;
const textOf = (bytes: Buffer) => {
  const range = mappingUrl(bytes);
  return range === null ? null : bytes.toString("utf8", range.start, range.end);
};

test("reads lengths of more than one byte, between other sections", () => {
  const header = Buffer.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);
  const type = Buffer.concat([Buffer.from([1]), sized(Buffer.alloc(200))]);
  const other = wasmWith("name", Buffer.from("sourceMappingURL")).subarray(8);
  const wanted = wasmWith("sourceMappingURL", sized(Buffer.from(url))).subarray(8);
  assert.equal(textOf(Buffer.concat([header, type, other, wanted, type])), url);
});

test("what claims more than there is ends with the file, and nothing is read twice", () => {
  const whole = wasmWith("sourceMappingURL", sized(Buffer.from(url)));
  for (let end = 0; end < whole.length; end++) {
    const text = textOf(whole.subarray(0, end));
    assert.ok(text === null || url.startsWith(text));
  }
  const empty = Buffer.concat([whole.subarray(0, 8), Buffer.alloc(100_000)]);
  assert.deepEqual(customSections(empty, "sourceMappingURL"), []);
});

test("no other file is a module", () => {
  assert.equal(textOf(Buffer.from("sourceMappingURL")), null);
  assert.equal(textOf(Buffer.alloc(0)), null);
});
