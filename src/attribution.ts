import { exclusion } from "./attribution/edit.ts";
import { type ManifestLines, manifestLines } from "./attribution/manifest-lines.ts";
import { type ShipReason, shipReasons } from "./attribution/ship-reason.ts";
import { compileShip } from "./policy/globs.ts";
import type { Policy } from "./policy/policy.ts";
import type { Finding } from "./report/report.ts";
import type { Problem, Rule } from "./rules/rule.ts";
import type { Source } from "./source.ts";
import { type Manifest, parseManifest } from "./tarball/manifest.ts";
import type { Tarball } from "./tarball/tarball.ts";

export { fieldLine } from "./attribution/manifest-lines.ts";

/** A finding but for its rule and level. */
export type Attributed = Omit<Finding, "rule" | "level">;

/** Says of each problem why the file ships, which edit mends it and where that edit goes. */
export type Attribution = (rule: Pick<Rule, "id" | "fix">, problem: Problem) => Attributed;

/** Compiles what package.json says of shipping once, for any number of problems of one tarball. */
export function createAttribution(facts: {
  readonly tarball: Tarball;
  readonly source: Source;
  readonly policy: Policy;
  /** Paths that some rule complains of: what a proposed `files` should not name. */
  readonly flagged?: ReadonlySet<string>;
}): Attribution {
  const { tarball, source, policy, flagged = new Set() } = facts;
  const shipped = new Set(tarball.entries.map((entry) => entry.path));
  const manifest = repositoryManifest(source) ?? tarball.manifest;
  const reasonOf = shipReasons(manifest, source.packedWith);
  const packedLines = manifestLines(tarball.manifestText);
  const places = source.directory === null ? null : placesIn(source, source.directory);
  const wanted = wantedTops(tarball, flagged);
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
    // A rule that judges the text of a file, at a line, is not mended by leaving the file out.
    const byContent = problem.line !== undefined && rule.id !== "secret-file";
    const fix =
      reason === null || path === null || byContent
        ? rule.fix
        : exclusion({
            rule: rule.id,
            path,
            reason,
            source,
            policy,
            wanted,
            forbidding: rule.id === "unlisted-file" ? forbidding(path) : null,
          });
    return {
      path,
      field: field ?? null,
      line: problem.line ?? (ofManifest ? packedLines.line(field) : null),
      message,
      why: reason === null ? null : inWords(reason, source),
      fix: problem.fix ?? problem.fixWith?.(fix) ?? fix,
      at: placeOf(problem, path, reason, places),
    };
  };
}

/** The files and folders at the top of the tarball that hold something nobody complains of, but for what every packer adds. */
function wantedTops({ entries }: Tarball, flagged: ReadonlySet<string>): readonly string[] {
  const tops = entries
    .filter(({ path, kind }) => kind === "file" && !flagged.has(path))
    .map(({ path }) => path.split("/")[0] ?? "");
  return [...new Set(tops)].filter(
    (top) => top !== "package.json" && !/^(?:readme|licen[cs]e)(?:\.|$)/i.test(top),
  );
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
  readonly lines: ManifestLines;
  /** Repository path of a tracked file of the package; null when git does not track it. */
  tracked(path: string): string | null;
}

function placesIn({ manifestText, tracked }: Source, directory: string): Places {
  const prefix = directory === "" ? "" : `${directory}/`;
  return {
    manifest: `${prefix}package.json`,
    lines: manifestLines(manifestText ?? ""),
    tracked: (path) => (tracked?.has(prefix + path) ? prefix + path : null),
  };
}

function placeOf(
  problem: Problem,
  path: string | null,
  reason: ShipReason | null,
  places: Places | null,
): Finding["at"] {
  const { at, field, line } = problem;
  if (at !== undefined) return { file: at.file, line: at.line };
  if (places === null) return null;
  const { manifest, lines } = places;
  const tracked = path === null || reason === null ? null : places.tracked(path);
  if (tracked !== null && line !== undefined) return { file: tracked, line };
  if (field !== undefined) return { file: manifest, line: lines.nearest(field) };
  if (reason?.kind === "entry" || reason?.kind === "negation")
    return { file: manifest, line: lines.nearest(`files.${reason.index}`) };
  if (reason?.kind === "forced" || reason?.kind === "bundled")
    return { file: manifest, line: lines.nearest(reason.field) };
  return tracked === null ? { file: manifest, line: 1 } : { file: tracked, line: null };
}
