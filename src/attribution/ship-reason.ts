import { posix } from "node:path";
import { compileGlobs, globError } from "../policy/globs.ts";
import { bundledNames, installedName } from "../rules/bundled.ts";
import type { Source } from "../source.ts";
import { binsOf } from "../tarball/bins.ts";
import type { Manifest } from "../tarball/manifest.ts";

/** Why a packer took a path in. */
export type ShipReason =
  /** README, LICENSE, COPYING and package.json go in whatever `files` says. */
  | { readonly kind: "always" }
  /** An entry point goes in whatever `files` says. */
  | { readonly kind: "forced"; readonly field: string; readonly value: string }
  /** `exact`: the entry is the very path; `others`: further entries let it in as well. */
  | {
      readonly kind: "entry";
      readonly index: number;
      readonly entry: string;
      readonly exact: boolean;
      readonly others: boolean;
    }
  | { readonly kind: "bundled"; readonly name: string; readonly field: string }
  | { readonly kind: "no-files" }
  /** Yarn 1 takes everything as soon as one entry of `files` begins with `!`. */
  | { readonly kind: "negation"; readonly index: number; readonly entry: string }
  /** There is a `files` field and none of its entries matches. */
  | { readonly kind: "unexplained" };

/** What npm adds at the root whatever `files` says. @see https://docs.npmjs.com/cli/configuring-npm/package-json#files */
const always = /^(?:package\.json|(?:readme|copying|license|licence)(?:\..*[^~$])?)$/i;

/** More glob entries than any package has; the rest of a longer list explains nothing. */
const mostGlobs = 1000;

interface GlobEntry {
  readonly index: number;
  readonly entry: string;
  readonly matches: (path: string) => boolean;
}

/**
 * Tells for each path that did ship which part of package.json let it in, by npm's reading of `files`: entries are case-blind, a
 * leading `./` or `/` is nothing, a folder stands for all that is in it, `!` entries let nothing in, and the last entry that
 * matches decides. `main`, `browser` and `bin` are forced in.
 * @see https://docs.npmjs.com/cli/configuring-npm/package-json#files
 * @see https://github.com/npm/npm-packlist/blob/main/lib/index.js (processPackage)
 */
export function shipReasons(
  manifest: Manifest,
  packedWith: Source["packedWith"] = null,
): (path: string) => ShipReason {
  const forced = forcedFiles(manifest);
  const bundles = bundledNames(manifest).length > 0;
  const explain = Array.isArray(manifest.files)
    ? ((isYarnClassic(packedWith) ? negationReason(manifest.files) : null) ?? filesReasons(manifest.files))
    : () => ({ kind: "no-files" }) as const;
  return (path) => {
    if (always.test(path)) return { kind: "always" };
    const field = forced.get(path);
    if (field?.byNpm) return { kind: "forced", ...field };
    const name = bundles ? installedName(path) : null;
    if (name !== null) {
      const list = manifest.bundleDependencies === undefined ? "bundledDependencies" : "bundleDependencies";
      return { kind: "bundled", name, field: list };
    }
    const reason = explain(path);
    return reason.kind === "unexplained" && field !== undefined ? { kind: "forced", ...field } : reason;
  };
}

/** Yarn 1 reads `files` in a way of its own: ignore files count for nothing in what it names, and a `!` lets everything in. */
export function isYarnClassic(packedWith: Source["packedWith"]): boolean {
  return packedWith?.name === "yarn" && packedWith.version.startsWith("1.");
}

function negationReason(files: readonly unknown[]): (() => ShipReason) | null {
  for (const [index, entry] of files.entries()) {
    if (typeof entry === "string" && entry.startsWith("!")) return () => ({ kind: "negation", index, entry });
  }
  return null;
}

interface Forced {
  readonly field: string;
  readonly value: string;
  /** npm 10 to 12 do not force in a `main` or `browser` that begins with `./`; other packers do. `bin` they normalise first. */
  readonly byNpm: boolean;
}

function forcedFiles(manifest: Manifest): ReadonlyMap<string, Forced> {
  const forced = new Map<string, Forced>();
  for (const { path, field, spelled } of binsOf(manifest))
    forced.set(path, { field, value: spelled, byNpm: true });
  for (const field of ["browser", "main"]) {
    const value = manifest[field];
    if (typeof value !== "string" || value === "") continue;
    const path = posix.join("/", value).slice(1);
    if (!forced.get(path)?.byNpm) forced.set(path, { field, value, byNpm: !value.startsWith("./") });
  }
  return forced;
}

function filesReasons(files: readonly unknown[]): (path: string) => ShipReason {
  /** Folded literal entry → its last index. */
  const literals = new Map<string, number>();
  const globs: GlobEntry[] = [];
  for (const [index, entry] of files.entries()) {
    if (typeof entry !== "string" || entry.startsWith("!")) continue;
    const body = entry.replace(/^(?:\.?\/)+/, "").replace(/\/+$/, "");
    if (/[*?[{(]/.test(body)) globs.push({ index, entry, matches: globOf(body.toLowerCase()) });
    else literals.set(body === "." ? "" : body.toLowerCase(), index);
  }
  const tried = globs.slice(0, mostGlobs).reverse();
  return (path) => {
    const folded = path.toLowerCase();
    const exact = literals.get(folded);
    const folder = folderIndex(literals, folded);
    // The last entry decides, so a glob before the folder's entry is not worth a look, unless the path is named as well.
    const glob = tried.find(({ index, matches }) => index > folder && matches(folded))?.index ?? -1;
    const index = exact ?? Math.max(folder, glob);
    const entry = files[index];
    if (typeof entry !== "string") return { kind: "unexplained" };
    return {
      kind: "entry",
      index,
      entry,
      exact: exact !== undefined,
      others: exact !== undefined && (folder !== -1 || glob !== -1),
    };
  };
}

/** Last index of an entry that is a folder above the path; -1 when there is none. An empty entry is the package's own folder. */
function folderIndex(literals: ReadonlyMap<string, number>, path: string): number {
  let best = literals.get("") ?? -1;
  for (let slash = path.lastIndexOf("/"); slash > 0; slash = path.lastIndexOf("/", slash - 1)) {
    best = Math.max(best, literals.get(path.slice(0, slash)) ?? -1);
  }
  return best;
}

/** A glob of `files` also stands for folders. One that this program's globs cannot read is taken by the folders before its first wildcard. */
function globOf(body: string): (path: string) => boolean {
  if (body === "*" || body === "**" || body === "**/*") return () => true;
  const start = body.slice(0, body.search(/[*?[{(!@+]/)).replace(/[^/]*$/, "");
  const spelled = body.endsWith("/*") ? `${body}*` : body;
  const patterns = [spelled, `${spelled}/**`, ...(spelled.includes("/") ? [] : [`**/${spelled}`])];
  if (patterns.some((pattern) => globError(pattern) !== null)) {
    return start === "" ? () => false : (path) => path.startsWith(start);
  }
  const globs = compileGlobs(patterns);
  return (path) => path.startsWith(start) && globs(path);
}
