import assert from "node:assert/strict";
import { test } from "node:test";
import { hiddenUnicode } from "../../src/rules/hidden-unicode.ts";
import { assertLinear } from "./growth.ts";
import { type Files, inspect, pathsOf } from "./inspect.ts";

const tags = (text: string) =>
  [...text].map((letter) => String.fromCodePoint(0xe0000 + (letter.codePointAt(0) ?? 0))).join("");
const selectors = (...bytes: readonly number[]) =>
  bytes.map((byte) => String.fromCodePoint(byte < 16 ? 0xfe00 + byte : 0xe0100 + byte - 16)).join("");
const scotland = `\u{1f3f4}${tags("gbsct")}\u{e007f}`;

const caught: readonly (readonly [path: string, content: string, message: string])[] = [
  [
    "a.js",
    "let a;\n/*\u202e } \u2066if (admin)\u2069 */",
    "3 bidirectional controls in 3 places, first U+202E at line 2, column 3",
  ],
  ["a.ts", "a\u2067b", "1 bidirectional control, first U+2067 at line 1, column 2"],
  ["bin/run", "#!/bin/sh\necho \u202b", "1 bidirectional control, first U+202B at line 2, column 6"],
  [
    "package.json",
    '{"name":"x","version":"1.0.0","scripts":{"test":"a\u202e"}}',
    "1 bidirectional control, first U+202E at line 1, column 51",
  ],
  [
    "a.mjs",
    `x=\`${tags("hidden")}\``,
    "6 invisible tag characters, first U+E0068 U+E0069 U+E0064 U+E0064 … at line 1, column 4",
  ],
  [
    "a.cjs",
    `s("${selectors(1, 200, 77, 15, 33)}")`,
    "5 variation selectors, first U+FE01 U+E01B8 U+E013D U+FE0F … at line 1, column 4",
  ],
  [
    "a.jsx",
    `s("a${selectors(0, 1, 2)}")`,
    "3 variation selectors, first U+FE00 U+FE01 U+FE02 at line 1, column 5",
  ],
  [
    "a.tsx",
    `s("${selectors(100, 1, 2)}")`,
    "3 variation selectors, first U+E0154 U+FE01 U+FE02 at line 1, column 4",
  ],
  [
    "b.js",
    `\u{1f3f4}${tags("a long message in a flag")}\u{e007f}`,
    "25 invisible tag characters, first U+E0061 U+E0020 U+E006C U+E006F … at line 1, column 3",
  ],
  [
    "alike.js",
    `'${"\ufe0f".repeat(9)}'`,
    "9 variation selectors, first U+FE0F U+FE0F U+FE0F U+FE0F … at line 1, column 2",
  ],
  ["locale/ar.js", "x = '\u202babc'", "1 bidirectional control, first U+202B at line 1, column 6"],
];
for (const [path, content, message] of caught) {
  test(`${path}: ${message}`, () => {
    const found = inspect(hiddenUnicode, { files: { [path]: content } });
    assert.deepEqual(
      found.map((problem) => [problem.path, problem.message]),
      [[path, message]],
    );
  });
}

const spared: Readonly<Record<string, string | Buffer>> = {
  "bom.js": "\ufeffexport {}",
  "emoji.js": "'\u2764\ufe0f \u{1f468}\u200d\u{1f469}\u200d\u{1f467} \u{1f44d}\u{1f3fd} 1\ufe0f\u20e3'",
  "twice.js": "'\u2764\ufe0f\ufe0f'",
  "stutter.js": "'\u2764\ufe0f\ufe0f\ufe0f'",
  "flag.js": `'${scotland}${scotland}'`,
  "ideograph.js": "'\u8fbb\u{e0100}\u8fbb\u{e0101}'",
  "marks.js": "'\u200e\u200f\u061c'",
  "escapes.js": "'\\u202e\\u{e0041}\\ufe00\\ufe00\\ufe00'",
  "quotes.js": "\u201cdashes\u2014and\u2026dots\u201d \u2060\u2061",
  "chinese.js": "// \uff0c\u4e2d\u6587\uff1a\ufe30\ufe10",
  "README.md": "\u202e",
  "locale/ar.json": '{"a":"\u202babc\u202c"}',
  "locale/he.js": "x = '\u202babc\u202c \u2067def\u2069'",
  "dist/ar-SA.js": "x = '\u202babc\u202c'",
  "data.bin": Buffer.from([0, 1, 2, 3, 0xe2, 0x80, 0xae, 0]),
};
test("leaves alone what text needs", () => {
  assert.deepEqual(pathsOf(inspect(hiddenUnicode, { files: spared })), []);
});

test("text left open in translations, and a control that is a whole string, are warnings", () => {
  const files = {
    "i18n/keynav/ar.js": "x = '\u202babc'",
    "he.js": "x = '\u2067abc'",
    "field.js": "a = b == '\u202a' ? \"\u202b\" : `\u202e`",
    "ar.js": "x = '\u202eabc'",
    "other.js": "a = '\u202a'; // \u202b",
    "quotes.js": "a = '\u202a\"",
    "open.js": "x = '\u202babc'",
    "min.js": `${"a=1;".repeat(70)}/[\u2029\u202a-\u202e]/.test(a)${";b=2".repeat(70)}\n`,
    "short.js": `${"a=1;\n".repeat(70)}/[\u2029\u202a-\u202e]/.test(a)${"\nb=2".repeat(70)}\n`,
  };
  assert.deepEqual(
    inspect(hiddenUnicode, { files }).map(({ path, level }) => [path, level ?? "error"]),
    [
      ["i18n/keynav/ar.js", "warn"],
      ["he.js", "warn"],
      ["field.js", "warn"],
      ["ar.js", "error"],
      ["other.js", "error"],
      ["quotes.js", "error"],
      ["open.js", "error"],
      ["min.js", "warn"],
      ["short.js", "error"],
    ],
  );
});

const bidi = "\u202e";
const codeNames: readonly string[] = [
  ...[
    "a.js",
    "a.cjs",
    "a.mjs",
    "a.ts",
    "a.cts",
    "a.tsx",
    "a.jsx",
    "a.JS",
    "a.htm",
    "a.html",
    "a.css",
    "a.scss",
  ],
  ...["a.vue", "a.sh", "a.ps1", "a.py", "a.c", "a.hpp", "a.gypi", "package.json", "lib/package.json"],
];
const otherNames: readonly string[] = [
  ...["a.js.txt", "a.json", "a.jsz", "js", "package.json.txt", "a.sass", "my-package.json", "a.csv"],
];

for (const path of codeNames) {
  test(`${path} is code`, () => {
    const files: Files = { [path]: `{"name":"a","version":"1.0.0","x":"${bidi}"}` };
    assert.deepEqual(pathsOf(inspect(hiddenUnicode, { files })), [path]);
  });
}
for (const path of otherNames) {
  test(`${path} is no code`, () => {
    assert.deepEqual(pathsOf(inspect(hiddenUnicode, { files: { [path]: bidi } })), []);
  });
}

test("a file with #! is code, and neither half of it nor a link is", () => {
  const files: Files = {
    run: `#!/bin/sh\n${bidi}`,
    half: `#x ${bidi}`,
    other: `x!${bidi}`,
    "link.js": { kind: "symlink", linkTarget: "x", content: bidi },
  };
  assert.deepEqual(pathsOf(inspect(hiddenUnicode, { files })), ["run"]);
});

const open: Readonly<Record<string, string>> = {
  "\u202a": "\u202c",
  "\u202b": "\u202c",
  "\u202d": "\u202c",
  "\u202e": "\u202c",
  "\u2066": "\u2069",
  "\u2067": "\u2069",
  "\u2068": "\u2069",
};
const translated = (text: string, path = "locales/ar/a.js") =>
  inspect(hiddenUnicode, { files: { [path]: text } }).length;

for (const [opening, closing] of Object.entries(open)) {
  const name = opening.codePointAt(0)?.toString(16);
  test(`in a translation ${name} must be closed in its line by its own end`, () => {
    const wrong = closing === "\u202c" ? "\u2069" : "\u202c";
    assert.equal(translated(`a\n'${opening}b${closing}'\nc`), 0);
    assert.equal(translated(`'${opening}b${closing}'`), 0);
    assert.equal(translated(`'${opening}b'`), 1);
    assert.equal(translated(`'${opening}b'\n'${closing}'`), 1);
    assert.equal(translated(`'${opening}b${wrong}'`), 1);
    assert.equal(translated(`'${opening}${opening}b${closing}'`), 1);
    assert.equal(translated(`'${opening}b${closing}${closing}'`), 1);
    assert.equal(translated(`'${opening}\u2066b\u2069${closing}'`), 0);
    assert.equal(translated(`'${opening}b${closing}'`, "lib/a.js"), 1);
  });
}

test("each line is looked at by itself", () => {
  const closed = "'\u202bb\u202c'";
  const said = (text: string) =>
    inspect(hiddenUnicode, { files: { "locales/ar.js": text } }).map(({ message }) => message);
  assert.deepEqual(said(`${closed}\n'\u202b'\n${closed}`), [
    "1 bidirectional control, first U+202B at line 2, column 2",
  ]);
  assert.deepEqual(said(`'\u202b'\n${closed}\n${closed}\n'\u202c'`), [
    "2 bidirectional controls in 2 places, first U+202B at line 1, column 2",
  ]);
  // Only bidirectional controls are at home in a translation.
  assert.deepEqual(said(`${closed}${tags("x")}`), [
    "1 invisible tag character, first U+E0078 at line 1, column 6",
  ]);
});

for (const path of [
  "locale/a.js",
  "a/locales/b.js",
  "i18n/a.js",
  "lang/a.js",
  "langs/a.js",
  "language/a.js",
  "languages/a.js",
  "translation/a.js",
  "translations/a.js",
  "messages/a.js",
  "ar.js",
  "lib/ar.js",
  "a.ar.js",
  "a_fa.js",
  "a-he.js",
  "ur-PK.js",
  "ckb_Arab.js",
  "ar.min.js",
]) {
  test(`${path} is a translation`, () => assert.equal(translated("'\u202bb\u202c'", path), 0));
}
for (const path of [
  "mylocale/a.js",
  "locale.js",
  "languagesx/a.js",
  "bar.js",
  "are.js",
  "ar-X.js",
  "ar-Arabic.js",
  "ar/a.js",
]) {
  test(`${path} is no translation`, () => assert.equal(translated("'\u202bb\u202c'", path), 1));
}

test("several kinds are told together, from the first place on", () => {
  const [problem] = inspect(hiddenUnicode, { files: { "a.js": `${tags("abc")} ${bidi}` } });
  assert.equal(
    problem?.message,
    "1 bidirectional control and 3 invisible tag characters in 2 places, first U+E0061 U+E0062 U+E0063 at line 1, column 1",
  );
});

test("UTF-16 code is read as text", () => {
  assert.equal(
    inspect(hiddenUnicode, { files: { "a.js": Buffer.from("\ufeffa\u202eb", "utf16le") } }).length,
    1,
  );
});

test("time grows with the bytes, whatever they hold", () => {
  const shapes: Readonly<Record<string, string>> = {
    "controls in one line": "\u202e",
    "closed pairs in one line": "\u202b\u202c",
    "selectors apart": "a\ufe0f",
    "selectors in pairs": "\ufe00\ufe01a",
    tags: "\u{e0041}",
    quotes: "\u201c",
    fullwidth: "\ufe30",
  };
  for (const [name, shape] of Object.entries(shapes)) {
    assertLinear(name, 15_000, (size) => {
      const files = { "locale/he.js": shape.repeat(size) };
      return () => inspect(hiddenUnicode, { files });
    });
  }
});

test("neither another line end nor white space makes a line that nobody reads", () => {
  const line = "if (level !== 'user\u202e') {";
  const files: Files = {
    "old-mac.js": `${"a = 1;\r".repeat(90)}${line}\r${"b = 2;\r".repeat(90)}`,
    "blanks.js": `${line}${" ".repeat(600)}\n`,
  };
  assert.deepEqual(
    inspect(hiddenUnicode, { files }).map(({ path, level }) => [path, level]),
    [
      ["old-mac.js", undefined],
      ["blanks.js", undefined],
    ],
  );
});
