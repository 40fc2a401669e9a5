/** The part of the corpus in which somebody found, and reported in public, something that must not ship. */
import type { Finding, Outcome } from "./judge.ts";
import { table } from "./results.ts";

export const leakColumns = ["package", "version", "category", "offending", "fixed_version"] as const;
export type LeakRow = Readonly<Record<(typeof leakColumns)[number], string>>;

/** What was said of one row: of the leaking version, and of the version in which it is gone (null: not known, or not to be had). */
export interface LeakResult {
  readonly row: LeakRow;
  readonly outcome: Outcome;
  readonly fixed: Outcome | null;
}

/** Categories of which an outsider gets the thing itself, so that a warning is not enough. A test's private key is none of them. */
const mustBeError =
  /^(private-key|secret|credential|env|token|npmrc|(inline-)?source-map|core-dump|git-dir|vcs|database)/;

/** The findings that name the offending path or field: it itself, a file in the offending folder, or a folder that holds it. */
export function naming(offending: string, findings: readonly Finding[]): Finding[] {
  const inside = (path: string, folder: string) => folder.endsWith("/") && path.startsWith(folder);
  return findings.filter(({ path, field }) => {
    if (field === offending) return true;
    return path !== null && (path === offending || inside(path, offending) || inside(offending, path));
  });
}

export interface Recalled {
  readonly result: LeakResult;
  readonly by: readonly Finding[];
  readonly level: Finding["level"] | "missed";
  /** Missed, or only warned of where that is not enough. */
  readonly short: boolean;
}

export function recalled(result: LeakResult): Recalled {
  const by = "failure" in result.outcome ? [] : naming(result.row.offending, result.outcome.findings);
  const level = by.some((finding) => finding.level === "error") ? "error" : by.length > 0 ? "warn" : "missed";
  return {
    result,
    by,
    level,
    short: level === "missed" || (level === "warn" && mustBeError.test(result.row.category)),
  };
}

export function recallSection(rows: readonly Recalled[]): string {
  const of = (level: Recalled["level"], among = rows) => among.filter((row) => row.level === level).length;
  const categories = [...new Set(rows.map(({ result }) => result.row.category))].sort();
  return [
    `**Recall: ${rows.length - of("missed")} of ${rows.length}**, ${of("error")} at error and ${of("warn")} at warn. A row counts when its offending path or field is named.`,
    table(
      ["Category", "Cases#", "At error#", "At warn#", "Missed#"],
      categories.map((category) => {
        const among = rows.filter(({ result }) => result.row.category === category);
        return [category, among.length, of("error", among), of("warn", among), of("missed", among)];
      }),
    ),
    "Each case, and what the version shows in which the thing is gone: at the same place, and in all.",
    table(
      ["Package", "Category", "Offending", "Level", "By", "Fixed in", "Still there", "In all"],
      rows.map(({ result: { row, outcome, fixed }, by, level, short }) => [
        `${row.package} ${row.version}`,
        row.category,
        row.offending,
        "failure" in outcome
          ? `could not judge: ${outcome.failure}`
          : short && level !== "missed"
            ? `${level}, should be error`
            : level,
        countByRule(by),
        row.fixed_version === "-" || row.fixed_version === "" ? "not known" : row.fixed_version,
        ...twin(row, fixed),
      ]),
    ),
  ].join("\n\n");
}

function twin({ offending, fixed_version: version }: LeakRow, fixed: Outcome | null): [string, string] {
  if (fixed === null) return version === "-" || version === "" ? ["", ""] : ["not to be had", ""];
  if ("failure" in fixed) return [`could not judge: ${fixed.failure}`, ""];
  return [
    countByRule(naming(offending, fixed.findings)) || "nothing",
    countByRule(fixed.findings) || "nothing",
  ];
}

/** `source-map 3, test-file 2 (warn)`: errors first, each in the order of the report. */
export function countByRule(findings: readonly Finding[]): string {
  const counts = new Map<string, number>();
  for (const { rule, level } of [...findings].sort(
    (a, b) => Number(a.level === "warn") - Number(b.level === "warn"),
  )) {
    const key = `${rule}\t${level}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return [...counts]
    .map(([key, count]) => {
      const [rule, level] = key.split("\t");
      return `${rule} ${count}${level === "warn" ? " (warn)" : ""}`;
    })
    .join(", ");
}
