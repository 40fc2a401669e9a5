import { createHash } from "node:crypto";

/** A place in a file as an editor counts it: both from 1, the column in UTF-16 units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/**
 * Positions of byte offsets, which must be given in ascending order: the bytes between two of them are read once,
 * so that many findings in one long line cost no more than the line.
 */
export function positionsIn(bytes: Buffer): (offset: number) => Position {
  let reached = 0;
  let line = 1;
  let column = 1;
  let newline = bytes.indexOf(10);
  return (offset) => {
    while (newline !== -1 && newline < offset) {
      line++;
      column = 1;
      reached = newline + 1;
      newline = bytes.indexOf(10, reached);
    }
    column += bytes.toString("utf8", reached, offset).length;
    reached = offset;
    return { line, column };
  };
}

/** First 12 hex digits of the sha256 of a value: names it in a waiver without telling it. */
export function fingerprint(value: string | Buffer): string {
  return createHash("sha256").update(value).digest("hex").slice(0, 12);
}
