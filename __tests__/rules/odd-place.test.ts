import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { allRules } from "../../src/rules/index.ts";
import { zip } from "./binaries.ts";
import { inspect } from "./inspect.ts";

const map = JSON.stringify({ version: 3, sources: ["a.ts"], sourcesContent: ["a"], mappings: "AAAA" });
const contents: readonly (string | Buffer)[] = [
  map,
  `code();\n//# sourceMappingURL=data:application/json;base64,${Buffer.from(map).toString("base64")}\n`,
  "mx".repeat(400),
  "/home/jane/work/x.ts and /Users/jane/x.ts\nhttps://user:secret@example.com/\n",
  Buffer.from("mappings, sources, /home/jane/work/x.ts", "utf16le"),
  Buffer.from("SQLite format 3\0"),
  Buffer.concat([Buffer.from("\x7fELF\x02\x01\x01"), Buffer.alloc(200)]),
  zip({ "a.map": "mx".repeat(40), ".env": "TOKEN=abc\n" }),
  gzipSync(map),
  randomBytes(5000),
];

// An entry is a view of what was unpacked, and Node's own UTF-16 search never ended in one that began at an odd place.
test("no rule says anything else of an entry that begins at an odd place in memory", () => {
  for (const name of ["dist/a.map", "dist/a.js", "dist/a.br", ".env", "core"]) {
    for (const content of contents) {
      const even = Buffer.from(content);
      const odd = Buffer.concat([Buffer.from("?"), even]).subarray(1);
      assert.equal(odd.byteOffset % 2, 1);
      for (const rule of allRules) {
        const said = (bytes: Buffer) =>
          inspect(rule, { files: { [name]: bytes } }).map(({ message }) => message);
        assert.deepEqual(said(odd), said(even), `${rule.id}: ${name}`);
      }
    }
  }
});
