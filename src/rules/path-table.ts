import { compileGlobs } from "../policy/globs.ts";
import type { Policy } from "../policy/policy.ts";
import type { Manifest } from "../tarball/manifest.ts";
import type { Entry, Tarball } from "../tarball/tarball.ts";
import { BundledDependencies, bundledNames, installedName } from "./bundled.ts";
import { compilePatterns, type PathMatch } from "./path-pattern.ts";
import { buildRows, type PathRow } from "./path-rows.ts";
import { toolingRows } from "./path-rows-tooling.ts";
import { workplaceRows } from "./path-rows-workplace.ts";
import { defineRule, type Inspector, noOptions, type Problem, type Rule } from "./rule.ts";

const rows: readonly PathRow[] = [...buildRows, ...workplaceRows, ...toolingRows];

/** Rows that match a path, first in table order; compiled once. */
const matchRows = compilePatterns(
  rows.map((row) => ({ owner: row, patterns: row.patterns, anyCase: row.anyCase ?? false })),
);

/** The pattern of a rule's own row that matches the path, for an edit that covers all its like; null when the rule is no row. */
export function matchedPattern(rule: string, path: string): string | null {
  return matchRows(path).find(({ owner }) => owner.id === rule)?.pattern ?? null;
}

/** The rules that need only a path, in table order. */
export const pathRules: readonly Rule[] = rows.map((row) =>
  defineRule({
    id: row.id,
    title: row.title,
    catches: `${row.catches}${row.anyCase ? " Any letter case." : ""} Names, as in .gitignore (the last match wins): ${list(row)}.`,
    incident: row.incident,
    fix: row.fix,
    options: noOptions,
    start: ({ policy }) => inspector(row, policy),
  }),
);

function list(row: PathRow): string {
  return row.patterns.map((pattern) => `\`${pattern.replace("\r", "\\r")}\``).join(", ");
}

/**
 * Whether a row of what builds, caches and installs leave stops the path: the whole folder goes, so that a rule which looks at the
 * content of what lies there has nothing to add. A row that only warns, or that a waiver covers, stops nothing, and
 * `bundled` paths are what `bundleDependencies` may have brought, and no stray.
 */
export function leftoverClaims(policy: Policy): (path: string) => boolean {
  const claims = claimsUnder.get(policy) ?? claimsOf(policy);
  claimsUnder.set(policy, claims);
  return claims;
}

/** Several rules ask, for each of the packages that have a policy between them. */
const claimsUnder = new WeakMap<Policy, (path: string) => boolean>();

function claimsOf(policy: Policy): (path: string) => boolean {
  const stopping = new Map([...leftovers].map((row) => [row, stops(row, policy)]));
  return (path) => {
    // What may be bundled is spared by some rows, and without the manifest nobody knows: nothing there is hidden.
    if (installedName(path) !== null) return false;
    const speaks = matchRows(path).find(({ owner }) => policy.rules.get(owner.id)?.level !== "off");
    return speaks !== undefined && stopping.get(speaks.owner)?.(path, speaks.written) === true;
  };
}

function stops(row: PathRow, policy: Policy): (path: string, pattern: string) => boolean {
  const level = policy.rules.get(row.id)?.level;
  if (level === "off" || level === "warn") return () => false;
  const mild = [...(row.mild?.patterns ?? []), ...(row.mildWhenNamed ?? [])];
  const waived = compileGlobs(
    policy.waivers.filter(({ rule }) => rule === row.id).flatMap(({ files }) => files),
  );
  return (path, pattern) => !mild.includes(pattern) && !waived(path);
}

const leftovers: ReadonlySet<PathRow> = new Set(buildRows);

/** The row of node_modules. Only its own inspector reads which folders are bundled. */
const installed = "package-manager-data";

function inspector(row: PathRow, policy: Policy): Inspector {
  const bundled = new BundledDependencies();
  const wantsBundled = row.id === installed;
  return {
    ...(wantsBundled && {
      entry(entry: Entry) {
        bundled.read(entry);
        return [];
      },
    }),
    *tarball(tarball) {
      const bundledFolders = wantsBundled ? bundled.namesFor(tarball.manifest) : null;
      for (const { path, matches, perhapsBundled } of claimed(tarball)) {
        const first = matches.find(
          ({ owner }) =>
            policy.rules.get(owner.id)?.level !== "off" &&
            !(perhapsBundled && owner.id === installed && row.id !== installed),
        );
        if (first?.owner !== row) continue;
        if (bundledFolders?.has(installedName(path) ?? "")) continue;
        yield problemOf(row, path, first, tarball.manifest);
      }
    },
  };
}

function problemOf(row: PathRow, path: string, match: PathMatch<PathRow>, manifest: Manifest): Problem {
  const matched = `(the name matches \`${match.pattern}\`)`;
  if (row.mildWhenNamed?.includes(match.written) && isNamedByFiles(manifest, path)) {
    return {
      path,
      message: `${row.says} ${matched}, which \`files\` of package.json names by its path`,
      level: "warn",
    };
  }
  if (row.mild?.patterns.includes(match.written)) {
    return { path, message: `${row.mild.says} ${matched}`, level: "warn" };
  }
  return { path, message: `${row.says} ${matched}` };
}

interface Claim {
  readonly path: string;
  readonly matches: readonly PathMatch<PathRow>[];
  /** In the root `node_modules` of a package that bundles some dependencies. */
  readonly perhapsBundled: boolean;
}

/** Every row asks the same of the same tarball, so the answer is kept as long as the tarball is. */
const claims = new WeakMap<Tarball, readonly Claim[]>();

/** The files and links of a tarball that some row matches, with those rows; bundled dependencies are spared where a row says so. */
function claimed(tarball: Tarball): readonly Claim[] {
  const known = claims.get(tarball);
  if (known !== undefined) return known;
  const bundles = bundledNames(tarball.manifest).length > 0;
  const seen = new Set<string>();
  const found: Claim[] = [];
  for (const { path, kind } of tarball.entries) {
    if (kind === "directory") continue;
    let matches = matchRows(path);
    if (matches.length === 0 || seen.has(path)) continue;
    seen.add(path);
    const perhapsBundled = bundles && installedName(path) !== null;
    if (perhapsBundled)
      matches = matches.filter(({ owner }) => !owner.quietInBundled || owner.id === installed);
    if (matches.length > 0) found.push({ path, matches, perhapsBundled });
  }
  claims.set(tarball, found);
  return found;
}

export function isNamedByFiles({ files }: Manifest, path: string): boolean {
  return (
    Array.isArray(files) &&
    files.some((entry) => entry === path || entry === `./${path}` || entry === `/${path}`)
  );
}
