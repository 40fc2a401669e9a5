import { type Database, databaseOf } from "../magic/database.ts";
import { count, size } from "../report/format.ts";
import { compilePatterns } from "./path-pattern.ts";
import { leftoverClaims } from "./path-table.ts";
import { defineRule, noOptions, type Problem } from "./rule.ts";

/** Names that count where the bytes say nothing: encrypted, cut off, or of a format without a mark of its own. */
const patterns = [
  "*.{sqlite,sqlite3,db3,s3db,sqlitedb}",
  "*.{sqlite,sqlite3,db}-{wal,shm,journal}",
  "*.{db,mdb}",
  "*.{accdb,realm,ldb,rdb,aof,bson,ibd,myd,frm,wt}",
  "mongod.lock",
  "MANIFEST-[0-9]*",
  "{dump,backup,pg_dump,mysqldump}.sql",
  "*.sql.gz",
  "!{thumbs,ehthumbs,ehthumbs_vista}.db",
];

/** Those that mean a database even when the content is text. */
const textToo = /(?:\.aof|mongod\.lock|(?:dump|backup)\.sql)$/i;

/** A look at the end of the path that spares most of them the patterns. */
const perhapsNamed =
  /(?:db\d?|sqlite3?|-(?:wal|shm|journal)|\.(?:realm|rdb|aof|bson|ibd|myd|frm|wt|lock|sql|gz)|manifest-\d+)$/i;

const isNamed = compilePatterns([{ owner: null, patterns, anyCase: true }]);

export const databaseFile = defineRule({
  id: "database-file",
  title: "Database file",
  catches:
    "Databases by their bytes and under any name: SQLite (with the number of its tables), its journals, LevelDB, RocksDB, LMDB, Berkeley DB, DuckDB, Realm, Microsoft Access, H2, " +
    "GDBM, WiredTiger, Redis and PostgreSQL dumps, and SQL dumps with rows in them. By name where the bytes tell nothing (encrypted ones), in any letter case: " +
    `${patterns.map((pattern) => `\`${pattern}\``).join(", ")}. Left alone: text files with such an ending, SQL that is code (migrations, schemas), and MaxMind's \`*.mmdb\`.`,
  incident:
    "@siteboon/claude-code-ui 1.12.0 (December 2025) shipped its developer's user database, so that a fresh install said that the user " +
    "existed already. harvesterjs 2.2.1 (2015) shipped a MongoDB data folder: 135 of its 136 MB.",
  fix: "Delete it, ask who was in it, and exclude it in `files` of package.json.",
  options: noOptions,
  start: ({ policy }) => {
    const isLeftover = leftoverClaims(policy);
    return {
      entry({ kind, path, content, isText }): readonly Problem[] {
        if (kind === "directory") return [];
        const database = kind === "file" ? databaseOf(content, isText) : null;
        const [match] = database === null && perhapsNamed.test(path) ? isNamed(path) : [];
        if ((database === null && match === undefined) || isLeftover(path)) return [];
        if (database !== null) return [{ path, message: described(database, content.length) }];
        if (match === undefined) return [];
        if (kind === "file" && content.length === 0)
          return [
            { path, message: `a database by its name (\`${match.pattern}\`), empty today`, level: "warn" },
          ];
        return kind !== "file" || !isText || textToo.test(path)
          ? [{ path, message: `a database (the name matches \`${match.pattern}\`)` }]
          : [];
      },
    };
  },
});

function described({ says, tables }: Database, bytes: number): string {
  return `${says} (${tables === null ? "" : `${count(tables, "table")}, `}${size(bytes)})`;
}
