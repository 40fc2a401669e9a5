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
  if (sum === written) return true;
  // Old writers added signed bytes, and readers take both sums.
  for (let index = 0; index < tarBlock; index++)
    if ((index < 148 || index > 155) && (bytes[at + index] ?? 0) > 127) sum -= 256;
  return sum === written;
}

/** A size in binary digits, which has the highest bit of its first byte set; 0 for what is no number at all. */
function base256(bytes: Buffer, at: number): number {
  return ((bytes[at] ?? 0) & 0x80) === 0 ? 0 : bytes.readUIntBE(at + 6, 6);
}

/**
 * The files of a tar, read the lenient way: what some reader would see. The name may come from a PAX or GNU header, and a block
 * that is no header is passed over, because some readers look behind the end.
 * @see https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html
 */
export function* tarMembers(bytes: Buffer): Generator<Member> {
  let longName: string | null = null;
  let paxSize: number | null = null;
  for (let at = 0; at + tarBlock <= bytes.length; ) {
    if (bytes[at] === 0 || !isHeader(bytes, at)) {
      at += tarBlock;
      continue;
    }
    const written = octal(bytes, at + 124, 12);
    const size = paxSize ?? written ?? base256(bytes, at + 124);
    paxSize = null;
    const content = bytes.subarray(at + tarBlock, at + tarBlock + size);
    const type = String.fromCharCode(bytes[at + 156] ?? 0);
    if (type === "L") longName = untilNul(content.toString("utf8"));
    else if (type === "x") {
      const text = content.toString("utf8");
      longName = paxPath(text) ?? longName;
      const [, digits] = /(?:^|\n)\d{1,9} size=(?: *)(\d{1,12})\n/.exec(text) ?? [];
      paxSize = digits === undefined ? null : Number(digits);
    } else {
      const path: string = longName ?? headerName(bytes, at);
      longName = null;
      // Links, devices and folders have no content; whatever else there is, some reader takes for a file.
      if (!/[1-6KgSDMVN]/.test(type) || size > 0)
        yield { path, size, content: content.length < size ? null : content };
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
