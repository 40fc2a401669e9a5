import { createHash } from "node:crypto";
import type { Log, Notification, ReportingDescriptor, Result } from "sarif";
import type { Rule } from "../rules/rule.ts";
import { json, sarifMessage, uri } from "./escape.ts";
import { clip, count, subject } from "./format.ts";
import type { Failure, Finding, PackageReport, Report } from "./report.ts";
import { totals, unenforced, verdictLine } from "./verdict.ts";

/**
 * GitHub shows the first 5,000 results of a run by severity and refuses files with more than 25,000.
 * @see https://docs.github.com/code-security/code-scanning/troubleshooting-sarif-uploads/results-exceed-limit
 */
const MOST_RESULTS = 5000;

/** GitHub cuts a message in lists at its first sentence; nobody reads a longer one. In UTF-16 units. */
const LONGEST = 4000;

/**
 * SARIF 2.1.0 for code scanning: one run, errors first. Findings that a waiver covers are not results, because code
 * scanning would open an alert for each; they are counted in the run's properties. What could not be judged is an
 * unsuccessful invocation.
 * @param rules texts for the alerts; a rule that is not in the list still gets its results.
 * @see https://docs.github.com/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
 */
export function renderSarif(report: Report, rules: readonly Rule[]): string {
  const found = report.packages.flatMap((pack) => pack.findings.map((finding) => ({ pack, finding })));
  const shown = found
    .toSorted((a, b) => Number(a.finding.level !== "error") - Number(b.finding.level !== "error"))
    .slice(0, MOST_RESULTS);
  const cut = found.length - shown.length;
  const ids = [...new Set([...rules.map(({ id }) => id), ...shown.map(({ finding }) => finding.rule)])];
  const texts = new Map(rules.map((rule) => [rule.id, rule]));
  const occurrences = new Map<string, number>();
  const log: Log = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "lastgate", rules: ids.map((id) => descriptor(id, texts.get(id))) } },
        columnKind: "utf16CodeUnits",
        originalUriBaseIds: { "%SRCROOT%": { description: { text: "The root of the repository." } } },
        invocations: [
          {
            executionSuccessful: report.outcome !== "could-not-judge",
            toolExecutionNotifications: [
              ...notes(report, cut).map((text): Notification => ({ level: "note", message: { text } })),
              ...report.failures.map(failureOf),
            ],
          },
        ],
        results: shown.map(({ pack, finding }) => {
          const key = identity(pack, finding);
          const nth = (occurrences.get(key) ?? 0) + 1;
          occurrences.set(key, nth);
          return result(pack, finding, ids.indexOf(finding.rule), `${key}:${nth}`);
        }),
        properties: {
          verdict: report.outcome,
          enforced: report.enforced,
          waived: totals(report).waived,
          resultsCut: cut,
        },
      },
    ],
  };
  return `${json(log)}\n`;
}

function descriptor(id: string, rule: Rule | undefined): ReportingDescriptor {
  if (rule === undefined) return { id: sarifMessage(id) };
  const { title, catches, incident, fix } = rule;
  return {
    id,
    shortDescription: { text: title },
    fullDescription: { text: catches },
    help: {
      text: `${catches}\n\nIt happened: ${incident}\n\nFix: ${fix}\n\nMore: docs/rules.md#${id}`,
      markdown: `${catches}\n\n**It happened:** ${incident}\n\n**Fix:** ${fix}\n\nMore: \`docs/rules.md#${id}\``,
    },
    properties: { tags: ["publishing", "supply-chain"] },
  };
}

function result(pack: PackageReport, finding: Finding, ruleIndex: number, fingerprint: string): Result {
  const { rule, level, path, line, field, message, why, fix, at } = finding;
  const lines = [
    `${subject(finding)}: ${message}`,
    why === null ? null : `Why: ${why}`,
    `Fix: ${fix}`,
    `In ${pack.name} ${pack.version}.`,
  ];
  return {
    ruleId: sarifMessage(rule),
    ruleIndex,
    level: level === "error" ? "error" : "warning",
    message: {
      text: sarifMessage(lines.flatMap((text) => (text === null ? [] : clip(text, LONGEST))).join("\n")),
    },
    locations: [location(at ?? { file: `${pack.directory ?? ""}/package.json`, line: null })],
    partialFingerprints: { primaryLocationLineHash: fingerprint },
    properties: { package: pack.name, version: pack.version, path, line, field },
  };
}

/**
 * What makes a finding the same finding in the next run: never its measures, its line or the version.
 * `primaryLocationLineHash` is the one fingerprint that GitHub reads.
 */
function identity(pack: PackageReport, { rule, path, field }: Finding): string {
  const what = JSON.stringify([pack.name, pack.directory, rule, path, field]);
  return createHash("sha256").update(what).digest("hex").slice(0, 16);
}

function location(at: NonNullable<Finding["at"]>): NonNullable<Result["locations"]>[number] {
  return {
    physicalLocation: {
      artifactLocation: { uri: uri(at.file) || "package.json", uriBaseId: "%SRCROOT%" },
      region: { startLine: Math.max(1, at.line ?? 1) },
    },
  };
}

function failureOf({ kind, subject: about, message, detail, at }: Failure): Notification {
  const lines = [about === null ? message : `${about}: ${message}`, ...detail.slice(-40)];
  return {
    descriptor: { id: sarifMessage(kind) },
    level: "error",
    message: { text: sarifMessage(lines.map((line) => clip(line, LONGEST)).join("\n")) },
    ...(at === null ? {} : { locations: [location(at)] }),
  };
}

function notes(report: Report, cut: number): string[] {
  const nothing = unenforced(report);
  const left = `${count(cut, "result")} left out: code scanning shows ${count(MOST_RESULTS, "result")} of a run.`;
  const all = [nothing, verdictLine(report), ...report.notes, cut > 0 ? left : null];
  return all.flatMap((note) => (note === null ? [] : sarifMessage(note)));
}
