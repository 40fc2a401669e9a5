import assert from "node:assert/strict";
import { test } from "node:test";
import { readDataUrl } from "../../src/source-map/data-url.ts";
import { mapOf } from "./maps.ts";

// Decoding goes in windows of 64 bytes, 512, 4096…: no border may cut an escape or a group of base64.
for (const type of ["data:,", "data:;base64,", "data:;base64,%"] as const) {
  test(`every length is read whole: ${type}`, () => {
    for (let pad = 0; pad < 600; pad += pad < 80 ? 1 : 13) {
      const map = `{${" ".repeat(pad)}${mapOf().slice(1)}`;
      const base64 = Buffer.from(map).toString("base64");
      const payload = type === "data:," ? encodeURIComponent(map) : base64;
      const escaped = payload.replace(/[A-F]/g, (letter) => `%${letter.charCodeAt(0).toString(16)}`);
      const url = type.endsWith("%") ? type.slice(0, -1) + escaped : type + payload;
      const bytes = Buffer.from(`${url} x`);
      const read = readDataUrl(bytes, 0, bytes.length);
      assert.equal(read?.json?.map?.textBytes, 28, `${pad} ${url}`);
    }
  });
}

test("the limit ends a URL", () => {
  const bytes = Buffer.from(`data:,${mapOf()}`);
  assert.equal(readDataUrl(bytes, 0, 40)?.json?.status, "truncated");
});

test("what is no data URL, or holds no JSON", () => {
  for (const text of ["http://a", "data:", "data:a b,{}", `data:${"x".repeat(300)},{}`]) {
    assert.equal(readDataUrl(Buffer.from(text), 0, text.length), null, text);
  }
  assert.equal(readDataUrl(Buffer.from("data:,hello"), 0, 11)?.json, null);
});
