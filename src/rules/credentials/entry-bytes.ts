import { isUtf8 } from "node:buffer";
import type { Entry } from "../../tarball/tarball.ts";
import { utf16 } from "../../tarball/text.ts";

/**
 * The bytes of a text in an encoding that has ASCII as it is: the entry's own, unless they are UTF-16, in which no key and no
 * token would be recognised. What is UTF-8 but for many NULs is read without them: no program's code is UTF-8, and NULs alone
 * must not hide a key. Null for what is no text file.
 */
export function textBytes(entry: Entry): Buffer | null {
  const { kind, content, isText } = entry;
  if (kind !== "file") return null;
  if (isText) return utf16(content) === null ? content : Buffer.from(entry.text());
  return isUtf8(content) ? Buffer.from(content.filter((byte) => byte !== 0)) : null;
}
