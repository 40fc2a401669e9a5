import { inflateRawSync } from "node:zlib";
import { hasText, Reader } from "./reader.ts";
import type { Budget, Member } from "./unpack.ts";

/** Bytes of the end record, behind which a comment may stand. */
const endLength = 22;
const longestComment = 65_535;
const endRecord = Buffer.from("PK\x05\x06", "latin1");
const localRecord = "PK\x03\x04";

/** What stands for the files that no list of the archive tells for sure. */
const unlisted: Member = { path: "", size: 0, content: null };

/** The end record of a zip. */
export interface ZipEnd {
  readonly at: number;
  /** No other one is there that some readers take instead: one in the other's comment. */
  readonly isOnly: boolean;
}

/** The last record behind which its own comment has room; null when there is none. */
export function zipEnd(bytes: Buffer): ZipEnd | null {
  const from = Math.max(0, bytes.length - longestComment - endLength);
  const tail = bytes.subarray(from);
  let last: number | null = null;
  let at: number | null = null;
  let isOnly = true;
  for (let place = tail.lastIndexOf(endRecord); place >= 0; ) {
    last ??= place;
    const behind =
      place + endLength <= tail.length ? place + endLength + tail.readUInt16LE(place + 20) : Infinity;
    if (behind <= tail.length) {
      if (place < last && behind > last) isOnly = false;
      at ??= place;
    }
    place = place === 0 ? -1 : tail.lastIndexOf(endRecord, place - 1);
  }
  return at === null ? null : { at: from + at, isOnly };
}

/** Bytes of the archive, end exclusive. */
interface Range {
  readonly start: number;
  readonly end: number;
}

/**
 * The files of a zip by its central directory. A file that is encrypted, or packed in another way than deflate, has a name and no
 * content; so has one that does not unpack to the size that it claims, and one with more behind its end. A last one without a name
 * says that readers may see other files: those that go by the directory, by its size, by the records of the larger format, or from
 * one file to the next without any directory.
 * @see https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
 */
export function* zipMembers(bytes: Buffer, budget: Budget): Generator<Member> {
  const reader = new Reader(bytes, true);
  const found = zipEnd(bytes);
  if (found === null) {
    yield unlisted;
    return;
  }
  const { at: end, isOnly } = found;
  // Bytes in front of the archive (a crx header, a stub that unpacks itself) shift every offset.
  const shift = Math.max(0, end - reader.u32(end + 12) - reader.u32(end + 16));
  const directory = reader.u32(end + 16) + shift;
  const ranges: Range[] = [{ start: directory, end: bytes.length }];
  let isCertain = isOnly && !hasLargerRecord(reader, end);
  let at = directory;
  let left = reader.u16(end + 10);
  for (; left > 0 && reader.u32(at) === 0x02014b50; left--) {
    const packed = reader.u32(at + 20);
    const size = reader.u32(at + 24);
    const nameLength = reader.u16(at + 28);
    const path = bytes.toString("utf8", at + 46, at + 46 + nameLength).replaceAll("\\", "/");
    const local = reader.u32(at + 42) + shift;
    const start = local + 30 + reader.u16(local + 26) + reader.u16(local + 28);
    const data = bytes.subarray(start, start + packed);
    ranges.push({ start: local, end: start + packed });
    const isThere = hasText(bytes, local, localRecord);
    if (isThere && !isSameFile(reader, at, local)) isCertain = false;
    const isEncrypted = (reader.u16(at + 8) & 1) !== 0;
    if (!path.endsWith("/")) {
      const content = isEncrypted || !isThere ? null : unpacked(data, reader.u16(at + 10), size, budget);
      yield { path, size, content };
    }
    at += 46 + nameLength + reader.u16(at + 30) + reader.u16(at + 32);
  }
  // Promised and not there, there and not promised, or in the larger records of zip64: files that nobody saw.
  if (left > 0 || at !== end || !isCertain || hasFileBetween(bytes, ranges)) yield unlisted;
}

/** What a file's own record and the directory's say of it: name, method, and size where the own record knows it. */
function isSameFile(reader: Reader, listed: number, local: number): boolean {
  const { bytes } = reader;
  const length = reader.u16(listed + 28);
  const [listedName, localName] = [listed + 46, local + 30];
  const knowsSize = (at: number) => reader.u32(at) !== 0xffffffff && reader.u32(at) !== 0;
  return (
    reader.u16(local + 26) === length &&
    bytes.compare(bytes, listedName, listedName + length, localName, localName + length) === 0 &&
    reader.u16(local + 8) === reader.u16(listed + 10) &&
    (!knowsSize(local + 18) || reader.u32(local + 18) === reader.u32(listed + 20))
  );
}

/** The locator of zip64's end record, which some readers follow whatever the other one says. Writers need it only for what is not read here. */
function hasLargerRecord({ bytes }: Reader, end: number): boolean {
  return hasText(bytes, end - 20, "PK\x06\x07");
}

/** A file, the end of an archive without any, and the marks of one that was cut into volumes. */
const archiveStarts = [localRecord, "PK\x05\x06", "PK00", "PK\x07\x08"];

/** The record of a file outside of all that the directory lists: whoever reads the archive as a stream sees it. */
function hasFileBetween(bytes: Buffer, ranges: readonly Range[]): boolean {
  const sorted = ranges.toSorted((one, other) => one.start - other.start);
  const first = sorted[0]?.start ?? 0;
  const front = bytes.subarray(0, first);
  // In front of the first one is a program, which may know these records as constants, unless an archive begins or lies there.
  if ([localRecord, "PK\x01\x02", "PK\x05\x06"].every((record) => front.includes(record, 0, "latin1")))
    return true;
  let end = archiveStarts.some((record) => hasText(bytes, 0, record)) ? 0 : first;
  for (const range of sorted) {
    if (range.start > end && bytes.subarray(end, range.start).includes(localRecord, 0, "latin1")) return true;
    end = Math.max(end, range.end);
  }
  return false;
}

function unpacked(data: Buffer, method: number, size: number, budget: Budget): Buffer | null {
  // Files of a zip can share their bytes, so that a small one holds terabytes without any compression.
  if (method === 0) return data.length === size && budget.take(size) ? data : null;
  if (method !== 8 || !budget.take(size)) return null;
  try {
    return wholeOf(inflateRawSync(data, { maxOutputLength: Math.max(1, size), info: true }), data.length);
  } catch {
    return null;
  }
}

/** What was unpacked, when that took all of the bytes: behind an early end there is room for a file that only a stream's reader sees. */
function wholeOf(given: object, packed: number): Buffer | null {
  if (!("buffer" in given && "engine" in given)) throw new Error("zlib gives no account of what it read");
  const { buffer, engine } = given;
  const read =
    typeof engine === "object" && engine !== null && "bytesWritten" in engine && engine.bytesWritten;
  return Buffer.isBuffer(buffer) && read === packed ? buffer : null;
}
