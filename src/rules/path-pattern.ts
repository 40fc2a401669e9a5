import { compileGlobs } from "../policy/globs.ts";

/**
 * Patterns for names that are told by their path alone, in the way of .gitignore: `name/` is a folder of that name with all
 * that is in it, `name` a file, at any depth; `a/b` is a path tail; a leading `/` ties to the package root; the last
 * pattern that matches wins, and `!` takes a match back. `*`, `?`, `[…]` and `{a,b}` stay within one name.
 * Unlike in .gitignore a slash in the middle does not tie to the root.
 * @see https://git-scm.com/docs/gitignore#_pattern_format
 */
export interface PatternList<Owner> {
  readonly owner: Owner;
  readonly patterns: readonly string[];
  /** Names in any letter case, for things that a case-blind system or program made. */
  readonly anyCase: boolean;
}

/** A path belongs to an owner because of this pattern. */
export interface PathMatch<Owner> {
  readonly owner: Owner;
  /** The pattern with its braces expanded to the one that matched. */
  readonly pattern: string;
  /** The pattern as the list has it. */
  readonly written: string;
}

/** Every owner that claims the path, in the order of the lists. Cost: a few map look-ups, whatever the number of patterns. */
export type PathMatcher<Owner> = (path: string) => readonly PathMatch<Owner>[];

interface Compiled {
  readonly list: number;
  /** Place within its list. */
  readonly rank: number;
  readonly written: string;
  readonly text: string;
  readonly negated: boolean;
  readonly folder: boolean;
  readonly anyCase: boolean;
  /** Last name of the pattern, folded when `anyCase`. */
  readonly name: string;
  /** For a name with wildcards. */
  readonly nameGlob: Glob | null;
  /** What stands before the first wildcard of the name, folded. */
  readonly start: string;
  /** What stands behind the last one, folded. */
  readonly end: string;
  /** The longest piece of it without a wildcard, folded. */
  readonly inner: string;
  /** For a pattern of several names or tied to the root: the whole path up to and with the last name. */
  readonly pathGlob: Glob | null;
}

type Glob = (path: string) => boolean;

/** Endings are looked up from the last dots only, so that a name of a million dots costs nothing. `.test.js.map` has three. */
const mostDots = 4;

/** Only the end of a longer path is looked at: no file system holds it, and `unsafe-entry` names it. */
const longestPath = 4096;

export function compilePatterns<Owner>(lists: readonly PatternList<Owner>[]): PathMatcher<Owner> {
  const claiming = new PathIndex();
  const sparing = new PathIndex();
  for (const [list, { patterns, anyCase }] of lists.entries()) {
    for (const [rank, written] of patterns.entries()) {
      for (const text of expandBraces(written)) {
        const compiled = compile(text, { list, rank, written, text, anyCase });
        (compiled.negated ? sparing : claiming).add(compiled);
      }
    }
  }
  return (given) => {
    const path = given.slice(-longestPath);
    const hits = claiming.find(path);
    if (hits.length === 0) return [];
    const spared = sparing.find(path);
    const matches: PathMatch<Owner>[] = [];
    for (const [list, { owner }] of lists.entries()) {
      // What stands before the last exception is taken back; the first pattern after it, mostly the widest, gives its name.
      const after = lastRank(spared, list);
      const claims = hits.filter((hit) => hit.list === list && hit.rank > after);
      const first = claims.reduce<Compiled | null>(
        (best, hit) => (best && best.rank < hit.rank ? best : hit),
        null,
      );
      if (first !== null) matches.push({ owner, pattern: first.text, written: first.written });
    }
    return matches;
  };
}

function lastRank(hits: readonly Compiled[], list: number): number {
  return hits.reduce((last, hit) => (hit.list === list ? Math.max(last, hit.rank) : last), -1);
}

class PathIndex {
  readonly #files = new NameIndex();
  readonly #folders = new NameIndex();
  readonly #known = new Map<string, readonly Compiled[]>();

  add(pattern: Compiled): void {
    (pattern.folder ? this.#folders : this.#files).add(pattern);
  }

  find(path: string): readonly Compiled[] {
    const slash = path.lastIndexOf("/");
    const own = this.#files.find(path.slice(slash + 1), path);
    if (slash === -1) return own;
    const inherited = this.#ofFolder(path.slice(0, slash));
    return inherited.length === 0 ? own : [...inherited, ...own];
  }

  /** Remembered, because the files of one folder ask again and again. */
  #ofFolder(folder: string): readonly Compiled[] {
    const known = this.#known.get(folder);
    if (known !== undefined) return known;
    const slash = folder.lastIndexOf("/");
    const above = slash === -1 ? [] : this.#ofFolder(folder.slice(0, slash));
    const own = this.#folders.find(folder.slice(slash + 1), folder);
    const hits = own.length === 0 ? above : [...above, ...own];
    if (this.#known.size >= mostKnown) this.#known.clear();
    this.#known.set(folder, hits);
    return hits;
  }
}

/** Folders, and names, whose answer is remembered. The matcher lives as long as the process, so there must be an end. */
const mostKnown = 20_000;

/** Patterns by a piece of their last name, so that one name is compared with the few that could match it. Keys are folded. */
class NameIndex {
  readonly #exact = new Map<string, Compiled[]>();
  /** By the text from one of its last dots on, `.tar.gz` of `*.tar.gz`. */
  readonly #endings = new Map<string, Compiled[]>();
  /** By the first two characters, or the only one before a wildcard. */
  readonly #beginnings = new Map<number, Compiled[]>();
  /** By the last two characters, or the only one behind a wildcard. */
  readonly #lasts = new Map<number, Compiled[]>();
  readonly #known = new Map<string, readonly Compiled[]>();

  add(pattern: Compiled): void {
    const { start, end } = pattern;
    const ending = /^\*[^*?[\].]*(\.[^*?[\]]+)$/.exec(pattern.name.toLowerCase())?.[1];
    if (pattern.nameGlob === null) push(this.#exact, start, pattern);
    else if (ending !== undefined) push(this.#endings, ending, pattern);
    else if (start !== "") push(this.#beginnings, pairOf(start, 0, 1), pattern);
    else if (end !== "") push(this.#lasts, pairOf(end, end.length - 1, end.length - 2), pattern);
    else throw new Error(`The pattern ${pattern.written} begins and ends with a wildcard.`);
  }

  /** The patterns that match a path with this last name. */
  find(name: string, path: string): readonly Compiled[] {
    const hits = this.#byName(name);
    return hits.length === 0 ? none : hits.filter((pattern) => fitsPath(pattern, path));
  }

  /** Those whose own last name matches. Remembered, because the same names come again in folder after folder. */
  #byName(name: string): readonly Compiled[] {
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    const folded = name.toLowerCase();
    const end = folded.length - 1;
    let hits = take(none, this.#exact.get(folded), name, folded);
    for (let dot = folded.lastIndexOf("."), left = mostDots; dot > -1 && left > 0; left--) {
      hits = take(hits, this.#endings.get(folded.slice(dot)), name, folded);
      dot = dot === 0 ? -1 : folded.lastIndexOf(".", dot - 1);
    }
    hits = take(hits, this.#beginnings.get(pairOf(folded, 0, 1)), name, folded);
    hits = take(hits, this.#beginnings.get(pairOf(folded, 0, -1)), name, folded);
    hits = take(hits, this.#lasts.get(pairOf(folded, end, end - 1)), name, folded);
    hits = take(hits, this.#lasts.get(pairOf(folded, end, -1)), name, folded);
    if (this.#known.size >= mostKnown) this.#known.clear();
    this.#known.set(name, hits);
    return hits;
  }
}

/** Two characters as a number; what is not there counts as none. */
function pairOf(text: string, one: number, other: number): number {
  return (text.charCodeAt(one) || 0) + 0x10000 * (text.charCodeAt(other) || 0);
}

const none: readonly Compiled[] = [];

/** `hits` and those of the candidates that match. */
function take(
  hits: readonly Compiled[],
  candidates: readonly Compiled[] | undefined,
  name: string,
  folded: string,
): readonly Compiled[] {
  if (candidates === undefined) return hits;
  let found = hits;
  // By number: an iterator costs more than the look.
  for (let place = 0; place < candidates.length; place++) {
    const pattern = candidates[place];
    if (pattern !== undefined && fitsName(pattern, name, folded)) found = [...found, pattern];
  }
  return found;
}

function fitsName(pattern: Compiled, name: string, folded: string): boolean {
  // Without these there is no match.
  const { start, end, inner } = pattern;
  if (!folded.startsWith(start) || !folded.endsWith(end) || !folded.includes(inner)) return false;
  const spelled = pattern.anyCase ? folded : name;
  return pattern.nameGlob === null ? pattern.name === spelled : pattern.nameGlob(spelled);
}

function fitsPath({ pathGlob, anyCase }: Compiled, path: string): boolean {
  return pathGlob === null || pathGlob(anyCase ? path.toLowerCase() : path);
}

function push<Key, Value>(map: Map<Key, Value[]>, key: Key, value: Value): void {
  const values = map.get(key);
  if (values === undefined) map.set(key, [value]);
  else values.push(value);
}

function compile(
  text: string,
  origin: Pick<Compiled, "list" | "rank" | "written" | "text" | "anyCase">,
): Compiled {
  const negated = text.startsWith("!");
  const folder = text.endsWith("/");
  let body = text.slice(negated ? 1 : 0, folder ? -1 : undefined);
  if (origin.anyCase) body = body.toLowerCase();
  const rooted = body.startsWith("/");
  if (rooted) body = body.slice(1);
  const name = body.slice(body.lastIndexOf("/") + 1);
  const folded = name.toLowerCase();
  return {
    ...origin,
    negated,
    folder,
    name,
    ...(/[*?[]/.test(name)
      ? { nameGlob: globOf(name), ...literalPieces(folded) }
      : { nameGlob: null, start: folded, end: folded, inner: folded }),
    pathGlob: rooted ? globOf(body) : body === name ? null : globOf(`**/${body}`),
  };
}

function literalPieces(folded: string): Pick<Compiled, "start" | "end" | "inner"> {
  return {
    start: /^[^*?[]*/.exec(folded)?.[0] ?? "",
    end: /[^*?\]]*$/.exec(folded)?.[0] ?? "",
    inner: folded
      .split(/\[[^\]]*\]|[*?]/)
      .reduce((longest, piece) => (piece.length > longest.length ? piece : longest), ""),
  };
}

/** Compiled with the first path that it is asked of: hardly any of the hundreds ever is. */
function globOf(pattern: string): Glob {
  let compiled: Glob | null = null;
  return (path) => {
    compiled ??= compileGlobs([pattern]);
    return compiled(path);
  };
}

/** `{a,b}` groups, which may hold dots and nothing nested. */
function expandBraces(pattern: string): string[] {
  const group = pattern.includes("{") ? /^(.*)\{([^{}]*)\}(.*)$/.exec(pattern) : null;
  if (group === null) return [pattern];
  const [, before = "", choices = "", after = ""] = group;
  return choices.split(",").flatMap((choice) => expandBraces(before + choice + after));
}
