import { waiverFindings } from "./about-waivers.ts";
import { type About, failuresOf } from "./collected.ts";
import type { CouldNotJudge } from "./failure.ts";
import { publishNotes } from "./pack/publish-note.ts";
import { defaultPolicyFile } from "./policy/policy-file.ts";
import type { Failure, PackageReport, Report, Shard, WaiverFacts } from "./report/report.ts";

/** Everything that a run found, in whatever order it did. */
export interface Found {
  readonly enforced: boolean;
  readonly policy: Report["policy"];
  readonly packages: readonly About<PackageReport>[];
  readonly failures: readonly About<Failure>[];
  readonly notes: readonly About<string>[];
  readonly waivers: WaiverFacts;
  /** Null for a whole run. */
  readonly shard: Pick<Shard, "index" | "of" | "commit" | "subjects"> | null;
}

/**
 * The report of what was found, in the order of the subjects, so that it does not matter what was judged when, or in which job. What is
 * wrong with a waiver is wrong once, not once for each package: the first one carries it. A shard leaves it to the whole.
 */
export function conclude(found: Found): Report {
  const { enforced, policy, shard } = found;
  const packages = inOrder(found.packages);
  const failures = once(found.failures, ({ position, value }) => [position, value]);
  const notes = once([...found.notes, ...derivedNotes(packages)], ({ value }) => value);
  const reports = packages.map(({ value }) => value);
  const [first, ...others] = reports;
  // Who could have used a waiver and was not judged is not known to need none.
  const waivers = { ...found.waivers, partial: found.waivers.partial || failures.length > 0 };
  const about = shard === null ? waiverFindings(waivers, policy.file ?? defaultPolicyFile) : [];
  const told = first ? [{ ...first, findings: [...first.findings, ...about] }, ...others] : [];
  const stopped = told.some(({ findings }) => findings.some(({ level }) => level === "error"));
  return {
    outcome: failures.length > 0 ? "could-not-judge" : stopped ? "stopped" : "passed",
    enforced,
    policy: { file: policy.file, extends: policy.extends },
    packages: told,
    failures: failures.map(({ value }) => value),
    notes: notes.map(({ value }) => value),
    shard: shard && {
      ...shard,
      about: {
        packages: packages.flatMap(({ position }) => position ?? []),
        failures: failures.map(({ position }) => position),
        notes: notes.map(({ position }) => position),
      },
      waivers,
    },
  };
}

/** The report when something was found out only after it: about the run as a whole, and nothing is green beside it. */
export function withFailure(report: Report, error: CouldNotJudge): Report {
  const late = failuresOf(error, null);
  const { shard } = report;
  const nowhere = late.map(() => null);
  return {
    ...report,
    outcome: "could-not-judge",
    failures: [...report.failures, ...late],
    shard: shard && { ...shard, about: { ...shard.about, failures: [...shard.about.failures, ...nowhere] } },
  };
}

/** What the packages themselves tell of the run; each of them is said once, after the first package that tells it. */
function derivedNotes(packages: readonly About<PackageReport>[]): About<string>[] {
  return packages.flatMap(({ position, value }) =>
    publishNotes([value.packedWith]).map((note) => ({ position, value: note })),
  );
}

/** What is about the run as a whole first, then subject by subject; what is about the same keeps its order. */
export function inOrder<T>(list: readonly About<T>[]): About<T>[] {
  return list.toSorted((a, b) => (a.position ?? -1) - (b.position ?? -1));
}

/** Without doubles: of those with the same key, the one that comes first in the run stays. */
function once<T>(list: readonly About<T>[], keyOf: (each: About<T>) => unknown): About<T>[] {
  const seen = new Map<string, About<T>>();
  for (const each of inOrder(list)) {
    const key = JSON.stringify(keyOf(each));
    if (!seen.has(key)) seen.set(key, each);
  }
  return [...seen.values()];
}
