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

/** Bytes decoded at first, to see whether JSON begins there. Small, because a near-miss costs this much and a file can be full of them. */
const firstWindow = 64;

/** Bytes of text decoded next; eight times more as long as what was decoded is the beginning of JSON. */
const growth = 8;

const percent = 0x25;

/**
 * Reads the `data:` URL at `start`; null when none stands there, whatever its media type and parameters.
 * Nothing becomes a JavaScript string: base64 is decoded in pieces into bytes, three quarters of its length.
 * Time is linear in base64, and in what of a text turns out to be JSON.
 * @see https://fetch.spec.whatwg.org/#data-url-processor
 */
export function readDataUrl(bytes: Buffer, start: number, limit: number): DataUrl | null {
  const header = bytes.toString("latin1", start, Math.min(limit, start + longestHeader));
  const [whole, parameters = ""] = /^data:([^,\s"'`]*),/i.exec(header) ?? [];
  if (whole === undefined) return null;
  const isBase64 = /;[ ]*base64$/i.test(parameters);
  const from = start + whole.length;
  return isBase64 ? readBase64(bytes, from, limit) : readText(bytes, from, limit);
}

/** What base64 is made of cannot begin another URL, so that no byte is decoded for two of them. */
function readBase64(bytes: Buffer, from: number, limit: number): DataUrl {
  const few = endOfPayload(bytes, from, Math.min(limit, from + firstWindow), base64Bytes);
  if (jsonStart(fromBase64(beforeCut(bytes, from, few, limit))) < 0) return { json: null, next: from };
  const end = endOfPayload(bytes, few, limit, base64Bytes);
  const payload = fromBase64(withoutPercent(bytes.subarray(from, end)));
  const first = jsonStart(payload);
  return { json: first < 0 ? null : measureJson(payload, first), next: end };
}

/** Other URLs can follow in what looks like the text of this one: it is decoded no further than it is JSON. */
function readText(bytes: Buffer, from: number, limit: number): DataUrl {
  let end = from;
  for (let window = firstWindow; ; window *= growth) {
    const reach = Math.min(limit, from + window);
    end = endOfPayload(bytes, end, reach, urlBytes);
    const isWhole = end < reach || reach === limit;
    const payload = beforeCut(bytes, from, end, isWhole ? end : limit);
    const first = jsonStart(payload);
    if (first < 0) return { json: null, next: from };
    const json = measureJson(payload, first);
    if (json.status !== "truncated" || isWhole) return { json, next: from };
  }
}

/** The payload as far as `end`, percent-decoded. `%2` at the end of a window is not yet `%2C`. */
function beforeCut(bytes: Buffer, from: number, end: number, limit: number): Buffer {
  let whole = end;
  if (end < limit && bytes[end - 1] === percent) whole = end - 1;
  else if (end < limit && bytes[end - 2] === percent) whole = end - 2;
  return withoutPercent(bytes.subarray(from, Math.max(from, whole)));
}

/** Characters turned into a string at a time; a multiple of four, so that no group of base64 is cut. */
const piece = 16 * 1024;

function fromBase64(text: Buffer): Buffer {
  const decoded = Buffer.allocUnsafe(Math.ceil((text.length * 3) / 4));
  let length = 0;
  for (let at = 0; at < text.length; at += piece) {
    length += decoded.write(text.toString("latin1", at, Math.min(text.length, at + piece)), length, "base64");
  }
  return decoded.subarray(0, length);
}

/** The same bytes when none is percent-encoded. */
function withoutPercent(text: Buffer): Buffer {
  if (!text.includes(percent)) return text;
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

/** Position of the first byte that the payload cannot have. A loop of its own, because the engine makes a loop this small fast. */
function endOfPayload(bytes: Buffer, from: number, limit: number, payloadBytes: Uint8Array): number {
  let at = from;
  while (at < limit && payloadBytes[bytes[at] ?? 0] === 1) at++;
  return at;
}

const urlBytes = new Uint8Array(256).fill(1, 0x21);

/** Letters, digits, `+ / - _ =`, and `%` for a character that was percent-encoded on top. */
const base64Bytes = new Uint8Array(256);
for (const byte of Buffer.from("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_=%"))
  base64Bytes[byte] = 1;
