import { posix } from "node:path";
import type { Entry } from "../tarball/tarball.ts";
import { examine, keyword } from "./examine.ts";
import { lineAt } from "./lines.ts";
import { decodedPath } from "./sources.ts";
import { isWasm, mappingUrl } from "./wasm.ts";

/** Where a file says that its source map lies. Never a `data:` URL. */
export interface Reference {
  /** As it is written. */
  readonly url: string;
  /** Line of a remote reference and of a header, from 1; null otherwise: counting the lines of every built file costs too much. */
  readonly line: number | null;
  /** Path in the tarball that it names; null for an address on the network. */
  readonly target: string | null;
}

/** Files in which the comment means something. A script without an ending says what it is in its first line. */
const code = /\.(?:[cm]?[jt]s|[jt]sx|css|scss|sass|less|vue|svelte)$/i;

/** Files that set HTTP headers for what they stand beside. */
const headerFile =
  /(?:^|\/)(?:_headers|\.htaccess|(?:vercel|now|serve|firebase|staticwebapp\.config)\.json|netlify\.toml|wrangler\.toml)$/i;

/** Longest address that is read, in bytes. */
const longestUrl = 4096;

/**
 * The reference that counts for a file: the comment in the last place that holds nothing but comments, as the specification
 * reads a file without parsing it. Besides it, the first comment anywhere that has a line to itself and a remote address:
 * engines and crawlers read those too. Mentions in code, strings and prose are none.
 * @see https://tc39.es/ecma426/#sec-linking-eval (JavaScriptExtractSourceMapURL, CSSExtractSourceMapURL)
 */
export function references(entry: Entry): readonly Reference[] {
  const { content: bytes, path } = entry;
  if (headerFile.test(path)) return headers(entry);
  const { isMap, firstMention } = examine(entry);
  if (isMap || firstMention < 0) return [];
  if (isWasm(bytes)) {
    const url = mappingUrl(bytes);
    if (url === null) return [];
    return referencesTo(
      bytes.toString("utf8", url.start, Math.min(url.end, url.start + longestUrl)),
      path,
      null,
    );
  }
  if (!code.test(path) && !(bytes[0] === 0x23 && bytes[1] === 0x21)) return [];
  const last = commentAt(bytes, bytes.lastIndexOf(keyword));
  if (last !== null && onlyComments(bytes, last.end)) {
    if (isRemote(last.url)) return referencesTo(last.url, path, lineAt(bytes, last.start));
    return [...referencesTo(last.url, path, null), ...remoteComment(bytes, firstMention, path)];
  }
  return remoteComment(bytes, firstMention, path);
}

function remoteComment(bytes: Buffer, first: number, path: string): readonly Reference[] {
  for (let at = first; at >= 0; ) {
    const start = at + keyword.length + 1;
    const comment = mayBeRemote(bytes, start) ? commentAt(bytes, at) : null;
    if (comment?.ownLine && isRemote(comment.url)) {
      return referencesTo(comment.url, path, lineAt(bytes, comment.start));
    }
    at = bytes.indexOf(keyword, comment === null ? start : comment.end);
  }
  return [];
}

/** `h` or `//`, in either case: cheap to ask of every mention. */
function mayBeRemote(bytes: Buffer, start: number): boolean {
  const byte = bytes[start] ?? 0;
  return (byte | 0x20) === 0x68 || (byte === 0x2f && bytes[start + 1] === 0x2f);
}

function referencesTo(url: string, path: string, line: number | null): readonly Reference[] {
  if (url === "" || /^data:/i.test(url)) return [];
  const target = isRemote(url) ? null : targetOf(url, path);
  return [{ url, line, target }];
}

export function isRemote(url: string): boolean {
  return /^(?:https?:)?\/\/[^/]/i.test(url);
}

/** A rooted path or another scheme names nothing in a tarball and stays as it is. */
function targetOf(url: string, path: string): string {
  const plain = decodedPath(url.replace(/[?#].*$/s, ""));
  // Nearly every one is the name of a neighbour.
  if (/^\w[\w.-]*$/.test(plain)) return path.slice(0, path.lastIndexOf("/") + 1) + plain;
  if (/^(?:[a-z][a-z\d+.-]*:|\/)/i.test(plain)) return plain;
  return posix.join(posix.dirname(path), plain);
}

interface Comment {
  readonly url: string;
  readonly start: number;
  /** Position behind the comment. */
  readonly end: number;
  /** Nothing but white space stands before it in its line. */
  readonly ownLine: boolean;
}

/** The comment `//# sourceMappingURL=…` or `/*# sourceMappingURL=… *​/` (`@` for `#` too) with its name at `at`; null when it is none. */
function commentAt(bytes: Buffer, at: number): Comment | null {
  let before = at - 1;
  const nearest = Math.max(0, at - 64);
  while (before >= nearest && isBlank(bytes[before])) before--;
  if (bytes[before] !== 0x23 && bytes[before] !== 0x40) return null;
  const isBlock = bytes[before - 1] === 0x2a;
  if (bytes[before - 2] !== 0x2f || (!isBlock && bytes[before - 1] !== 0x2f)) return null;
  const start = before - 2;
  if (bytes[at + keyword.length] !== 0x3d) return null;
  const from = at + keyword.length + 1;
  let end = from;
  const limit = Math.min(bytes.length, from + longestUrl);
  while (
    end < limit &&
    (bytes[end] ?? 0) > 0x20 &&
    !(isBlock && bytes[end] === 0x2a && bytes[end + 1] === 0x2f)
  )
    end++;
  const url = bytes.toString("utf8", from, end);
  if (end === limit && limit < bytes.length) return null;
  if (/["'`<>{}\\]/.test(url)) return null;
  while (end < bytes.length && isBlank(bytes[end])) end++;
  if (isBlock) {
    if (bytes[end] !== 0x2a || bytes[end + 1] !== 0x2f) return null;
    end += 2;
  } else if (end < bytes.length && bytes[end] !== 0x0a && bytes[end] !== 0x0d) {
    return null;
  }
  return { url, start, end, ownLine: beginsLine(bytes, start) };
}

function beginsLine(bytes: Buffer, start: number): boolean {
  let at = start - 1;
  const nearest = Math.max(0, start - 64);
  while (at >= nearest && isBlank(bytes[at])) at--;
  return at < 0 || bytes[at] === 0x0a || bytes[at] === 0x0d;
}

function isBlank(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x09;
}

/** Only white space and comments follow. */
function onlyComments(bytes: Buffer, from: number): boolean {
  let at = from;
  while (at < bytes.length) {
    const byte = bytes[at] ?? 0;
    if (byte <= 0x20) {
      at++;
    } else if (byte === 0x2f && bytes[at + 1] === 0x2f) {
      const end = bytes.indexOf(0x0a, at);
      at = end < 0 ? bytes.length : end;
    } else if (byte === 0x2f && bytes[at + 1] === 0x2a) {
      const end = bytes.indexOf("*/", at + 2);
      at = end < 0 ? bytes.length : end + 2;
    } else {
      return false;
    }
  }
  return true;
}

/** `SourceMap: …` in a list of headers, `"SourceMap"` or `X-SourceMap` as the name of one in a configuration. */
const header =
  /\b(?:X-)?SourceMap["']?\s{0,8}(?::|=|,\s{0,64}["']value["']\s{0,8}:|[ \t])\s{0,8}["']?([^\s"'#,}]{1,4096})/i;

/** @see https://tc39.es/ecma426/#sec-linking-through-http-headers */
function headers(entry: Entry): readonly Reference[] {
  const found: Reference[] = [];
  if (!entry.isText) return found;
  const lines = entry.text().split("\n");
  for (const [index, text] of lines.entries()) {
    // A value may stand in the line after its key.
    const url = header.exec(
      `${text.slice(0, longestUrl)}\n${lines[index + 1]?.slice(0, longestUrl) ?? ""}`,
    )?.[1];
    if (url === undefined || !/source-?map/i.test(text)) continue;
    found.push(...referencesTo(url, entry.path, index + 1));
  }
  return found;
}
