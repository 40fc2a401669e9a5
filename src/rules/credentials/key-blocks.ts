import type { KeyKind } from "./der.ts";
import { keyInDer } from "./der.ts";
import { jwkKeys } from "./jwk.ts";
import { sightings, wrappedPem } from "./leads.ts";
import { keyInOpenPgp } from "./openpgp.ts";
import { keyInOpenSsh } from "./openssh.ts";

/** A private key in a text file. */
export interface PrivateKey extends KeyKind {
  /** Byte offset of its first line. */
  readonly at: number;
  /** The key's own bytes, the same however it is wrapped and escaped. */
  readonly bytes: Buffer;
  /** The body as it stands in the file. */
  readonly body: string;
}

/** Longest body to look at. A key of RSA with 16,384 bits has 13 KB; a PGP block may hold many subkeys and a picture. */
const longestBody = 256 * 1024;

/** The escapes of a string literal, up to four times over, made the characters that they stand for. */
function unescaped(text: string): string {
  return text
    .replace(/\\{1,8}(?:[rn]|u000[aAdD]|x0[aAdD]|\r?\n)/g, "\n")
    .replace(/\\{1,8}t/g, " ")
    .replace(/\\{1,8}(?:u002[bB]|x2[bB])/g, "+")
    .replace(/\\{1,8}(["'`/])/g, "$1");
}

/**
 * What a string literal and those joined to it hold, when the text begins inside of one that `opening` opened, a
 * quotation mark behind so many backslashes. Ends at the first character outside that joins nothing.
 */
function joined(text: string, opening: string): string {
  const parts: string[] = [];
  let closing = opening;
  let start = 0;
  let outside = false;
  let backslashes = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === "\\") {
      backslashes++;
      continue;
    }
    const quote = /["'`]/.test(character) ? "\\".repeat(Math.min(backslashes, 8)) + character : "";
    if (quote !== "" && (outside || quote === closing)) {
      if (!outside) parts.push(text.slice(start, at - backslashes));
      outside = !outside;
      closing = quote;
      start = at + 1;
    } else if (outside && !(backslashes > 0 ? /[nrt]/ : /[\s+,.()[\]]/).test(character))
      return parts.join("\n");
    backslashes = 0;
  }
  if (!outside) parts.push(text.slice(start));
  return parts.join("\n");
}

/**
 * The headers (RFC 1421, OpenPGP's armor) and the base64 text of a body, without indentation and the marks of a
 * comment or a quotation. Ends at the first character that belongs to none of these, and at OpenPGP's checksum.
 */
function bodyOf(text: string): { encrypted: boolean; bytes: Buffer } {
  const kept: string[] = [];
  let encrypted = false;
  for (const line of text.split(/\r\n|\r|\n/)) {
    const content = line.replace(/^[ \t]*(?:\/\/[ \t]|[*#>|])?[ \t]*/, "").trimEnd();
    if (content === "") continue;
    if (kept.length === 0) {
      const [header, name, value] = /^([A-Za-z][A-Za-z0-9-]{2,30}): ?(.*)$/.exec(content) ?? [];
      if (header !== undefined) {
        if (/^Proc-Type$/i.test(name ?? "") && /ENCRYPTED/.test(value ?? "")) encrypted = true;
        continue;
      }
    } else if (content.startsWith("=")) break;
    const base64 = /^[A-Za-z0-9+/= \t]*/.exec(content)?.[0] ?? "";
    kept.push(base64.replace(/[ \t]/g, ""));
    if (base64.length < content.length) break;
  }
  return { encrypted, bytes: Buffer.from(kept.join(""), "base64") };
}

/** `-----BEGIN … PRIVATE KEY-----`, and ssh.com's form with four dashes and spaces. */
const beginLine = /-{4,5} ?BEGIN ([A-Z0-9 ]{0,40})PRIVATE KEY( BLOCK)? ?-{4,5}$/;

const ssh2Magic = 0x3f6ff9eb;

interface Armor {
  /** Words before `PRIVATE KEY`, each with its space. */
  readonly label: string;
  /** The line ends in `BLOCK`, as OpenPGP's does. */
  readonly isBlock: boolean;
  /** The quotation mark before the line with its backslashes, if there is one. */
  readonly quote: string | undefined;
}

function keyInArmor({ label, isBlock, quote }: Armor, raw: string): { kind: KeyKind; bytes: Buffer } | null {
  const { encrypted, bytes } = bodyOf(unescaped(quote === undefined ? raw : joined(raw, quote)));
  if (bytes.length < 32) return null;
  if (isBlock) {
    const kind = keyInOpenPgp(bytes);
    return kind === null ? null : { kind, bytes };
  }
  if (encrypted) {
    // The body is a ciphertext without a structure; its blocks have 8 or 16 bytes.
    return bytes.length >= 48 && bytes.length % 8 === 0
      ? { kind: { name: `${label}private key`, encrypted: true }, bytes }
      : null;
  }
  if (label.startsWith("SSH2 ") && bytes.readUInt32BE(0) === ssh2Magic)
    return { kind: { name: "SSH2 private key", encrypted: label.includes("ENCRYPTED") }, bytes };
  const kind = keyInDer(bytes) ?? keyInOpenSsh(bytes);
  return kind === null ? null : { kind, bytes };
}

function armoredKeys(bytes: Buffer, places: readonly number[]): PrivateKey[] {
  const keys: PrivateKey[] = [];
  for (const place of places) {
    const lead = bytes.toString("latin1", Math.max(0, place - 60), place + 24);
    const headerEnd = /^PRIVATE KEY(?: BLOCK)? ?-{4,5}/.exec(lead.slice(Math.min(60, place)))?.[0].length;
    if (headerEnd === undefined) continue;
    const begin = beginLine.exec(lead.slice(0, Math.min(60, place) + headerEnd));
    if (begin === null) continue;
    const start = place + headerEnd;
    // No body holds four dashes: the end line, or the next key's first line, stops it.
    const region = bytes.subarray(start, start + longestBody);
    const stop = region.indexOf("----");
    const body = region.toString("latin1", 0, stop === -1 ? region.length : stop);
    const quote = /(\\{0,8}["'`])[ \t]*$/.exec(lead.slice(0, begin.index))?.[1];
    const found = keyInArmor({ label: begin[1] ?? "", isBlock: begin[2] !== undefined, quote }, body);
    if (found === null) continue;
    const at = place + headerEnd - begin[0].length;
    keys.push({ ...found.kind, at, bytes: found.bytes, body: body.trim() });
  }
  return keys;
}

const puttyFile =
  /^PuTTY-User-Key-File-([123]): ([\w@.-]{3,64})\s{1,4}Encryption: ([\w-]{2,20})\s{1,4}Comment: [^\n]{0,1000}\n\s{0,2}Public-Lines: (\d{1,4})\s/;

/** @see https://the.earth.li/~sgtatham/putty/latest/htmldoc/AppendixC.html */
function puttyKeys(bytes: Buffer, places: readonly number[]): PrivateKey[] {
  const keys: PrivateKey[] = [];
  for (const [index, place] of places.entries()) {
    const end = Math.min(bytes.length, place + 64 * 1024, places[index + 1] ?? bytes.length);
    const text = unescaped(bytes.toString("latin1", place, end));
    const [, version, algorithm, cipher] = puttyFile.exec(text) ?? [];
    const count = /\nPrivate-Lines: (\d{1,4})[\r\n]+/.exec(text);
    if (version === undefined || algorithm === undefined || count === null) continue;
    const lines = text.slice(count.index + count[0].length).split(/\r?\n+/, Number(count[1]));
    const body = lines.join("");
    const key = Buffer.from(body, "base64");
    if (!/^[A-Za-z0-9+/]{24,}={0,2}$/.test(body)) continue;
    const name = `PuTTY private key (version ${version}, ${algorithm})`;
    keys.push({ name, encrypted: cipher !== "none", at: place, bytes: key, body: lines.join("\n") });
  }
  return keys;
}

/** Longest PEM text, in base64 once more, to look at. */
const longestWrapped = 64 * 1024;

/** Keys whose whole PEM text is in base64, as in a kubeconfig or an environment variable. */
function wrappedKeys(bytes: Buffer, places: readonly number[]): PrivateKey[] {
  const keys: PrivateKey[] = [];
  let done = 0;
  for (const place of places) {
    if (place < done) continue;
    const text = bytes.toString("latin1", place, place + longestWrapped);
    const body = /^[A-Za-z0-9+/]*/.exec(text)?.[0] ?? "";
    done = place + body.length;
    const pem = Buffer.from(body, "base64");
    const inner: number[] = [];
    for (let at = pem.indexOf("PRIVATE KEY"); at !== -1; at = pem.indexOf("PRIVATE KEY", at + 11))
      inner.push(at);
    const [first] = armoredKeys(pem, inner);
    if (first !== undefined) keys.push({ ...first, at: place, body });
  }
  return keys;
}

/** Every private key in a text file, in the order of their places. */
export function findPrivateKeys(bytes: Buffer): PrivateKey[] {
  const { keys } = sightings(bytes);
  if (keys.size === 0) return [];
  return [
    ...armoredKeys(bytes, keys.get("PRIVATE KEY") ?? []),
    ...puttyKeys(bytes, keys.get("PuTTY-User-Key-File-") ?? []),
    ...jwkKeys(bytes, keys.get("kty") ?? []),
    ...wrappedKeys(bytes, keys.get(wrappedPem) ?? []),
  ].sort((one, other) => one.at - other.at);
}
