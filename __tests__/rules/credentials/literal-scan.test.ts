import assert from "node:assert/strict";
import { test } from "node:test";
import { leads } from "../../../src/rules/credentials/leads.ts";
import { literalScan } from "../../../src/rules/credentials/literal-scan.ts";
import { noise } from "./fake.ts";

const literals = [...new Set(leads.map((lead) => lead.literal))];

function found(list: readonly string[], bytes: Buffer): string[] {
  const hits: string[] = [];
  literalScan(list)(bytes, (literal, at) => hits.push(`${at} ${list[literal]}`));
  return hits.sort();
}

/** The same by the plainest means. */
function expected(list: readonly string[], bytes: Buffer): string[] {
  const text = bytes.toString("latin1");
  const hits: string[] = [];
  for (const literal of list) {
    for (let at = text.indexOf(literal); at !== -1; at = text.indexOf(literal, at + 1))
      hits.push(`${at} ${literal}`);
  }
  return hits.sort();
}

test("finds every literal at every place, whatever the address of the bytes", () => {
  for (const literal of literals) {
    for (let before = 0; before < 9; before++) {
      for (let address = 0; address < 4; address++) {
        const text = " ".repeat(before) + literal + ";".repeat(before % 4);
        const bytes = Buffer.concat([Buffer.alloc(address), Buffer.from(text)]).subarray(address);
        assert.deepEqual(
          found(literals, bytes),
          expected(literals, bytes),
          `${literal} after ${before} bytes`,
        );
      }
    }
  }
});

test("agrees with a plain search on texts made of the literals' own letters", () => {
  const letters = [...new Set(literals.join(""))].join("");
  for (let seed = 0; seed < 200; seed++) {
    const pieces = Array.from({ length: 60 }, (_, index) => {
      const literal = literals[(seed * 31 + index * 7) % literals.length] ?? "";
      return index % 3 === 0 ? literal.slice(0, -1) : noise(letters, index % 5, `${seed}:${index}`) + literal;
    });
    const bytes = Buffer.from(pieces.join(""));
    assert.deepEqual(found(literals, bytes), expected(literals, bytes));
  }
});

test("is empty for bytes that are too few", () => {
  for (const length of [0, 1, 2]) assert.deepEqual(found(literals, Buffer.alloc(length, "h")), []);
});

test("refuses a literal that it could miss", () => {
  assert.throws(() => literalScan(["ab"]), RangeError);
});
