import type { Member } from "./unpack.ts";

/** Bytes of a header, and the unit of everything in a tar. */
export const tarBlock = 512;

/** The header's checksum is right: the sum of its bytes with the checksum's own as spaces. No other format has that by chance. */
export function isTar(bytes: Buffer): boolean {
  if (bytes.length < tarBlock) return false;
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

/** The number in a field, and whether every reader makes that number of it. */
interface Size {
  readonly value: number;
  readonly isPlain: boolean;
}

/** The field of a header: octal digits, else binary ones, for which the highest bit of the first byte is set. */
function sizeField(bytes: Buffer, at: number): Size {
  if (bytes[at] === 0x80 && areZeros(bytes, at + 1, at + 6))
    return { value: bytes.readUIntBE(at + 6, 6), isPlain: true };
  // Old writers leave the field of what has no content empty.
  const value = octal(bytes, at, 12);
  return value === null
    ? { value: 0, isPlain: areZeros(bytes, at, at + 12) }
    : { value, isPlain: isPlainOctal(bytes, at, 12) };
}

function areZeros(bytes: Buffer, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (bytes[at] !== 0) return false;
  return true;
}

/** The records of a PAX header; null when one is not well formed or says the same key again. */
function paxRecords(bytes: Buffer): ReadonlyMap<string, string> | null {
  const records = new Map<string, string>();
  for (let at = 0; at < bytes.length; ) {
    const [start, digits = "", key = ""] =
      /^(\d{1,9}) ([^=\n]+)=/.exec(bytes.toString("latin1", at, at + 200)) ?? [];
    const end = at + Number(digits);
    if (start === undefined || end > bytes.length || end <= at + start.length || bytes[end - 1] !== 0x0a)
      return null;
    if (records.has(key)) return null;
    records.set(key, bytes.toString("utf8", at + start.length, end - 1));
    at = end;
  }
  return records;
}

/** What a PAX header says of the size of the next file; null when it says nothing. */
function paxSize(records: ReadonlyMap<string, string> | null): Size | null {
  const said = records === null ? "" : records.get("size");
  if (said === undefined) return null;
  const isPlain = /^\d{1,12}$/.test(said);
  return { value: isPlain ? Number(said) : 0, isPlain };
}

/**
 * The files of a tar, read the lenient way: what some reader would see. The name may come from a PAX or GNU header, and a block
 * that is no header is passed over, because some readers look behind the end. A last file without a name says that a size is no plain
 * number or an extended header is not well formed, so that readers find other files behind it.
 * @see https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html
 */
export function* tarMembers(bytes: Buffer): Generator<Member> {
  let longName: string | null = null;
  let extended: Size | null = null;
  let isCertain = true;
  for (let at = 0; at + tarBlock <= bytes.length; ) {
    // The name may be empty where an extended header has it; the checksum of an empty block is empty as well.
    if (bytes[at + 148] === 0 || !isHeader(bytes, at)) {
      if (longName !== null || extended !== null) isCertain = false;
      at += tarBlock;
      continue;
    }
    const written = sizeField(bytes, at + 124);
    if (!written.isPlain || extended?.isPlain === false) isCertain = false;
    const size = extended?.isPlain === true ? extended.value : written.value;
    extended = null;
    const content = bytes.subarray(at + tarBlock, at + tarBlock + size);
    const type = String.fromCharCode(bytes[at + 156] ?? 0);
    if (type === "L") longName = untilNul(content.toString("utf8"));
    else if (type === "x") {
      const records = paxRecords(content);
      longName =
        records === null
          ? (anyPath(content.toString("utf8")) ?? longName)
          : (records.get("path") ?? longName);
      extended = paxSize(records);
    } else {
      const path: string = longName ?? headerName(bytes, at);
      longName = null;
      // Links, devices and folders have no content; whatever else there is, some reader takes for a file.
      if (!/[1-6KgSDMVN]/.test(type) || size > 0)
        yield { path, size, content: content.length < size ? null : content };
      // What it says of every file after it some readers obey, and others do not.
      if (type === "g" && saysOfFiles(paxRecords(content))) isCertain = false;
    }
    at += tarBlock + Math.ceil(size / tarBlock) * tarBlock;
  }
  if (!isCertain || longName !== null || extended !== null) yield { path: "", size: 0, content: null };
}

function headerName(bytes: Buffer, at: number): string {
  const name = untilNul(bytes.toString("utf8", at, at + 100));
  const prefix =
    bytes.toString("latin1", at + 257, at + 263) === "ustar\0"
      ? untilNul(bytes.toString("utf8", at + 345, at + 500))
      : "";
  return prefix === "" ? name : `${prefix}/${name}`;
}

function saysOfFiles(records: ReadonlyMap<string, string> | null): boolean {
  return records === null || records.has("size") || records.has("path");
}

function anyPath(text: string): string | null {
  return /(?:^|\n)\d{1,9} path=([^\n]*)\n/.exec(text)?.[1] ?? null;
}

function untilNul(text: string): string {
  const end = text.indexOf("\0");
  return end === -1 ? text : text.slice(0, end);
}

/** The octal digits that a field begins with, behind spaces; null when there are none. Some readers mind what comes after them, others do not. */
function octal(bytes: Buffer, at: number, length: number): number | null {
  const [, digits] = /^ *([0-7]+)/.exec(bytes.toString("latin1", at, at + length)) ?? [];
  return digits === undefined ? null : Number.parseInt(digits, 8);
}

/** Nothing but octal digits, with spaces or NULs around them. */
function isPlainOctal(bytes: Buffer, at: number, length: number): boolean {
  return /^ *[0-7]+[\0 ]*$/.test(bytes.toString("latin1", at, at + length));
}
