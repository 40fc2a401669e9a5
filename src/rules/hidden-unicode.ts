import { type Hidden, hiddenIn } from "../magic/hidden-characters.ts";
import { count, number } from "../report/format.ts";
import type { Entry } from "../tarball/tarball.ts";
import { textBytes } from "./credentials/entry-bytes.ts";
import { positionsIn } from "./credentials/position.ts";
import { defineRule, noOptions, type Problem } from "./rule.ts";

const code =
  /\.(?:[cm]?[jt]sx?|vue|svelte|astro|coffee|html?|s?css|less|wat|sh|bash|zsh|ps1|cmd|bat|py|rb|pl|php|lua|go|rs|c|cc|cpp|h|hpp|java|kt|swift|gyp|gypi)$/i;

/** Files of translations, in which right-to-left text is set off with these controls as it should be. */
const translations =
  /(?:^|\/)(?:locales?|i18n|l10n|lang|langs|languages?|translations?|messages|nls|intl)\/|(?:^|[/._-])(?:ar|fa|he|iw|ps|sd|ug|ur|yi|ckb|dv)(?:[-_][A-Za-z]{2,4})?\.[^/]*$/i;

const names: Readonly<Record<Hidden["kind"], string>> = {
  bidi: "bidirectional control",
  tags: "invisible tag character",
  selectors: "variation selector",
};

export const hiddenUnicode = defineRule({
  id: "hidden-unicode",
  title: "Characters that a reader of the code does not see",
  catches:
    "In code (scripts, styles, pages, shell and other sources, files with `#!`, package.json): bidirectional controls (U+202A to U+202E, U+2066 to U+2069), which show a line in " +
    "another order than it runs; tag characters (U+E0000 to U+E007F) outside a flag; and three variation selectors or more in a row, which carry a text that nobody sees. " +
    "Warnings only: an embedding or isolate that a file of translations leaves open, a bidirectional control that is a string by itself, as code compares or adds it, and one in a line of more than 500 bytes, which a minifier wrote and nobody reads. " +
    "Left alone: a byte order mark, emoji with their selectors (one repeated by mistake as well) and joiners, flags, left-to-right and right-to-left marks, escapes (`\\u202e`), and bidirectional controls that are " +
    "closed in their line in files of translations.",
  incident:
    "os-info-checker-es6 (May 2025) hid its payload in variation selectors behind one visible bar; the worm GlassWorm (October 2025) did the same in editor extensions. The Trojan " +
    "Source paper (2021) showed with bidirectional controls that reviewed code and compiled code can differ.",
  fix: "Delete the characters (an editor shows them with `unicode-bidi` or render-control-characters switched on), or write them as escapes. If nobody knows how they came in, take it for an attack.",
  options: noOptions,
  start: () => ({
    entry(entry) {
      const bytes = isCode(entry) ? textBytes(entry) : null;
      const problem = bytes === null ? null : problemIn(entry, bytes);
      return problem === null ? [] : [problem];
    },
  }),
});

function problemIn(entry: Entry, bytes: Buffer): Problem | null {
  let first: Hidden | null = null;
  let found = 0;
  let isMild = true;
  const kinds = new Map<Hidden["kind"], number>();
  const isTranslation = translations.test(entry.path);
  const forgiven = isTranslation ? closedIn(bytes) : null;
  for (const hidden of hiddenIn(bytes)) {
    if (hidden.kind === "bidi" && forgiven?.(hidden.at)) continue;
    found++;
    isMild &&= isOpenText(hidden, isTranslation) || isWholeString(bytes, hidden) || isMinified(bytes, hidden);
    kinds.set(hidden.kind, (kinds.get(hidden.kind) ?? 0) + hidden.count);
    if (first === null || hidden.at < first.at) first = hidden;
  }
  if (first === null) return null;
  const { line, column } = positionsIn(bytes)(first.at);
  const what = [...kinds].map(([kind, times]) => count(times, names[kind])).join(" and ");
  const points = `${first.points.join(" ")}${first.count > first.points.length ? " …" : ""}`;
  const places = found > 1 ? ` in ${number(found)} places` : "";
  return {
    path: entry.path,
    line,
    message: `${what}${places}, first ${points} at line ${line}, column ${column}`,
    ...(isMild ? { level: "warn" as const } : {}),
  };
}

/** Text in a right-to-left script, not closed in its line. An override has no place in it. */
function isOpenText({ kind, points }: Hidden, isTranslation: boolean): boolean {
  return isTranslation && kind === "bidi" && !points.includes("U+202D") && !points.includes("U+202E");
}

/** The control is all that a string literal holds, so that the code deals with the character itself. */
function isWholeString(bytes: Buffer, { kind, at }: Hidden): boolean {
  const quote = bytes[at - 1];
  return kind === "bidi" && (quote === 0x22 || quote === 0x27 || quote === 0x60) && bytes[at + 3] === quote;
}

/** Bytes from which on a line is no longer read by anybody: the controls deceive who reads the code. */
const longLine = 500;

function isMinified(bytes: Buffer, { kind, at }: Hidden): boolean {
  if (kind !== "bidi") return false;
  const before = bytes.subarray(Math.max(0, at - longLine), at);
  const behind = bytes.subarray(at, at + longLine);
  // White space is not what a minifier fills a line with.
  const lineEnd = /[\n\r]/;
  const left = before.toString("latin1").split(lineEnd).at(-1) ?? "";
  const right = behind.toString("latin1").split(lineEnd)[0] ?? "";
  return `${left}${right}`.replace(/\s+/g, "").length >= longLine;
}

function isCode({ kind, path, content }: Entry): boolean {
  if (kind !== "file") return false;
  return (
    code.test(path) || /(?:^|\/)package\.json$/.test(path) || (content[0] === 0x23 && content[1] === 0x21)
  );
}

/** Opening and closing controls by the last two bytes; a pop closes an embedding or an override, an isolate has its own. */
const opens: ReadonlyMap<number, "embedding" | "isolate"> = new Map([
  [0x80aa, "embedding"],
  [0x80ab, "embedding"],
  [0x80ad, "embedding"],
  [0x80ae, "embedding"],
  [0x81a6, "isolate"],
  [0x81a7, "isolate"],
  [0x81a8, "isolate"],
]);
const closes: ReadonlyMap<number, "embedding" | "isolate"> = new Map([
  [0x80ac, "embedding"],
  [0x81a9, "isolate"],
]);

/**
 * Tells of a control whether those of its line are nested and closed. Asked in ascending order it looks at each line once, however
 * many controls the line has.
 */
function closedIn(bytes: Buffer): (at: number) => boolean {
  let start = 0;
  let end = -1;
  let answer = false;
  return (at) => {
    if (at < start || at > end) {
      start = bytes.lastIndexOf(10, at) + 1;
      end = bytes.indexOf(10, at);
      if (end === -1) end = bytes.length;
      answer = isClosed(bytes, start);
    }
    return answer;
  };
}

function isClosed(bytes: Buffer, start: number): boolean {
  const open: string[] = [];
  for (let at = start; at < bytes.length && bytes[at] !== 10; at++) {
    if (bytes[at] !== 0xe2) continue;
    const pair = ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    const opened = opens.get(pair);
    if (opened !== undefined) open.push(opened);
    const closed = closes.get(pair);
    if (closed !== undefined && open.pop() !== closed) return false;
  }
  return open.length === 0;
}
