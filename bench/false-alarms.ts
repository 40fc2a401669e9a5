/** The part of the corpus that is well known and good: what is said of it must be justified, one by one. */
import picomatch from "picomatch";
import type { Finding, Outcome } from "./judge.ts";
import { table } from "./results.ts";
import { median } from "./statistics.ts";

export const cleanColumns = ["package", "version"] as const;
export type CleanRow = Readonly<Record<(typeof cleanColumns)[number], string>>;

export interface CleanResult {
  readonly row: CleanRow;
  readonly outcome: Outcome;
}

export const justifiedColumns = ["package", "rule", "place", "why"] as const;

/** `package` is a name or `*`; `place` is a glob over the path or the field, `-` for a finding on the package as a whole. */
export type Justification = Readonly<Record<(typeof justifiedColumns)[number], string>>;

/** The findings of one package that one justification covers; null: of those that none covers. */
export interface Alarm {
  readonly row: CleanRow;
  readonly rule: string;
  readonly level: Finding["level"];
  readonly places: readonly string[];
  readonly message: string;
  readonly justification: Justification | null;
}

const placeOf = ({ path, field }: Finding): string => field ?? path ?? "-";

/** Every finding under the first justification that covers it, in the order of the report. */
export function alarms(results: readonly CleanResult[], justifications: readonly Justification[]): Alarm[] {
  const matchers = justifications.map((justification) => ({
    justification,
    covers: picomatch(justification.place, { dot: true }),
  }));
  return results.flatMap(({ row, outcome }) => {
    if ("failure" in outcome) return [];
    const groups = new Map<string, Alarm & { places: string[] }>();
    for (const finding of outcome.findings) {
      const place = placeOf(finding);
      const index = matchers.findIndex(
        ({ justification, covers }) =>
          (justification.package === "*" || justification.package === row.package) &&
          justification.rule === finding.rule &&
          covers(place),
      );
      const key = `${finding.rule} ${finding.level} ${index}`;
      const known = groups.get(key);
      if (known) known.places.push(place);
      else {
        const { rule, level, message } = finding;
        const justification = matchers[index]?.justification ?? null;
        groups.set(key, { row, rule, level, message, places: [place], justification });
      }
    }
    return [...groups.values()];
  });
}

/** Justifications that cover nothing any more: they would hide the next alarm of that rule. */
export function unused(justifications: readonly Justification[], found: readonly Alarm[]): Justification[] {
  const used = new Set(found.map(({ justification }) => justification));
  return justifications.filter((justification) => !used.has(justification));
}

export function cleanSection(results: readonly CleanResult[], found: readonly Alarm[]): string {
  const judged = results.flatMap(({ row, outcome }) =>
    "failure" in outcome ? [] : [{ row, findings: outcome.findings }],
  );
  const failed = results.flatMap(({ row, outcome }) =>
    "failure" in outcome ? [{ row, failure: outcome.failure }] : [],
  );
  const rulesAt = (level: Finding["level"]) =>
    median(
      judged.map(
        ({ findings }) => new Set(findings.filter((one) => one.level === level).map(({ rule }) => rule)).size,
      ),
    );
  const open = found.filter(({ justification }) => justification === null);
  return [
    `**${judged.length} of ${results.length} packages judged.** ${judged.filter(({ findings }) => findings.length === 0).length} without a finding, ${judged.filter(({ findings }) => findings.some(({ level }) => level === "error")).length} with an error. Median number of rules that say something of a package: ${rulesAt("error")} at error, ${rulesAt("warn")} at warn.`,
    ...(failed.length > 0
      ? [
          table(
            ["Package", "Could not judge"],
            failed.map(({ row, failure }) => [`${row.package} ${row.version}`, failure]),
          ),
        ]
      : []),
    byRule(found),
    open.length === 0
      ? "Every error and warning, with its justification (`bench/corpus/justified.tsv`):"
      : `**${open.length} rows have no justification** in \`bench/corpus/justified.tsv\`. Every error and warning:`,
    table(
      ["Package", "Rule", "Level", "Findings#", "Where", "Justification"],
      [...found]
        .sort((a, b) => Number(a.justification !== null) - Number(b.justification !== null))
        .map((alarm) => [
          `${alarm.row.package} ${alarm.row.version}`,
          alarm.rule,
          alarm.level,
          alarm.places.length,
          shown(alarm.places),
          alarm.justification?.why ?? `NOT JUSTIFIED: ${alarm.message}`,
        ]),
    ),
  ].join("\n\n");
}

function byRule(found: readonly Alarm[]): string {
  const rules = [...new Set(found.map(({ rule }) => rule))];
  const sum = (rule: string, level: Finding["level"]) => {
    const among = found.filter((alarm) => alarm.rule === rule && alarm.level === level);
    const packages = new Set(among.map(({ row }) => `${row.package} ${row.version}`)).size;
    return [packages, among.reduce((total, { places }) => total + places.length, 0)];
  };
  return table(
    ["Rule", "Packages with an error#", "Errors#", "Packages with a warning#", "Warnings#"],
    rules.map((rule) => [rule, ...sum(rule, "error"), ...sum(rule, "warn")]),
  );
}

const SHOWN = 3;

function shown(places: readonly string[]): string {
  const more = places.length - SHOWN;
  return [...places.slice(0, SHOWN), ...(more > 0 ? [`and ${more} more`] : [])].join(", ");
}
