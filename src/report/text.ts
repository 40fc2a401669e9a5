import { styleText } from "node:util";
import { commandSafe, terminal } from "./escape.ts";
import { clip, count, extent, number, packerName, place, size, some, subject } from "./format.ts";
import {
  allowances,
  type FailureGroup,
  failureGroups,
  type Item,
  lowerings,
  type Remedy,
  type RuleGroup,
  type Section,
  sections,
} from "./grouping.ts";
import type { PackageReport, Report } from "./report.ts";
import { policySentence, shardSentence, unenforced, verdictLine } from "./verdict.ts";

/**
 * Findings of one rule, its different fixes, quiet packages and lines of child output that are shown before the rest is only counted. Each
 * fix has at least one finding, because nobody can do what is not shown.
 */
const MOST = { findings: 10, fixes: 20, packages: 10, detail: 40 } as const;

/** Longest text of one field, in UTF-16 units: no honest one comes near it. */
const LONGEST = 1000;

type Style = Parameters<typeof styleText>[0];
type Paint = (style: Style, text: string) => string;

/**
 * The report for a terminal or a log: packages, their findings by rule, what the policy allowed, and the verdict in the
 * last line.
 * @param options.color ANSI colours; the caller knows whether someone sees them.
 */
export function renderText(report: Report, { color }: { readonly color: boolean }): string {
  const paint: Paint = (style, text) => (color ? styleText(style, text, { validateStream: false }) : text);
  const found = sections(report);
  const blocks = [
    opening(report, paint),
    ...failureGroups(report).map((group) => failureBlock(group, paint)),
    ...found.map((section) => sectionBlock(section, paint)),
    quietPackages(report, paint),
    allowed(report, paint),
    report.notes.map((note) => `${paint("dim", "note")}  ${shown(note)}`),
    [closing(report, paint)],
  ];
  return `${blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.map(commandSafe).join("\n"))
    .join("\n\n")}\n`;
}

/** Untrusted text of one field, on one line. */
function shown(text: string): string {
  return terminal(clip(text, LONGEST));
}

function opening(report: Report, paint: Paint): string[] {
  const nothing = unenforced(report);
  const shard = shardSentence(report);
  return [
    ...(nothing === null ? [] : [paint(["bold", "yellow"], nothing)]),
    ...(shard === null ? [] : [shown(shard)]),
    shown(`${policySentence(report)}${packedWith(report)}`),
  ];
}

/** One sentence for all packages: a workspace has one manager. */
function packedWith({ packages }: Report): string {
  const names = new Set(packages.map((pack) => packerName(pack.packedWith)).filter((name) => name !== ""));
  return names.size === 0 ? "" : ` Packed with ${some([...names], 5)}.`;
}

function failureBlock({ failure, subjects }: FailureGroup, paint: Paint): string[] {
  const { message, detail, at, kind } = failure;
  const [about = kind] = subjects;
  const head =
    subjects.length > 1
      ? `${paint("bold", `${number(subjects.length)} times the same`)}  ${shown(some(subjects, 5))}`
      : paint("bold", shown(about));
  const cut = Math.max(0, detail.length - MOST.detail);
  return [
    `${paint(["bold", "magenta"], "could not judge")}  ${head}`,
    `    ${shown(message)}`,
    ...(at === null ? [] : [`    ${paint("dim", "at")}  ${shown(place(at))}`]),
    ...(cut > 0 ? [`    ${paint("dim", `| … ${count(cut, "line")} before this`)}`] : []),
    ...detail.slice(cut).map((line) => `    ${paint("dim", "|")} ${shown(line.replaceAll("\t", "  "))}`),
  ];
}

function sectionBlock({ packages, groups }: Section, paint: Paint): string[] {
  return [heading(packages, paint), ...groups.flatMap((group) => groupLines(group, paint))];
}

function heading(packages: readonly PackageReport[], paint: Paint): string {
  const [only] = packages;
  if (packages.length > 1 || only === undefined) {
    return `${paint("bold", `the same in ${count(packages.length, "package")}`)}  ${shown(some(packages.map(label), 5))}`;
  }
  return `${paint("bold", shown(label(only)))}  ${paint("dim", measures(only))}`;
}

function label({ name, version }: PackageReport): string {
  return `${name} ${version}`;
}

function measures({ tarball, audience }: PackageReport): string {
  const { files, packedSize, unpackedSize } = tarball;
  const receivers = audience === "public" ? "" : `, audience ${shown(audience)}`;
  return `${count(files, "file")}, ${size(packedSize)} packed, ${size(unpackedSize)} unpacked${receivers}`;
}

function groupLines({ rule, level, remedies, count: all, bytes }: RuleGroup, paint: Paint): string[] {
  const sign = level === "error" ? paint("red", "error") : paint("yellow", "warn ");
  const many = all > 1 ? `  ${paint("dim", extent(all, "finding", bytes))}` : "";
  const lines = [`  ${sign}  ${paint("bold", shown(rule))}${many}`];
  let listed = 0;
  let told = 0;
  for (const remedy of remedies.slice(0, MOST.fixes)) {
    const items = remedy.items.slice(0, Math.max(1, MOST.findings - listed));
    const rest = remedy.items.length - items.length;
    listed += items.length;
    told += items.length;
    lines.push(...itemLines(items));
    if (rest > 0 && remedies.length > 1) {
      told += rest;
      lines.push(paint("dim", `    … ${number(rest)} more with the same fix`));
    }
    lines.push(...remedyLines(remedy, paint));
  }
  const more = all - told;
  const fixes = remedies.length - MOST.fixes;
  const others = fixes > 0 ? `, with ${fixes === 1 ? "1 other fix" : `${number(fixes)} other fixes`}` : "";
  if (more > 0) lines.push(paint("dim", `    … ${number(more)} more${others}; --format json lists them all`));
  return lines;
}

function itemLines(items: readonly Item[]): string[] {
  const rows = items.map(({ finding, size: bytes }) => ({
    subject: shown(subject(finding)),
    size: bytes === null ? "" : size(bytes),
    message: shown(finding.message),
  }));
  const widest = Math.min(60, Math.max(...rows.map((row) => width(row.subject))));
  const sized = Math.max(...rows.map((row) => row.size.length));
  return rows.map((row) => {
    const columns = [pad(row.subject, widest), ...(sized > 0 ? [row.size.padStart(sized)] : []), row.message];
    return `    ${columns.join("  ")}`;
  });
}

function remedyLines({ why, fix, places }: Remedy, paint: Paint): string[] {
  const [first = "", ...others] = fix.split("\n");
  const row = (name: string, text: string) => `      ${paint("dim", name.padEnd(3))}  ${text}`;
  return [
    ...(why === null ? [] : [row("why", shown(why))]),
    row("fix", paint("cyan", shown(first))),
    ...others.map((line) => row("", paint("cyan", shown(line)))),
    ...(places.length === 0 ? [] : [row("at", shown(some(places, 3)))]),
  ];
}

/** Characters, which is how most terminals lay out most names. */
function width(text: string): number {
  return [...text].length;
}

function pad(text: string, columns: number): string {
  return text + " ".repeat(Math.max(0, columns - width(text)));
}

function quietPackages({ packages }: Report, paint: Paint): string[] {
  const quiet = packages.filter(({ findings }) => findings.length === 0);
  const lines = quiet
    .slice(0, MOST.packages)
    .map(
      (pack) => `${paint("bold", shown(label(pack)))}  ${paint("dim", `${measures(pack)}, nothing found`)}`,
    );
  const more = quiet.length - lines.length;
  return more > 0
    ? [...lines, paint("dim", `… and ${count(more, "more package")} with nothing found`)]
    : lines;
}

function allowed(report: Report, paint: Paint): string[] {
  const several = report.packages.length > 1;
  const where = (packages: readonly PackageReport[]) =>
    several
      ? ` (${shown(
          some(
            packages.map(({ name }) => name),
            3,
          ),
        )})`
      : "";
  const detail = (name: string, text: string) => `      ${paint("dim", name.padEnd(6))}  ${text}`;
  const waived = allowances(report).flatMap(({ rule, waiver, subjects, packages }) => [
    `  ${paint("green", "waived")}   ${paint("bold", shown(rule))}  ${shown(some(subjects, 5))}${where(packages)}`,
    detail("reason", shown(waiver.reason)),
    detail(
      "until",
      `${shown(waiver.expires)}${waiver.owner === null ? "" : `, owner ${shown(waiver.owner)}`}`,
    ),
    ...(waiver.at === null ? [] : [detail("at", shown(place(waiver.at)))]),
  ]);
  const lowered = lowerings(report).flatMap(({ lowered: { rule, from, to, reason, at }, packages }) => [
    `  ${paint("green", "lowered")}  ${paint("bold", shown(rule))}  from ${from} to ${to}${where(packages)}`,
    detail("reason", shown(reason)),
    ...(at === null ? [] : [detail("at", shown(place(at)))]),
  ]);
  const lines = [...waived, ...lowered];
  return lines.length === 0 ? [] : [paint("bold", "allowed by the policy"), ...lines];
}

function closing(report: Report, paint: Paint): string {
  const styles: Record<Report["outcome"], Style> = {
    passed: ["bold", "green"],
    stopped: ["bold", "red"],
    "could-not-judge": ["bold", "magenta"],
  };
  return paint(styles[report.outcome], verdictLine(report));
}
