import assert from "node:assert/strict";
import { test } from "node:test";
import { wideText } from "../../../src/rules/credentials/wide-text.ts";

const text = "one text of many letters";
const little = Buffer.from(text, "utf16le");
const big = Buffer.from(little).swap16();
const binary = Buffer.from(Array.from({ length: 333 }, (_, index) => 128 + (index % 127)));

for (const [order, wide] of [
  ["the zero last", little],
  ["the zero first", big],
] as const) {
  test(`a text with ${order} is found at every place`, () => {
    for (let before = 0; before < 40; before++) {
      for (const gap of [Buffer.alloc(0), Buffer.from([0]), Buffer.from("a"), Buffer.from([0xff, 0xfe])]) {
        const content = Buffer.concat([binary.subarray(0, before), gap, wide, gap, binary]);
        const lines = wideText(content)?.toString("latin1").split("\n") ?? [];
        assert.ok(lines.includes(text), `${before} bytes and ${gap.toString("hex")}: ${lines.join("|")}`);
      }
    }
  });

  test(`a file that is nothing but text with ${order}`, () => {
    assert.ok(wideText(wide)?.toString().includes(text));
    const lines = Buffer.from("a line of text\r\n\ta\n".repeat(900), "utf16le");
    const content = order === "the zero last" ? lines : lines.swap16();
    assert.ok(wideText(content)?.toString().startsWith("a line of text\r\n\ta\na line of text\r\n"));
  });
}

test("each of several texts has its own line", () => {
  const content = Buffer.concat([binary, little, binary, little, binary]);
  assert.equal(wideText(content)?.toString(), `${text}\n${text}\n`);
});

test("what is no such text has none", () => {
  assert.equal(wideText(Buffer.alloc(0)), null);
  assert.equal(wideText(Buffer.alloc(5000)), null);
  assert.equal(wideText(Buffer.from(text.repeat(99))), null);
  assert.equal(wideText(binary), null);
  assert.equal(
    wideText(Buffer.from(Array.from({ length: 900 }, (_, index) => (index % 4 === 0 ? 65 : 0)))),
    null,
  );
  assert.equal(wideText(Buffer.from("short", "utf16le")), null);
});

test("costs next to nothing in binary data, and is linear in texts", () => {
  const spent = (content: Buffer) => {
    const started = process.cpuUsage();
    for (let times = 0; times < 5; times++) wideText(content);
    const { user, system } = process.cpuUsage(started);
    return user + system;
  };
  const size = 8_000_000;
  for (const [what, content] of [
    ["zeros", Buffer.alloc(size)],
    ["letters", Buffer.alloc(size, "ab")],
    ["short texts", Buffer.alloc(size, Buffer.concat([little, Buffer.from([0xff])]))],
    ["one text", Buffer.alloc(size, little)],
  ] as const) {
    const copied = spent(content.subarray(0, size / 8));
    assert.ok(spent(content) < 40 * copied + 100_000, what);
  }
});
