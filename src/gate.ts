import { realpath } from "node:fs/promises";
import { basename, resolve } from "node:path";
import { type BasePolicy, loadBasePolicy } from "./base-policy.ts";
import { pathWithin, rootOf, trackedFiles } from "./baseline/worktree.ts";
import { planByCommand, splitTargets } from "./by-command.ts";
import { CouldNotJudge } from "./failure.ts";
import { waiverFindings } from "./judge.ts";
import { type Judged, judge } from "./judged.ts";
import { type Discovery, discover } from "./pack/discover.ts";
import { publishNotes } from "./pack/publish-note.ts";
import { type Plan, packPackages, plan, prepare, type Repository, type Subject } from "./plan.ts";
import { folderFiles, type PolicyFiles } from "./policy/files.ts";
import { findPolicy, type LoadedPolicy, loadPolicy } from "./policy/load.ts";
import { PolicyError } from "./policy/problems.ts";
import { relaxations } from "./relaxation.ts";
import type { Failure, Finding, Report } from "./report/report.ts";
import type { GateRequest } from "./request.ts";
import { allRules } from "./rules/index.ts";
import { noSource } from "./source.ts";

/** Nothing was there to judge, and green would be a lie. */
class NothingJudged extends CouldNotJudge {
  readonly kind = "nothing-judged";
}

/**
 * The whole story: discover → pack → read → judge → report. What cannot be judged becomes a failure of the report and
 * hides nothing of what can be. Only a bug throws. When the first tarball is read everything is packed and no script of the project runs
 * any more, so that none can change what was judged.
 */
export async function gate(request: GateRequest): Promise<Report> {
  const failures: Failure[] = [];
  const judged: Judged[] = [];
  const notes: string[] = [];
  let policy: Pick<LoadedPolicy, "file" | "extends"> = { file: null, extends: [] };

  await collecting(failures, null, async () => {
    const repository = await openRepository(request);
    const files = folderFiles(repository.root);
    const file = await policyFile(request, repository, files);
    policy = { file, extends: [] };
    const loaded = await loadPolicy({ file, files, presets: request.presets, rules: allRules });
    policy = loaded;
    const basePolicy = await policyOfBase(request, repository, file, files);
    if (basePolicy?.note != null) notes.push(basePolicy.note);
    const planOf = (subject: Subject) => plan(subject, request, repository, loaded, basePolicy);
    const plans: Plan[] = [];
    const { byCommand, others } = await splitTargets(request);
    const subjects = await findSubjects(others, request, failures, notes);
    // Before any script runs, because it could add files.
    if (byCommand.length > 0 || subjects.some(({ kind }) => kind === "package")) await repository.tracked();
    for (const subject of subjects) {
      await collecting(failures, subject.label, async () => {
        plans.push(await planOf(subject));
      });
    }
    for (const target of byCommand) {
      await collecting(failures, target, async () => {
        const step = { plan: planOf, notes, collecting: collecting.bind(null, failures) };
        plans.push(...(await planByCommand(target, request.packCommand ?? "", request, step)));
      });
    }
    const packed = await packPackages(plans, request, loaded);
    for (const each of plans) {
      await collecting(failures, each.subject.label, async () => {
        request.abort.throwIfAborted();
        const ready = await prepare(each, packed, request, repository);
        judged.push(await judge(ready, request, loaded, notes));
      });
    }
    if (judged.length === 0 && failures.length === 0) {
      throw new NothingJudged(
        "There was nothing to judge: name a package folder, a workspace root or a .tgz.",
      );
    }
  });
  return conclude(request, policy, judged, failures, notes);
}

async function openRepository({ folder, targets, env }: GateRequest): Promise<Repository> {
  const root = await rootOf(targets, folder, env);
  let asked: ReturnType<typeof trackedFiles> | null = null;
  return {
    root,
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

/** Every tarball and package that the targets name, each once, in the order of the targets. */
async function findSubjects(
  targets: readonly string[],
  request: GateRequest,
  failures: Failure[],
  notes: string[],
): Promise<readonly Subject[]> {
  const subjects = new Map<string, Subject>();
  for (const target of targets) {
    await collecting(failures, target, async () => {
      const { folder, packageManager: manager } = request;
      const found: Discovery = await discover(target, { folder, manager });
      if (found.kind === "tarballs") {
        for (const file of found.files) {
          const label = found.files.length === 1 ? target : basename(file);
          subjects.set(file, { kind: "tarball", label, file });
        }
        return;
      }
      for (const failure of found.failures) failures.push(...failuresOf(failure, target));
      for (const item of found.packages) {
        subjects.set(item.directory, { kind: "package", label: item.manifest.name, package: item });
      }
      if (found.skippedPrivate.length > 0) notes.push(privateNote(found.skippedPrivate));
    });
  }
  return [...subjects.values()];
}

function privateNote(names: readonly string[]): string {
  return names.length === 1
    ? `1 private package was left out: ${names[0]}.`
    : `${names.length} private packages were left out: ${names.join(", ")}.`;
}

/** The policy of the base commit; null when no change is judged. */
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

function conclude(
  request: GateRequest,
  policy: Report["policy"],
  judged: readonly Judged[],
  failures: readonly Failure[],
  notes: readonly string[],
): Report {
  const [first, ...others] = judged;
  // What is wrong with a waiver is wrong once, not once for each package: the first one carries it.
  const about = first ? aboutWaivers(judged.find(({ base }) => base !== null) ?? first, judged) : [];
  const packages = first
    ? [
        { ...first.report, findings: [...first.report.findings, ...about] },
        ...others.map(({ report }) => report),
      ]
    : [];
  const stopped = packages.some(({ findings }) => findings.some(({ level }) => level === "error"));
  return {
    outcome: failures.length > 0 ? "could-not-judge" : stopped ? "stopped" : "passed",
    enforced: request.enforce,
    policy: { file: policy.file, extends: policy.extends },
    packages,
    failures,
    notes: [...notes, ...publishNotes(packages.map(({ packedWith }) => packedWith))],
  };
}

function aboutWaivers({ policy, base }: Judged, judged: readonly Judged[]): readonly Finding[] {
  const outcomes = judged.map(({ waivers }) => waivers);
  const standing = waiverFindings(outcomes, policy);
  if (base === null) return standing;
  const before = { policy: base, standing: waiverFindings(outcomes, base), waived: [] };
  return [...relaxations(before, { policy, standing, waived: [] }, noSource), ...standing];
}

/** Runs one step; what could not be judged becomes a failure, and the next step goes on. A bug still throws. */
async function collecting(
  failures: Failure[],
  subject: string | null,
  step: () => Promise<void>,
): Promise<void> {
  try {
    await step();
  } catch (error) {
    if (!(error instanceof CouldNotJudge)) throw error;
    failures.push(...failuresOf(error, subject));
  }
}

/** A policy with several mistakes is one failure for each of them, at its own line. */
function failuresOf(error: CouldNotJudge, subject: string | null): Failure[] {
  if (error instanceof PolicyError) {
    return error.problems.map(({ message, file, line, column }) => ({
      kind: error.kind,
      subject: `${file}:${line}:${column}`,
      message,
      detail: [],
      at: { file, line },
    }));
  }
  const { kind, message, detail, at } = error;
  return [{ kind, subject, message, detail, at }];
}
