import type { Entry } from "../../tarball/tarball.ts";

/**
 * The bytes of a text in an encoding that has ASCII as it is: the entry's own, unless a byte order mark says UTF-16,
 * in which no key and no token would be recognised. Null for what is no text file.
 */
export function textBytes(entry: Entry): Buffer | null {
  if (entry.kind !== "file" || !entry.isText) return null;
  const [first, second] = entry.content;
  const isUtf16 = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  return isUtf16 ? Buffer.from(entry.text()) : entry.content;
}
