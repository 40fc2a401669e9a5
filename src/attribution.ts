import { posix } from "node:path";
import { exclusion, valueWaiver } from "./attribution/edit.ts";
import { type ManifestLines, manifestLines } from "./attribution/manifest-lines.ts";
import { proposedFiles, type Unwanted } from "./attribution/proposed-files.ts";
import { isYarnClassic, type ShipReason, shipReasons } from "./attribution/ship-reason.ts";
import { compileGlobs, compileShip, type Globs } from "./policy/globs.ts";
import type { Policy } from "./policy/policy.ts";
import type { Finding } from "./report/report.ts";
import type { FindingLevel, Problem, Rule } from "./rules/rule.ts";
import type { Source } from "./source.ts";
import { entryPointsOf } from "./tarball/entry-points.ts";
import { type Manifest, parseManifest } from "./tarball/manifest.ts";
import type { Tarball } from "./tarball/tarball.ts";

export { fieldLine } from "./attribution/manifest-lines.ts";

/** A finding but for its rule and level. */
export type Attributed = Omit<Finding, "rule" | "level">;

/** One problem with the rule that found it, by its id. */
export interface Said {
  readonly rule: string;
  readonly problem: Problem;
  readonly level: FindingLevel;
}

/** Says of each problem why the file ships, which edit mends it and where that edit goes. */
export type Attribution = (rule: Pick<Rule, "id" | "fix">, problem: Problem) => Attributed;

/** Compiles what package.json says of shipping once, for any number of problems of one tarball. */
export function createAttribution(facts: {
  readonly tarball: Tarball;
  readonly source: Source;
  readonly policy: Policy;
  /** Everything that the rules say of the tarball: what a proposed `files` should not name. */
  readonly said?: readonly Said[];
}): Attribution {
  const { tarball, source, policy, said = [] } = facts;
  const shipped = new Set(tarball.entries.map((entry) => entry.path));
  const manifest = repositoryManifest(source) ?? tarball.manifest;
  const reasonOf = shipReasons(manifest, source.packedWith);
  const packedLines = manifestLines(tarball.manifestText);
  const places = source.directory === null ? null : placesIn(source, source.directory);
  const isEntryPoint = entryPointLookup(manifest);
  const proposalFor = proposals(facts, said, isEntryPoint);
  const list = policy.ship === null ? null : compileShip(policy.ship.map(({ value }) => value));
  const forbidding = (path: string): string | null => {
    const pattern = list?.judge(path).pattern ?? null;
    return pattern === null ? null : (policy.ship?.[pattern]?.value ?? null);
  };

  return (rule, problem) => {
    const { field, message } = problem;
    const ofManifest = field !== undefined && (problem.path === undefined || problem.path === "package.json");
    const path = problem.path ?? (field === undefined ? null : "package.json");
    const reason = path !== null && !ofManifest && shipped.has(path) ? reasonOf(path) : null;
    const leavingOut =
      reason === null || path === null || isByContent(rule.id, problem)
        ? null
        : exclusion({
            rule: rule.id,
            path,
            reason,
            source,
            policy,
            isProduct: reason.kind === "always" || reason.kind === "forced" || isEntryPoint(path),
            proposal: () => proposalFor(rule.id),
            forbidding: rule.id === "unlisted-file" ? forbidding(path) : null,
          });
    const fix = leavingOut ?? rule.fix;
    const { fingerprint } = problem;
    const silencing =
      fingerprint === undefined || path === null
        ? ""
        : ` ${valueWaiver({ rule: rule.id, path, fingerprint, policy })}`;
    return {
      path,
      field: field ?? null,
      line: problem.line ?? (ofManifest ? packedLines.line(field) : null),
      message,
      why: reason === null ? null : inWords(reason, source),
      fix: `${problem.fix ?? problem.fixWith?.(fix) ?? fix}${silencing}`,
      at: placeOf(problem, path, reason, places, problem.fix === undefined && leavingOut !== null),
    };
  };
}

/** Tells whether some entry point names the path, also without its ending or by its folder. */
function entryPointLookup(manifest: Manifest): (path: string) => boolean {
  const named = new Set<string>();
  for (const { targets } of entryPointsOf(manifest))
    for (const target of targets) named.add(posix.join("/", target).slice(1).replace(/\/$/, ""));
  return (path) =>
    [path, path.replace(/(?:\.d)?\.\w+$/, ""), path.replace(/\/?index(?:\.d)?\.\w+$/, "")].some((spelled) =>
      named.has(spelled),
    );
}

/** A rule that judges the text of a file, at a line, is not mended by leaving the file out, unless it says so. */
function isByContent(rule: string, { line, fixWith }: Problem): boolean {
  return line !== undefined && fixWith === undefined && rule !== "secret-file";
}

/**
 * The `files` list to propose in the fix of a rule. It leaves out what that rule flags, and what must not ship in any case: a file of
 * which another rule only warns, or that a waiver covers, may be the product.
 */
function proposals(
  { tarball, source, policy }: Parameters<typeof createAttribution>[0],
  said: readonly Said[],
  isEntryPoint: (path: string) => boolean,
): (rule: string) => readonly string[] | null {
  const shipped = tarball.entries.filter(({ kind }) => kind !== "directory").map(({ path }) => path);
  const known = new Map<string, readonly string[] | null>();
  const unwanted = (rule: string): Unwanted[] => {
    const waived = new Map<string, Globs>();
    const isWaived = (by: string, path: string) => {
      const globs =
        waived.get(by) ??
        compileGlobs(policy.waivers.filter((each) => each.rule === by).flatMap(({ files }) => files));
      waived.set(by, globs);
      return globs(path);
    };
    return said.flatMap(({ rule: by, problem, level }) => {
      const { path, field, fix } = problem;
      // What has an edit of its own is not mended by leaving it out, and an entry point is missing from the policy's list.
      if (path === undefined || field !== undefined || fix !== undefined || isByContent(by, problem))
        return [];
      if (by === "unlisted-file" && isEntryPoint(path)) return [];
      if (by !== rule && (level === "warn" || isWaived(by, path))) return [];
      return { rule: by, path };
    });
  };
  return (rule) => {
    const made = known.get(rule);
    if (made !== undefined) return made;
    const negations = !isYarnClassic(source.packedWith);
    const proposed = proposedFiles(shipped, unwanted(rule), { negations });
    known.set(rule, proposed);
    return proposed;
  };
}

/** The manifest as the repository has it, whose `files` has the lines; null when it is not there or cannot be read. */
function repositoryManifest({ manifestText }: Source): Manifest | null {
  if (manifestText === null) return null;
  try {
    return parseManifest(manifestText);
  } catch {
    return null;
  }
}

function inWords(reason: ShipReason, source: Source): string {
  switch (reason.kind) {
    case "always":
      return "every packer adds README, LICENSE and package.json";
    case "forced":
      return `ships because \`${reason.field}\` is \`${reason.value}\``;
    case "entry":
      return `ships because \`files[${reason.index}]\` is \`${reason.entry}\``;
    case "negation":
      return `ships because yarn 1 packs the whole folder when \`files\` has a \`!\` entry, and \`files[${reason.index}]\` is \`${reason.entry}\``;
    case "bundled":
      return `ships because \`${reason.field}\` takes \`${reason.name}\` in`;
    case "no-files":
      return source.hasNpmignore
        ? "package.json has no `files` field: everything that .npmignore does not name ships"
        : "package.json has no `files` field: everything that is not ignored ships";
    case "unexplained":
      return "ships although no entry of `files` names it: the packer or a script added it";
  }
}

/** Files of the repository, as the package's folder sees them. */
interface Places {
  readonly manifest: string;
  /** The .npmignore, if there is one. */
  readonly ignore: string | null;
  readonly lines: ManifestLines;
  /** Repository path of a tracked file of the package; null when git does not track it. */
  tracked(path: string): string | null;
}

function placesIn({ manifestText, tracked, hasNpmignore }: Source, directory: string): Places {
  const prefix = directory === "" ? "" : `${directory}/`;
  return {
    manifest: `${prefix}package.json`,
    ignore: hasNpmignore ? `${prefix}.npmignore` : null,
    lines: manifestLines(manifestText ?? ""),
    tracked: (path) => (tracked?.has(prefix + path) ? prefix + path : null),
  };
}

/** @param leavesOut the fix is an edit of what ships, not of the file that does */
function placeOf(
  problem: Problem,
  path: string | null,
  reason: ShipReason | null,
  places: Places | null,
  leavesOut: boolean,
): Finding["at"] {
  const { at, field, line } = problem;
  if (at !== undefined) return { file: at.file, line: at.line };
  if (places === null) return null;
  const { manifest, ignore, lines } = places;
  const tracked = path === null || reason === null ? null : places.tracked(path);
  if (tracked !== null && line !== undefined && !leavesOut) return { file: tracked, line };
  if (field !== undefined) return { file: manifest, line: lines.nearest(field) };
  if (reason?.kind === "entry" || reason?.kind === "negation")
    return { file: manifest, line: lines.nearest(`files.${reason.index}`) };
  if (reason?.kind === "forced" || reason?.kind === "bundled")
    return { file: manifest, line: lines.nearest(reason.field) };
  if (leavesOut && reason?.kind === "no-files")
    return ignore === null ? { file: manifest, line: 1 } : { file: ignore, line: null };
  return tracked === null ? { file: manifest, line: 1 } : { file: tracked, line: null };
}
