import { jsonStart } from "./examine.ts";
import { type JsonFacts, measureJson } from "./measure.ts";

/** What a `data:` URL holds, and where to go on. */
export interface DataUrl {
  /** The JSON in it; null when it holds anything else. */
  readonly json: JsonFacts | null;
  /** From where to look for the next one: the end of base64, but only the beginning of text, whose end is anybody's guess. */
  readonly next: number;
}

/** Characters between `data:` and the comma: a media type and parameters. */
const longestHeader = 256;

/**
 * Bytes decoded at first; eight times more as long as what was decoded is the beginning of JSON. Small, because a near-miss
 * costs this much and a file can be full of them.
 */
const firstWindow = 64;

const percent = 0x25;

/**
 * Reads the `data:` URL at `start`; null when none stands there, whatever its media type and parameters.
 * Nothing becomes a JavaScript string: base64 is decoded in pieces into bytes, three quarters of its length.
 * Time is linear in what turns out to be JSON.
 * @see https://fetch.spec.whatwg.org/#data-url-processor
 */
export function readDataUrl(bytes: Buffer, start: number, limit: number): DataUrl | null {
  const header = bytes.toString("latin1", start, Math.min(limit, start + longestHeader));
  const [whole, parameters = ""] = /^data:([^,\s"'`]*),/i.exec(header) ?? [];
  if (whole === undefined) return null;
  const isBase64 = /;[ ]*base64$/i.test(parameters);
  const from = start + whole.length;
  const endsPayload = isBase64 ? endsBase64 : endsUrl;
  let end = from;
  for (let window = firstWindow; ; window *= 8) {
    const reach = Math.min(limit, from + window);
    while (end < reach && !endsPayload(bytes[end] ?? 0)) end++;
    const isWhole = end < reach || reach === limit;
    const payload = decode(bytes.subarray(from, isWhole ? end : beforeCutEscape(bytes, end)), isBase64);
    const first = jsonStart(payload);
    if (first < 0) return { json: null, next: from };
    const json = measureJson(payload, first);
    if (json.status !== "truncated" || isWhole) return { json, next: isBase64 ? end : from };
  }
}

/** `%2` at the end of a window is not yet `%2C`. */
function beforeCutEscape(bytes: Buffer, end: number): number {
  if (bytes[end - 1] === percent) return end - 1;
  return bytes[end - 2] === percent ? end - 2 : end;
}

function decode(payload: Buffer, isBase64: boolean): Buffer {
  const plain = payload.includes(percent) ? withoutPercent(payload) : payload;
  return isBase64 ? fromBase64(plain) : plain;
}

/** Characters turned into a string at a time; a multiple of four, so that no group of base64 is cut. */
const piece = 64 * 1024;

function fromBase64(text: Buffer): Buffer {
  const decoded = Buffer.allocUnsafe(Math.ceil((text.length * 3) / 4));
  let length = 0;
  for (let at = 0; at < text.length; at += piece) {
    length += decoded.write(text.toString("latin1", at, Math.min(text.length, at + piece)), length, "base64");
  }
  return decoded.subarray(0, length);
}

function withoutPercent(text: Buffer): Buffer {
  const plain = Buffer.allocUnsafe(text.length);
  let length = 0;
  for (let at = 0; at < text.length; at++) {
    let byte = text[at] ?? 0;
    if (byte === percent && isHex(text[at + 1]) && isHex(text[at + 2])) {
      byte = Number.parseInt(text.toString("latin1", at + 1, at + 3), 16);
      at += 2;
    }
    plain[length++] = byte;
  }
  return plain.subarray(0, length);
}

function isHex(byte: number | undefined): boolean {
  if (byte === undefined) return false;
  return (byte >= 0x30 && byte <= 0x39) || ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x66);
}

function endsUrl(byte: number): boolean {
  return byte <= 0x20;
}

/** Letters, digits, `+ / - _ =`, and `%` for a character that was percent-encoded on top. */
function endsBase64(byte: number): boolean {
  return !(
    (byte >= 0x30 && byte <= 0x39) ||
    ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a) ||
    byte === 0x2b ||
    byte === 0x2f ||
    byte === 0x2d ||
    byte === 0x5f ||
    byte === 0x3d ||
    byte === percent
  );
}
