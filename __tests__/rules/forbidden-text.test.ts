import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { requiredLiteral } from "../../src/rules/forbidden/pattern.ts";
import { forbiddenText } from "../../src/rules/forbidden-text.ts";
import { assertLinear } from "./growth.ts";
import { type Files, inspect } from "./inspect.ts";

await forbiddenText.prepare?.();

const reason = "It is not announced.";

function messages(text: object, files: Files): string[] {
  return inspect(forbiddenText, { files, options: { texts: [{ reason, ...text }] } }).map(
    ({ path, message }) => `${path} ${message}`,
  );
}

const caught: readonly (readonly [text: object, files: Files, expected: readonly string[]])[] = [
  [
    { text: "titan" },
    { "a.js": "let a;\nlet titan = 'titan'", "b.js": "titanium", "c.js": "Titan" },
    [
      "a.js holds `titan` in 2 places, first at line 2, column 5: It is not announced.",
      "b.js holds `titan` in 1 place, first at line 1, column 1: It is not announced.",
    ],
  ],
  [
    { text: "titan", "ignore-case": true },
    { "a.js": "let TITAN = Titan" },
    ["a.js holds `titan` in 2 places, first at line 1, column 5: It is not announced."],
  ],
  [
    { text: "größe", "ignore-case": true },
    { "a.js": "x GRÖẞE größe GRÖSSE", "b.js": "GRÖSE" },
    ["a.js holds `größe` (`GRÖẞE`) in 2 places, first at line 1, column 3: It is not announced."],
  ],
  [
    { text: "a.b*(c" },
    { "a.js": "x a.b*(c", "b.js": "aXbb(c" },
    ["a.js holds `a.b*(c` in 1 place, first at line 1, column 3: It is not announced."],
  ],
  [
    { pattern: "t[i]tan" },
    { "a.js": Buffer.concat([Buffer.alloc(9000), Buffer.from("let titan")]) },
    ["a.js holds a match of `t[i]tan` (`titan`) in 1 place, first at line 1, column 5: It is not announced."],
  ],
  [
    { text: "titan", files: ["dist/**"] },
    { "dist/a.js": "titan", "a.js": "titan" },
    ["dist/a.js holds `titan` in 1 place, first at line 1, column 1: It is not announced."],
  ],
  [
    { text: "titan" },
    {
      "a.bin": Buffer.from("\0\x01\x02titan\0\x03", "latin1"),
      "b.bin": Buffer.concat([Buffer.from([0, 1, 2]), Buffer.from("titan", "utf16le")]),
    },
    [
      "a.bin holds `titan` in 1 place of a binary file: It is not announced.",
      "b.bin holds `titan` in 1 place of a binary file: It is not announced.",
    ],
  ],
  [
    { text: "titan", "ignore-case": true },
    { "b.bin": Buffer.concat([Buffer.from([0, 1, 2]), Buffer.from("TiTaN", "utf16le")]) },
    ["b.bin holds `titan` in 1 place of a binary file: It is not announced."],
  ],
  [
    { text: "titan" },
    { "a.txt": Buffer.from("\ufefflet titan", "utf16le") },
    ["a.txt holds `titan` in 1 place, first at line 1, column 6: It is not announced."],
  ],
  [
    { text: "titan" },
    { "src/titan/index.js": "" },
    ["src/titan/index.js its name holds `titan`, which the policy forbids: It is not announced."],
  ],
  [
    { pattern: "[a-z]+\\.corp\\.acme\\.com" },
    { "a.js": "x\nfetch('https://ci.corp.acme.com/')", "b.js": "corp.acme.com ci.corpXacme.com" },
    [
      "a.js holds a match of `[a-z]+\\.corp\\.acme\\.com` (`ci.corp.acme.com`) in 1 place, first at line 2, column 16: It is not announced.",
    ],
  ],
  [
    { pattern: "^secret (one|two)$", "ignore-case": true },
    { "a.js": "x\nSecret TWO\n", "b.js": "a secret one" },
    [
      "a.js holds a match of `^secret (one|two)$` (`Secret TWO`) in 1 place, first at line 2, column 1: It is not announced.",
    ],
  ],
];
for (const [text, files, expected] of caught)
  test(JSON.stringify(text), () => assert.deepEqual(messages(text, files), expected));

test("says nothing when the policy lists nothing", () => {
  for (const options of [{}, { texts: [] }])
    assert.deepEqual(inspect(forbiddenText, { files: { "a.js": "titan" }, options }), []);
});

test("a text over the border of two windows is found once, in any case", () => {
  const window = 1024 * 1024;
  for (const at of [window - 5, window - 4, window - 1, window, window + 1]) {
    const content = `${" ".repeat(at)}TITAN${" ".repeat(100)}`;
    const [problem, ...more] = inspect(forbiddenText, {
      files: { "a.js": content },
      options: { texts: [{ text: "titan", reason, "ignore-case": true }] },
    });
    assert.match(problem?.message ?? "", new RegExp(`in 1 place, first at line 1, column ${at + 1}:`));
    assert.deepEqual(more, []);
  }
});

describe("options that are refused", () => {
  const refused: readonly (readonly [text: object, message: RegExp])[] = [
    [{}, /either `text` or `pattern`/],
    [{ text: "titan", pattern: "titan" }, /either `text` or `pattern`/],
    [{ text: "ab" }, /at least 3 characters/],
    [{ text: "a".repeat(501) }, /must have at most 500 characters/],
    [{ pattern: "a".repeat(501) }, /must have at most 500 characters/],
    [{ pattern: "(?=a)b" }, /no pattern of RE2 .*no look-around/],
    [{ pattern: "(a)\\1" }, /no pattern of RE2/],
    [{ pattern: "(" }, /no pattern of RE2/],
    [{ pattern: "a*" }, /matches the empty text/],
    [{ pattern: "((a{1,100}){1,100})b" }, /too large|no pattern of RE2/],
    [{ text: "titan", reason: " " }, /say why/],
    [{ text: "titan", flags: "i" }, /nrecognized|flags/],
  ];
  for (const [text, message] of refused)
    test(JSON.stringify(text), async () => {
      const parsed = (await forbiddenText.options.load()).safeParse({ texts: [{ reason, ...text }] });
      assert.match(JSON.stringify(parsed.error?.issues ?? []), message);
    });
});

test("two hundred texts are the most", async () => {
  const schema = await forbiddenText.options.load();
  const parse = (count: number) =>
    schema.safeParse({
      texts: Array.from({ length: count }, () => ({ reason, text: "titan" })),
    });
  assert.equal(parse(200).success, true);
  assert.match(JSON.stringify(parse(201).error?.issues), /has more than 200 texts/);
});

test("a finding has the line and says what to do; a name is to be changed, and a link has no content", () => {
  const of = (text: object, files: Files) =>
    inspect(forbiddenText, { files, options: { texts: [{ reason, ...text }] } }).map(
      ({ path, line, fix }) => [path, line, fix],
    );
  const files: Files = {
    "lib/titan.js": "x\ntitan",
    "titan.bin": Buffer.from("\xff\0\x01\x02titan", "latin1"),
    "titan.d": { kind: "directory", content: "titan" },
    link: { kind: "symlink", content: "titan" },
  };
  const rename = "Rename the file, or keep it out of the package.";
  const out = (path: string) =>
    `Take it out of ${path} and build again, or keep the file out of the package.`;
  const binary = ["titan.bin", undefined, out("titan.bin")];
  const names = [
    ["lib/titan.js", undefined, rename],
    ["titan.bin", undefined, rename],
  ];
  assert.deepEqual(of({ text: "titan" }, files), [
    ["lib/titan.js", 2, out("lib/titan.js")],
    names[0],
    binary,
    names[1],
  ]);
  // A pattern is for texts and names.
  assert.deepEqual(of({ pattern: "tit[a]n" }, files), [["lib/titan.js", 2, out("lib/titan.js")], ...names]);
});

test("the fixed part of a pattern is what every match holds", () => {
  const literals: readonly (readonly [pattern: string, literal: string])[] = [
    ["acme-[a-z]+\\.internal", ".internal"],
    ["corp\\.acme\\.com", "corp.acme.com"],
    ["abc?def", "def"],
    ["abc+def", "abc"],
    ["abc{2}xy", "ab"],
    ["one|another", ""],
    ["(one|another)-three", "-three"],
    ["(?i)abc", ""],
    ["(?:a(b)c)def", "def"],
    ["[]abc]xyz", "xyz"],
    ["[^]abc]xyz", "xyz"],
    ["[[:alpha:]]xyz", "xyz"],
    ["\\p{Greek}xyz", "xyz"],
    ["\\bword\\b", "word"],
    ["\\x41bcd", "bcd"],
    ["a.b.c", "a"],
    ["\\Qa|b\\E", ""],
  ];
  for (const [pattern, literal] of literals) assert.equal(requiredLiteral(pattern), literal, pattern);
});

test("time grows with the bytes, whatever they hold", () => {
  const shapes: readonly (readonly [name: string, text: object, shape: string])[] = [
    ["many hits", { text: "titan" }, "titan"],
    ["near misses", { text: "aaaaaaaaab" }, "a"],
    ["near misses in any case", { text: "aaaaaaaaab", "ignore-case": true }, "A"],
    ["a pattern that would backtrack", { pattern: "(a+)+b" }, "a"],
    ["many matches", { pattern: "[a-z]+-x" }, "abc-x "],
  ];
  for (const [name, text, shape] of shapes) {
    assertLinear(name, 50_000, (size) => {
      const files = { "a.js": shape.repeat(size / shape.length) };
      return () => messages(text, files);
    });
  }
});
