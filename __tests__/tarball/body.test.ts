import assert from "node:assert/strict";
import { test } from "node:test";
import { Body } from "../../src/tarball/body.ts";

/** Bytes of memory behind the body. */
const held = (body: Body): number => body.bytes.buffer.byteLength;

const KB = 1024;
const MB = 1024 * KB;

test("a body is what was pushed since it was emptied, however it came", () => {
  const body = new Body();
  for (const [expected, ...chunks] of [
    [0, "a", "b".repeat(70 * KB), "c"],
    [3, "d", "e"],
    [200 * KB, "f".repeat(100 * KB), "g".repeat(500 * KB)],
    [0],
  ] as const) {
    body.empty(expected);
    for (const chunk of chunks) body.push(Buffer.from(chunk));
    assert.equal(body.bytes.toString(), chunks.join(""));
  }
});

test("memory follows the largest entry, not the sum of all", () => {
  const body = new Body();
  assert.equal(held(body), 0);
  body.empty(1);
  assert.equal(held(body), 64 * KB);
  body.empty(64 * KB);
  const first = body.bytes.buffer;
  body.push(Buffer.alloc(64 * KB));
  assert.equal(body.bytes.buffer, first);
  body.empty(100 * KB);
  assert.equal(held(body), 100 * KB);
  const second = body.bytes.buffer;
  for (const size of [1, 100 * KB, 0]) {
    body.empty(size);
    body.push(Buffer.alloc(size));
    assert.equal(body.bytes.buffer, second);
  }
});

test("what a header claims is believed up to 256 MB", () => {
  const body = new Body();
  body.empty(256 * MB + 1);
  assert.equal(held(body), 256 * MB);
});

test("a body that outgrows its claim is copied seldom and takes at most half as much again", () => {
  const body = new Body();
  body.empty(0);
  const buffers = new Set<ArrayBufferLike>();
  for (let pushed = 0; pushed < 4 * MB; pushed += 16 * KB) {
    body.push(Buffer.alloc(16 * KB, pushed / (16 * KB)));
    buffers.add(body.bytes.buffer);
    assert.ok(held(body) <= Math.max(64 * KB, body.bytes.length * 1.5));
  }
  assert.ok(buffers.size <= 12, String(buffers.size));
  assert.deepEqual(
    [0, 4, 255].map((at) => body.bytes[at * 16 * KB]),
    [0, 4, 255],
  );
  body.push(Buffer.alloc(40 * MB));
  assert.equal(held(body), 44 * MB);
});
