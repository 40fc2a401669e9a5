import { constants, gunzipSync } from "node:zlib";
import { hasText } from "./reader.ts";
import { isTar, tarBlock } from "./tar.ts";

/** An archive or a compressed file, by its bytes. */
export interface ArchiveKind {
  /** `gzip` and `brotli` are one compressed file; `tar.gz` is a tar in it. */
  readonly format: "tar" | "tar.gz" | "zip" | "gzip" | "brotli" | "opaque";
  /** A phrase with its article. */
  readonly says: string;
  /** It holds one file, as a web server or a loader wants it, as far as its bytes tell. */
  readonly single: boolean;
}

const opaque: readonly (readonly [mark: string, says: string, single: boolean])[] = [
  ["7z\xbc\xaf\x27\x1c", "a 7-Zip archive", false],
  ["Rar!\x1a\x07", "a RAR archive", false],
  ["MSCF\0\0\0\0", "a Windows cabinet", false],
  ["\xed\xab\xee\xdb", "an RPM package", false],
  ["!<arch>\ndebian-binary", "a Debian package", false],
  ["Cr24", "a Chrome extension", false],
  ["xar!", "a macOS installer package", false],
  ["\xfd7zXZ\0", "an xz file", true],
  ["\x28\xb5\x2f\xfd", "a Zstandard file", true],
  ["LZIP\x01", "an lzip file", true],
  ["\x1f\x9d", "a file of `compress`", true],
];

const opaqueByFirstByte = new Map<number, (typeof opaque)[number][]>();
for (const entry of opaque) {
  const first = entry[0].charCodeAt(0);
  opaqueByFirstByte.set(first, [...(opaqueByFirstByte.get(first) ?? []), entry]);
}

/** Compressed bytes of which some are unpacked to see whether a tar begins there. */
const peeked = 4096;

/** Bytes that they may give; what one compressed byte gives, about a thousand, is far less. */
const mostPeeked = 64 * 1024;

/** What archive the bytes are; null when they are none. */
export function archiveKind(bytes: Buffer): ArchiveKind | null {
  switch (bytes[0]) {
    case 0x1f:
      if (bytes[1] === 0x8b && bytes[2] === 8) {
        return startsWithTar(bytes)
          ? { format: "tar.gz", says: "a tar archive in gzip", single: false }
          : { format: "gzip", says: "a gzip file", single: true };
      }
      break;
    case 0x50:
      if (hasText(bytes, 0, "PK\x03\x04") || hasText(bytes, 0, "PK\x05\x06"))
        return { format: "zip", says: "a zip archive", single: false };
      break;
    case 0x42:
      // A block of bzip2 begins with the digits of pi.
      if (/^BZh[1-9](?:1AY&SY|\x17rE8P\x90)/.test(bytes.toString("latin1", 0, 10)))
        return { format: "opaque", says: "a bzip2 file", single: true };
      break;
    case 0x04:
      if (hasText(bytes, 0, "\x04\0\0\0") && hasText(bytes, 16, '{"files":'))
        return { format: "opaque", says: "an Electron archive (asar)", single: false };
      break;
  }
  const opaques = opaqueByFirstByte.get(bytes[0] ?? -1);
  if (opaques !== undefined)
    for (const [mark, says, single] of opaques)
      if (hasText(bytes, 0, mark)) return { format: "opaque", says, single };
  // Of most files the length tells, and one byte.
  if (bytes.length > 0x8001 && hasText(bytes, 0x8001, "CD001"))
    return { format: "opaque", says: "a disk image (ISO)", single: false };
  if (bytes[bytes.length - 512] === 0x6b && hasText(bytes, bytes.length - 512, "koly"))
    return { format: "opaque", says: "a disk image of macOS", single: false };
  return isTar(bytes) ? { format: "tar", says: "a tar archive", single: false } : null;
}

function startsWithTar(bytes: Buffer): boolean {
  try {
    return isTar(inflatedStart(bytes.subarray(0, peeked)));
  } catch {
    return false;
  }
}

/**
 * The first bytes that a gzip file gives, a block of a tar if it has that many, and never more than `mostPeeked` inflated at once. zlib
 * gives nothing where it stops at a limit, so that less and less of the file is tried until what it gives is below. Throws on a broken one.
 */
function inflatedStart(packed: Buffer): Buffer {
  let [few, many] = [0, packed.length];
  for (let end = many; ; end = Math.ceil((few + many) / 2)) {
    const given = inflated(packed.subarray(0, end));
    if (given !== null && (given.length >= tarBlock || end === many)) return given;
    if (given === null) many = end - 1;
    else few = end;
  }
}

/** Null when it is more than `mostPeeked` bytes. */
function inflated(packed: Buffer): Buffer | null {
  try {
    // The flush makes zlib give what a cut stream holds so far.
    return gunzipSync(packed, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: mostPeeked });
  } catch (error) {
    if (isTooLarge(error)) return null;
    throw error;
  }
}

/** What zlib throws where it would give more than it may. */
export function isTooLarge(error: unknown): boolean {
  return error instanceof RangeError && "code" in error && error.code === "ERR_BUFFER_TOO_LARGE";
}
