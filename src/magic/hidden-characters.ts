import { isAscii } from "node:buffer";

/** Characters that a reader does not see, at a byte offset. */
export interface Hidden {
  readonly at: number;
  readonly kind: "bidi" | "tags" | "selectors";
  /** Code points of the first ones, as `U+202E`. */
  readonly points: readonly string[];
  /** Characters in the run. */
  readonly count: number;
}

/** Variation selectors in a row from here on are a message; text has one behind a character, now and then two by mistake. */
const fewestSelectors = 3;

/** The same selector over and over says nothing: somebody's keyboard stuttered behind an emoji. A longer run could count. */
const mostAlike = 8;

/** Code points shown of one run. */
const shownPoints = 4;

/**
 * What a file in UTF-8 hides: bidirectional controls, tag characters, runs of variation selectors. An emoji flag written with tags
 * and a selector behind its character, even stuttered, are nothing. Cost: a look at each character that begins like one of those.
 * @see https://trojansource.codes and https://www.unicode.org/reports/tr9/#Explicit_Directional_Embeddings
 * @see https://www.unicode.org/reports/tr51/#def_std_emoji_tag_sequence_set (flags)
 */
export function* hiddenIn(bytes: Buffer): Generator<Hidden> {
  if (isAscii(bytes)) return;
  yield* bidiIn(bytes);
  yield* runsIn(bytes, Buffer.from([0xf3, 0xa0]));
  yield* runsIn(bytes, Buffer.from([0xef, 0xb8]));
}

function* bidiIn(bytes: Buffer): Generator<Hidden> {
  // U+202A to U+202E and U+2066 to U+2069 all begin with these two bytes or with the next pair.
  for (const [start, low, high] of [
    [Buffer.from([0xe2, 0x80]), 0xaa, 0xae],
    [Buffer.from([0xe2, 0x81]), 0xa6, 0xa9],
  ] as const) {
    for (let at = bytes.indexOf(start); at !== -1; at = bytes.indexOf(start, at + 3)) {
      const third = bytes[at + 2] ?? 0;
      if (third < low || third > high) continue;
      yield { at, kind: "bidi", points: [pointName(pointAt(bytes, at))], count: 1 };
    }
  }
}

/** Runs of tags and selectors that begin with this pair of bytes; those that end within the other pair are followed there. */
function* runsIn(bytes: Buffer, start: Buffer): Generator<Hidden> {
  for (let at = bytes.indexOf(start); at !== -1; ) {
    const kind = kindAt(bytes, at);
    if (kind === null || (kind === "selectors" && followsSelector(bytes, at))) {
      at = bytes.indexOf(start, at + 2);
      continue;
    }
    const points: string[] = [];
    let count = 0;
    let end = at;
    let alike = true;
    for (; kindAt(bytes, end) === kind; end += lengthAt(bytes, end)) {
      if (points.length < shownPoints) points.push(pointName(pointAt(bytes, end)));
      alike &&= pointAt(bytes, end) === pointAt(bytes, at);
      count++;
    }
    const isHidden =
      kind === "tags"
        ? !isFlag(bytes, at, end, count)
        : count >= fewestSelectors && !(alike && count <= mostAlike);
    if (isHidden) yield { at, kind, points, count };
    at = bytes.indexOf(start, end);
  }
}

function kindAt(bytes: Buffer, at: number): "tags" | "selectors" | null {
  if (bytes[at] === 0xef) {
    const third = bytes[at + 2] ?? 0;
    return bytes[at + 1] === 0xb8 && third >= 0x80 && third <= 0x8f ? "selectors" : null;
  }
  if (bytes[at] !== 0xf3 || bytes[at + 1] !== 0xa0) return null;
  const point = pointAt(bytes, at);
  if (point >= 0xe0100 && point <= 0xe01ef) return "selectors";
  return point <= 0xe007f ? "tags" : null;
}

/** A selector ends right before the offset: the run was told from its first one on. */
function followsSelector(bytes: Buffer, at: number): boolean {
  return kindAt(bytes, at - 3) === "selectors" || kindAt(bytes, at - 4) === "selectors";
}

/** A black flag in front, a cancel tag at the end, and a region's code between them. */
function isFlag(bytes: Buffer, start: number, end: number, count: number): boolean {
  return (
    count <= 8 &&
    bytes.toString("latin1", Math.max(0, start - 4), start) === "\xf0\x9f\x8f\xb4" &&
    pointAt(bytes, end - 4) === 0xe007f
  );
}

function lengthAt(bytes: Buffer, at: number): number {
  return bytes[at] === 0xef ? 3 : 4;
}

function pointAt(bytes: Buffer, at: number): number {
  const [first = 0, second = 0, third = 0, fourth = 0] = bytes.subarray(at, at + 4);
  return first < 0xf0
    ? ((first & 0x0f) << 12) | ((second & 0x3f) << 6) | (third & 0x3f)
    : ((first & 0x07) << 18) | ((second & 0x3f) << 12) | ((third & 0x3f) << 6) | (fourth & 0x3f);
}

function pointName(point: number): string {
  return `U+${point.toString(16).toUpperCase().padStart(4, "0")}`;
}
