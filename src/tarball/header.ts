import { isUtf8 } from "node:buffer";
import { Breach, type ReportedKind } from "./breach.ts";

export const BLOCK = 512;

/** The bytes of one header block, read strictly. */
export interface RawHeader {
  /** Type flag as a character; `\0` for the old regular file. */
  readonly type: string;
  /** As UTF-8, with the prefix before it. */
  readonly path: string;
  /** False when `path` is not what the bytes say. */
  readonly isUtf8: boolean;
  /** The name field alone ends in a slash. */
  readonly endsInSlash: boolean;
  readonly size: number;
  /** As the header has it, with what else than permissions it may hold; 0 for what is no number. */
  readonly mode: number;
  /** Where a link leads; null when the field is empty. */
  readonly linkTarget: string | null;
  readonly isGnu: boolean;
  /** What is odd about the block without making its place or size doubtful. */
  readonly oddities: readonly ReportedKind[];
}

const zeros = Buffer.alloc(256 * 1024);

export function areZeros(bytes: Buffer): boolean {
  if (bytes.length > 0 && bytes[0] !== 0) return false;
  for (let at = 0; at < bytes.length; at += zeros.length) {
    const part = bytes.subarray(at, at + zeros.length);
    if (!part.equals(zeros.subarray(0, part.length))) return false;
  }
  return true;
}

/** Magic and version. */
const ustar = "ustar\u000000";
const gnu = "ustar  \0";

const nothing: readonly ReportedKind[] = [];

/**
 * Reads a header block that is not empty. `isFirst` only chooses the sentence for a file that is no tar archive at all. Written for
 * speed: an archive can hold little else than headers.
 * @throws Breach when the size of the entry, or whether every reader takes the block for a header, is in doubt.
 * @see https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html#tag_20_94_13_06
 */
export function readHeader(block: Buffer, isFirst: boolean): RawHeader {
  if (octal(block, 148, 8) !== checksum(block)) throw new Breach(isFirst ? "not-tar" : "checksum");
  const nameEnd = endOf(block, 0, 100);
  if (nameEnd === 0) throw new Breach("empty-name");
  const size = octal(block, 124, 12);
  if (size === malformed) throw new Breach("header-size");
  const linkEnd = endOf(block, 157, 257);
  const prefixEnd = endOf(block, 345, 500);

  let odd: ReportedKind[] | null = null;
  const add = (kind: ReportedKind): void => {
    odd ??= [];
    odd.push(kind);
  };
  const magic = block.toString("latin1", 257, 265);
  const isGnu = magic === gnu;
  if (magic !== ustar && !isGnu) {
    // Some refuse a header without this word.
    if (!magic.startsWith("ustar\0")) throw new Breach("magic");
    add("dialect");
  }
  const mode = octal(block, 100, 8);
  if (mode === malformed || !areUnframingNumbers(block)) add("number");
  if (!isZero(block, nameEnd, 100) || !isZero(block, linkEnd, 257) || !isTail(block, prefixEnd)) {
    add("hidden-bytes");
  }
  const name = block.toString("utf8", 0, nameEnd);
  const path = prefixEnd === 345 ? name : `${block.toString("utf8", 345, prefixEnd)}/${name}`;
  return {
    type: String.fromCharCode(block[156] ?? 0),
    path,
    isUtf8:
      !path.includes("\ufffd") ||
      (isUtf8(block.subarray(0, nameEnd)) && isUtf8(block.subarray(345, prefixEnd))),
    endsInSlash: block[nameEnd - 1] === 0x2f,
    size,
    mode: Math.max(0, mode),
    linkTarget: linkEnd === 157 ? null : block.toString("utf8", 157, linkEnd),
    isGnu,
    oddities: odd ?? nothing,
  };
}

/** Where the field's first NUL is, else its end. */
function endOf(block: Buffer, offset: number, end: number): number {
  let at = offset;
  while (at < end && block[at] !== 0) at++;
  return at;
}

/** For few bytes, where a view of them would cost more than the look. */
export function isZero(bytes: Buffer, offset: number, end: number): boolean {
  for (let at = offset; at < end; at++) if (bytes[at] !== 0) return false;
  return true;
}

/**
 * Nothing stands behind the prefix, or nothing but the times of access and change that star and older versions of node-tar put into its
 * last bytes: every package of DefinitelyTyped has them. The byte before them ends the prefix for every reader.
 * @see https://github.com/isaacs/node-tar/blob/main/src/header.ts
 */
function isTail(block: Buffer, prefixEnd: number): boolean {
  if (prefixEnd > 475 || block[476] === 0) return isZero(block, prefixEnd, BLOCK);
  return (
    isZero(block, prefixEnd, 476) &&
    octal(block, 476, 12) !== malformed &&
    octal(block, 488, 12) !== malformed &&
    isZero(block, 500, BLOCK)
  );
}

/** Those that no reader frames by: uid, gid, mtime, devmajor, devminor. They may be left empty. */
function areUnframingNumbers(block: Buffer): boolean {
  return (
    isNumberOrEmpty(block, 108, 8) &&
    isNumberOrEmpty(block, 116, 8) &&
    isNumberOrEmpty(block, 136, 12) &&
    isNumberOrEmpty(block, 329, 8) &&
    isNumberOrEmpty(block, 337, 8)
  );
}

function isNumberOrEmpty(block: Buffer, offset: number, length: number): boolean {
  return block[offset] === 0
    ? isZero(block, offset, offset + length)
    : octal(block, offset, length) !== malformed;
}

const malformed = -1;

/**
 * Octal digits from the start of the field, then only NULs and spaces and at least one of them; else `malformed`. In this form alone
 * do all readers see the same number: leading spaces, signs, base 256 and full fields are each read in several ways.
 */
function octal(block: Buffer, offset: number, length: number): number {
  const end = offset + length;
  let at = offset;
  let value = 0;
  for (; at < end; at++) {
    const digit = (block[at] ?? 0) - 48;
    if (digit < 0 || digit > 7) break;
    value = value * 8 + digit;
  }
  if (at === offset || at === end) return malformed;
  for (; at < end; at++) if (block[at] !== 0 && block[at] !== 32) return malformed;
  return value;
}

/** Sum of the block's bytes with its own field taken as spaces. */
function checksum(block: Buffer): number {
  let sum = 8 * 32;
  for (let at = 0; at < 148; at++) sum += block[at] ?? 0;
  for (let at = 156; at < BLOCK; at++) sum += block[at] ?? 0;
  return sum;
}
