import { isUtf8 } from "node:buffer";
import { Breach } from "./breach.ts";

/** What an extended header says of the entry after it. */
export interface Extension {
  readonly path: string | null;
  /** Bytes, as an extended header repeats them. */
  readonly size: number | null;
  /** npm decodes a header chunk by chunk, so a character beyond ASCII can be cut in two once it is longer than a block. */
  readonly mayBeSplit: boolean;
}

const number = /^(?:0|[1-9]\d{0,15})$/;
const time = /^(?:0|[1-9]\d{0,11})(?:\.\d{1,9})?$/;

/** The keys that honest packers write (bun: hdrcharset), each with the values that every reader takes alike. */
const keys: ReadonlyMap<string, RegExp> = new Map([
  ["path", /^[^\0\n\r]+$/],
  ["size", number],
  ["mtime", time],
  ["atime", time],
  ["ctime", time],
  ["hdrcharset", /^(?:BINARY|ISO-IR 10646 2000 UTF-8)$/],
]);

/**
 * Reads the body of a PAX header: `<length> <key>=<value>\n` and nothing else.
 * @throws Breach for anything else: readers drop or bend what is not well formed, each in its own way.
 * @see https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html#tag_20_94_13_03
 */
export function readPax(body: Buffer): Extension {
  const values = new Map<string, string>();
  for (const [key, value] of records(body)) {
    const form = keys.get(key);
    if (form === undefined) throw new Breach("pax-key");
    if (values.has(key) || !form.test(value)) throw new Breach("pax");
    values.set(key, value);
  }
  const size = values.get("size");
  return {
    path: values.get("path") ?? null,
    size: size === undefined ? null : Number(size),
    mayBeSplit: mayBeSplit(body),
  };
}

/** True for what `git archive` puts before everything: a global header with the commit's id as a comment. */
export function isGitComment(body: Buffer): boolean {
  const found = [...records(body)];
  return (
    found.length === 1 && found[0]?.[0] === "comment" && /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(found[0][1])
  );
}

function* records(body: Buffer): Iterable<readonly [key: string, value: string]> {
  if (body.length === 0 || !isUtf8(body)) throw new Breach("pax");
  for (let at = 0; at < body.length; ) {
    const prefix = /^([1-9]\d{0,5}) ([^=\n]+)=/.exec(body.toString("utf8", at, at + 64));
    const [whole, length, key] = prefix ?? [];
    if (whole === undefined || length === undefined || key === undefined) throw new Breach("pax");
    const end = at + Number(length);
    if (end > body.length || end <= at + whole.length || body[end - 1] !== 0x0a) throw new Breach("pax");
    yield [key, body.toString("utf8", at + whole.length, end - 1)];
    at = end;
  }
}

/** Reads the body of a GNU long-name header, which pnpm 12 writes: the name and NULs after it. */
export function readLongName(body: Buffer): Extension {
  const end = body.indexOf(0);
  const name = body.subarray(0, end);
  const isClean = end > 0 && body.subarray(end).every((byte) => byte === 0) && isUtf8(name);
  if (!isClean || name.includes(0x0a) || name.includes(0x0d)) throw new Breach("long-name");
  return { path: name.toString("utf8"), size: null, mayBeSplit: mayBeSplit(body) };
}

function mayBeSplit(body: Buffer): boolean {
  return body.length > 512 && body.some((byte) => byte > 0x7f);
}
