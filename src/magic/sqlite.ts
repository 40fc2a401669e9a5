import { Reader } from "./reader.ts";

/**
 * Number of tables of a SQLite database, its own bookkeeping left out, when the schema fits on the first page; else null.
 * The page is a B-tree leaf whose cells are rows of `sqlite_schema`: the first column is the kind of thing, the third its name.
 * @see https://www.sqlite.org/fileformat2.html#b_tree_pages
 */
export function tableCount(bytes: Buffer): number | null {
  const reader = new Reader(bytes, false);
  const size = reader.u16(16) === 1 ? 65_536 : reader.u16(16);
  // 13: a leaf of a table. The B-tree header of page 1 comes after the file's own header of 100 bytes.
  if (reader.u8(100) !== 13 || bytes.length < size) return null;
  const cells = reader.u16(103);
  if (108 + cells * 2 > size) return null;
  let tables = 0;
  for (let cell = 0; cell < cells; cell++) if (isTable(bytes, reader.u16(108 + cell * 2))) tables++;
  return tables;
}

function isTable(bytes: Buffer, cell: number): boolean {
  const payload = varint(bytes, cell);
  const start = varint(bytes, payload.after).after;
  const record = varint(bytes, start);
  const kind = varint(bytes, record.after);
  const name = varint(bytes, kind.after);
  const body = start + record.value;
  const kindLength = textLength(kind.value);
  const kindText = bytes.toString("latin1", body, body + kindLength);
  const nameText = bytes.toString(
    "latin1",
    body + kindLength,
    body + kindLength + Math.min(7, textLength(name.value)),
  );
  return kindText === "table" && nameText !== "sqlite_";
}

/** Length of a text by its serial type. */
function textLength(type: number): number {
  return type >= 13 && type % 2 === 1 ? (type - 13) / 2 : 0;
}

/** SQLite's number of one to nine bytes, seven bits in each, the highest first. */
function varint(bytes: Buffer, at: number): { readonly value: number; readonly after: number } {
  let value = 0;
  for (let index = 0; index < 8; index++) {
    const byte = bytes[at + index] ?? 0;
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) return { value, after: at + index + 1 };
  }
  return { value: value * 256 + (bytes[at + 8] ?? 0), after: at + 9 };
}
