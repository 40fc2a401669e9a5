import { count, some } from "./format.ts";
import type { Report } from "./report.ts";

/** What the whole report adds up to. A finding in three packages counts three times. */
export interface Totals {
  readonly errors: number;
  readonly warnings: number;
  readonly waived: number;
  /** Packages with at least one finding. */
  readonly concerned: number;
}

export function totals({ packages }: Pick<Report, "packages">): Totals {
  const findings = packages.flatMap((pack) => pack.findings);
  const errors = findings.filter(({ level }) => level === "error").length;
  return {
    errors,
    warnings: findings.length - errors,
    waived: packages.reduce((sum, pack) => sum + pack.waived.length, 0),
    concerned: packages.filter((pack) => pack.findings.length > 0).length,
  };
}

/**
 * The verdict in one line, the same in every report: `stopped: 2 errors, 1 warning in 1 of 3 packages`. It holds no
 * untrusted text.
 */
export function verdictLine(report: Report): string {
  const { shard } = report;
  return `${outcomeLine(report)}${shard === null ? "" : ` (shard ${shard.index} of ${shard.of})`}`;
}

function outcomeLine(report: Report): string {
  const { outcome, enforced, packages, failures } = report;
  const stopped = enforced ? "stopped" : "would be stopped";
  switch (outcome) {
    case "passed":
      if (packages.length === 0) return "passed: there was no package to judge";
      return `passed: ${sum(report)} in ${count(packages.length, "package")}${waivedIn(report)}`;
    case "stopped":
      return `${stopped}: ${sum(report)} in ${concernedOf(report)}${waivedIn(report)}`;
    case "could-not-judge": {
      const found = totals(report).concerned > 0 ? `; ${sum(report)} in ${concernedOf(report)}` : "";
      return `could not judge: ${count(failures.length, "failure")}${found}${waivedIn(report)}`;
    }
  }
}

function sum(report: Report): string {
  const { errors, warnings } = totals(report);
  const counts = [
    errors > 0 ? count(errors, "error") : null,
    warnings > 0 ? count(warnings, "warning") : null,
  ];
  return counts.filter((part) => part !== null).join(", ") || "nothing found";
}

function waivedIn(report: Report): string {
  const { waived } = totals(report);
  return waived === 0 ? "" : ` (${count(waived, "finding")} waived)`;
}

function concernedOf(report: Report): string {
  const { concerned } = totals(report);
  const all = count(report.packages.length, "package");
  return concerned === report.packages.length ? all : `${concerned} of ${all}`;
}

/** The first line of every report of a run that enforced nothing; null when the verdict counts. */
export function unenforced({ enforced, outcome }: Report): string | null {
  if (enforced) return null;
  switch (outcome) {
    case "passed":
      return "Nothing was enforced (`enforce: false`). The verdict would have been the same.";
    case "stopped":
      return "Nothing was enforced (`enforce: false`). Enforced, this run would fail.";
    case "could-not-judge":
      return "Nothing was enforced (`enforce: false`), but what could not be judged fails the check all the same.";
  }
}

/** What a share of a run is, so that nobody takes it for the whole; null for a whole run. It holds no untrusted text. */
export function shardSentence({ shard, packages }: Report): string | null {
  if (shard === null) return null;
  const { index, of, subjects } = shard;
  const which = `This is shard ${index} of ${of}`;
  if (subjects === null) return `${which}.`;
  const whole =
    "Only the merged report says what all shards together tell, such as waivers that have expired or that nothing uses.";
  if (subjects.length > 0 && subjects.length < index) {
    return `${which}. No package is left for it, since there ${subjects.length === 1 ? "is" : "are"} only ${count(subjects.length, "package")}; that is no mistake. ${whole}`;
  }
  return `${which}: ${packages.length} of ${count(subjects.length, "package")} ${packages.length === 1 ? "was" : "were"} judged here. ${whole}`;
}

/** Which policy applied, and how to write one when there is none. Raw text, with code between backticks. */
export function policySentence({ policy, packages }: Report): string {
  if (packages.length === 0) return "Nothing was judged.";
  if (policy.file === null) {
    return "There is no policy file, so `recommended` applies. To set your own, write `.github/lastgate.yml` with the lines `version: 1` and `extends: recommended`.";
  }
  const base = policy.extends.length > 0 ? `, which extends ${some(quoted(policy.extends), 5)}` : "";
  return `Judged by \`${policy.file}\`${base}.`;
}

function quoted(texts: readonly string[]): string[] {
  return texts.map((text) => `\`${text}\``);
}

/**
 * Exit code of the command line and of the action: 0 passed, 1 stopped, 2 could not judge. `enforce: false` lets a
 * stopped run go; what could not be judged fails whatever is enforced.
 */
export function exitCode({ outcome, enforced }: Pick<Report, "outcome" | "enforced">): 0 | 1 | 2 {
  if (outcome === "could-not-judge") return 2;
  return outcome === "stopped" && enforced ? 1 : 0;
}
