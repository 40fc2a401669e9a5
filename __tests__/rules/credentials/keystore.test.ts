import assert from "node:assert/strict";
import { test } from "node:test";
import { keystoreOf } from "../../../src/rules/credentials/keystore.ts";

/** The beginning of a PKCS#12 file: a sequence with version 3, and in it the content type `data`. */
function pkcs12(length: readonly number[]): Buffer {
  const type = [0x30, 0x0b, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x01];
  return Buffer.from([0x30, ...length, 2, 1, 3, 0x30, 0x20, ...type, ...Array<number>(16).fill(0)]);
}

test("a PKCS#12 file is known however its length is written", () => {
  for (const length of [
    [0x20],
    [0x80],
    [0x81, 0x90],
    [0x82, 0x0a, 0x01],
    [0x83, 0, 1, 2],
    [0x84, 0, 0, 1, 2],
  ])
    assert.equal(keystoreOf(pkcs12(length)), "a PKCS#12 keystore", length.join());
});

test("each byte of its structure counts, and so does the place of the type", () => {
  const whole = pkcs12([0x82, 0x0a, 0x01]);
  for (const at of [0, 4, 5, 6, 7, 13, 20]) {
    const changed = Buffer.from(whole);
    changed[at] = 0x55;
    assert.equal(keystoreOf(changed), null, String(at));
  }
  const later = Buffer.concat([whole.subarray(0, 9), Buffer.alloc(16), whole.subarray(9)]);
  assert.equal(keystoreOf(later), null);
  assert.equal(keystoreOf(whole.subarray(0, 12)), null);
  assert.equal(keystoreOf(pkcs12([0x85, 0, 0, 0, 1, 2])), null);
});

test("keystores of Java, KeePass and macOS by their first four bytes", () => {
  const of = (hex: string) => keystoreOf(Buffer.concat([Buffer.from(hex, "hex"), Buffer.alloc(12)]));
  assert.equal(of("feedfeed"), "a Java keystore");
  assert.equal(of("cececece"), "a Java keystore (JCEKS)");
  assert.equal(of("03d9a29a"), "a KeePass database");
  assert.equal(of("6b796368"), "a macOS keychain");
  assert.equal(keystoreOf(Buffer.from("feedfeed", "hex")), null);
});
