import { isUtf8 } from "node:buffer";

/** Bytes looked at to tell text in an old one-byte encoding from binary data. */
const SAMPLE = 16 * 1024;

/**
 * Text or binary, by the bytes. UTF-16 with a byte order mark is text, and so is valid UTF-8 without a NUL, or with a
 * few; anything else (an old one-byte encoding) is text when control characters are nearly absent. A single NUL in
 * a source file does not make it binary, or a NUL would be all that it takes to hide a key from the rules.
 */
export function looksLikeText(content: Buffer): boolean {
  if (utf16(content)) return true;
  const valid = isUtf8(content);
  // Native and fast, and the answer for nearly every text file.
  if (valid && !content.includes(0)) return true;
  const allowed = valid ? 0.1 : 0.002;
  const tail =
    content.length > 2 * SAMPLE ? content.subarray(content.length - SAMPLE) : content.subarray(0, 0);
  const head = content.subarray(0, 2 * SAMPLE);
  return controls(head) + controls(tail) <= allowed * (head.length + tail.length);
}

/** Decodes text once: UTF-16 by its byte order mark, else UTF-8 with the BOM left in place. */
export function decodeText(content: Buffer): string {
  const order = utf16(content);
  if (order === "le") return content.toString("utf16le");
  if (order === "be")
    return Buffer.from(content.subarray(0, content.length & ~1))
      .swap16()
      .toString("utf16le");
  return content.toString("utf8");
}

function utf16(content: Buffer): "le" | "be" | null {
  if (content[0] === 0xff && content[1] === 0xfe) return "le";
  if (content[0] === 0xfe && content[1] === 0xff) return "be";
  return null;
}

/** Control characters that text does not use: all but tab, line feed, vertical tab, form feed, carriage return and escape. */
function controls(bytes: Buffer): number {
  let count = 0;
  for (const byte of bytes) if (byte < 32 && (byte < 9 || byte > 13) && byte !== 27) count++;
  return count;
}
