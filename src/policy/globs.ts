import { anyDepth, matchWild, type Part, parsePattern } from "./glob-pattern.ts";

/**
 * Globs of the policy language: the part of picomatch's language that can be matched in one pass, without backtracking, so
 * that neither a policy nor a file name can make the gate hang (picomatch compiles to a RegExp, which can). Meaning is
 * picomatch's with `dot: true`, anchored at the package root, case-sensitive; the tests compare the two. On purpose different:
 * `dist/**` does not match a file called `dist`, `[slug]` is a class and never also the literal text, and extglobs, brace
 * ranges and backslashes are refused. A path that holds an empty, `.` or `..` segment matches nothing.
 *
 * Work is bounded by (length of the path) × (length of the expanded pattern), see `matchWild`.
 */

/** One pattern of a list: whether some path of some list is matched, and by which pattern. */
export interface Globs {
  (path: string): boolean;
  /** The first pattern that matches, as written; null when none does. */
  which(path: string): string | null;
}

/** What an allowlist says of one path. */
export interface ShipVerdict {
  readonly ships: boolean;
  /** Index of the pattern that decides: the `!` pattern that stops the path, else the first one that lets it in; null when none matches. */
  readonly pattern: number | null;
}

/** An allowlist: a path ships when some pattern matches and no `!` pattern does; order is irrelevant. */
export interface ShipList {
  (path: string): boolean;
  judge(path: string): ShipVerdict;
}

/** Compiles a list of patterns that passed `globError`. Throws an Error (a bug of the caller) on one that did not. */
export function compileGlobs(patterns: readonly string[]): Globs {
  const compiled = patterns.map(compile);
  const find = (path: string): number => {
    const segments = cleanSegments(path);
    return segments === null ? -1 : compiled.findIndex((matches) => matches(segments));
  };
  return Object.assign((path: string) => find(path) !== -1, {
    which: (path: string) => patterns[find(path)] ?? null,
  });
}

/**
 * Compiles the `ship` list of a policy. `package.json` ships always, whatever the list says.
 * Throws an Error (a bug of the caller) on a pattern that did not pass `globError`.
 */
export function compileShip(patterns: readonly string[]): ShipList {
  const compiled = patterns.map((pattern, index) => {
    const negated = pattern.startsWith("!");
    return { index, negated, matches: compile(negated ? pattern.slice(1) : pattern) };
  });
  const allowing = compiled.filter((glob) => !glob.negated);
  const stopping = compiled.filter((glob) => glob.negated);
  const judge = (path: string): ShipVerdict => {
    if (path === "package.json") return { ships: true, pattern: null };
    const segments = cleanSegments(path);
    if (segments === null) return { ships: false, pattern: null };
    const stopped = stopping.find((glob) => glob.matches(segments));
    if (stopped !== undefined) return { ships: false, pattern: stopped.index };
    const allowed = allowing.find((glob) => glob.matches(segments));
    return { ships: allowed !== undefined, pattern: allowed?.index ?? null };
  };
  return Object.assign((path: string) => judge(path).ships, { judge });
}

/** Null when the pattern is good; else a clause that says what is wrong and what to write (`has a backslash; …`). A leading `!` is wrong here. */
export function globError(pattern: string): string | null {
  const parsed = parsePattern(pattern);
  return typeof parsed === "string" ? parsed : null;
}

/** The pattern that matches this path and no other, for text that is pasted into a policy. A backslash or control character becomes `?`: no pattern can spell it. */
export function globFor(path: string): string {
  return path.replace(/^!|!(?=\()|^\s|\s$|[*?[{}]|[@+](?=\()|[\\\u0000-\u001f\u007f]/g, (character) => {
    if (character === "!") return "{!}";
    return /[\\\u0000-\u001f\u007f]/.test(character) ? "?" : `[${character}]`;
  });
}

function compile(pattern: string): (segments: readonly string[]) => boolean {
  const parsed = parsePattern(pattern);
  if (typeof parsed === "string") throw new Error(`The glob ${JSON.stringify(pattern)} ${parsed}.`);
  const [only, ...more] = parsed;
  if (only !== undefined && more.length === 0) return (segments) => matchParts(only, segments);
  return (segments) => parsed.some((parts) => matchParts(parts, segments));
}

/** Null for a path that no honest packer writes; nothing may match it. */
function cleanSegments(path: string): string[] | null {
  const segments = path.split("/");
  return segments.some((segment) => segment === "" || segment === "." || segment === "..") ? null : segments;
}

function matchParts(parts: readonly Part[], segments: readonly string[]): boolean {
  // Both ends first: they turn nearly every path away without a walk.
  if (!fits(parts[0], segments[0]) || !fits(parts.at(-1), segments.at(-1))) return false;
  return matchWild(
    segments.length,
    parts.length,
    (part) => parts[part] === anyDepth,
    (part, position) => fits(parts[part], segments[position]),
  );
}

function fits(part: Part | undefined, segment: string | undefined): boolean {
  return part === anyDepth || (part !== undefined && segment !== undefined && part(segment));
}
