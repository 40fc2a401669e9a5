import type { KeyKind } from "./der.ts";

const secretKey = 5;
const secretSubkey = 7;

/** Start and end of the first packet's body. @see https://www.rfc-editor.org/rfc/rfc9580#section-4.2 */
function firstPacket(bytes: Buffer): { tag: number; start: number; end: number } | null {
  const header = bytes[0];
  const first = bytes[1];
  if (header === undefined || first === undefined || (header & 0x80) === 0) return null;
  if ((header & 0x40) === 0) {
    const octets = [1, 2, 4][header & 3];
    if (octets === undefined || bytes.length < 1 + octets) return null;
    const start = 1 + octets;
    return { tag: (header >> 2) & 15, start, end: start + bytes.readUIntBE(1, octets) };
  }
  const tag = header & 0x3f;
  if (first < 192) return { tag, start: 2, end: 2 + first };
  if (first < 224 && bytes.length >= 3)
    return { tag, start: 3, end: 3 + ((first - 192) << 8) + bytes.readUInt8(2) + 192 };
  if (first === 255 && bytes.length >= 6) return { tag, start: 6, end: 6 + bytes.readUInt32BE(2) };
  return null;
}

/** How many numbers the public part of a key has, by its algorithm. RFC 9580, section 9.1. */
const publicNumbers: ReadonlyMap<number, number> = new Map([
  [1, 2],
  [2, 2],
  [3, 2],
  [16, 3],
  [17, 4],
]);

/** Algorithms whose public part begins with the curve's object identifier. */
const withCurve: ReadonlySet<number> = new Set([18, 19, 22]);

function afterNumber(bytes: Buffer, at: number): number {
  return at + 2 <= bytes.length ? at + 2 + Math.ceil(bytes.readUInt16BE(at) / 8) : bytes.length;
}

/** Whether the secret part is encrypted: the octet after the public part is not zero. Null where the form is not known. */
function isEncrypted(bytes: Buffer, start: number): boolean | null {
  const version = bytes[start];
  if (version !== 4 && version !== 3) return null;
  const algorithmAt = start + (version === 4 ? 5 : 7);
  const algorithm = bytes[algorithmAt];
  if (algorithm === undefined) return null;
  let at = algorithmAt + 1;
  const numbers = publicNumbers.get(algorithm);
  if (numbers !== undefined) {
    for (let index = 0; index < numbers; index++) at = afterNumber(bytes, at);
  } else if (withCurve.has(algorithm)) {
    at = afterNumber(bytes, at + 1 + (bytes[at] ?? 0));
    if (algorithm === 18) at += 1 + (bytes[at] ?? 0);
  } else return null;
  const usage = bytes[at];
  return usage === undefined ? null : usage !== 0;
}

/** Tells an OpenPGP secret key by its first packet, which must be there as a whole. */
export function keyInOpenPgp(bytes: Buffer): KeyKind | null {
  const packet = firstPacket(bytes);
  if (packet === null || packet.end > bytes.length) return null;
  if (packet.tag !== secretKey && packet.tag !== secretSubkey) return null;
  const version = bytes[packet.start];
  if (version === undefined || version < 2 || version > 6 || packet.end - packet.start < 32) return null;
  return { name: "PGP private key", encrypted: isEncrypted(bytes, packet.start) ?? false };
}

/** The same without armor around it, where chance could begin a file like a packet: version and algorithm must be known ones. */
export function keyInBareOpenPgp(bytes: Buffer): KeyKind | null {
  const packet = firstPacket(bytes);
  return packet === null || isEncrypted(bytes, packet.start) === null ? null : keyInOpenPgp(bytes);
}
