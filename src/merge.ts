import { isDeepStrictEqual } from "node:util";
import { joinFacts } from "./about-waivers.ts";
import { short } from "./baseline/changed.ts";
import { type About, Collected } from "./collected.ts";
import { conclude } from "./conclude.ts";
import { CouldNotJudge } from "./failure.ts";
import { quote } from "./policy/problems.ts";
import { count, some } from "./report/format.ts";
import type { Listed, Report, Shard } from "./report/report.ts";
import { fallsTo } from "./shard.ts";

/** A report, and the file that it was read from, as the user knows it. */
export interface ReportFile {
  readonly file: string;
  readonly report: Report;
}

/** The report of a run that was spread, and everything that it had to judge. */
export interface Merged {
  readonly report: Report;
  readonly subjects: readonly Listed[];
}

interface ShardFile extends ReportFile {
  readonly shard: Shard;
}

/** The reports are not the shards of one run, all of them and each once. */
class ShardsApart extends CouldNotJudge {
  readonly kind = "shards-apart";
}

/** A shard's report is missing, or says nothing of a package that fell to it. */
class ShardIncomplete extends CouldNotJudge {
  readonly kind = "shard-incomplete";
}

/** Most packages that one sentence names. */
const mostNamed = 5;

/**
 * The shards of one run as the report of the whole, byte for byte what one job would have reported. What is wrong with the shards
 * themselves is a failure of that report, beside all that can be told; nothing is taken for granted.
 * @param unread what was to be a report and could not be read
 */
export function merge(
  files: readonly ReportFile[],
  { enforced, unread }: { readonly enforced: boolean; readonly unread: Collected },
): Merged {
  const collected = new Collected();
  collected.failures.push(...unread.failures);
  const shards = alike(onlyShards(files, collected), collected);
  const parts = onceEach(shards, collected);
  checkComplete(parts, collected);
  const known = parts.find(({ shard }) => shard.subjects !== null) ?? parts[0];
  const report = conclude({
    enforced,
    policy: known?.report.policy ?? { file: null, extends: [] },
    packages: parts.flatMap(({ report, shard }) => together(report.packages, shard.about.packages)),
    failures: [
      ...collected.failures,
      ...parts.flatMap(({ report, shard }) => together(report.failures, shard.about.failures)),
    ],
    notes: parts.flatMap(({ report, shard }) => together(report.notes, shard.about.notes)),
    waivers: joinFacts(parts.map(({ shard }) => shard.waivers)),
    shard: null,
  });
  return { report, subjects: known?.shard.subjects ?? [] };
}

function together<T>(values: readonly T[], positions: readonly (number | null)[]): About<T>[] {
  return values.map((value, at) => ({ value, position: positions[at] ?? null }));
}

function onlyShards(files: readonly ReportFile[], collected: Collected): ShardFile[] {
  return files.flatMap(({ file, report }) => {
    if (report.shard !== null) return [{ file, report, shard: report.shard }];
    collected.fail(
      new ShardsApart(
        "This is the report of a whole run and no shard's: give the reports of the shards alone.",
      ),
      file,
    );
    return [];
  });
}

/** Those that belong to the same run as the first one. */
function alike(shards: readonly ShardFile[], collected: Collected): ShardFile[] {
  // The first one that has a list, so that the one that failed early is not the measure.
  const first = shards.find(({ shard }) => shard.subjects !== null) ?? shards[0];
  return shards.filter((each) => {
    const difference = first === undefined ? null : differenceOf(first, each);
    if (difference !== null) collected.fail(new ShardsApart(difference), each.file);
    return difference === null;
  });
}

/** Why two reports cannot be of one run, as a sentence; null when they can. */
function differenceOf(first: ShardFile, other: ShardFile): string | null {
  const [one, two] = [first.shard, other.shard];
  const again = "spread one run over all shards, and merge the reports of that run alone";
  if (one.of !== two.of) {
    return `This is one of ${two.of} shards, and ${quote(first.file)} is one of ${one.of}: ${again}.`;
  }
  if (one.commit !== two.commit && ![one, two].some(failedEarly)) {
    return `This shard saw ${commitName(two.commit)}, and ${quote(first.file)} saw ${commitName(one.commit)}: ${again}.`;
  }
  // What failed before it knew its policy or its packages says so itself.
  if (two.subjects === null) return null;
  if (!isDeepStrictEqual(first.report.policy, other.report.policy)) {
    return `This shard judged by another policy than ${quote(first.file)}: ${again}.`;
  }
  if (!isDeepStrictEqual(one.subjects, two.subjects)) {
    return `This shard saw other packages than ${quote(first.file)} (${count(two.subjects.length, "package")} and ${count(one.subjects?.length ?? 0, "package")}), or the same in another order: ${again}.`;
  }
  return null;
}

/** It failed before it asked for its commit, or could not. */
function failedEarly({ commit, subjects }: Shard): boolean {
  return commit === null && subjects === null;
}

function commitName(commit: string | null): string {
  return commit === null ? "no commit" : `commit ${short(commit)}`;
}

/** One report for each shard, in their order. The same report twice is one. */
function onceEach(shards: readonly ShardFile[], collected: Collected): ShardFile[] {
  const found = new Map<number, ShardFile>();
  for (const each of shards) {
    const known = found.get(each.shard.index);
    if (known === undefined) found.set(each.shard.index, each);
    else if (!isDeepStrictEqual(known.report, each.report)) {
      const which = `${each.shard.index} of ${each.shard.of}`;
      collected.fail(
        new ShardsApart(
          `This is shard ${which}, and so is ${quote(known.file)}, with another content: merge the reports of one run alone.`,
        ),
        each.file,
      );
    }
  }
  return [...found.values()].sort((a, b) => a.shard.index - b.shard.index);
}

function checkComplete(parts: readonly ShardFile[], collected: Collected): void {
  const of = parts[0]?.shard.of ?? 0;
  if (of === 0 && collected.failures.length === 0)
    throw new Error("There was no report to merge, and nothing says why");
  for (let index = 1; index <= of; index++) {
    if (parts.some(({ shard }) => shard.index === index)) continue;
    collected.fail(
      new ShardIncomplete(
        `The report of shard ${index} of ${of} is missing: see whether its job ran and kept its report, then run it again.`,
      ),
      null,
    );
  }
  for (const { file, report, shard } of parts) {
    // A failure of the whole run can be why the shard judged nothing; it is reported either way.
    if (shard.subjects === null) continue;
    const told = new Set([...shard.about.packages, ...shard.about.failures]);
    const forgotten = shard.subjects.filter((_, position) => fallsTo(position, shard) && !told.has(position));
    if (forgotten.length === 0) continue;
    const names = some(
      forgotten.map(({ name }) => quote(name)),
      mostNamed,
    );
    collected.fail(
      new ShardIncomplete(
        `Shard ${shard.index} of ${shard.of} neither judged ${names} nor says why: run it again.`,
        { detail: report.failures.map(({ message }) => message) },
      ),
      file,
    );
  }
}
