import assert from "node:assert/strict";
import { describe, test } from "node:test";
import * as escapes from "../../src/report/escape.ts";
import { assertLinear } from "../rules/growth.ts";

/** Near-misses of what the escapes look for, and what they replace. */
const pieces = [
  ..."`_*-+=#@$:.&<>|!~ \n\r\t0aé\\/",
  "`a",
  "``",
  "`a``",
  "##",
  "##[",
  "::",
  "](",
  "1.",
  "1",
  "www.",
  "gh-",
  "GH-1",
  "abcdef",
  "abcdeg",
  "- ",
  "%0A",
  "\u202e",
  "\u2764\ufe0f",
  "\ud83d",
  "../",
];

const functions: Record<string, (text: string) => string> = {
  ...escapes,
  markdownFence: (text) => escapes.markdownFence([text, text]),
};

describe("time grows with the text that is escaped, whatever it holds", () => {
  for (const [name, escaped] of Object.entries(functions)) {
    test(name, () => {
      for (const piece of pieces) {
        assertLinear(`${name} of ${JSON.stringify(piece)}`, 20_000, (size) => {
          const text = piece.repeat(Math.ceil(size / piece.length));
          return () => escaped(text);
        });
      }
    });
  }
});

test("every escape was looked at", () => assert.ok(Object.keys(functions).length >= 12));
