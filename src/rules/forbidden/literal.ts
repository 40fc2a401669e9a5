/** Counts a text in bytes, and tells where it is first. */
export type Search = (bytes: Buffer) => Hits;

export interface Hits {
  readonly count: number;
  /** Byte offset; -1 when there are none. */
  readonly first: number;
}

/** Bytes of one window when letter case does not matter: a string of them is made and thrown away. */
const window = 1024 * 1024;

/** The bytes of a text, in UTF-8 and, for binary files, as Windows and Java keep their strings. */
export function literalSearch(text: string, wide: boolean): Search {
  const needle = Buffer.from(text, wide ? "utf16le" : "utf8");
  return (bytes) => {
    let count = 0;
    const first = bytes.indexOf(needle);
    for (let at = first; at !== -1; at = bytes.indexOf(needle, at + needle.length)) count++;
    return { count, first };
  };
}

/** The same for a text of ASCII letters in any case. */
export function caselessSearch(text: string, wide: boolean): Search {
  const bytesOfText = [...Buffer.from(text, wide ? "utf16le" : "utf8")];
  // A sequence of fixed characters, so that the expression cannot backtrack further than the text is long.
  const source = bytesOfText.map((byte) => `\\x${byte.toString(16).padStart(2, "0")}`).join("");
  const expression = new RegExp(source, "gi");
  const overlap = bytesOfText.length - 1;
  return (bytes) => {
    let count = 0;
    let first = -1;
    let next = 0;
    for (let start = 0; start < bytes.length; start += window) {
      const piece = bytes.toString("latin1", start, start + window + overlap);
      expression.lastIndex = Math.max(0, next - start);
      for (let match = expression.exec(piece); match !== null; match = expression.exec(piece)) {
        if (match.index >= window) break;
        count++;
        if (first === -1) first = start + match.index;
        next = start + expression.lastIndex;
      }
    }
    return { count, first };
  };
}

/** Letters outside ASCII have several forms, which bytes alone do not tell. */
export function isAsciiText(text: string): boolean {
  return /^[\0-\x7f]*$/.test(text);
}
