import { readFile } from "node:fs/promises";

/**
 * The rows of a table whose first line names the columns, tab between the cells. Empty lines are skipped.
 * Throws when a named column is missing, or when a row has more cells than the first line.
 */
export function parseTsv<Column extends string>(
  text: string,
  columns: readonly Column[],
): Readonly<Record<Column, string>>[] {
  const [head = "", ...lines] = text.split(/\r?\n/);
  const names = head.split("\t");
  for (const column of columns) {
    if (!names.includes(column)) throw new Error(`The first line names no column ${column}.`);
  }
  return lines.flatMap((line, index) => {
    if (line.trim() === "") return [];
    const cells = line.split("\t");
    // Editors cut trailing tabs; what stands there is empty.
    if (cells.length > names.length)
      throw new Error(`Line ${index + 2} has ${cells.length} cells, not ${names.length}.`);
    const cell = (column: Column) => (cells[names.indexOf(column)] ?? "").trim();
    const row = columns.map((column) => [column, cell(column)] as const);
    return [Object.fromEntries(row) as Record<Column, string>];
  });
}

export async function readTsv<Column extends string>(file: string, columns: readonly Column[]) {
  try {
    return parseTsv(await readFile(file, "utf8"), columns);
  } catch (error) {
    throw new Error(`${file}: ${error instanceof Error ? error.message : error}`, { cause: error });
  }
}
