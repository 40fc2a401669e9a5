/**
 * The benchmark of truth: judges real leaks and well-known good packages with the committed dist, and writes what it found and
 * what it wrongly said into RESULTS.md. Exits with 1 when a leak is missed, a package cannot be judged, or an error or warning on
 * a good package has no justification.
 */
import { basename, join } from "node:path";
import { Command } from "commander";
import {
  alarms,
  type CleanResult,
  cleanColumns,
  cleanSection,
  type Justification,
  justifiedColumns,
  unused,
} from "./false-alarms.ts";
import { benchFolder, committedCli, scratchFolder } from "./folders.ts";
import { judge, type Outcome } from "./judge.ts";
import { type LeakResult, leakColumns, recalled, recallSection } from "./recall.ts";
import { escapeCell, writeSection } from "./results.ts";
import { tarball } from "./tarballs.ts";
import { readTsv } from "./tsv.ts";

const ownLists = {
  leaks: join(benchFolder, "corpus", "leaks.tsv"),
  clean: join(benchFolder, "corpus", "clean.tsv"),
};

const { leaks, clean, cli } = new Command("bench:corpus")
  .description("recall on real leaks and false alarms on good packages, by the committed dist")
  .option("--leaks <file>", "a further list in the form of bench/corpus/leaks.tsv")
  .option("--clean <file>", "a further list in the form of bench/corpus/clean.tsv")
  .option("--cli <file>", "another build of the command line", committedCli)
  .parse()
  .opts<{ leaks?: string; clean?: string; cli: string }>();

await using scratch = await scratchFolder();

async function outcomeOf(name: string, version: string): Promise<Outcome> {
  const file = await tarball(name, version);
  const outcome = await judge(cli, file, scratch.path);
  // The result names the tarball, not where this machine keeps it.
  return "failure" in outcome ? { failure: outcome.failure.replaceAll(file, basename(file)) } : outcome;
}

/** A tarball that the registry no longer gives is told apart from one that cannot be judged. */
async function fixedTwin(name: string, version: string): Promise<Outcome | null> {
  if (version === "" || version === "-") return null;
  try {
    await tarball(name, version);
  } catch {
    console.error(`${name}@${version} is not to be had`);
    return null;
  }
  return outcomeOf(name, version);
}

async function leakResults(file: string): Promise<LeakResult[]> {
  const results: LeakResult[] = [];
  for (const row of await readTsv(file, leakColumns)) {
    const outcome = await outcomeOf(row.package, row.version);
    const result = { row, outcome, fixed: await fixedTwin(row.package, row.fixed_version) };
    console.log(`${recalled(result).level}\t${row.package} ${row.version}\t${row.offending}`);
    results.push(result);
  }
  return results;
}

async function cleanResults(file: string): Promise<CleanResult[]> {
  const results: CleanResult[] = [];
  for (const row of await readTsv(file, cleanColumns)) {
    const outcome = await outcomeOf(row.package, row.version);
    const count = "failure" in outcome ? outcome.failure : `${outcome.findings.length} findings`;
    console.log(`judged\t${row.package} ${row.version}\t${count}`);
    results.push({ row, outcome });
  }
  return results;
}

const justifications: readonly Justification[] = await readTsv(
  join(benchFolder, "corpus", "justified.tsv"),
  justifiedColumns,
);
const parts: string[] = [
  "Real packages as the registry has them, judged by the committed dist with the preset `recommended` and no policy. The lists are `bench/corpus/*.tsv`.",
];
const complaints: string[] = [];

for (const file of leaks === undefined ? [ownLists.leaks] : [ownLists.leaks, leaks]) {
  const rows = (await leakResults(file)).map(recalled);
  parts.push(`### Leaks: ${escapeCell(basename(file))}`, recallSection(rows));
  for (const { result, level } of rows.filter(({ short }) => short))
    complaints.push(`${result.row.package} ${result.row.version}: ${result.row.offending} is ${level}`);
}
for (const file of clean === undefined ? [ownLists.clean] : [ownLists.clean, clean]) {
  const results = await cleanResults(file);
  const found = alarms(results, justifications);
  parts.push(`### Good packages: ${escapeCell(basename(file))}`, cleanSection(results, found));
  for (const { row, rule, level, places } of found.filter(({ justification }) => justification === null))
    complaints.push(
      `${row.package} ${row.version}: ${places.length} × ${rule} (${level}) without a justification`,
    );
  for (const { row, outcome } of results)
    if ("failure" in outcome) complaints.push(`${row.package} ${row.version}: ${outcome.failure}`);
  if (file === ownLists.clean)
    for (const { package: name, rule, place } of unused(justifications, found))
      complaints.push(`justified.tsv: ${name} ${rule} ${place} covers nothing any more: delete the line`);
}

await writeSection("corpus", parts.join("\n\n"));
for (const complaint of complaints) console.log(complaint);
process.exitCode = complaints.length > 0 ? 1 : 0;
