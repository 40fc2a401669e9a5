import assert from "node:assert/strict";
import { test } from "node:test";
import {
  compilePattern,
  loadPatternEngine,
  patternError,
  requiredLiteral,
} from "../../../src/rules/forbidden/pattern.ts";

await loadPatternEngine();

/** A pattern, the text that each of its matches must hold, and a text that it matches. */
const required: readonly (readonly [source: string, literal: string, text: string])[] = [
  ["abc", "abc", "abc"],
  ["ab+cde", "cde", "abbcde"],
  ["abc?d", "ab", "abd"],
  ["abc*defg", "defg", "abdefg"],
  ["abc{0,2}d", "ab", "abd"],
  ["abc{2}defg", "defg", "abccdefg"],
  ["a{2}bcd", "bcd", "aabcd"],
  ["ab.cd", "ab", "abxcd"],
  ["^abc$", "abc", "abc"],
  ["abc|x", "", "x"],
  ["(a|b)cde", "cde", "acde"],
  ["(abc)?de", "de", "de"],
  ["(a(b)c)de", "de", "abcde"],
  ["(a\\)|b)cd", "cd", "bcd"],
  ["x(ab\\)cd)yz", "yz", "xab)cdyz"],
  ["[abc]de", "de", "ade"],
  ["de[abc]", "de", "dea"],
  ["[^a]bc", "bc", "xbc"],
  ["[]abc]de", "de", "]de"],
  ["[^]a]de", "de", "xde"],
  ["[a\\]bcd]e", "e", "]e"],
  ["[[:alpha:]abc]de", "de", "xde"],
  ["a\\.bc", "a.bc", "a.bc"],
  ["a\\.b?c", "a.", "a.c"],
  ["a\\/b", "a/b", "a/b"],
  ["ab\\dcde", "cde", "ab1cde"],
  ["ab\\wcdef", "cdef", "abxcdef"],
  ["ab\\bcd", "ab", ""],
  ["ab\\n\\tcdef", "cdef", "ab\n\tcdef"],
  ["\\pLabc", "abc", "xabc"],
  ["\\p{Greek}abc", "abc", "αabc"],
  ["\\x41abc", "abc", "Aabc"],
  ["\\x{41}abc", "abc", "Aabc"],
  ["\\101abc", "abc", "Aabc"],
  ["aé bcd", " bcd", "aé bcd"],
  ["(?i)abc", "", "ABC"],
  ["(?s)abc", "", "abc"],
  ["(?:a)bcd", "bcd", "abcd"],
  ["(?m)abc", "abc", "abc"],
  ["(?P<n>a)bcd", "bcd", "abcd"],
  ["\\Qa.c\\E", "", "a.c"],
];

for (const [source, literal, text] of required) {
  test(`every match of ${source} holds ${JSON.stringify(literal)}`, () => {
    assert.equal(requiredLiteral(source), literal);
    if (text !== "") {
      const { count, match } = compilePattern(source, false).search(text);
      assert.ok(count > 0 && match.includes(literal), text);
    }
  });
}

test("in any letter case no text is required", () => {
  assert.equal(compilePattern("abc", true).required, "");
  assert.equal(compilePattern("abc", false).required, "abc");
});

const errors: readonly (readonly [source: string, error: string | null])[] = [
  ["abc", null],
  ["a*", "matches the empty text, which is everywhere"],
  ["(a){1000}(b){999}", "is too large: write it with fewer repetitions"],
];

for (const [source, error] of errors) {
  test(`the pattern ${source} ${error ?? "is fine"}`, () => assert.equal(patternError(source, false), error));
}

test("what is no pattern is told in the engine's words", () => {
  for (const source of ["(", "(?=a)b", "(a)\\1"]) {
    assert.match(
      patternError(source, false) ?? "",
      /^is no pattern of RE2 \((?!error parsing)[a-z][^;]*\); it has no look-around and no references back$/,
    );
  }
});

test("matches are counted up to ten thousand, and the first one is told", () => {
  const pattern = compilePattern("b+", false);
  assert.deepEqual(pattern.search("aé bb b"), { count: 2, first: 3, match: "bb" });
  assert.deepEqual(pattern.search("aaa"), { count: 0, first: -1, match: "" });
  assert.equal(pattern.search("b ".repeat(10_000)).count, 10_000);
  assert.equal(pattern.search("b ".repeat(10_002)).count, 10_000);
});
