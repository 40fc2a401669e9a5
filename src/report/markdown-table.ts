import type { Block } from "./budget.ts";
import { markdownCode, markdownProse } from "./escape.ts";
import { clip, number, size } from "./format.ts";

/** Who gets room first when there is not enough for everyone. */
export const TURN = {
  failures: 0,
  packages: 1,
  errors: 2,
  warnings: 3,
  allowed: 4,
  notes: 5,
  integrity: 6,
  more: 7,
  contents: 8,
} as const;

/** Rows that stand in the open; the others of the same block are folded away. */
const OPEN_ROWS = 20;

/** Longest text of one field, in UTF-16 units, before it is escaped. */
export const LONGEST = 600;

export function code(text: string): string {
  return markdownCode(clip(text, LONGEST));
}

export function prose(text: string): string {
  return markdownProse(clip(text, LONGEST));
}

/** The first of several codes, and how many more there are. */
export function codes(texts: readonly string[], most: number): string {
  const rest = texts.length - most;
  const shown = texts.slice(0, most).map(code).join(", ");
  return rest > 0 ? `${shown} and ${number(rest)} more` : shown;
}

/** A size that a narrow column does not break. */
export function sizeCell(bytes: number): string {
  return size(bytes).replace(" ", "&nbsp;");
}

/** The first rows in the open, the others below them folded away. */
export function folded(block: Block): Block[] {
  const open = block.rows.slice(0, OPEN_ROWS);
  const more = block.rows.slice(OPEN_ROWS);
  const header = block.open === "" ? "" : `\n${block.open}`;
  return [
    { ...block, rows: open },
    {
      ...block,
      open: `<details><summary>${number(more.length)} more</summary>\n${header}`,
      rows: more,
      close: "\n</details>",
      turn: TURN.more,
    },
  ];
}

/** The head of a table; a title that begins with `>` makes a column of numbers. */
export function table(titles: readonly string[]): string {
  const names = titles.map((title) => title.replace(/^>/, ""));
  const rules = titles.map((title) => (title.startsWith(">") ? "--:" : ":--"));
  return `${row(names)}\n${row(rules)}`;
}

export function row(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}
