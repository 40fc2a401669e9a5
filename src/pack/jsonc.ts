import { type ParseError, parse } from "jsonc-parser";

/** JSON with comments, a byte order mark or not; undefined for anything else, where the library would guess. */
export function parseJsonc(text: string): unknown {
  const errors: ParseError[] = [];
  const value: unknown = parse(text.replace(/^\uFEFF/, ""), errors, { allowTrailingComma: true });
  return errors.length === 0 ? value : undefined;
}
