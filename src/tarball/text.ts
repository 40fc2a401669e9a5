import { isUtf8 } from "node:buffer";
import { lastAnswer } from "./last-answer.ts";

/** Bytes looked at to tell text in an old one-byte encoding from binary data. */
const SAMPLE = 16 * 1024;

/**
 * Text or binary, by the bytes. UTF-16 is text, and so is valid UTF-8 without a NUL, or with a
 * few; anything else (an old one-byte encoding) is text when control characters are nearly absent. A single NUL in
 * a source file does not make it binary, or a NUL would be all that it takes to hide a key from the rules.
 */
export function looksLikeText(content: Buffer): boolean {
  if (isPlain(content) || utf16(content)) return true;
  const valid = isUtf8(content);
  const allowed = valid ? 0.1 : 0.002;
  const tail =
    content.length > 2 * SAMPLE ? content.subarray(content.length - SAMPLE) : content.subarray(0, 0);
  const head = content.subarray(0, 2 * SAMPLE);
  return controls(head) + controls(tail) <= allowed * (head.length + tail.length);
}

/** UTF-8 without a NUL, as nearly every text file is. */
export const isPlain: (content: Buffer) => boolean = lastAnswer(
  (content: Buffer) => utf16(content) === null && isUtf8(content) && !content.includes(0),
);

/** Decodes text once: UTF-16, else UTF-8 with the BOM left in place. */
export function decodeText(content: Buffer): string {
  const order = utf16(content);
  if (order === "le") return content.toString("utf16le");
  if (order === "be")
    return Buffer.from(content.subarray(0, content.length & ~1))
      .swap16()
      .toString("utf16le");
  return content.toString("utf8");
}

/** Bytes looked at to tell UTF-16 that has no byte order mark. */
const pairs = 512;

/**
 * The order of bytes in UTF-16; null for everything else. By its byte order mark, or without one (PowerShell, Windows tools) by what
 * a text of mostly Latin letters looks like: one byte of every pair a printable character, the other zero.
 */
export function utf16(content: Buffer): "le" | "be" | null {
  const first = content[0] ?? 0;
  const second = content[1] ?? 0;
  if (first === 0xff && second === 0xfe) return "le";
  if (first === 0xfe && second === 0xff) return "be";
  if (content.length < 8 || (first === 0) === (second === 0)) return null;
  const high = first === 0 ? 0 : 1;
  let odd = 0;
  const end = Math.min(content.length & ~1, pairs);
  for (let at = 0; at < end; at += 2) {
    const low = content[at + 1 - high] ?? 0;
    if (content[at + high] !== 0 || (low < 32 && (low < 9 || low > 13))) odd++;
  }
  return odd <= end / 2 / 5 ? (high === 1 ? "le" : "be") : null;
}

/** Control characters that text does not use: all but tab, line feed, vertical tab, form feed, carriage return and escape. */
function controls(bytes: Buffer): number {
  let count = 0;
  for (const byte of bytes) if (byte < 32 && (byte < 9 || byte > 13) && byte !== 27) count++;
  return count;
}
