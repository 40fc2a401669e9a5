import { lastAnswer } from "../tarball/last-answer.ts";
import type { Entry } from "../tarball/tarball.ts";
import { type JsonFacts, measureJson } from "./measure.ts";

/** What the rules about original code share of one entry, found out once. */
export interface Examination {
  /** The JSON that the content begins with; null when it begins with anything else. */
  readonly json: JsonFacts | null;
  /** The content is a source map, whatever its name. */
  readonly isMap: boolean;
  /** Position of the first `sourceMappingURL`, -1 when there is none. */
  readonly firstMention: number;
}

/** Looks at an entry once for all rules; what is kept does not hold on to the content. */
export const examine = lastAnswer((entry: Entry): Examination => {
  const start = jsonStart(entry.content);
  const json = start < 0 ? null : measureJson(entry.content, start);
  const isMap = json?.map != null;
  return { json, isMap, firstMention: isMap ? -1 : entry.content.indexOf(keyword) };
});

/** The name that every reference to a source map goes by. */
export const keyword = Buffer.from("sourceMappingURL");

/** Bytes of a `)]}'` line that are looked through for its end. */
const longestPrefix = 4096;

/**
 * Where an object or array begins: after white space, a byte order mark, and the `)]}'` line that keeps a JSON answer
 * from being run as a script. -1 when the first real byte is neither `{` nor `[`.
 * @see https://tc39.es/ecma426/#sec-parse-source-map (the prefix)
 */
export function jsonStart(bytes: Buffer): number {
  let at = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  at = skipSpace(bytes, at);
  if (bytes[at] === 0x29 && bytes[at + 1] === 0x5d && bytes[at + 2] === 0x7d) {
    at += 3;
    const limit = Math.min(bytes.length, at + longestPrefix);
    while (at < limit && bytes[at] !== 0x7b && bytes[at] !== 0x0a) at++;
    at = skipSpace(bytes, at);
  }
  return bytes[at] === 0x7b || bytes[at] === 0x5b ? at : -1;
}

function skipSpace(bytes: Buffer, from: number): number {
  let at = from;
  while (at < bytes.length && (bytes[at] ?? 0) <= 0x20) at++;
  return at;
}
