import { isUtf8 } from "node:buffer";
import { lastAnswer } from "../../tarball/last-answer.ts";
import type { Entry } from "../../tarball/tarball.ts";
import { isPlain, utf16 } from "../../tarball/text.ts";

/** What a runtime reads as text whatever bytes are in it. */
const isCodeName = /\.(?:[cm]?[jt]sx?|json|vue|svelte|html?|css)$/i;

/**
 * The bytes of a text in an encoding that has ASCII as it is: the entry's own, unless they are UTF-16, in which no key and no
 * token would be recognised. What is UTF-8 but for many NULs is read without them: no program's code is UTF-8, and NULs alone
 * must not hide a key. Null for what is no text file.
 */
export const textBytes = lastAnswer((entry: Entry): Buffer | null => {
  const { kind, content, isText } = entry;
  if (kind !== "file") return null;
  if (isPlain(content)) return content;
  const order = utf16(content);
  if (isText && order === null && !content.includes(0)) return content;
  if (!isText && !isUtf8(content) && !isCodeName.test(entry.path)) return null;
  if (!isText || order === null) return withoutNuls(content);
  // Part of the file may be in another encoding (PowerShell appends so), and a mark may lie: without NULs both are ASCII again.
  const decoded = Buffer.from(entry.text());
  return isMixed(content) ? Buffer.concat([decoded, Buffer.from("\n"), withoutNuls(content)]) : decoded;
});

/** Letters side by side that UTF-16 would part by NULs. */
function isMixed(content: Buffer): boolean {
  return /[\x20-\x7e]{12}/.test(content.toString("latin1"));
}

function withoutNuls(content: Buffer): Buffer {
  const kept = Buffer.allocUnsafe(content.length);
  let end = 0;
  for (let at = 0; at < content.length; at++) {
    const byte = content[at] ?? 0;
    if (byte !== 0) kept[end++] = byte;
  }
  return kept.subarray(0, end);
}
