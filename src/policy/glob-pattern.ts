/** The grammar of one glob: text → alternatives → parts, and the matching of parts. What the globs mean is told in globs.ts. */

/** Longest pattern, and longest sum of what its braces expand to, in characters. */
const longest = 512;
const longestExpanded = 8192;
/** What each alternative costs beside its length, so that empty ones (`{,}{,}…`) are bounded too. */
const costOfAlternative = 16;

export type SegmentTest = (segment: string) => boolean;
/** `**`: any number of segments. */
export const anyDepth: unique symbol = Symbol("**");
export type Part = SegmentTest | typeof anyDepth;

/** The alternatives that the braces stand for, each as its list of parts; or the clause that says what is wrong. */
export function parsePattern(pattern: string): Part[][] | string {
  const problem = problemOf(pattern);
  if (problem !== null) return problem;
  // `**` is told apart before braces expand, so that `*{,a}*` does not become one.
  const marked = pattern.replace(/(?<=^|[/{,])\*\*(?=$|[/},])/g, deepMark);
  if (marked.includes("**")) return besideDeep;
  const budget = { left: longestExpanded };
  const expanded = expandBraces(marked, budget);
  if (typeof expanded === "string") return expanded;
  const alternatives: Part[][] = [];
  for (const alternative of expanded) {
    if (alternative.endsWith("/") && !pattern.endsWith("/"))
      return "has braces with nothing, or a slash, at their end, which would be a whole folder; write two patterns";
    const parts = parseParts(alternative);
    if (typeof parts === "string") return parts;
    alternatives.push(parts);
  }
  return alternatives;
}

/** Stands for `**` while braces expand; no pattern may hold a control character. */
const deepMark = "\0";
const besideDeep =
  "has `**` beside other characters; `**` must stand alone between slashes, as in `dist/**/*.js`";

/** What can be seen on the pattern as a whole, most helpful sentence first. */
function problemOf(pattern: string): string | null {
  if (pattern === "") return "is empty; name a file, or a folder with a trailing slash";
  if (pattern.length > longest) return `is longer than ${longest} characters; write several shorter ones`;
  if (pattern.includes("\\"))
    return "has a backslash; separate folders with `/`, and write a special character in brackets, such as `[*]`";
  if (/[\u0000-\u001f\u007f]/.test(pattern))
    return "has a control character; no file that may ship has one in its name";
  if (pattern !== pattern.trim())
    return "begins or ends with a space; drop it, or write `[ ]` when it is part of the name";
  if (pattern.startsWith("!"))
    return "starts with `!`, which only patterns of `ship` may do; in other lists name what is meant";
  if (pattern.startsWith("/") || /^[A-Za-z]:\//.test(pattern))
    return "is absolute; write it relative to the package root, without the leading part";
  if (pattern.startsWith("./"))
    return "starts with `./`; patterns are relative to the package root already, so drop it";
  if (/[@+!?*]\(/.test(pattern))
    return "has an extended glob such as `@(…)`; list the alternatives in braces, `{a,b}`, or write a literal `+` as `[+]`";
  return null;
}

type Token = string | ((character: string) => boolean) | typeof star;
/** `*` inside a segment: any number of characters. */
const star = Symbol("*");

function parseParts(alternative: string): Part[] | string {
  const segments = alternative.split("/");
  // A trailing slash is the whole subtree; `a/**` is the same, and neither is the file `a` itself.
  if (segments.at(-1) === "" && segments.length > 1) segments.splice(-1, 1, deepMark);
  if (segments.at(-1) === deepMark) segments.push("*");
  const parts: Part[] = [];
  for (const segment of segments) {
    if (segment === "") return "has an empty part, as in `a//b`; drop one slash";
    if (segment === "." || segment === "..")
      return `has a \`${segment}\` part; patterns cannot leave the package root`;
    if (segment === deepMark) {
      if (parts.at(-1) !== anyDepth) parts.push(anyDepth);
      continue;
    }
    const tokens = tokenize(segment);
    if (!Array.isArray(tokens)) return tokens;
    parts.push(segmentTest(tokens));
  }
  return parts;
}

function segmentTest(tokens: readonly Token[]): SegmentTest {
  const [first, ...rest] = tokens;
  if (tokens.every((token) => typeof token === "string")) {
    const text = tokens.join("");
    return (segment) => segment === text;
  }
  if (first === star && rest.every((token) => typeof token === "string")) {
    const ending = rest.join("");
    return (segment) => segment.endsWith(ending);
  }
  return (segment) =>
    matchWild(
      segment.length,
      tokens.length,
      (token) => tokens[token] === star,
      (token, position) => {
        const wanted = tokens[token];
        const character = segment.charAt(position);
        return typeof wanted === "function" ? wanted(character) : wanted === character;
      },
    );
}

/**
 * Matches `items` things against `parts` of a pattern in which some parts are wild (any number of things). After a wild part the
 * earliest place where the rest up to the next one fits is always good enough, so only the last wild part is ever
 * tried again: each pair of a part and an item is tested at most once, `items × parts` tests in the worst case.
 */
export function matchWild(
  items: number,
  parts: number,
  isWild: (part: number) => boolean,
  test: (part: number, item: number) => boolean,
): boolean {
  let item = 0;
  let part = 0;
  let wild = -1;
  let retry = 0;
  while (item < items) {
    if (part < parts && isWild(part)) {
      wild = part++;
      retry = item;
    } else if (part < parts && test(part, item)) {
      part++;
      item++;
    } else if (wild !== -1) {
      part = wild + 1;
      item = ++retry;
    } else {
      return false;
    }
  }
  while (part < parts && isWild(part)) part++;
  return part === parts;
}

function tokenize(segment: string): Token[] | string {
  const tokens: Token[] = [];
  for (let at = 0; at < segment.length; at++) {
    const character = segment.charAt(at);
    if (character === deepMark) return besideDeep;
    if (character === "*") {
      if (tokens.at(-1) !== star) tokens.push(star);
    } else if (character === "?") {
      tokens.push(() => true);
    } else if (character === "[") {
      const end = classEnd(segment, at);
      if (end === -1) return "has a `[` without its `]`; write a literal one as `[[]`";
      const test = characterClass(segment.slice(at + 1, end));
      if (typeof test === "string") return test;
      tokens.push(test);
      at = end;
    } else {
      tokens.push(character);
    }
  }
  return tokens;
}

/** Index of the `]` that ends the class opened at `open`; a `]` that comes first belongs to the class. -1 when there is none. */
function classEnd(text: string, open: number): number {
  const first = open + (/^\[[!^]/.test(text.slice(open, open + 2)) ? 2 : 1);
  const end = text.indexOf("]", first + 1);
  const slash = text.indexOf("/", open);
  return slash !== -1 && slash < end ? -1 : end;
}

function characterClass(body: string): ((character: string) => boolean) | string {
  if (body.includes("[:")) return "has a class with a name such as `[:alpha:]`; write it out, as in `[a-z]`";
  if (/[\ud800-\udfff]/.test(body))
    return "has a character in brackets that takes two units, such as an emoji; use `?` twice";
  const negated = /^[!^]/.test(body);
  const members = negated ? body.slice(1) : body;
  const ranges: [string, string][] = [];
  for (let at = 0; at < members.length; at++) {
    const from = members.charAt(at);
    const isRange = members.charAt(at + 1) === "-" && at + 2 < members.length;
    const to = isRange ? members.charAt(at + 2) : from;
    if (to < from) return `has the range \`${from}-${to}\` backwards; write \`${to}-${from}\``;
    ranges.push([from, to]);
    if (isRange) at += 2;
  }
  return (character) => ranges.some(([from, to]) => from <= character && character <= to) !== negated;
}

/** `a{b,c}` as `ab`, `ac`. Stops as soon as the sum of all results would be longer than the budget. */
function expandBraces(pattern: string, budget: { left: number }): string[] | string {
  const open = findOutsideClasses(pattern, 0, "{}");
  if (open === -1) {
    budget.left -= pattern.length + costOfAlternative;
    return budget.left < 0
      ? "stands for too many alternatives; write fewer braces, or several patterns"
      : [pattern];
  }
  if (pattern.charAt(open) === "}") return "has a `}` without its `{`; write a literal one as `[}]`";
  const choices: string[] = [];
  let level = 0;
  let start = open + 1;
  let close = -1;
  for (let at = open; at !== -1 && close === -1; at = findOutsideClasses(pattern, at + 1, "{},")) {
    const character = pattern.charAt(at);
    if (character === "{") level++;
    if (character === "}") level--;
    if (level === 0 || (level === 1 && character === ",")) {
      choices.push(pattern.slice(start, at));
      start = at + 1;
    }
    if (level === 0) close = at;
  }
  if (close === -1) return "has a `{` without its `}`; write a literal one as `[{]`";
  if (choices.length === 1 && choices[0]?.includes(".."))
    return "has a range in braces; list the alternatives, as in `{1,2,3}`";
  const results: string[] = [];
  for (const choice of choices) {
    const expanded = expandBraces(pattern.slice(0, open) + choice + pattern.slice(close + 1), budget);
    if (typeof expanded === "string") return expanded;
    results.push(...expanded);
  }
  return results;
}

function findOutsideClasses(pattern: string, from: number, wanted: string): number {
  for (let at = from; at < pattern.length; at++) {
    if (wanted.includes(pattern.charAt(at))) return at;
    if (pattern.charAt(at) === "[") {
      const end = classEnd(pattern, at);
      if (end !== -1) at = end;
    }
  }
  return -1;
}
