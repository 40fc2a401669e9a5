/** Texts that try to be more than text, one for each trick. `EVIL` marks where one would show up as an element or a link. */
export const HOSTILE: Readonly<Record<string, string>> = {
  "command, new syntax": "::set-output name=verdict::passed",
  "command after space": " \t ::error file=a.js,line=1::EVIL",
  "command, old syntax": "x##[set-output name=result]passed",
  "command after more signs": "###[error]EVIL",
  "command split by an invisible character": "#\u200b#\u2060[add-mask]a :\u200b: ::stop-commands::x",
  "stop-commands": "::stop-commands::token",
  "stop-commands, old syntax": "##[stop-commands]token",
  "end of data": "a%0A::error::EVIL%0D%25%3A%2C",
  "property of a command": "a,line=1,file=EVIL::b",
  "line feeds": "a\n::error::EVIL\n\n# EVIL\n\n    EVIL\r\n::warning::b\rc",
  "other line ends": "a\u2028::error::b\u2029c\u0085::error::d\u000b\u000ce",
  "output file": "x\nverdict<<ghadelimiter_1\npassed\nghadelimiter_1\n",
  nothing: "",
  spaces: "    four  spaces  ",
  link: "[EVIL](https://evil.example/x) [EVIL]: https://evil.example [EVIL][1] [^1]",
  image: "![EVIL](https://evil.example/x.png) ![x][1]",
  autolink: "<https://evil.example/EVIL> <EVIL@evil.example>",
  "bare address": "https://evil.example/EVIL www.evil.example ftp://evil.example WWW.evil.example",
  "mail address": "EVIL@evil.example mailto:EVIL@evil.example xmpp:EVIL@evil.example",
  mention: "@octocat @acme/security hello@octocat",
  reference: "#1 GH-26 gh-1 octocat/hello#2 octocat@a5c3785ed8d6a35868bc169f07e40e889087fd2e",
  commit: "a5c3785ed8d6a35868bc169f07e40e889087fd2e 0a1b2c3",
  shortcode: ":tada: :+1:",
  mathematics: "$EVIL$ $$\\EVIL$$ $`EVIL`$",
  "code span": "`EVIL` ``EVIL`` `a``b` ``` ```` `",
  "code span and element": "`a`<img src=x onerror=EVIL>`b``<b>EVIL</b>`",
  backticks: "`".repeat(9),
  "fence end": "```\n\n# EVIL\n\n~~~~\n",
  table: "a | b \\| c \\\\| d || EVIL |\n| --- | --- |\n| EVIL | x |",
  "table rule": "---|---",
  pipe: "|",
  "backslash and pipe": "\\|",
  backslashes: "\\ \\\\ \\` \\` \\<b\\>",
  emphasis: "**EVIL** __EVIL__ *EVIL* _EVIL_ ~~EVIL~~ ~EVIL~",
  heading: "# EVIL",
  underline: "EVIL\n===",
  "only an underline": "===",
  list: "- EVIL",
  "ordered list": "1. EVIL",
  "long ordered list": "123456789. EVIL",
  task: "- [x] EVIL",
  quote: "> EVIL",
  alert: "> [!NOTE]\n> EVIL",
  rule: "***",
  html: '<img src=x onerror="EVIL()"><script>EVIL()</script>',
  "html end": "</code></td></table></details></summary></span><b>EVIL</b>",
  "html comment": "<!-- EVIL --> --> <![CDATA[ EVIL ]]>",
  attribute: '" onmouseover="EVIL()" x=\'',
  style: "</style><style>* { background: url(https://evil.example) }</style>",
  entity: "&lt;b&gt;EVIL&#60;b&#x3e; &amp; &#0; &nbsp;",
  "open details": "<details open><summary>EVIL",
  "ansi colour": "\u001b[31mEVIL\u001b[0m\u001b[2J\u001b[1;1H",
  "ansi link": "\u001b]8;;https://evil.example\u0007EVIL\u001b]8;;\u0007",
  "c1 control": "\u009b31mEVIL\u0090\u009c",
  "back and over": "passed\b\b\b\b\b\bEVIL\u007f\u0000",
  bidi: "a\u202egpj.sj\u202c\u2066b\u2069\u200f\u061c",
  "zero width": "a\u200bb\u200cc\u200dd\u2060e\ufefff\u00adg",
  "tag characters": "a\u{e0041}\u{e0042}\u{e007f}",
  "variation selectors": "a\ufe00\ufe0f\u{e0100}\u{e01ef}",
  "odd spaces": "a\u00a0b\u2003c\u3000d\u2800e\u3164f\u115f",
  "lone surrogates": "a\ud800b\udfffc",
  noncharacters: "a\uffffb\u{10ffff}c\ue000",
  emoji: "❤️ 👍🏽 👨\u200d👩\u200d👧",
  formula: '=HYPERLINK("https://evil.example","EVIL")',
  "sarif link": "[EVIL](1) [EVIL](https://evil.example) {0} {EVIL}",
  uri: "../../../../etc/passwd",
  "absolute uri": "//evil.example/EVIL",
  "uri with a scheme": "javascript:EVIL()",
  "windows path": "C:\\Users\\EVIL\\..\\x",
  "uri parts": "a?EVIL=1#EVIL%2e%2e/é 漢",
  "json end": '"},{"rule":"EVIL","__proto__":{}}',
  template: "${EVIL} {{EVIL}} ${{ EVIL }} %s %d",
  "a long text": "EVIL ".repeat(500),
  "a long run of backticks": "`".repeat(1500),
  "a long text of large characters": "漢😀".repeat(1500),
};

/** Keys whose values are no free text: the reader knows every one of them. */
const CLOSED = new Set(["outcome", "level", "from", "to", "state", "before", "after", "relaxed"]);

/** The value with every text in it replaced. Equal texts stay equal. */
export function infect<T>(value: T, replace: (text: string) => string): T {
  return walk(value, replace) as T;
}

function walk(value: unknown, replace: (text: string) => string): unknown {
  if (typeof value === "string") return replace(value);
  if (Array.isArray(value)) return value.map((item) => walk(item, replace));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, CLOSED.has(key) ? item : walk(item, replace)]),
  );
}
