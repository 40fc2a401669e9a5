import { realpath } from "node:fs/promises";
import { resolve } from "node:path";
import { waiverFacts } from "./about-waivers.ts";
import { atOnce } from "./at-once.ts";
import { type BasePolicy, loadBasePolicy } from "./base-policy.ts";
import { checkedOut } from "./baseline/changed.ts";
import { pathWithin, rootOf, trackedFiles } from "./baseline/worktree.ts";
import { type CommandTarget, planByCommand, readTarget, splitTargets } from "./by-command.ts";
import { changedSubjects } from "./changed-only.ts";
import { withoutCredentialsIn } from "./child-output.ts";
import { type About, Collected } from "./collected.ts";
import { conclude, inOrder } from "./conclude.ts";
import { CouldNotJudge } from "./failure.ts";
import { type Judged, keep } from "./judged.ts";
import { JudgedAhead } from "./judged-ahead.ts";
import { machinePathsOf } from "./pack/source.ts";
import { type Plan, packPackages, plan, prepare, type Repository, type Subject } from "./plan.ts";
import { folderFiles, type PolicyFiles, recorded } from "./policy/files.ts";
import { findPolicy, type LoadedPolicy, loadPolicy } from "./policy/load.ts";
import type { Listed, Report } from "./report/report.ts";
import type { GateRequest } from "./request.ts";
import { allRules } from "./rules/index.ts";
import { fallsTo } from "./shard.ts";
import { asTarget, findSubjects, isPartial, listed } from "./subjects.ts";
import { unmatchedNotes } from "./unmatched-packages.ts";

/** Nothing was there to judge, and green would be a lie. */
class NothingJudged extends CouldNotJudge {
  readonly kind = "nothing-judged";
  constructor() {
    super("There was nothing to judge: name a package folder, a workspace root or a .tgz.");
  }
}

/** How many packed tarballs are looked at at once; they are judged one at a time. */
const lookedAtOnce = 8;

/**
 * The whole story: discover → changed → shard → pack → read → judge → report. What cannot be judged becomes a failure of the report and
 * hides nothing of what can be. Only a bug throws. A judgement counts when everything is packed and no script of the project runs any
 * more, so that none can change what was judged: what was judged ahead, while others were packed, must be found unchanged then.
 */
export async function gate(request: GateRequest): Promise<Report> {
  const collected = new Collected();
  const judged: About<Judged>[] = [];
  const scope = nothingKnown();

  await collected.during(null, null, async () => {
    const { repository, loaded, basePolicy, names, subjects, byCommand } = await survey(
      request,
      collected,
      scope,
    );
    const planOf = (subject: Subject) => plan(subject, request, repository, loaded, basePolicy);
    const plans: About<Plan>[] = [];
    const share = subjects
      .map((value, position) => ({ value, position }))
      .filter(({ position }) => fallsTo(position, request.shard));
    // Before any script runs, because it could add files.
    if (byCommand.length > 0 || share.some(({ value }) => value.kind === "package"))
      await repository.tracked();
    for (const { value: subject, position } of share) {
      await collected.during(subject.label, position, async () => {
        plans.push({ position, value: await planOf(subject) });
      });
    }
    const commandTargets: CommandTarget[] = [];
    for (const target of byCommand) {
      await collected.during(target, null, async () => {
        commandTargets.push(await readTarget(target, request, planOf));
      });
    }
    for (const target of commandTargets) {
      await collected.during(target.target, null, async () => {
        const step = { plan: planOf, collected };
        const planned = await planByCommand(target, request.packCommand ?? "", request, step);
        for (const value of planned) plans.push({ position: subjects.length + plans.length, value });
      });
    }
    const all = plans.map(({ value }) => value);
    const ahead = new JudgedAhead(all, request, repository, loaded);
    const packed = await packPackages(all, request, loaded, (item, tarball) =>
      ahead.arrived(item, tarball),
    ).finally(() => ahead.end());
    await atOnce(plans, lookedAtOnce, ({ position, value: each }) =>
      collected.during(each.subject.label, position, async () => {
        request.abort.throwIfAborted();
        const ready = await prepare(each, packed, request, repository);
        const note = (sentence: string) => collected.note(sentence, position);
        const result = await ahead.judge(ready, note);
        judged.push({ position, value: { ...result, report: await keep(result, ready, request) } });
      }),
    );
    const due = [...share, ...plans].map(({ position }) => position);
    expectTold(due, [...judged, ...collected.failures]);
    if (byCommand.length > 0 && plans.length === 0 && collected.failures.length === 0)
      throw new NothingJudged();
    const packedNames = judged.map(({ value }) => value.report.name);
    for (const note of await unmatchedNotes(loaded, [...names, ...packedNames], repository))
      collected.note(note);
  });
  const waivers = waiverFacts(
    inOrder(judged).map(({ value }) => value),
    scope.partial,
  );
  return conclude({
    enforced: request.enforce,
    policy: scope.policy,
    packages: judged.map(({ position, value }) => ({ position, value: value.report })),
    failures: collected.failures.map(({ position, value }) => ({
      position,
      value: withoutCredentialsIn(value, request),
    })),
    notes: collected.notes,
    waivers,
    shard: request.shard && { ...request.shard, commit: scope.commit, subjects: scope.subjects },
  });
}

/** Green without having looked would be the worst outcome, so a subject that got lost on the way is a bug that shows. */
function expectTold(due: readonly (number | null)[], told: readonly About<unknown>[]): void {
  const positions = new Set(told.map(({ position }) => position));
  const lost = due.filter((position) => !positions.has(position));
  if (lost.length > 0) throw new Error(`Nothing was told of ${lost.length} of ${due.length} subjects`);
}

/** Discovers what `gate` would judge and judges nothing: a list, and why it may not be whole. */
export async function list(request: GateRequest): Promise<Pick<Collected, "failures" | "notes">> {
  const collected = new Collected();
  const scope = nothingKnown();
  await collected.during(null, null, async () => {
    await survey(request, collected, scope);
  });
  return collected;
}

/** What is known of a run even when it fails on the way. */
interface Scope {
  policy: Report["policy"];
  /** Whole name of the commit that a shard saw; null without git, and for a whole run, which needs none. */
  commit: string | null;
  subjects: readonly Listed[] | null;
  /** Packages are left out that could have used a waiver. */
  partial: boolean;
}

function nothingKnown(): Scope {
  return { policy: { file: null, extends: [] }, commit: null, subjects: null, partial: false };
}

interface Survey {
  readonly repository: Repository;
  readonly loaded: LoadedPolicy;
  /** The policy of the base commit; null when no change is judged. */
  readonly basePolicy: BasePolicy | null;
  /** Of every package that was found, judged or not. */
  readonly names: readonly string[];
  readonly subjects: readonly Subject[];
  /** Targets that the pack command packs. */
  readonly byCommand: readonly string[];
}

/** Everything before the first script runs: the policy, and what there is to judge by it. */
async function survey(request: GateRequest, collected: Collected, scope: Scope): Promise<Survey> {
  const repository = await openRepository(request);
  if (request.shard !== null) scope.commit = await checkedOut(repository.root, request.env);
  const policyPaths = new Set<string>();
  const files = recorded(folderFiles(repository.root), policyPaths);
  const file = await policyFile(request, repository, files);
  scope.policy = { file, extends: [] };
  const loaded = await loadPolicy({ file, files, presets: request.presets, rules: allRules });
  scope.policy = loaded;
  const basePolicy = await policyOfBase(request, repository, file, files);
  if (basePolicy?.note != null) collected.note(basePolicy.note);

  const { byCommand, others } = await splitTargets(request);
  const discovered = await findSubjects(others, request, repository, collected);
  if (discovered.found.length === 0 && byCommand.length === 0 && collected.failures.length === 0) {
    throw new NothingJudged();
  }
  const { subjects, note } = await changedSubjects(discovered, { request, repository, loaded, policyPaths });
  if (note !== null) collected.note(note);
  scope.partial = isPartial(discovered, subjects);
  scope.subjects = listed(subjects, (directory) => pathWithin(repository.root, directory));
  const from = await realpath(request.folder);
  request.observer.found(listed(subjects, (directory) => asTarget(directory, from)));
  const names = discovered.members.flatMap(({ manifest: { name } }) =>
    typeof name === "string" ? name : [],
  );
  return { repository, loaded, basePolicy, names, subjects, byCommand };
}

async function openRepository({ folder, targets, env }: GateRequest): Promise<Repository> {
  const root = await rootOf(targets, folder, env);
  let asked: ReturnType<typeof trackedFiles> | null = null;
  return {
    root,
    machinePaths: await machinePathsOf(root),
    tracked() {
      asked ??= trackedFiles(root, env);
      return asked;
    },
  };
}

/** Relative to the root; null when there is none and `recommended` applies. */
async function policyFile(
  { folder, policy }: GateRequest,
  { root }: Repository,
  files: PolicyFiles,
): Promise<string | null> {
  if (policy === null) return findPolicy(files);
  // The root has its links resolved; the folder that paths start from may be reached through one.
  return pathWithin(root, resolve(await realpath(folder), policy)) ?? policy;
}

async function policyOfBase(
  { base, presets, policy }: GateRequest,
  { tracked }: Repository,
  file: string | null,
  workTree: PolicyFiles,
): Promise<BasePolicy | null> {
  if (base === null) return null;
  const named = policy === null ? null : file;
  return loadBasePolicy({ base, file: named, workTree, tracked: await tracked(), presets, rules: allRules });
}
