import { type ParseError, parse } from "jsonc-parser";

/** JSON with comments, a byte order mark or not; undefined for anything else, where the library would guess. */
export function parseJsonc(text: string): unknown {
  const errors: ParseError[] = [];
  const value: unknown = parse(text.replace(/^\uFEFF/, ""), errors, { allowTrailingComma: true });
  return errors.length === 0 ? value : undefined;
}

/** ` at line 3, column 5` of the first mistake in what should be JSON without comments; empty where the library sees none. */
export function mistakeAt(text: string): string {
  const errors: ParseError[] = [];
  try {
    parse(text, errors, { disallowComments: true });
  } catch (error) {
    // Nested too deep for the library, which recurses.
    if (!(error instanceof RangeError)) throw error;
  }
  const [first] = errors;
  if (first === undefined) return "";
  const lines = text.slice(0, first.offset).split("\n");
  return ` at line ${lines.length}, column ${(lines.at(-1) ?? "").length + 1}`;
}
