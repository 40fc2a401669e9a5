import { manifestLines } from "./attribution/manifest-lines.ts";
import { compileShip } from "./policy/globs.ts";
import type { Level, Policy, Waiver } from "./policy/policy.ts";
import { defaultPolicyFile } from "./policy/policy-file.ts";
import { count, some } from "./report/format.ts";
import type { Finding } from "./report/report.ts";
import { policyRelaxed } from "./rules/policy-relaxed.ts";
import type { FindingLevel } from "./rules/rule.ts";
import type { Source } from "./source.ts";

/** A finding, as far as two of them can be told to be the same. */
type Comparable = Finding & { readonly fingerprint?: string | undefined };

/** What one policy says of a tarball. */
export interface View {
  readonly policy: Policy;
  readonly standing: readonly Comparable[];
  readonly waived: readonly { readonly finding: Comparable; readonly waiver: Waiver }[];
}

/** Most names that one finding spells out. */
const mostNamed = 5;

/**
 * What stands under the policy of the base commit and not, or only as a warning, under the changed one: one finding for each rule and
 * each place that lets something through. Both views are of the same bytes.
 */
export function relaxations(base: View, head: View, source: Source): Finding[] {
  const level = strictest(levelOf(base.policy), levelOf(head.policy));
  if (level === "off") return [];
  const groups = new Map<string, { reason: Reason; lost: Lost[] }>();
  for (const lost of lostFindings(base.standing, head.standing)) {
    const reason = reasonOf(lost, base.policy, head, source);
    const key = JSON.stringify([lost.finding.rule, lost.now, reason]);
    const group = groups.get(key) ?? { reason, lost: [] };
    groups.set(key, group);
    group.lost.push(lost);
  }
  return [...groups.values()].map(({ reason, lost }) => describe(reason, lost, level));
}

/**
 * What the change of one rule's level lets go of `findings`, which have the level of `before`.
 * @param relaxed level of `policy-relaxed`
 * @param policyFile where the level was set, when no line sets it any more
 */
export function levelRelaxation(
  { before, after, at }: { readonly before: Level; readonly after: Level; readonly at: Finding["at"] },
  findings: readonly Finding[],
  relaxed: Level,
  policyFile: string,
): Finding[] {
  if (relaxed === "off" || findings.length === 0 || before === after || strictest(before, after) === after)
    return [];
  const now = after === "off" ? "nothing" : "a warning";
  const words = `the rule goes from \`${before}\` to \`${after}\``;
  const place = at === null ? { file: policyFile, line: null } : { file: at.file, line: at.line };
  const lost = findings.map((finding) => ({ finding, now }) as const);
  return [describe({ words, at: place }, lost, relaxed)];
}

/** A finding of the base policy that the changed one does not have any more. */
interface Lost {
  readonly finding: Comparable;
  /** What is left of it. */
  readonly now: "nothing" | "a warning";
}

/**
 * Pairs the findings of the two policies and returns what has no partner of its level. Messages tell a limit's value, so two that differ
 * only from their first figure on are one finding, and so are two on the same path.
 */
export function lostFindings(base: readonly Comparable[], head: readonly Comparable[]): Lost[] {
  const what = ({ rule, path, field, line, fingerprint }: Comparable) => [
    rule,
    path,
    field,
    line,
    fingerprint,
  ];
  const keys = [
    (finding: Comparable) => JSON.stringify([...what(finding), finding.message]),
    (finding: Comparable) => JSON.stringify([...what(finding), finding.message.replace(/\d[\s\S]*$/, "")]),
    (finding: Comparable) =>
      finding.path === null && finding.field === null ? null : JSON.stringify(what(finding)),
  ];
  const partners = new Map<Comparable, Comparable>();
  const taken = new Set<Comparable>();
  for (const keyOf of keys) {
    const free = new Map<string, Comparable[]>();
    for (const finding of head) {
      const key = taken.has(finding) ? null : keyOf(finding);
      if (key === null) continue;
      const alike = free.get(key);
      if (alike === undefined) free.set(key, [finding]);
      else alike.push(finding);
    }
    for (const finding of base) {
      const key = partners.has(finding) ? null : keyOf(finding);
      if (key === null) continue;
      const partner = free.get(key)?.shift();
      if (partner === undefined) continue;
      partners.set(finding, partner);
      taken.add(partner);
    }
  }
  return base.flatMap((finding): Lost[] => {
    const partner = partners.get(finding);
    if (partner === undefined) return [{ finding, now: "nothing" }];
    const weaker = finding.level === "error" && partner.level === "warn";
    return weaker ? [{ finding, now: "a warning" }] : [];
  });
}

/** Which part of the change lets a finding through. */
interface Reason {
  readonly words: string;
  readonly at: NonNullable<Finding["at"]>;
}

function reasonOf({ finding }: Lost, base: Policy, head: View, source: Source): Reason {
  const policyFile = { file: head.policy.file ?? base.file ?? defaultPolicyFile, line: null };
  const at = (place: Finding["at"] | undefined) =>
    place === null || place === undefined ? policyFile : { file: place.file, line: place.line };
  if (base.audience !== head.policy.audience) {
    const words = `the audience goes from \`${base.audience}\` to \`${head.policy.audience}\``;
    return { words, at: publishConfig(source) ?? policyFile };
  }
  const waived = head.waived.find(
    (each) =>
      each.finding.rule === finding.rule &&
      each.finding.path === finding.path &&
      each.finding.field === finding.field &&
      each.finding.fingerprint === finding.fingerprint,
  );
  if (waived !== undefined) return { words: "a waiver covers it", at: at(waived.waiver.at) };
  const [before, after] = [base.rules.get(finding.rule), head.policy.rules.get(finding.rule)];
  if (before?.level !== after?.level) {
    const words = `the rule goes from \`${before?.level}\` to \`${after?.level}\``;
    return { words, at: at(after?.at) };
  }
  if (finding.rule === "unlisted-file" && finding.path !== null && head.policy.ship !== null) {
    const { pattern } = compileShip(head.policy.ship.map(({ value }) => value)).judge(finding.path);
    const entry = pattern === null ? undefined : head.policy.ship[pattern];
    if (entry !== undefined) return { words: `\`ship\` lists \`${entry.value}\``, at: at(entry.at) };
  }
  if (finding.rule === "size-limit") {
    const wider = limitKeys
      .map((key) => ({ before: base.limits[key], after: head.policy.limits[key] }))
      .find(
        (limit) => limit.before !== null && limit.after !== null && limit.after.value > limit.before.value,
      );
    if (wider !== undefined) return { words: "a limit was raised", at: at(wider.after?.at) };
  }
  if (JSON.stringify(before?.options) !== JSON.stringify(after?.options))
    return { words: "the options of the rule changed", at: at(after?.at) };
  return { words: "the policy no longer asks for it", at: policyFile };
}

const limitKeys = ["packed", "unpacked", "file", "files", "growth"] as const;

function publishConfig({ directory, manifestText }: Source): Finding["at"] {
  if (directory === null || manifestText === null) return null;
  const file = directory === "" ? "package.json" : `${directory}/package.json`;
  return { file, line: manifestLines(manifestText).nearest("publishConfig") };
}

function describe({ words, at }: Reason, lost: readonly Lost[], level: FindingLevel): Finding {
  const [first] = lost;
  if (first === undefined) throw new Error("A relaxation without a finding");
  const { rule, path, field } = first.finding;
  const names = lost.map(({ finding }) => finding.path ?? finding.message);
  const amount = `${count(lost.length, "finding")} of \`${rule}\``;
  const verb = lost.length === 1 ? "stands" : "stand";
  const left = first.now === "nothing" ? "not under this one" : "only as a warning under this one";
  const isError = lost.some(({ finding }) => finding.level === "error");
  return {
    rule: policyRelaxed.id,
    // What was a warning is not worth more for having been let through.
    level: isError ? level : "warn",
    path,
    field,
    line: null,
    message: `${amount} ${verb} under the policy of the base commit and ${left}, because ${words}: ${some([...new Set(names)], mostNamed)}`,
    why: null,
    fix: policyRelaxed.fix,
    at,
  };
}

function levelOf(policy: Policy): Level {
  return policy.rules.get(policyRelaxed.id)?.level ?? "error";
}

/** A change that lowers the level of this very rule changes nothing. */
export function strictest(one: Level, other: Level): Level {
  if (one === "error" || other === "error") return "error";
  return one === "warn" || other === "warn" ? "warn" : "off";
}
