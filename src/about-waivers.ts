import type { Level, Place, Policy } from "./policy/policy.ts";
import { expiry, type Waivable, type WaiverOutcome } from "./policy/waivers.ts";
import { levelRelaxation, strictest } from "./relaxation.ts";
import type { Finding, WaiverFacts } from "./report/report.ts";

/** What one judged package tells of the waivers. */
interface Judged {
  readonly waivers: WaiverOutcome<Waivable>;
  readonly policy: Policy;
  /** The base commit's policy, where it judges differently. */
  readonly base: Policy | null;
}

const rules = ["expired-waiver", "unused-waiver"] as const;
type Seen = WaiverFacts["seen"][number];
type RuleLevel = WaiverFacts["levels"][number];

/** What all packages together tell of the waivers. `partial`: there are packages that were not judged, and could have used one. */
export function waiverFacts(judged: readonly Judged[], partial: boolean): WaiverFacts {
  return joinFacts([{ seen: [], levels: [], relaxed: "off", partial }, ...judged.map(factsOf)]);
}

function factsOf({ waivers: { expired, used, unused }, policy, base }: Judged): WaiverFacts {
  const seen = [
    ...expired.map((waiver) => ({ waiver, state: "expired" as const })),
    ...used.map((waiver) => ({ waiver, state: "used" as const })),
    ...unused.map((waiver) => ({ waiver, state: "unused" as const })),
  ].map(({ waiver: { rule, files, expires, fingerprints, at }, state }) => ({
    rule,
    files,
    expires,
    fingerprints,
    at,
    state,
  }));
  const levels = rules.map((rule) => ({
    rule,
    before: levelOf(base ?? policy, rule),
    after: levelOf(policy, rule),
    at: policy.rules.get(rule)?.at ?? null,
  }));
  const relaxed =
    base === null ? "off" : strictest(levelOf(base, "policy-relaxed"), levelOf(policy, "policy-relaxed"));
  return { seen, levels, relaxed, partial: false };
}

function levelOf(policy: Policy, rule: string): Level {
  return policy.rules.get(rule)?.level ?? "error";
}

/** The facts of several parts of a run as if one run had seen all. The order of the parts does not matter. */
export function joinFacts(parts: readonly WaiverFacts[]): WaiverFacts {
  const seen = new Map<string, Seen>();
  for (const each of parts.flatMap((part) => part.seen)) {
    const { state: _, ...waiver } = each;
    const key = JSON.stringify([placeKey(waiver.at), waiver]);
    const known = seen.get(key);
    if (known === undefined || states.indexOf(each.state) < states.indexOf(known.state)) seen.set(key, each);
  }
  const levels = new Map<string, RuleLevel>();
  for (const each of parts.flatMap((part) => part.levels)) {
    const known = levels.get(each.rule);
    levels.set(each.rule, known === undefined ? each : joinLevels(known, each));
  }
  return {
    seen: [...seen].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, each]) => each),
    levels: rules.flatMap((rule) => levels.get(rule) ?? []),
    relaxed: parts.reduce<Level>((level, part) => strictest(level, part.relaxed), "off"),
    partial: parts.some((part) => part.partial),
  };
}

/** What one package says outweighs what another one does not know of. */
const states: readonly Seen["state"][] = ["expired", "used", "unused"];

function joinLevels(one: RuleLevel, other: RuleLevel): RuleLevel {
  const after = strictest(one.after, other.after);
  const [first, second] = [one, other].filter((each) => each.after === after);
  const earlier = second !== undefined && placeKey(second.at) < placeKey(first?.at ?? null) ? second : first;
  return { rule: one.rule, before: strictest(one.before, other.before), after, at: earlier?.at ?? null };
}

/** Sorts by file, line and column; no place comes last. */
function placeKey(at: Place | null): string {
  if (at === null) return "\uffff";
  return [at.file, ...[at.line, at.column].map((each) => String(each).padStart(10, "0"))].join("\0");
}

/**
 * What is wrong with the waivers themselves: an expired one is said once, one is unused only when it served no package, and none is
 * called unused when there are packages that were not judged. Then what a change of these rules' levels lets go, first.
 * `policyFile` is where a level was set that no line sets any more.
 */
export function waiverFindings(
  { seen, levels, relaxed, partial }: WaiverFacts,
  policyFile: string,
): Finding[] {
  const findings = levels.map((level) => {
    const problems = seen.flatMap((each) => problemOf(each, level.rule, partial));
    const found = (at: Level): Finding[] =>
      at === "off"
        ? []
        : problems.map(({ message, fix, place }) => ({
            rule: level.rule,
            level: at,
            path: null,
            field: null,
            line: null,
            message,
            why: null,
            fix,
            at: place === null ? null : { file: place.file, line: place.line },
          }));
    return { level, before: found(level.before), after: found(level.after) };
  });
  return [
    ...findings.flatMap(({ level, before }) => levelRelaxation(level, before, relaxed, policyFile)),
    ...findings.flatMap(({ after }) => after),
  ];
}

interface Problem {
  readonly message: string;
  readonly fix: string;
  readonly place: Place | null;
}

function problemOf(waiver: Seen, rule: string, partial: boolean): Problem[] {
  if (waiver.state === "expired" && rule === "expired-waiver")
    return [{ ...expiry(waiver), place: waiver.at }];
  if (waiver.state !== "unused" || rule !== "unused-waiver" || partial) return [];
  return [
    {
      message: `the waiver of ${waiver.rule} for ${waiver.files.join(", ")} covers nothing`,
      fix:
        waiver.fingerprints === null
          ? "Delete the waiver, or correct its `files`."
          : "Delete the waiver, or correct its `files` or `fingerprints`.",
      place: waiver.at,
    },
  ];
}
