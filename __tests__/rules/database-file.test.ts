import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import { databaseFile } from "../../src/rules/database-file.ts";
import { temporaryFolder } from "../archive.ts";
import { bytesOf, noise } from "./binaries.ts";
import { inspect, pathsOf } from "./inspect.ts";

const at = (offset: number, mark: string) => bytesOf(Buffer.alloc(offset, 1), mark, Buffer.alloc(64));

const caught: readonly (readonly [path: string, content: Buffer | string, message: string])[] = [
  ["a.bin", at(16, "\xde\xc0\xef\xbe"), "an LMDB database"],
  ["b.bin", at(16, "T-DB"), "a Realm database"],
  ["c.bin", at(8, "DUCK"), "a DuckDB database"],
  ["d.bin", bytesOf([0, 12], [0x053162, 4], [0, 32]), "a Berkeley DB database (B-tree)"],
  ["e.bin", bytesOf([0, 12], [0x62310500, 4], [0, 32]), "a Berkeley DB database (B-tree)"],
  ["f.bin", bytesOf([0, 1], [1, 3], "Standard Jet DB\0", [0, 32]), "a Microsoft Access database"],
  ["g.bin", bytesOf(noise, "\x57\xfb\x80\x8b\x24\x75\x47\xdb"), "a table of a LevelDB database"],
  ["h.bin", bytesOf("REDIS0011", noise), "a Redis dump"],
  ["i.bin", bytesOf("PGDMP\x01\x0e\0", noise), "a PostgreSQL dump"],
  ["j", "-- MySQL dump 10.13\n\nINSERT INTO `users` VALUES (1);\n", "a MySQL dump with rows"],
  [
    "k",
    "--\n-- PostgreSQL database dump\n--\nCOPY public.users FROM stdin;\n",
    "a PostgreSQL dump with rows",
  ],
  [
    "l",
    "/*M!999999\\- enable the sandbox mode */\n-- MariaDB dump 10.19\nINSERT INTO a VALUES (1)",
    "a MariaDB dump with rows",
  ],
  [
    "m.txt",
    "-- phpMyAdmin SQL Dump\n-- version 5.2\n\nINSERT INTO `users` VALUES (1);\n",
    "a phpMyAdmin dump with rows",
  ],
  [
    "n.txt",
    "-- Adminer 4.8.1 MySQL 8.0 dump\n\nINSERT INTO `users` VALUES (1);\n",
    "an Adminer dump with rows",
  ],
  [
    "o.txt",
    "PRAGMA foreign_keys=OFF;\nBEGIN TRANSACTION;\nINSERT INTO users VALUES(1);\n",
    "a SQLite dump with rows",
  ],
  ["db/MANIFEST-000002", noise, "a database (the name matches `MANIFEST-[0-9]*`)"],
  ["dev.sqlite", noise, "a database (the name matches `*.sqlite`)"],
  ["data/users.DB", noise, "a database (the name matches `*.db`)"],
  ["users.db-wal", noise, "a database (the name matches `*.db-wal`)"],
  ["db/mongod.lock", "1234\n", "a database (the name matches `mongod.lock`)"],
  ["backup.sql", "CREATE TABLE a (b int);", "a database (the name matches `backup.sql`)"],
  ["empty.sqlite3", "", "a database by its name (`*.sqlite3`), empty today"],
];
for (const [path, content, message] of caught) {
  test(`${path}: ${message}`, () => {
    const [problem, ...more] = inspect(databaseFile, { files: { [path]: content } });
    assert.deepEqual(more, []);
    assert.equal(problem?.path, path);
    assert.equal(problem?.message.replace(/ \([\d.,]+ k?B\)$/, ""), message);
    assert.equal(problem?.level, content === "" ? "warn" : undefined);
  });
}

test("counts the tables of a database that SQLite wrote, and knows its log", async () => {
  await using folder = await temporaryFolder();
  const file = path.join(folder.path, "a");
  const database = new DatabaseSync(file);
  database.exec("PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0");
  database.exec("CREATE TABLE users (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT)");
  database.exec(
    "CREATE TABLE roles (id INTEGER); CREATE INDEX byName ON users (name); CREATE VIEW v AS SELECT 1",
  );
  const log = await readFile(`${file}-wal`);
  database.exec("PRAGMA journal_mode = DELETE");
  const few = await readFile(file);
  for (let index = 0; index < 100; index++) database.exec(`CREATE TABLE t${index} (${"x".repeat(100)} TEXT)`);
  database.close();
  const many = await readFile(file);
  const messages = inspect(databaseFile, { files: { few, many, log } }).map(({ message }) => message);
  assert.match(messages[0] ?? "", /^a SQLite database \(2 tables, [\d.]+ kB\)$/);
  assert.match(messages[1] ?? "", /^a SQLite database \([\d.]+ kB\)$/);
  assert.match(messages[2] ?? "", /^the write-ahead log of a SQLite database/);
  for (let length = 16; length < few.length; length += 97)
    assert.equal(inspect(databaseFile, { files: { a: few.subarray(0, length) } }).length, 1);
});

const spared: Readonly<Record<string, Buffer | string>> = {
  "mime.db": "text/plain txt\n",
  "a.mdb": "some text\n",
  "migrations/001.sql": "INSERT INTO a VALUES (1);",
  "schema.sql": "-- MySQL dump 10.13\nCREATE TABLE a (b int);\n",
  "db.js": "export default 1;\n",
  "docs/database.md": "SQLite format 3 is a format",
  "img/Thumbs.db": noise,
  "geo.mmdb": noise,
  "coverage/a.sqlite": noise,
  noise,
};
test("leaves alone what is no database", () => {
  assert.deepEqual(pathsOf(inspect(databaseFile, { files: spared })), []);
});
