import { inflateRawSync } from "node:zlib";
import { Reader } from "./reader.ts";
import type { Budget, Member } from "./unpack.ts";

/** A comment behind the end record may be this long. */
const longestComment = 65_535;
const endRecord = Buffer.from("PK\x05\x06", "latin1");

/**
 * The files of a zip by its central directory. A file that is encrypted, or packed in another way than deflate, has a name and no
 * content; so has one that does not unpack to the size that it claims.
 * @see https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
 */
export function* zipMembers(bytes: Buffer, budget: Budget): Generator<Member> {
  const reader = new Reader(bytes, true);
  const end = bytes.lastIndexOf(endRecord);
  if (end < 0 || end < bytes.length - longestComment - 22) {
    yield { path: "", size: 0, content: null };
    return;
  }
  // Bytes in front of the archive (a crx header, a stub that unpacks itself) shift every offset.
  const shift = Math.max(0, end - reader.u32(end + 12) - reader.u32(end + 16));
  let at = reader.u32(end + 16) + shift;
  let left = reader.u16(end + 10);
  for (; left > 0 && reader.u32(at) === 0x02014b50; left--) {
    const packed = reader.u32(at + 20);
    const size = reader.u32(at + 24);
    const nameLength = reader.u16(at + 28);
    const path = bytes.toString("utf8", at + 46, at + 46 + nameLength).replaceAll("\\", "/");
    const local = reader.u32(at + 42) + shift;
    const start = local + 30 + reader.u16(local + 26) + reader.u16(local + 28);
    const data = bytes.subarray(start, start + packed);
    const isEncrypted = (reader.u16(at + 8) & 1) !== 0;
    if (!path.endsWith("/")) {
      const content = isEncrypted ? null : unpacked(data, reader.u16(at + 10), size, budget);
      yield { path, size, content };
    }
    at += 46 + nameLength + reader.u16(at + 30) + reader.u16(at + 32);
  }
  // Promised and not there, or in the larger records of zip64: files that nobody saw.
  if (left > 0) yield { path: "", size: 0, content: null };
}

function unpacked(data: Buffer, method: number, size: number, budget: Budget): Buffer | null {
  // Files of a zip can share their bytes, so that a small one holds terabytes without any compression.
  if (method === 0) return budget.take(data.length) ? data : null;
  if (method !== 8 || !budget.take(size)) return null;
  try {
    return inflateRawSync(data, { maxOutputLength: Math.max(1, size) });
  } catch {
    return null;
  }
}
