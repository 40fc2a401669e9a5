import { hasText, Reader } from "./reader.ts";
import { tableCount } from "./sqlite.ts";

/** A database, or a part of one, as its first bytes tell it. */
export interface Database {
  /** A phrase with its article. */
  readonly says: string;
  /** Tables, where the first page lists all of them. */
  readonly tables: number | null;
}

/** Fixed bytes of a format, as Latin-1 text at an offset. */
const marks: readonly { readonly at: number; readonly mark: string; readonly says: string }[] = [
  // https://www.sqlite.org/fileformat2.html and https://www.sqlite.org/walformat.html
  { at: 0, mark: "7\x7f\x06\x82", says: "the write-ahead log of a SQLite database" },
  { at: 0, mark: "7\x7f\x06\x83", says: "the write-ahead log of a SQLite database" },
  { at: 0, mark: "\xd9\xd5\x05\xf9 \xa1c\xd7", says: "the rollback journal of a SQLite database" },
  { at: 8, mark: "DUCK", says: "a DuckDB database" },
  { at: 0, mark: "\0\x01\0\0Standard Jet DB\0", says: "a Microsoft Access database" },
  { at: 0, mark: "\0\x01\0\0Standard ACE DB\0", says: "a Microsoft Access database" },
  // https://github.com/LMDB/lmdb/blob/mdb.master/libraries/liblmdb/mdb.c (MDB_MAGIC behind the page header)
  { at: 16, mark: "\xde\xc0\xef\xbe", says: "an LMDB database" },
  // https://github.com/realm/realm-core/blob/master/src/realm/alloc_slab.hpp
  { at: 16, mark: "T-DB", says: "a Realm database" },
  { at: 0, mark: "REDIS0", says: "a Redis dump" },
  { at: 0, mark: "PGDMP", says: "a PostgreSQL dump" },
  { at: 0, mark: "\x41\xd8\x01\0\x01\0\0\0", says: "a WiredTiger table of a MongoDB database" },
  { at: 0, mark: "\xce\x9a\x57\x13", says: "a GDBM database" },
  { at: 0, mark: "\xcf\x9a\x57\x13", says: "a GDBM database" },
  { at: 0, mark: "\xfe\xfe\x07\x01", says: "the index of a MySQL table" },
  { at: 0, mark: "-- H2 0.5/B -- ", says: "an H2 database" },
  { at: 0, mark: "H:2,block:", says: "an H2 database" },
];

const marksByFirstByte = new Map<number, (typeof marks)[number][]>();
for (const mark of marks.filter(({ at }) => at === 0)) {
  const first = mark.mark.charCodeAt(0);
  marksByFirstByte.set(first, [...(marksByFirstByte.get(first) ?? []), mark]);
}
const inner = marks.filter(({ at }) => at > 0);

/** Berkeley DB's access methods, in the page header at byte 12, in the byte order of the machine that wrote it. */
const berkeley: ReadonlyMap<number, string> = new Map([
  [0x00053162, "B-tree"],
  [0x00061561, "hash"],
  [0x00042253, "queue"],
]);

/** The last eight bytes of a sorted table. @see https://github.com/google/leveldb/blob/main/doc/table_format.md */
const tableEnds: readonly (readonly [mark: string, says: string])[] = [
  ["\x57\xfb\x80\x8b\x24\x75\x47\xdb", "a table of a LevelDB database"],
  ["\xf7\xcf\xf4\x85\xb7\x41\xe2\x88", "a table of a RocksDB database"],
];

/** Where a dump tool names itself, in bytes. */
const head = 512;

/** What database the bytes are; null when no header says so. */
export function databaseOf(bytes: Buffer, isText: boolean): Database | null {
  if (hasText(bytes, 0, "SQLite format 3\0")) return { says: "a SQLite database", tables: tableCount(bytes) };
  const says = isText ? textKind(bytes) : binaryKind(bytes);
  return says === null ? null : { says, tables: null };
}

function binaryKind(bytes: Buffer): string | null {
  for (const { mark, says } of marksByFirstByte.get(bytes[0] ?? -1) ?? [])
    if (hasText(bytes, 0, mark)) return says;
  for (const { at, mark, says } of inner) if (hasText(bytes, at, mark)) return says;
  for (const littleEndian of [true, false]) {
    const method = berkeley.get(new Reader(bytes, littleEndian).u32(12));
    if (method !== undefined) return `a Berkeley DB database (${method})`;
  }
  for (const [mark, says] of tableEnds) if (hasText(bytes, bytes.length - 8, mark)) return says;
  return null;
}

/** A dump in SQL with rows in it: without them it is a schema, which is code. */
function textKind(bytes: Buffer): string | null {
  if (bytes[0] !== 0x2d && bytes[0] !== 0x50 && bytes[0] !== 0x2f) return null;
  const start = bytes.toString("latin1", 0, head);
  const tool =
    /^(?:\/\*.{0,80}\*\/;?\s{0,9})?\s{0,9}(?:--\s{0,9})+(MySQL|MariaDB|PostgreSQL database) dump/.exec(
      start,
    )?.[1];
  const other = /^--\s{0,9}(phpMyAdmin|Adminer) [^\n]{0,60}\bdump\b/i.exec(start)?.[1];
  const isSqlite = /^PRAGMA foreign_keys ?= ?OFF;\s{1,9}BEGIN TRANSACTION;/.test(start);
  const by = tool ?? other ?? (isSqlite ? "SQLite" : undefined);
  if (by === undefined) return null;
  const hasRows = bytes.includes("INSERT INTO ") || bytes.includes("\nCOPY ");
  return hasRows ? `${by === "Adminer" ? "an" : "a"} ${by.replace(" database", "")} dump with rows` : null;
}
