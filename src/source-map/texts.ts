/** Originals that a file holds as literals: `sourcesContent: ["…", "…"]` in code, or in JSON inside a string. */
export interface LiteralTexts {
  readonly texts: number;
  /** About: escapes are counted as one byte. */
  readonly textBytes: number;
  /** Position of the first one. */
  readonly position: number;
}

const name = Buffer.from("sourcesContent");

/** Below this many bytes of text a list is an example, unless the rest of a map stands beside it. */
const telling = 200;

/** How far from a short list its `mappings` may stand, in bytes. */
const beside = 2048;

/** Short lists that are looked at for a map around them, in one file. */
const mostShort = 100;

const quote = 0x22;
const backslash = 0x5c;

/**
 * Adds up the lists named `sourcesContent` that hold string literals. Null when there is none, or none that tells more
 * than an example does. `acceptShort`: a short list counts when `mappings` stand beside it. `mustClose`: a list counts when its bracket
 * closes, for binary files, where a program that writes maps keeps the beginning of a list between its other texts.
 * Time is linear: a list that was read is not read again.
 */
export function literalTexts(bytes: Buffer, acceptShort: boolean, mustClose = false): LiteralTexts | null {
  let texts = 0;
  let textBytes = 0;
  let position = -1;
  let short = 0;
  for (let at = bytes.indexOf(name); at >= 0; ) {
    const list = readList(bytes, at + name.length);
    if (
      (list.isClosed || !mustClose) &&
      (list.textBytes >= telling ||
        (list.texts > 0 && acceptShort && short++ < mostShort && isInMap(bytes, at, list.end)))
    ) {
      texts += list.texts;
      textBytes += list.textBytes;
      if (position < 0) position = at;
    }
    at = bytes.indexOf(name, list.end);
  }
  return position < 0 ? null : { texts, textBytes, position };
}

function isInMap(bytes: Buffer, start: number, end: number): boolean {
  const around =
    bytes.toString("latin1", Math.max(0, start - beside), start) +
    bytes.toString("latin1", end, end + beside);
  return /\bmappings\\?["']?\s{0,8}:\s{0,8}\\?["'`]/.test(around);
}

interface List {
  texts: number;
  textBytes: number;
  end: number;
  isClosed: boolean;
}

/** Reads `": ["…", null, "…"]` from behind the name, and stops at the first thing that does not belong there. */
function readList(bytes: Buffer, from: number): List {
  const list: List = { texts: 0, textBytes: 0, end: from, isClosed: false };
  let at = from;
  while (bytes[at] === backslash) at++;
  if (isQuote(bytes[at])) at++;
  at = skipSpace(bytes, at);
  if (bytes[at] !== 0x3a && bytes[at] !== 0x3d) return list;
  at = skipSpace(bytes, at + 1);
  if (bytes[at] !== 0x5b) return list;
  at++;
  for (;;) {
    at = skipSpace(bytes, at);
    const isEscaped = bytes[at] === backslash && bytes[at + 1] === quote;
    if (isEscaped) at++;
    const mark = bytes[at];
    if (mark !== undefined && isQuote(mark)) {
      const text = isEscaped ? escapedText(bytes, at + 1) : plainText(bytes, at + 1, mark);
      if (text.length > 0) {
        list.texts++;
        list.textBytes += text.length;
      }
      at = text.after;
    } else if (
      bytes[at] === 0x6e &&
      bytes[at + 1] === 0x75 &&
      bytes[at + 2] === 0x6c &&
      bytes[at + 3] === 0x6c
    ) {
      at += 4;
    } else {
      break;
    }
    at = skipSpace(bytes, at);
    if (bytes[at] !== 0x2c) break;
    at++;
  }
  list.end = at;
  list.isClosed = bytes[at] === 0x5d;
  return list;
}

function isQuote(byte: number | undefined): boolean {
  return byte === quote || byte === 0x27 || byte === 0x60;
}

/** White space, and `\n` and `\t` as JSON inside a string spells them. */
function skipSpace(bytes: Buffer, from: number): number {
  let at = from;
  for (;;) {
    const byte = bytes[at];
    if (byte === undefined) return at;
    if (byte <= 0x20) at++;
    else if (byte === backslash && (bytes[at + 1] === 0x6e || bytes[at + 1] === 0x74)) at += 2;
    else return at;
  }
}

/** A literal whose closing mark stands without a backslash. */
function plainText(bytes: Buffer, from: number, mark: number): { length: number; after: number } {
  let escapes = 0;
  for (let at = from; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === mark) return { length: at - from - escapes, after: at + 1 };
    if (byte !== backslash) continue;
    escapes++;
    at++;
  }
  return { length: 0, after: bytes.length };
}

/** JSON inside a string: `\"` closes, `\\\"` is a quote in the text. A bare quote ends the string around it all. */
function escapedText(bytes: Buffer, from: number): { length: number; after: number } {
  let escapes = 0;
  let run = 0;
  for (let at = from; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === backslash) {
      run++;
      continue;
    }
    if (byte === quote) {
      if (run % 2 === 0) break;
      if (run % 4 === 1) return { length: at - 1 - from - escapes, after: at + 1 };
    }
    escapes += run - (run >> 2);
    run = 0;
  }
  return { length: 0, after: bytes.length };
}
