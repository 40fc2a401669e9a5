import { visible } from "./escape.ts";
import { clip, count, number, place, some, subject } from "./format.ts";
import { sections } from "./grouping.ts";
import type { Failure, Finding, PackageReport, Report } from "./report.ts";
import { unenforced } from "./verdict.ts";

/** One annotation, as data: a workflow command and the checks API both take it. Texts are on visible characters, not escaped. */
export interface Annotation {
  readonly level: "error" | "warning" | "notice";
  readonly title: string;
  /** Plain text, several lines; at most 4,096 UTF-16 units, where the runner cuts. */
  readonly message: string;
  /** Relative to the repository root; null when there is no file to point at. */
  readonly file: string | null;
  /** From 1. */
  readonly line: number | null;
}

/**
 * What one step may show: the runner takes 10 of each level and drops the rest, and a failed step spends one error.
 * @see https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
 */
const MOST = { error: 9, warning: 9 } as const;

/** The runner cuts a message here. The API takes 64 KB; one length serves both. */
const LONGEST_MESSAGE = 4096;

/** The checks API refuses a longer one. */
const LONGEST_TITLE = 255;

const LONGEST_FIELD = 800;

/** Everything that the report has to say, one annotation each: for the check run, which has room for them. Failures first. */
export function allAnnotations(report: Report): readonly Annotation[] {
  const findings = report.packages.flatMap((pack) => pack.findings.map((finding) => ({ pack, finding })));
  const ordered = findings.toSorted(
    (a, b) => Number(a.finding.level !== "error") - Number(b.finding.level !== "error"),
  );
  return withShard(report, [
    ...report.failures.map(ofFailure),
    ...ordered.map(({ pack, finding }) => ofFinding(finding, pack)),
  ]);
}

/** Says of each annotation that it comes from a share of a run: the others' stand beside it. */
function withShard({ shard }: Report, all: readonly Annotation[]): readonly Annotation[] {
  if (shard === null) return all;
  const which = ` (shard ${shard.index} of ${shard.of})`;
  return all.map((each) => ({ ...each, title: `${cut(each.title, LONGEST_TITLE - which.length)}${which}` }));
}

/**
 * At most 9 errors and 9 warnings for one step. When a level has more findings than room, there is one annotation for each
 * rule, with its number and first paths; when there are more rules than room, the last says which are missing. A
 * run that enforced nothing says so in a notice first.
 */
export function annotations(report: Report): readonly Annotation[] {
  const failures = report.failures.map(ofFailure);
  const nothing = unenforced(report);
  return withShard(report, [
    ...(nothing === null
      ? []
      : [{ level: "notice" as const, title: "lastgate", message: nothing, file: null, line: null }]),
    ...fit(failures, ofLevel(report, "error"), MOST.error),
    ...fit([], ofLevel(report, "warn"), MOST.warning),
  ]);
}

interface Annotated {
  readonly rule: string;
  readonly subject: string;
  readonly annotation: Annotation;
}

function ofLevel(report: Report, level: Finding["level"]): readonly Annotated[] {
  return sections(report).flatMap(({ packages, groups }) =>
    groups
      .filter((group) => group.level === level)
      .flatMap(({ rule, remedies }) =>
        remedies.flatMap(({ items }) =>
          items.flatMap(({ finding }) =>
            packages.slice(0, 1).map((pack) => ({
              rule,
              subject: subject(finding),
              annotation: ofFinding(finding, pack, packages.length),
            })),
          ),
        ),
      ),
  );
}

function fit(
  failures: readonly Annotation[],
  findings: readonly Annotated[],
  most: number,
): readonly Annotation[] {
  if (failures.length + findings.length <= most)
    return [...failures, ...findings.map(({ annotation }) => annotation)];
  const byRule = new Map<string, Annotated[]>();
  for (const found of findings) {
    const ofSame = byRule.get(found.rule);
    if (ofSame) ofSame.push(found);
    else byRule.set(found.rule, [found]);
  }
  const all = [...failures, ...[...byRule.values()].flatMap(ofRule)];
  if (all.length <= most) return all;
  const left = all.slice(most - 1);
  const titles = left.map((annotation) => annotation.title);
  return [
    ...all.slice(0, most - 1),
    {
      level: left.some(({ level }) => level === "error") ? "error" : "warning",
      title: `${number(left.length)} more`,
      message: message([some(titles, 40), WHERE_ALL]),
      file: null,
      line: null,
    },
  ];
}

const WHERE_ALL = "The job summary and the JSON report list them all.";

function ofRule(found: readonly Annotated[]): readonly Annotation[] {
  const [first] = found;
  if (first === undefined || found.length === 1) return found.map(({ annotation }) => annotation);
  const paths = some(
    found.slice(0, 20).map((one) => clip(one.subject, 150)),
    20,
  );
  const more = found.length > 20 ? ` and ${number(found.length - 20)} more` : "";
  return [
    {
      ...first.annotation,
      title: title(`${first.rule}: ${count(found.length, "finding")}`),
      message: message([`${paths}${more}`, `The first: ${first.annotation.message}`, WHERE_ALL]),
    },
  ];
}

function ofFinding(finding: Finding, pack: PackageReport, packages = 1): Annotation {
  const { rule, level, message: what, why, fix, at } = finding;
  const shared = packages > 1 ? ` and ${count(packages - 1, "more package")}` : "";
  return {
    level: level === "error" ? "error" : "warning",
    title: title(`${rule}: ${subject(finding)}`),
    message: message([
      what,
      why === null ? null : `Why: ${why}`,
      `Fix${at === null ? "" : ` in ${place(at)}`}: ${fix}`,
      `Package: ${pack.name} ${pack.version}${shared}`,
    ]),
    ...where(
      at ??
        (pack.directory === null
          ? null
          : { file: [pack.directory, "package.json"].filter((part) => part !== "").join("/"), line: null }),
    ),
  };
}

function ofFailure({ subject: about, message: sentence, detail, at }: Failure): Annotation {
  return {
    level: "error",
    title: title(about === null ? "could not judge" : `could not judge ${about}`),
    message: message([sentence, ...detail.slice(-20).map((line) => line.replaceAll("\t", "  "))]),
    ...where(at),
  };
}

/**
 * Names that are not pointed at, since nothing in a diff could match them: outside the repository, or not surviving the
 * way (the runner takes signs of equality off the start of a property).
 */
const POINTLESS = /^$|^[=/\\]|^\w:|(^|[/\\])\.\.([/\\]|$)|##\[/;

function where(at: Finding["at"]): Pick<Annotation, "file" | "line"> {
  if (at === null || at.file !== visible(at.file) || POINTLESS.test(at.file))
    return { file: null, line: null };
  // The runner and the API drop a line below 1, and the file with it.
  const line = at.line !== null && Number.isInteger(at.line) && at.line >= 1 ? at.line : null;
  return { file: at.file, line };
}

function title(text: string): string {
  return cut(visible(text), LONGEST_TITLE);
}

function message(lines: readonly (string | null)[]): string {
  const shown = lines
    .flatMap((line) => line?.split("\n") ?? [])
    .map((line) => visible(clip(line, LONGEST_FIELD)));
  return cut(shown.join("\n"), LONGEST_MESSAGE);
}

/** At most `most` UTF-16 units, the last a `…` when something was cut, and no half character before it. */
function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  return `${text.slice(0, most - 1).replace(/[\ud800-\udbff]$/, "")}…`;
}
