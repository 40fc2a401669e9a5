import { place, subject } from "./format.ts";
import type { Failure, Finding, PackageReport, Report, WaivedFinding } from "./report.ts";

/** One finding, in every package where it is the same. */
export interface Item {
  readonly finding: Finding;
  /** Bytes of the file; null when there is none, or when it differs from package to package. */
  readonly size: number | null;
}

/** Findings of one rule that ship for the same reason and are mended by the same edit. */
export interface Remedy {
  readonly why: string | null;
  readonly fix: string;
  /** Where the edit goes; one for each package when they differ. */
  readonly places: readonly string[];
  readonly items: readonly Item[];
}

/** All findings of one rule and level. */
export interface RuleGroup {
  readonly rule: string;
  readonly level: Finding["level"];
  readonly remedies: readonly Remedy[];
  /** Findings, each counted once however many packages share it. */
  readonly count: number;
  /** Bytes of all its files together, each counted once; null when none has a size. */
  readonly bytes: number | null;
}

/** What exactly these packages have in common: usually one package and its findings. */
export interface Section {
  readonly packages: readonly PackageReport[];
  readonly groups: readonly RuleGroup[];
}

interface Shared {
  readonly finding: Finding;
  readonly packages: number[];
  readonly places: Set<string>;
}

/** The findings by package, rule and remedy; those that several packages share stand once, errors before warnings. */
export function sections(report: Report): readonly Section[] {
  const shared = new Map<string, Shared>();
  report.packages.forEach((pack, index) => {
    const seen = new Map<string, number>();
    for (const finding of pack.findings) {
      const { rule, level, path, field, line, message, why, fix } = finding;
      const what = JSON.stringify([rule, level, path, field, line, message, why, fix]);
      // Two equal findings in one package are two, so each meets only its like in the others.
      const nth = (seen.get(what) ?? 0) + 1;
      seen.set(what, nth);
      const entry = shared.get(`${nth} ${what}`) ?? { finding, packages: [], places: new Set<string>() };
      shared.set(`${nth} ${what}`, entry);
      entry.packages.push(index);
      if (finding.at !== null) entry.places.add(place(finding.at));
    }
  });
  const sizes = report.packages.map(
    ({ contents }) => new Map(contents.map((file) => [file.path, file.size])),
  );
  const bySet = groupBy(shared.values(), ({ packages }) => packages.join());
  const found = [...bySet.values()].map((members): Section => {
    const indices = members[0]?.packages ?? [];
    return {
      packages: indices.flatMap((index) => report.packages[index] ?? []),
      groups: ruleGroups(
        members,
        indices.flatMap((index) => sizes[index] ?? []),
      ),
    };
  });
  return errorsFirst(found, ({ groups }) => groups[0]?.level);
}

function ruleGroups(
  members: readonly Shared[],
  sizes: readonly ReadonlyMap<string, number>[],
): readonly RuleGroup[] {
  const byRule = groupBy(members, ({ finding }) => `${finding.level} ${finding.rule}`);
  const groups = [...byRule.values()].flatMap((ofRule) => {
    const [first] = ofRule;
    if (first === undefined) return [];
    const { rule, level } = first.finding;
    const found = remedies(ofRule, sizes);
    return { rule, level, remedies: found, count: ofRule.length, bytes: bytesOf(found) };
  });
  return errorsFirst(groups, ({ level }) => level);
}

function remedies(
  members: readonly Shared[],
  sizes: readonly ReadonlyMap<string, number>[],
): readonly Remedy[] {
  const same = groupBy(members, ({ finding: { why, fix }, places }) => JSON.stringify([why, fix, ...places]));
  return [...same.values()].flatMap((alike) => {
    const [first] = alike;
    if (first === undefined) return [];
    const items = alike.map(({ finding }) => ({ finding, size: sizeOf(finding, sizes) }));
    return { why: first.finding.why, fix: first.finding.fix, places: [...first.places], items };
  });
}

function bytesOf(found: readonly Remedy[]): number | null {
  const files = new Map<string | null, number>();
  for (const { finding, size } of found.flatMap(({ items }) => items)) {
    if (size !== null) files.set(finding.path, size);
  }
  return files.size === 0 ? null : [...files.values()].reduce((sum, size) => sum + size, 0);
}

function sizeOf({ path, field }: Finding, sizes: readonly ReadonlyMap<string, number>[]): number | null {
  if (path === null || field !== null) return null;
  const found = new Set(sizes.map((files) => files.get(path)));
  const [first] = found;
  return found.size === 1 && first !== undefined ? first : null;
}

function errorsFirst<T>(
  things: readonly T[],
  level: (thing: T) => Finding["level"] | undefined,
): readonly T[] {
  return things.toSorted((a, b) => Number(level(a) !== "error") - Number(level(b) !== "error"));
}

function groupBy<T>(things: Iterable<T>, key: (thing: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const thing of things) {
    const group = groups.get(key(thing));
    if (group) group.push(thing);
    else groups.set(key(thing), [thing]);
  }
  return groups;
}

/** One waiver at work: what it covers, and in which packages. */
export interface Allowance {
  readonly rule: string;
  readonly waiver: WaivedFinding["waiver"];
  readonly subjects: readonly string[];
  readonly packages: readonly PackageReport[];
}

/** The waivers that covered a finding, each once. */
export function allowances({ packages }: Report): readonly Allowance[] {
  const covered = packages.flatMap((pack) => pack.waived.map((finding) => ({ pack, finding })));
  const same = groupBy(covered, ({ finding }) => JSON.stringify([finding.rule, finding.waiver]));
  return [...same.values()].flatMap((alike) => {
    const [first] = alike;
    if (first === undefined) return [];
    return {
      rule: first.finding.rule,
      waiver: first.finding.waiver,
      subjects: [...new Set(alike.map(({ finding }) => subject(finding)))],
      packages: [...new Set(alike.map(({ pack }) => pack))],
    };
  });
}

/** One failure, of everything that failed in just this way. */
export interface FailureGroup {
  readonly failure: Failure;
  /** Packages or files, one for each failure; empty for the run as a whole. */
  readonly subjects: readonly string[];
}

/** The failures, those that say the same at the same place once. */
export function failureGroups({ failures }: Pick<Report, "failures">): readonly FailureGroup[] {
  const same = groupBy(failures, ({ subject: about, kind, message, detail, at }) =>
    JSON.stringify([about === null, kind, message, detail, at]),
  );
  return [...same.values()].flatMap((alike) => {
    const [failure] = alike;
    if (failure === undefined) return [];
    return { failure, subjects: alike.flatMap((each) => each.subject ?? []) };
  });
}

/** A lowered rule, and where it is lowered. */
export interface Lowering {
  readonly lowered: PackageReport["lowered"][number];
  readonly packages: readonly PackageReport[];
}

/** The rules that the policy lowered, each once. */
export function lowerings({ packages }: Report): readonly Lowering[] {
  const all = packages.flatMap((pack) => pack.lowered.map((lowered) => ({ pack, lowered })));
  const same = groupBy(all, ({ lowered }) => JSON.stringify(lowered));
  return [...same.values()].flatMap((alike) => {
    const [first] = alike;
    return first === undefined ? [] : { lowered: first.lowered, packages: alike.map(({ pack }) => pack) };
  });
}
