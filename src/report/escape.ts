/**
 * The only module that knows how to escape. Every text that comes from a tarball, a manifest, a policy or a child process
 * passes through one of these functions on its way out, and none of them needs another before it: each begins with
 * `visible`. What comes out is the text, readable, and nothing but text to the reader that the function is named after.
 */

/**
 * Characters that a reader cannot see, or that move or hide what stands beside them: controls (ANSI begins with one),
 * bidi controls, zero-width and tag characters, variation selectors, line separators, spaces other than U+0020, private
 * use, noncharacters and lone surrogates. The group is an emoji's own variation selector, the one that may stay.
 * @see https://www.unicode.org/reports/tr36/#Bidirectional_Text_Spoofing
 * @see https://www.unicode.org/reports/tr44/#Default_Ignorable_Code_Point
 */
const UNSEEN =
  /((?<=\p{Extended_Pictographic})\ufe0f)|[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\u2800]|(?! )\p{Zs}/gu;

/** The text on one line with every unseen character written as `\u{202e}`. Applying it twice changes nothing more. */
export function visible(text: string): string {
  return text.replace(NOT_ASCII, (run) =>
    run.replace(UNSEEN, (char, emoji) => emoji ?? `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`),
  );
}

/** Only here can there be something unseen; most texts have none of it, and Unicode properties are slow to test. */
const NOT_ASCII = /[^ -~]+/g;

/**
 * A finished line of output that the Actions runner will not read as a command: it acts on `##[command]` anywhere in a
 * line and on `::command::` after leading white space. Needed on the whole line, since two harmless texts can meet.
 * @see https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs
 */
export function commandSafe(line: string): string {
  return line.replaceAll("##[", "##\\u{5b}").replace(/^([\s\u0085]*):(?=:)/, "$1\\u{3a}");
}

/** Text for a terminal or a log, which may be the log of an Actions runner. */
export function terminal(text: string): string {
  return commandSafe(visible(text));
}

/**
 * The data of a workflow command (what stands after the second `::`). Line feeds stay line breaks, as annotations show them.
 * @see https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts
 */
export function commandData(text: string): string {
  return text
    .split("\n")
    .map((line) => visible(line).replaceAll("##[", "##\\u{5b}").replaceAll("%", "%25"))
    .join("%0A");
}

/** The value of a workflow command's property (`title=…`). */
export function commandProperty(text: string): string {
  return commandData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}

const ENTITIES = new Map([
  ["&", "&amp;"],
  ["<", "&lt;"],
  [">", "&gt;"],
  ['"', "&quot;"],
  ["'", "&#39;"],
]);

/** Text between HTML tags, or in an attribute in quotes. */
export function html(text: string): string {
  return visible(text).replace(/[&<>"']/g, (char) => ENTITIES.get(char) ?? char);
}

/** HTML with what stands between single backticks shown as code, as messages write names of files and fields. */
export function htmlProse(text: string): string {
  return prose(text, (code) => `<code>${html(code)}</code>`, html);
}

/** Punctuation that can mean something to Markdown inside a line. */
const MARKUP = /[\\`*_{}[\]()<>"'&!|~]/;

/** What makes a list, an underline or indented code at the start of a line, and a line break at its end. */
const EDGES = /^[-+= ]|(?<=^\d+)\.| $/g;

/**
 * What GitHub makes into a link after Markdown is done, on the finished text, where no escape reaches: mentions, issues,
 * e-mail and web addresses, `GH-1`, commits; and emoji shortcodes and mathematics. An element inside it stops each.
 * @see https://docs.github.com/get-started/writing-on-github/working-with-advanced-formatting/autolinked-references-and-urls
 * @see https://github.com/github/cmark-gfm/blob/master/extensions/autolink.c (`postprocess_text`)
 */
const LINKED = /[@#$]|:(?=\S)|(?<=www)\.|(?<=gh)-(?=\d)|[0-9a-f]{6}(?=[0-9a-f])/;

const ACTIVE = new RegExp(`(${LINKED.source})|${MARKUP.source}`, "gi");

/**
 * Text in Markdown prose or in a table cell. A numeric character reference never forms Markdown structure.
 * @see https://spec.commonmark.org/0.31.2/#entity-and-numeric-character-references
 */
export function markdown(text: string): string {
  return inline(text).replace(EDGES, reference);
}

function inline(text: string): string {
  return visible(text).replace(ACTIVE, (found, linked) => {
    if (linked === undefined) return reference(found);
    return `<span>${found.length === 1 ? reference(found) : found}</span>`;
  });
}

function reference(char: string): string {
  return `&#${char.charCodeAt(0)};`;
}

/**
 * Text as code in Markdown, in prose or in a table cell. What a code span can not hold everywhere (backticks, a pipe in a
 * table, spaces at its ends, nothing at all) becomes a `code` element, in which Markdown is still read, hence `markdown`.
 * @see https://github.github.com/gfm/#code-spans
 * @see https://github.github.com/gfm/#tables-extension-
 */
export function markdownCode(text: string): string {
  const shown = visible(text);
  return /^(?! )[^`|]+(?<! )$/.test(shown) ? `\`${shown}\`` : `<code>${markdown(shown)}</code>`;
}

/** Markdown with what stands between single backticks shown as code. */
export function markdownProse(text: string): string {
  return prose(text, markdownCode, inline).replace(EDGES, reference);
}

/** Lines as a fenced block of plain text; the fence is longer than any run of backticks inside. */
export function markdownFence(lines: readonly string[], language = "text"): string {
  const shown = lines.map(visible);
  const longest = shown
    .flatMap((line) => line.match(/`+/g) ?? [])
    .reduce((most, run) => Math.max(most, run.length), 2);
  const fence = "`".repeat(longest + 1);
  return [`${fence}${language}`, ...shown, fence].join("\n");
}

function prose(text: string, code: (text: string) => string, plain: (text: string) => string): string {
  return text
    .split(/(?<!`)`([^`]+)`(?!`)/)
    .map((part, index) => (index % 2 === 1 ? code(part) : plain(part)))
    .join("");
}

/**
 * JSON, two spaces deep, that is safe in a log and gives back exactly the same texts when it is read: unseen characters
 * and the bracket of `##[` are written as `\u` escapes, which can only stand inside strings.
 */
export function json(value: unknown): string {
  return JSON.stringify(value, null, 2)
    .replace(NOT_ASCII_LINES, (run) => run.replace(UNSEEN, (char, emoji) => emoji ?? utf16Escapes(char)))
    .replaceAll("##[", "##\\u005b");
}

/** As `NOT_ASCII`, but for the line feeds between the values: those of texts are escapes already. */
const NOT_ASCII_LINES = /[^\n -~]+/g;

function utf16Escapes(char: string): string {
  return Array.from({ length: char.length }, (_, at) => char.charCodeAt(at))
    .map((unit) => `\\u${unit.toString(16).padStart(4, "0")}`)
    .join("");
}

/**
 * The text of a SARIF message. A viewer turns `[text](target)` into a link, so the two brackets are drawn apart.
 * @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/sarif-v2.1.0-errata01-os-complete.html (3.11.6)
 */
export function sarifMessage(text: string): string {
  return text
    .split("\n")
    .map((line) => visible(line).replaceAll("](", "] ("))
    .join("\n");
}

/**
 * A path as a relative URI reference that stays below its base: no scheme, no host, no way up. Lone surrogates, which
 * have no UTF-8, become U+FFFD. Empty when the path names nothing.
 * @see https://www.rfc-editor.org/rfc/rfc3986#section-4.2
 */
export function uri(path: string): string {
  return path
    .replace(/\p{Cs}/gu, "\ufffd")
    .split(/[/\\]/)
    .filter((segment) => !["", ".", ".."].includes(segment))
    .map(encodeURIComponent)
    .join("/");
}
