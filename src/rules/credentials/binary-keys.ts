import { findPrivateKeys, type PrivateKey } from "./key-blocks.ts";

const begin = Buffer.from("-----BEGIN ");
const end = Buffer.from("-----END ");
/** A header says no more between the dashes, in bytes. */
const longestHeader = 64;
/** The longest block, its first line with it, in bytes. */
const longestBlock = 256 * 1024;

/**
 * Private keys in PEM or OpenPGP armour inside a binary file, in the order of their places. Only what stands between a first and
 * a last line is looked at: the rest of a program costs a search for `-----BEGIN`.
 */
export function keysInBinary(bytes: Buffer): PrivateKey[] {
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
