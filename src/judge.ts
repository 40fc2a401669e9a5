import { type Attributed, createAttribution } from "./attribution.ts";
import { hiding } from "./masks.ts";
import type { Policy } from "./policy/policy.ts";
import { applyWaivers, type WaiverOutcome } from "./policy/waivers.ts";
import type { Finding, PackageReport } from "./report/report.ts";
import type { FindingLevel, Problem, Rule } from "./rules/rule.ts";
import type { Source } from "./source.ts";
import type { Entry, Tarball } from "./tarball/tarball.ts";

/** What one rule said, still without why, fix and place. */
export interface Statement {
  readonly rule: Rule;
  readonly problem: Problem;
}

/** One run of every rule that the policy switches on over one tarball. */
export interface Inspection {
  entry(entry: Entry): void;
  /** Call once, after the last entry. */
  conclude(tarball: Tarball): readonly Statement[];
}

/** Starts the rules. Nothing is judged yet: the entries come one at a time. */
export function inspect(
  rules: readonly Rule[],
  policy: Policy,
  source: Source,
  baseline: Tarball | null,
): Inspection {
  // Green without having looked would be the worst outcome, so a stage that fails to do its part is a bug that shows.
  if (rules.length === 0) throw new Error("There are no rules to judge by");
  let seen = 0;
  const statements: Statement[] = [];
  const running = rules.flatMap((rule) => {
    const setting = policy.rules.get(rule.id);
    if (!setting) throw new Error(`The policy has no setting for ${rule.id}`);
    if (setting.level === "off" && !rule.alwaysRuns) return [];
    return [{ rule, inspector: rule.start({ policy, options: setting.options, source, baseline }) }];
  });
  const state = (finder: Rule, problem: Problem): void => {
    const rule = problem.inNameOf ?? finder;
    const isOff = policy.rules.get(rule.id)?.level === "off";
    if (!isOff || problem.waivable === false) statements.push({ rule, problem });
  };
  const on = rules.filter((rule) => policy.rules.get(rule.id)?.level !== "off").length;
  if (running.length < on) throw new Error(`Only ${running.length} of ${on} rules are running`);
  const visitors = running.filter(({ inspector }) => inspector.entry);
  return {
    entry(entry) {
      seen++;
      // An iterator costs as much as most rules do, so there is none here, and none for an empty list, as it nearly always is.
      for (let place = 0; place < visitors.length; place++) {
        const visitor = visitors[place];
        if (visitor === undefined) continue;
        const problems = visitor.inspector.entry?.(entry) ?? [];
        if (Array.isArray(problems) && problems.length === 0) continue;
        for (const problem of problems) state(visitor.rule, problem);
      }
    },
    conclude(tarball) {
      if (seen !== tarball.entries.length) {
        throw new Error(`The rules saw ${seen} of ${tarball.entries.length} entries`);
      }
      for (const { rule, inspector } of running) {
        for (const problem of inspector.tarball?.(tarball) ?? []) state(rule, problem);
      }
      return statements;
    },
  };
}

/** A finding with what only the judge needs of it. */
interface Judged extends Finding {
  readonly fingerprint: string | undefined;
  readonly waivable: boolean | undefined;
}

/** The judgement of one tarball, with what the gate needs besides the report. */
export interface Judgement {
  readonly report: Omit<PackageReport, "directory" | "audience" | "packedWith">;
  readonly waivers: WaiverOutcome<Judged>;
  /** Values that no log may show. */
  readonly masks: readonly string[];
}

/**
 * Turns what the rules said into findings: level, attribution, order, waivers. `rules` gives the order.
 * Pure; `today` is `YYYY-MM-DD`.
 */
export function decide(request: {
  readonly rules: readonly Rule[];
  readonly statements: readonly Statement[];
  readonly tarball: Tarball;
  readonly policy: Policy;
  readonly source: Source;
  readonly today: string;
}): Judgement {
  const { rules, statements, tarball, policy, source, today } = request;
  const said = statements.map(({ rule, problem }) => ({
    rule: rule.id,
    problem,
    level: levelOf(policy, rule, problem),
  }));
  const attribution = createAttribution({ tarball, source, policy, said });
  const masks = statements.flatMap(({ problem }) => (problem.mask === undefined ? [] : [problem.mask]));
  const hide = hiding(masks);
  const findings = statements.map(({ rule, problem }): Judged => {
    const level = levelOf(policy, rule, problem);
    const { fingerprint, waivable } = problem;
    const attributed = attribution(rule, problem);
    const told = masks.length === 0 ? attributed : withoutValues(attributed, hide);
    return { rule: rule.id, level, ...told, fingerprint, waivable };
  });
  const waivers = applyWaivers({
    findings: inOrder(findings, rules),
    waivers: policy.waivers,
    audience: policy.audience,
    today,
  });
  return {
    report: {
      name: tarball.manifest.name,
      version: tarball.manifest.version,
      tarball: {
        path: tarball.file,
        integrity: tarball.integrity,
        shasum: tarball.shasum,
        packedSize: tarball.packedSize,
        unpackedSize: tarball.unpackedSize,
        files: tarball.entries.filter((entry) => entry.kind === "file").length,
      },
      findings: waivers.standing.map(forReport),
      waived: waivers.waived.map(({ finding, waiver }) => ({
        ...forReport(finding),
        waiver: { reason: waiver.reason, owner: waiver.owner, expires: waiver.expires, at: waiver.at },
      })),
      lowered: policy.lowered,
      contents: tarball.entries
        .filter((entry) => entry.kind === "file")
        .map(({ path, size }) => ({ path: hide(path), size })),
    },
    waivers,
    masks,
  };
}

/** What one rule knows to be a credential no other rule may quote: a command, a path, a field can hold the same text. */
function withoutValues(attributed: Attributed, hide: (text: string) => string): Attributed {
  const { path, field, message, why, fix } = attributed;
  return {
    ...attributed,
    path: path === null ? null : hide(path),
    field: field === null ? null : hide(field),
    message: hide(message),
    why: why === null ? null : hide(why),
    fix: hide(fix),
  };
}

/** A rule may lower its finding below the policy's level; it raises it only where no policy can hold. */
function levelOf(policy: Policy, rule: Rule, problem: Problem): FindingLevel {
  if (problem.waivable === false) return "error";
  return policy.rules.get(rule.id)?.level === "warn" ? "warn" : (problem.level ?? "error");
}

function forReport({ fingerprint: _, waivable: __, ...finding }: Judged): Finding {
  return finding;
}

/** Errors first, then the rules' own order, then paths by code unit, then what stands earlier in the file. */
export function inOrder<F extends Finding>(findings: readonly F[], rules: readonly Rule[]): F[] {
  const order = new Map(rules.map((rule, index) => [rule.id, index]));
  // One string for each finding: a package can have thousands, and strings compare without a call into our code. A NUL, which no
  // honest path holds, is less than every other character, so that a shorter path comes first.
  const key = ({ level, rule, path, field, line }: Finding): string =>
    [
      level === "error" ? 0 : 1,
      digits(order.get(rule) ?? order.size),
      path ?? "",
      field ?? "",
      digits(line ?? 0),
    ].join("\0");
  return findings
    .map((finding) => ({ finding, key: key(finding) }))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(({ finding }) => finding);
}

/** Padded, so that the order of the texts is the order of the numbers. */
function digits(value: number): string {
  return String(value).padStart(16, "0");
}
