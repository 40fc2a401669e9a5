import assert from "node:assert/strict";
import { test } from "node:test";
import { hiding } from "../src/masks.ts";

const cases: [values: string[], text: string, shown: string][] = [
  [[], "nothing to hide", "nothing to hide"],
  [[""], "an empty value is none", "an empty value is none"],
  [["secret"], "a secret, and a secret", "a ***, and a ***"],
  [["abc", "abcdef"], "abcdef abcde", "*** ***de"],
  [["abcd", "cdef", "efgh"], "xabcdefghx", "x***x"],
  [["bcd", "abc"], "abcd", "***"],
  [["aa"], "aaaaa", "***"],
  [["ab"], "abab", "******"],
  [["b", "abc"], "abx", "a***x"],
  [["*", "***"], "a*b", "a***b"],
];

for (const [values, text, shown] of cases) {
  test(`${JSON.stringify(values)} in ${text}`, () => assert.equal(hiding(values)(text), shown));
}
