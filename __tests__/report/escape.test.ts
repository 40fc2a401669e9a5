import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  commandData,
  commandProperty,
  commandSafe,
  html,
  htmlProse,
  json,
  markdown,
  markdownCode,
  markdownFence,
  markdownProse,
  sarifMessage,
  terminal,
  uri,
  visible,
} from "../../src/report/escape.ts";
import { HOSTILE } from "./hostile.ts";

/** One test for each row: what goes in, what comes out. */
function table(write: (text: string) => string, rows: Readonly<Record<string, string>>): void {
  for (const [text, expected] of Object.entries(rows)) {
    it(JSON.stringify(text), () => assert.equal(write(text), expected));
  }
}

describe("visible", () => {
  table(visible, {
    "": "",
    "plain text, [brackets] and `ticks`": "plain text, [brackets] and `ticks`",
    "größe/モジュール/файл/ملف": "größe/モジュール/файл/ملف",
    "e\u0301": "e\u0301",
    "❤️ 👍🏽": "❤️ 👍🏽",
    "a\ufe0f": "a\\u{fe0f}",
    "❤\ufe0f\ufe0f": "❤\ufe0f\\u{fe0f}",
    "a\u202eb\u2066c\u200f": "a\\u{202e}b\\u{2066}c\\u{200f}",
    "\t\n\r\0\u001b[31m\u007f\u009b": "\\u{9}\\u{a}\\u{d}\\u{0}\\u{1b}[31m\\u{7f}\\u{9b}",
    "\u2028\u2029\u0085": "\\u{2028}\\u{2029}\\u{85}",
    "\u200b\u200c\u200d\u2060\ufeff\u00ad\u180e":
      "\\u{200b}\\u{200c}\\u{200d}\\u{2060}\\u{feff}\\u{ad}\\u{180e}",
    "\u{e0041}\u{e01ef}\ufe00": "\\u{e0041}\\u{e01ef}\\u{fe00}",
    "a b\u00a0c\u3000d": "a b\\u{a0}c\\u{3000}d",
    "\u2800\u3164\u115f\uffa0\u034f": "\\u{2800}\\u{3164}\\u{115f}\\u{ffa0}\\u{34f}",
    "\ud83d": "\\u{d83d}",
    "\udc4d\ud83d": "\\u{dc4d}\\u{d83d}",
    "\uffff\u{1fffe}\ue000\u{10fffd}": "\\u{ffff}\\u{1fffe}\\u{e000}\\u{10fffd}",
  });

  it("changes nothing the second time, and leaves nothing unseen", () => {
    for (const text of Object.values(HOSTILE)) {
      assert.equal(visible(visible(text)), visible(text));
      assert.doesNotMatch(visible(text), /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\p{Bidi_Control}\u{e0000}-\u{e007f}]/u);
    }
  });
});

describe("commandSafe, on a finished line", () => {
  table(commandSafe, {
    "::error::x": "\\u{3a}:error::x",
    "  ::error::x": "  \\u{3a}:error::x",
    "\u0085\u3000::error::x": "\u0085\u3000\\u{3a}:error::x",
    ":::x": "\\u{3a}::x",
    "a ::error::x": "a ::error::x",
    ":x": ":x",
    "x##[error]y##[group]": "x##\\u{5b}error]y##\\u{5b}group]",
    "###[error]": "###\\u{5b}error]",
    "# #[error] [##]": "# #[error] [##]",
  });
});

describe("terminal", () => {
  table(terminal, {
    "dist/index.js.map": "dist/index.js.map",
    "\u001b[2J::error::x\n##[group]": "\\u{1b}[2J::error::x\\u{a}##\\u{5b}group]",
    "#\u200b#[group]": "#\\u{200b}#[group]",
  });
});

describe("commandData", () => {
  table(commandData, {
    "plain: text, with marks": "plain: text, with marks",
    "a\nb": "a%0Ab",
    "a\r\nb%0A": "a\\u{d}%0Ab%250A",
    "##[error]x": "##\\u{5b}error]x",
    "\u001b[0m::": "\\u{1b}[0m::",
  });
});

describe("commandProperty", () => {
  table(commandProperty, {
    "dist/index.js": "dist/index.js",
    "a:b,c%d": "a%3Ab%2Cc%25d",
    "a\nb::c": "a%0Ab%3A%3Ac",
  });
});

describe("html", () => {
  table(html, {
    "a b/c": "a b/c",
    "<b a=\"x\" c='y'>&amp;": "&lt;b a=&quot;x&quot; c=&#39;y&#39;&gt;&amp;amp;",
    "a\nb": "a\\u{a}b",
  });
});

describe("htmlProse", () => {
  table(htmlProse, {
    "add `<b>` & `c`": "add <code>&lt;b&gt;</code> &amp; <code>c</code>",
    "`a``b` c": "`a``b` c",
    "` `": "<code> </code>",
    "one ` alone": "one ` alone",
  });
});

describe("markdown", () => {
  table(markdown, {
    "plain text, 1.2 MB; a/b-c.js (no)": "plain text, 1.2 MB; a/b-c.js &#40;no&#41;",
    "\\`*_{}[]()<>\"'&!|~":
      "&#92;&#96;&#42;&#95;&#123;&#125;&#91;&#93;&#40;&#41;&#60;&#62;&#34;&#39;&#38;&#33;&#124;&#126;",
    "@a #1 $x$": "<span>&#64;</span>a <span>&#35;</span>1 <span>&#36;</span>x<span>&#36;</span>",
    "https://x www.x WWW.x": "https<span>&#58;</span>//x www<span>&#46;</span>x WWW<span>&#46;</span>x",
    "why: this": "why: this",
    ":tada: gh-1 GH-2 gh-x": "<span>&#58;</span>tada: gh<span>&#45;</span>1 GH<span>&#45;</span>2 gh-x",
    a5c3785: "<span>a5c378</span>5",
    abcdef: "abcdef",
    "- a": "&#45; a",
    "+ a": "&#43; a",
    "= a": "&#61; a",
    "a - b + c = d": "a - b + c = d",
    "12. a": "12&#46; a",
    "1.2. a": "1&#46;2. a",
    " a ": "&#32;a&#32;",
    "    a  ": "&#32;   a &#32;",
    "": "",
    "a\nb": "a&#92;u&#123;a&#125;b",
  });
});

describe("markdownCode", () => {
  table(markdownCode, {
    "dist/*.js": "`dist/*.js`",
    "<b> \\ @a #1": "`<b> \\ @a #1`",
    "a`b": "<code>a&#96;b</code>",
    "a|b": "<code>a&#124;b</code>",
    " a": "<code>&#32;a</code>",
    "a ": "<code>a&#32;</code>",
    " ": "<code>&#32;</code>",
    "": "<code></code>",
    "a\tb": "`a\\u{9}b`",
  });
});

describe("markdownProse", () => {
  table(markdownProse, {
    "add `*.map` to `files`": "add `*.map` to `files`",
    "- `a|b` *c*": "&#45; <code>a&#124;b</code> &#42;c&#42;",
    "`a``<b>`": "&#96;a&#96;&#96;&#60;b&#62;&#96;",
    "` `": "<code>&#32;</code>",
    "``` a ```": "&#96;&#96;&#96; a &#96;&#96;&#96;",
    " `a` ": "&#32;`a`&#32;",
  });
});

describe("markdownFence", () => {
  const cases: [string, string[], string][] = [
    ["plain lines", ["a", "", "<b>"], "```text\na\n\n<b>\n```"],
    ["no lines", [], "```text\n```"],
    ["runs of backticks", ["`` a ```", "````` b"], "``````text\n`` a ```\n````` b\n``````"],
    ["line ends", ["a\nb"], "```text\na\\u{a}b\n```"],
  ];
  for (const [name, lines, expected] of cases) {
    it(name, () => assert.equal(markdownFence(lines), expected));
  }
  it("in another language", () => assert.equal(markdownFence(["a: 1"], "yaml"), "```yaml\na: 1\n```"));
});

describe("json", () => {
  table(json, {
    "plain ❤️ é": '"plain ❤️ é"',
    "x##[error]": '"x##\\u005berror]"',
    "\u202e\u{e0041}\u007f\u2028\ud800": '"\\u202e\\udb40\\udc41\\u007f\\u2028\\ud800"',
    "\u0001\n": '"\\u0001\\n"',
  });

  it("gives back what went in, two spaces deep", () => {
    const value = { hostile: Object.values(HOSTILE), n: null };
    assert.deepEqual(JSON.parse(json(value)), value);
    assert.equal(json({ a: [1] }), '{\n  "a": [\n    1\n  ]\n}');
  });
});

describe("sarifMessage", () => {
  table(sarifMessage, {
    "files[0] is `dist`\nand (so)": "files[0] is `dist`\nand (so)",
    "[a](1) ](": "[a] (1) ] (",
    "a\r\u202e": "a\\u{d}\\u{202e}",
  });
});

describe("uri", () => {
  table(uri, {
    "packages/core/package.json": "packages/core/package.json",
    "/etc/passwd": "etc/passwd",
    "//host/x": "host/x",
    "../a/./b/../c": "a/b/c",
    "a\\..\\b": "a/b",
    "": "",
    "javascript:x": "javascript%3Ax",
    "a b?c#d%e/é": "a%20b%3Fc%23d%25e/%C3%A9",
    "\ud800\udbff": "%EF%BF%BD%EF%BF%BD",
    "...": "...",
  });
});
