import type { Member } from "./unpack.ts";

/** Bytes of a header, and the unit of everything in a tar. */
export const tarBlock = 512;

/** The header's checksum is right: the sum of its bytes with the checksum's own as spaces. No other format has that by chance. */
export function isTar(bytes: Buffer): boolean {
  if (bytes.length < tarBlock || bytes[0] === 0) return false;
  // The fields of mode, owner and group end so; text has other bytes in at least one of the three places.
  for (const end of [107, 115, 123]) if (bytes[end] !== 0 && bytes[end] !== 0x20) return false;
  return isHeader(bytes, 0);
}

function isHeader(bytes: Buffer, at: number): boolean {
  const written = octal(bytes, at + 148, 8);
  if (written === null || written === 0) return false;
  let sum = 8 * 32;
  for (let index = 0; index < tarBlock; index++)
    if (index < 148 || index > 155) sum += bytes[at + index] ?? 0;
  return sum === written;
}

/**
 * The files of a tar, read the lenient way: what some reader would see. The name may come from a PAX or GNU header, and a block
 * that is no header is passed over, because some readers look behind the end.
 * @see https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html
 */
export function* tarMembers(bytes: Buffer): Generator<Member> {
  let longName: string | null = null;
  for (let at = 0; at + tarBlock <= bytes.length; ) {
    if (bytes[at] === 0 || !isHeader(bytes, at)) {
      at += tarBlock;
      continue;
    }
    const size = octal(bytes, at + 124, 12) ?? 0;
    const content = bytes.subarray(at + tarBlock, at + tarBlock + size);
    const type = String.fromCharCode(bytes[at + 156] ?? 0);
    if (type === "L") longName = untilNul(content.toString("utf8"));
    else if (type === "x") longName = paxPath(content.toString("utf8")) ?? longName;
    else {
      const path: string = longName ?? headerName(bytes, at);
      longName = null;
      if (type === "0" || type === "\0" || type === "7") yield { path, size, content };
    }
    at += tarBlock + Math.ceil(size / tarBlock) * tarBlock;
  }
}

function headerName(bytes: Buffer, at: number): string {
  const name = untilNul(bytes.toString("utf8", at, at + 100));
  const prefix =
    bytes.toString("latin1", at + 257, at + 263) === "ustar\0"
      ? untilNul(bytes.toString("utf8", at + 345, at + 500))
      : "";
  return prefix === "" ? name : `${prefix}/${name}`;
}

function paxPath(text: string): string | null {
  return /(?:^|\n)\d{1,9} path=([^\n]*)\n/.exec(text)?.[1] ?? null;
}

function untilNul(text: string): string {
  const end = text.indexOf("\0");
  return end === -1 ? text : text.slice(0, end);
}

/** A number in octal digits with spaces or NULs around it; null when it is none. Base-256 numbers are for files above 8 GB. */
function octal(bytes: Buffer, at: number, length: number): number | null {
  const text = bytes
    .toString("latin1", at, at + length)
    .replace(/[\0 ]+$/, "")
    .replace(/^ +/, "");
  return /^[0-7]+$/.test(text) ? Number.parseInt(text, 8) : null;
}
