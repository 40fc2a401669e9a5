import assert from "node:assert/strict";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { Breach, breaches } from "../../src/tarball/breach.ts";
import { GzipFrame } from "../../src/tarball/gzip.ts";
import { limits } from "../../src/tarball/limits.ts";

/** The kind of breach that a step ends in; null when it goes on. */
function breachOf(step: () => void): string | null {
  try {
    step();
  } catch (error) {
    if (!(error instanceof Breach)) throw error;
    return error.breach;
  }
  return null;
}

const fixed = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3];
const named = [0x1f, 0x8b, 8, 8, 0, 0, 0, 0, 0, 3];
const rest = gzipSync("content").subarray(10);

/** Feeds a whole file and finishes. */
const read = (bytes: Buffer, consumed = bytes.length - 18): string | null =>
  breachOf(() => {
    const frame = new GzipFrame(bytes.length);
    frame.deflated(bytes);
    frame.inflated(Buffer.from("content"), consumed);
    frame.finish(consumed);
  });

const files: [what: string, bytes: Buffer, breach: string | null][] = [
  ["what gzip writes", Buffer.concat([Buffer.from(fixed), rest]), null],
  ["another first byte", Buffer.concat([Buffer.from([0x1e, ...fixed.slice(1)]), rest]), "not-gzip"],
  ["another second byte", Buffer.concat([Buffer.from([0x1f, 0x8c, ...fixed.slice(2)]), rest]), "not-gzip"],
  ["one byte of gzip", Buffer.from([0x1f]), "gzip-truncated"],
  ["another method", Buffer.concat([Buffer.from([0x1f, 0x8b, 7, ...fixed.slice(3)]), rest]), "gzip-header"],
  ...[1, 2, 4, 16, 32, 64, 128, 9].map((flag): [string, Buffer, string] => [
    `flags ${flag}`,
    Buffer.concat([Buffer.from([0x1f, 0x8b, 8, flag, ...fixed.slice(4)]), rest]),
    "gzip-header",
  ]),
  ["a header of ten bytes, right before the trailer", Buffer.from([...fixed, ...rest.subarray(-8)]), null],
  ["nine bytes of a header", Buffer.from([...fixed.slice(0, 9), ...rest.subarray(-8)]), "gzip-truncated"],
  ["a name without an end", Buffer.concat([Buffer.from(named), Buffer.alloc(3000, "n")]), "gzip-truncated"],
  [
    "a name of 4,085 bytes, and its end",
    Buffer.concat([Buffer.from(named), Buffer.alloc(4085, "n"), Buffer.alloc(1), rest]),
    null,
  ],
  [
    "a name of one more",
    Buffer.concat([Buffer.from(named), Buffer.alloc(4086, "n"), Buffer.alloc(1), rest]),
    "gzip-header",
  ],
];

for (const [what, bytes, breach] of files) {
  test(`the frame of a file: ${what}`, () => {
    const consumed = what.startsWith("a name of") ? rest.length - 8 : undefined;
    assert.equal(read(bytes, consumed), breach);
  });
}

test("the trailer must tell the length and the checksum of what came", () => {
  const good = Buffer.concat([Buffer.from(fixed), rest]);
  for (let fromEnd = 1; fromEnd <= 8; fromEnd++) {
    const bytes = Buffer.from(good);
    bytes[bytes.length - fromEnd] = (bytes[bytes.length - fromEnd] ?? 0) ^ 1;
    assert.equal(read(bytes), "gzip-checksum", String(fromEnd));
  }
});

test("bytes between the deflate stream and the trailer are trailing bytes", () => {
  const bytes = Buffer.concat([Buffer.from(fixed), rest]);
  assert.equal(read(bytes, bytes.length - 19), "gzip-trailing");
});

test("a hundred times the packed bytes is the most, once there are 64 MB", () => {
  const at = (unpacked: number, consumed: number) =>
    breachOf(() => new GzipFrame(0).inflated(Buffer.alloc(unpacked), consumed));
  const { ratioFrom, ratio } = limits;
  assert.equal(at(ratioFrom, 1), null);
  assert.equal(at(ratioFrom + 1, 1), "ratio");
  const consumed = Math.ceil(ratioFrom / ratio) + 1;
  assert.equal(at(ratio * consumed, consumed), null);
  assert.equal(at(ratio * consumed + 1, consumed), "ratio");
});

test("a breach names the entry, and says what to do", () => {
  assert.equal(
    new Breach("not-gzip").message,
    "is not gzip-compressed: give the .tgz that `npm pack` writes",
  );
  assert.equal(
    new Breach("entry-size", "package/a.js").message,
    "holds a file of more than 500 MB, which is too large to be judged (`package/a.js`): leave it out",
  );
  assert.equal(
    new Breach("after-the-end").message,
    "has data after its end mark: pack it again with the package manager's own pack command",
  );
  assert.equal(new Breach("pax").name, "Breach");
});

test("every sentence of a breach follows a name, and ends where a sentence goes on", () => {
  for (const [kind, [, sentence]] of Object.entries(breaches)) {
    assert.match(sentence, /^(?:is|has|holds|unpacks|changed|reads) [^.]{12,}/, kind);
    assert.doesNotMatch(sentence, /[.:]$|: .*: /, kind);
  }
});
