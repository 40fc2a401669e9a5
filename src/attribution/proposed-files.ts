import { compileGlobs, globFor } from "../policy/globs.ts";
import { likeGlob } from "./like-glob.ts";

/** A shipped path that some finding wants out. */
export interface Unwanted {
  readonly rule: string;
  readonly path: string;
}

/** Most names that a proposed `files` lists. */
const MOST_NAMES = 20;

/** What every packer adds at the root, whatever `files` says. */
const added = /^(?:package\.json|(?:readme|licen[cs]e)(?:\..*)?)$/i;

/**
 * A `files` list for a package that has none: everything that ships today but for what is unwanted, so that pasting it loses nothing that
 * should ship. It is one list for all findings, because a second one would undo the first.
 * @param options.negations false for yarn 1, which packs the whole folder once an entry begins with `!`
 * @returns null when nothing is left to name, or more than anybody would paste
 */
export function proposedFiles(
  shipped: readonly string[],
  unwanted: readonly Unwanted[],
  { negations }: { readonly negations: boolean },
): readonly string[] | null {
  const out = new Set(unwanted.map(({ path }) => path));
  const kept = shipped.filter((path) => !out.has(path) && !added.test(path));
  const names = negations
    ? [...tops(kept), ...leftOut(kept, unwanted)]
    : [...within(MOST_NAMES + 1, namesWithout(kept, foldersOf(out)))];
  return kept.length === 0 || names.length > MOST_NAMES ? null : names;
}

function tops(paths: readonly string[]): readonly string[] {
  return [...new Set(paths.map(topOf))].map(globFor);
}

function topOf(path: string): string {
  return path.split("/", 1)[0] ?? path;
}

/** `!` entries for what is unwanted below a name that is kept: the glob of its like or its whole folder where that takes nothing else out. */
function leftOut(kept: readonly string[], unwanted: readonly Unwanted[]): readonly string[] {
  const keptTops = new Set(kept.map(topOf));
  const keptFolders = foldersOf(kept);
  const harmless = new Map<string, boolean>();
  const takesNothingElse = (glob: string) => {
    const known = harmless.get(glob) ?? !kept.some(compileGlobs([glob]));
    harmless.set(glob, known);
    return known;
  };
  const globs = new Set<string>();
  for (const { rule, path } of unwanted) {
    if (!keptTops.has(topOf(path))) continue;
    const alone = globFor(path);
    const like = likeGlob(rule, path);
    const folder = shallowest(path, keptFolders);
    if (like !== alone && takesNothingElse(like)) globs.add(like);
    else globs.add(folder === path ? alone : `${globFor(folder)}/**`);
    // So many that nobody would paste them, however they were joined.
    if (globs.size > 5 * MOST_NAMES) return [...globs];
  }
  const anywhere = [...globs].map((glob) => glob.replace(/^[^/]+\/\*\*\/(?=\*\.)/, "**/"));
  const times = (glob: string) => anywhere.filter((each) => each === glob).length;
  const joined = [...globs].map((glob, index) => {
    const wide = anywhere[index] ?? glob;
    return wide !== glob && times(wide) > 1 && takesNothingElse(wide) ? wide : glob;
  });
  return [...new Set(joined)].map((glob) => `!${glob}`);
}

/** The folders and files that hold nothing unwanted and together hold everything that is kept. */
function* namesWithout(kept: readonly string[], unwantedFolders: ReadonlySet<string>): Iterable<string> {
  const seen = new Set<string>();
  for (const path of kept) {
    const name = globFor(shallowest(path, unwantedFolders));
    if (!seen.has(name)) yield name;
    seen.add(name);
  }
}

/** The first folder on the way to the path that is not among these; the path itself when all are. */
function shallowest(path: string, folders: ReadonlySet<string>): string {
  for (let slash = path.indexOf("/"); slash !== -1; slash = path.indexOf("/", slash + 1)) {
    const folder = path.slice(0, slash);
    if (!folders.has(folder)) return folder;
  }
  return path;
}

function foldersOf(paths: Iterable<string>): ReadonlySet<string> {
  const folders = new Set<string>();
  for (const path of paths) {
    for (let slash = path.lastIndexOf("/"); slash > 0; slash = path.lastIndexOf("/", slash - 1)) {
      const folder = path.slice(0, slash);
      if (folders.has(folder)) break;
      folders.add(folder);
    }
  }
  return folders;
}

function* within<T>(most: number, things: Iterable<T>): Iterable<T> {
  let left = most;
  for (const thing of things) {
    if (left-- === 0) return;
    yield thing;
  }
}
