/**
 * One pass over JSON bytes without building values: a 60 MB map costs no string of 60 MB and no object tree.
 * It is more lenient than JSON.parse (numbers and literals are not spelled out, control characters in strings pass),
 * because the question is what the bytes hand out, not whether they are good JSON.
 */

/** Told of every container and scalar down to `deepest`; deeper ones are only matched for balance. */
export interface JsonVisitor {
  open(scan: JsonScan, isObject: boolean): void;
  close(scan: JsonScan, isObject: boolean): void;
  /** `start` to `end` are the bytes between the quotes; `length` is the value's length in UTF-8, escapes undone. */
  string(scan: JsonScan, start: number, end: number, length: number): void;
  /** A number, true, false or null, at `start`. */
  scalar(scan: JsonScan, start: number): void;
}

export type JsonStatus = "complete" | "truncated" | "invalid";

/** Depth down to which keys are known and the visitor is told. */
export const deepest = 32;

const nothing = Buffer.alloc(0);
const quote = 0x22;
const backslash = 0x5c;

export class JsonScan {
  /** Depth of the innermost open container; the root value's container is 1. */
  depth = 0;
  /** For each depth the id of the key whose value is being read; 0 for an unknown key and in arrays. */
  readonly keyAt = new Uint8Array(deepest + 2);
  /** For each depth whether the container is an object. */
  readonly objectAt = new Uint8Array(deepest + 2);
  /** Bytes of the last key, between its quotes; holds until the value it names was visited. */
  keyStart = 0;
  keyEnd = 0;
  /** Where the scan stopped. */
  position = 0;
  bytes: Buffer = nothing;
  readonly #keys: KeyTable;
  /** One bit for each open container: objects are 1. */
  #kinds = new Uint8Array(16);
  #saved = 0;

  constructor(keys: KeyTable) {
    this.#keys = keys;
  }

  /**
   * Reads one JSON value (more when they follow each other, as in JSON lines), starting at `start`. Time is linear. A scan may be used for
   * one text after the other: a package can have thousands of small maps.
   */
  run(bytes: Buffer, start: number, visitor: JsonVisitor): JsonStatus {
    this.bytes = bytes;
    this.depth = 0;
    const length = bytes.length;
    const { plainKey } = this.#keys;
    let at = start;
    let wantsKey = false;
    let wantsValue = true;
    while (at < length) {
      const byte = bytes[at] ?? 0;
      if (byte <= 0x20) {
        at++;
      } else if (byte === quote) {
        if (!wantsKey && !wantsValue) return this.#unexpected(at, wantsValue);
        const isPlain = !wantsKey && this.depth <= deepest && this.keyAt[this.depth] === plainKey;
        const end = isPlain ? this.#endOfPlainString(at + 1) : this.#endOfString(at + 1);
        if (end < 0) return this.#stop(length, "truncated");
        if (wantsKey) {
          this.keyStart = at + 1;
          this.keyEnd = end;
          if (this.depth <= deepest) this.keyAt[this.depth] = this.#keys.idOf(bytes, at + 1, end);
          at = this.#afterColon(end + 1);
          if (at < 0) return this.#stop(-at, -at >= length ? "truncated" : "invalid");
          wantsKey = false;
          wantsValue = true;
        } else {
          if (this.depth <= deepest) visitor.string(this, at + 1, end, end - at - 1 - this.#saved);
          at = end + 1;
          wantsValue = false;
        }
      } else if (byte === 0x7b || byte === 0x5b) {
        if (!wantsValue && this.depth > 0) return this.#stop(at, "invalid");
        const isObject = byte === 0x7b;
        this.#push(isObject);
        if (this.depth <= deepest) visitor.open(this, isObject);
        wantsKey = isObject;
        wantsValue = !isObject;
        at++;
      } else if (byte === 0x7d || byte === 0x5d) {
        if (this.depth === 0 || this.#top() !== (byte === 0x7d)) return this.#unexpected(at, wantsValue);
        if (this.depth <= deepest) visitor.close(this, byte === 0x7d);
        this.depth--;
        wantsKey = false;
        wantsValue = false;
        at++;
      } else if (byte === 0x2c) {
        if (this.depth === 0 || wantsValue || wantsKey) return this.#unexpected(at, wantsValue);
        wantsKey = this.#top();
        wantsValue = !wantsKey;
        at++;
      } else if (wantsValue && isScalarStart(byte)) {
        if (this.depth <= deepest) visitor.scalar(this, at);
        do at++;
        while (at < length && isScalarByte(bytes[at] ?? 0));
        wantsValue = false;
      } else {
        return this.#unexpected(at, wantsValue);
      }
    }
    return this.#stop(length, this.depth === 0 && !wantsValue ? "complete" : "truncated");
  }

  #stop(position: number, status: JsonStatus): JsonStatus {
    this.position = position;
    return status;
  }

  /** What follows a whole value does not matter: a comment's end, a closing quote, more code. */
  #unexpected(at: number, wantsValue: boolean): JsonStatus {
    return this.#stop(at, this.depth === 0 && !wantsValue ? "complete" : "invalid");
  }

  #push(isObject: boolean): void {
    const depth = ++this.depth;
    const cell = depth >> 3;
    if (cell >= this.#kinds.length) {
      const grown = new Uint8Array(this.#kinds.length * 2);
      grown.set(this.#kinds);
      this.#kinds = grown;
    }
    const bit = 1 << (depth & 7);
    this.#kinds[cell] = isObject ? (this.#kinds[cell] ?? 0) | bit : (this.#kinds[cell] ?? 0) & ~bit;
    if (depth <= deepest) {
      this.keyAt[depth] = 0;
      this.objectAt[depth] = isObject ? 1 : 0;
    }
  }

  #top(): boolean {
    return (((this.#kinds[this.depth >> 3] ?? 0) >> (this.depth & 7)) & 1) === 1;
  }

  /** Position after a colon, or the negated position of what stands there instead. */
  #afterColon(from: number): number {
    const { bytes } = this;
    let at = from;
    while (at < bytes.length && (bytes[at] ?? 0) <= 0x20) at++;
    return bytes[at] === 0x3a ? at + 1 : -at;
  }

  /** Position of the closing quote, or -1. Counts in `#saved` how many bytes the escapes take beyond what they stand for. */
  #endOfString(from: number): number {
    const { bytes } = this;
    const length = bytes.length;
    let saved = 0;
    for (let at = nextMark(bytes, from, length); at < length; at = nextMark(bytes, at, length)) {
      if (bytes[at] === quote) {
        this.#saved = saved;
        return at;
      }
      // The four digits of `\u` are read again as plain characters.
      saved += at + 1 < length && bytes[at + 1] === 0x75 ? savedByUnicodeEscape(bytes, at + 2) : 1;
      at += 2;
    }
    return -1;
  }

  /** The same for a string without escapes, as `mappings` is: the search is the engine's, many bytes at a time. */
  #endOfPlainString(from: number): number {
    const end = this.bytes.indexOf(quote, from);
    if (end > from && this.bytes[end - 1] === backslash) return this.#endOfString(from);
    this.#saved = 0;
    return end;
  }
}

/** Position of the next quote or backslash. A loop of its own, because the engine makes a loop this small fast. */
function nextMark(bytes: Buffer, from: number, length: number): number {
  let at = from;
  while (at < length && bytes[at] !== quote && bytes[at] !== backslash) at++;
  return at;
}

/** `\u0041` is six bytes for one; a surrogate pair is twelve for four. */
function savedByUnicodeEscape(bytes: Buffer, at: number): number {
  const high = (hexDigit(bytes[at]) << 4) | hexDigit(bytes[at + 1]);
  const low = (hexDigit(bytes[at + 2]) << 4) | hexDigit(bytes[at + 3]);
  if (high === 0) return low < 0x80 ? 5 : 4;
  if (high < 0x08) return 4;
  return high >= 0xd8 && high < 0xe0 ? 4 : 3;
}

function hexDigit(byte: number | undefined): number {
  if (byte === undefined) return 0;
  return byte <= 0x39 ? byte & 0x0f : (byte & 0x0f) + 9;
}

function isScalarStart(byte: number): boolean {
  return byte === 0x2d || (byte >= 0x30 && byte <= 0x39) || byte === 0x74 || byte === 0x66 || byte === 0x6e;
}

/** `+ - . 0-9 A-Z a-z`: what a number or a literal can be made of. */
function isScalarByte(byte: number): boolean {
  return (
    (byte >= 0x30 && byte <= 0x39) ||
    (byte >= 0x61 && byte <= 0x7a) ||
    (byte >= 0x41 && byte <= 0x5a) ||
    byte === 0x2e ||
    byte === 0x2d ||
    byte === 0x2b
  );
}

/** Recognises a few keys by their bytes; a key spelled with escapes (`"\u006dappings"`) is decoded first. */
export class KeyTable {
  readonly #byLength: (readonly { readonly id: number; readonly bytes: Buffer }[])[] = [];
  readonly #ids = new Map<string, number>();
  readonly #longest: number;

  /** Id of the key whose value is long and has no escapes. */
  readonly plainKey: number;

  /** Ids count from 1 in the order given. */
  constructor(names: readonly string[], plainKey: string) {
    this.plainKey = names.indexOf(plainKey) + 1;
    this.#longest = Math.max(...names.map((name) => name.length));
    names.forEach((name, index) => {
      const same = this.#byLength[name.length] ?? [];
      this.#byLength[name.length] = [...same, { id: index + 1, bytes: Buffer.from(name) }];
      this.#ids.set(name, index + 1);
    });
  }

  /** 0 when the key is none of them. */
  idOf(bytes: Buffer, start: number, end: number): number {
    if (end - start > this.#longest * 6) return 0;
    for (const { id, bytes: name } of this.#byLength[end - start] ?? []) {
      let at = 0;
      while (at < name.length && bytes[start + at] === name[at]) at++;
      if (at === name.length) return id;
    }
    for (let at = start; at < end; at++) {
      if (bytes[at] === backslash) return this.#ids.get(stringAt(bytes, start, end)) ?? 0;
    }
    return 0;
  }
}

/** The value of the JSON string between two quotes, or its raw text when an escape in it is broken. */
export function stringAt(bytes: Buffer, start: number, end: number): string {
  const raw = bytes.toString("utf8", start, end);
  if (!raw.includes("\\")) return raw;
  try {
    const value: unknown = JSON.parse(`"${raw}"`);
    return typeof value === "string" ? value : raw;
  } catch {
    return raw;
  }
}
