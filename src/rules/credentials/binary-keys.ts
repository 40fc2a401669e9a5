import { keyInDer } from "./der.ts";
import { findPrivateKeys, type PrivateKey } from "./key-blocks.ts";
import { keyInBareOpenPgp } from "./openpgp.ts";
import { keyInOpenSsh } from "./openssh.ts";
import { wideText } from "./wide-text.ts";

const begin = Buffer.from("-----BEGIN ");
const end = Buffer.from("-----END ");
/** A header says no more between the dashes, in bytes. */
const longestHeader = 64;
/** The longest block, its first line with it, in bytes. */
const longestBlock = 256 * 1024;

/** Private keys in a binary file: the one that is the whole of it, else those in armor somewhere inside, then those in armor of two bytes a character. */
export function keysInBinary(bytes: Buffer): readonly PrivateKey[] {
  const whole = wholeKey(bytes);
  if (whole !== null) return [whole];
  const wide = wideText(bytes);
  return wide === null ? armoredInside(bytes) : [...armoredInside(bytes), ...findPrivateKeys(wide)];
}

/** PEM or OpenPGP armor. Only what stands between a first and a last line is looked at: the rest of a program costs a search for `-----BEGIN`. */
function armoredInside(bytes: Buffer): PrivateKey[] {
  const keys: PrivateKey[] = [];
  let last = bytes.indexOf(end);
  for (let at = bytes.indexOf(begin); at >= 0 && last >= 0; ) {
    // Asked only when passed, so that every byte is searched once.
    if (last < at) last = bytes.indexOf(end, at);
    const isKey = bytes.subarray(at, at + longestHeader).includes("PRIVATE KEY");
    const isBlock = isKey && last >= 0 && last - at <= longestBlock;
    if (isBlock) {
      const block = bytes.subarray(at, last + longestHeader);
      for (const key of findPrivateKeys(block)) keys.push({ ...key, at: at + key.at });
    }
    at = bytes.indexOf(begin, isBlock ? last : at + begin.length);
  }
  return keys;
}

/** A key of RSA with 16,384 bits has 9 KB; an OpenPGP key may bring subkeys, signatures and a picture. In bytes. */
const longestDer = 16 * 1024;
const longestOpenPgp = 256 * 1024;

/** A private key without any armor: DER, an exported OpenPGP key, the inside of an OpenSSH key. Null for all other bytes. */
function wholeKey(bytes: Buffer): PrivateKey | null {
  if (bytes.length > longestOpenPgp) return null;
  const kind = bytes[0] === 0x30 ? derKey(bytes) : (keyInBareOpenPgp(bytes) ?? keyInOpenSsh(bytes));
  return kind === null ? null : { ...kind, at: 0, bytes, body: "" };
}

/** The outer element must be the file: whatever else begins with these bytes goes on behind it. */
function derKey(bytes: Buffer) {
  if (bytes.length > longestDer || bytes[1] === undefined) return null;
  const count = bytes[1] >= 0x80 ? bytes[1] - 0x80 : 0;
  if (count > 2 || bytes.length < 48) return null;
  const length = count === 0 ? bytes[1] : bytes.readUIntBE(2, count);
  return bytes.length === 2 + count + length ? keyInDer(bytes) : null;
}
