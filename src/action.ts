import "./one-shot.ts";

import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import * as core from "@actions/core";
import { waiverFacts } from "./about-waivers.ts";
import { checkedOut, fetchMissing } from "./baseline/changed.ts";
import { repositoryRoot } from "./baseline/worktree.ts";
import { today } from "./clock.ts";
import { type About, failuresOf } from "./collected.ts";
import { conclude, withFailure } from "./conclude.ts";
import { CouldNotJudge } from "./failure.ts";
import { gate, list } from "./gate.ts";
import { openBase } from "./github/base-files.ts";
import { publishCheckRun } from "./github/check-run.ts";
import { loadClient } from "./github/client.ts";
import { readContext } from "./github/event.ts";
import {
  group,
  listOutputs,
  maskSecrets,
  type Outputs,
  outputsOf,
  writeOutputs,
  writeSummary,
} from "./github/outputs.ts";
import { RunnerFiles } from "./github/runner-files.ts";
import { refuseUntrustedCheckout } from "./github/untrusted-checkout.ts";
import { type Inputs, readInputs } from "./inputs.ts";
import { interruption } from "./interruption.ts";
import { takeEnvironment } from "./pack/own-environment.ts";
import { folderFiles } from "./policy/files.ts";
import { allAnnotations, annotations } from "./report/annotations.ts";
import { terminal } from "./report/escape.ts";
import { renderJson } from "./report/json.ts";
import { type Listing, listingMarkdown, listingText } from "./report/listing.ts";
import { renderMarkdown } from "./report/markdown.ts";
import type { Failure, Listed, Report } from "./report/report.ts";
import { renderText } from "./report/text.ts";
import { exitCode, verdictLine } from "./report/verdict.ts";
import { renderCommands } from "./report/workflow-commands.ts";
import type { GateRequest } from "./request.ts";
import { mergeReports } from "./shard-reports.ts";
import { storeOfUser, TarballStore } from "./store.ts";
import { temporaryFolder } from "./temporary-folder.ts";
import { writeWhole } from "./whole-file.ts";

// Until a verdict stands, the step has failed: a crash, or an event loop that runs dry, must not look like a pass.
process.exitCode = 2;
// A log that nobody can write to any more is no reason to stop: outputs and exit code still tell.
process.stdout.on("error", () => {});
// First of all: what a pack script must not find leaves the process before anything else runs.
const env = takeEnvironment(process.env);
const { inputs, report, found } = await judged();
process.exitCode = await tell(inputs, report, found);

interface Run {
  /** Null when only a list was asked for, and it is whole. */
  readonly report: Report | null;
  /** What there is to judge. */
  readonly found: Listing;
}

/** Inputs → gate. What cannot even start is a report too, so that summary, annotations and outputs say why. */
async function judged(): Promise<Run & { inputs: Inputs | null }> {
  let inputs: Inputs | null = null;
  try {
    inputs = readInputs(env);
    return { inputs, ...(await run(inputs)) };
  } catch (error) {
    if (!(error instanceof CouldNotJudge)) throw error;
    const failures = failuresOf(error, null).map((value) => ({ position: null, value }));
    return { inputs, report: failedReport(inputs, failures, []), found: { packages: [], notes: [] } };
  }
}

function failedReport(
  inputs: Inputs | null,
  failures: readonly About<Failure>[],
  notes: readonly About<string>[],
): Report {
  return conclude({
    enforced: true,
    policy: { file: null, extends: [] },
    packages: [],
    failures,
    notes,
    waivers: waiverFacts([], true),
    shard: inputs?.shard ? { ...inputs.shard, commit: null, subjects: null } : null,
  });
}

async function run(inputs: Inputs): Promise<Run> {
  const { enforce, listOnly } = inputs;
  if (inputs.merge !== null) {
    const { report, subjects } = await mergeReports({
      reports: inputs.merge,
      folder: process.cwd(),
      enforced: enforce,
    });
    const packages = subjects.map(({ name, directory }) => ({
      name,
      directory: directory === "" ? "." : directory,
    }));
    return { report, found: { packages, notes: [] } };
  }
  let packages: readonly Listed[] = [];
  const request = await requestOf(inputs, (found) => {
    packages = found;
  });
  if (!listOnly) return { report: await watched(request), found: { packages, notes: [] } };
  const { failures, notes } = await list(request);
  return {
    report: failures.length === 0 ? null : failedReport(inputs, failures, notes),
    found: { packages, notes: notes.map(({ value }) => value) },
  };
}

/** The gate, with an eye on the files through which the step speaks to the runner. */
async function watched(request: GateRequest): Promise<Report> {
  const files = new RunnerFiles(env);
  const report = await gate(request);
  const written = files.restore();
  if (written === null) return report;
  return withFailure(report, written);
}

async function requestOf(inputs: Inputs, found: GateRequest["observer"]["found"]): Promise<GateRequest> {
  const { targets, policy, audience, baseline, prepublishOnly, enforce, token, shard } = inputs;
  const { packageManager, packCommand } = inputs;
  const abort = interruption();
  const folder = process.cwd();
  const context = readContext(env);
  const root = await repositoryRoot(folder, env);
  await loadClient();
  if (!inputs.allowUntrustedCheckout) await refuseUntrustedCheckout({ context, targets, folder, env });
  // Before the base policy is looked for: what git has need not be asked of the API.
  const since =
    inputs.changedOnly && context.sinceSha !== null ? await earlier(root, context.sinceSha) : null;
  return {
    targets,
    folder,
    policy,
    audience,
    baseline,
    packageManager,
    packCommand,
    prepublishOnly,
    enforce,
    changedOnly: inputs.changedOnly ? { since } : null,
    shard,
    today: today(new Date()),
    destination: await runnerFolder(),
    store: runnerStore(),
    presets: folderFiles(fileURLToPath(new URL("../presets/", import.meta.url))),
    base: await openBase({ context, token, root, env }),
    repositoryIsPublic: context.isPrivate === null ? null : !context.isPrivate,
    env,
    abort,
    observer: {
      found,
      progress: (message) => core.info(terminal(message)),
      output: (title, lines) => group(title, lines),
      mask: (value) => maskSecrets([value]),
    },
  };
}

/**
 * The commit to compare with, fetched when the checkout lacks it. Null when it is the one that is checked out, as where a workflow
 * checks out the base of a pull request: nothing would have changed, and nothing would be judged.
 */
async function earlier(root: string, since: string): Promise<string | null> {
  await fetchMissing(root, since, env);
  return (await checkedOut(root, env)) === since ? null : since;
}

/**
 * Gate → log, annotations, summary, outputs, check run. None of them changes the verdict, and the exit code is that of the verdict,
 * except when the outputs could not be written: a later step that publishes an empty `tarball` would publish what nobody judged.
 */
async function tell(inputs: Inputs | null, report: Report | null, found: Listing): Promise<0 | 1 | 2> {
  const warn = (sentence: string | null) => sentence !== null && core.warning(terminal(sentence));
  if (report === null) {
    core.info(listingText(found));
    warn(writeSummary(listingMarkdown(found), env));
    return put(listOutputs(found.packages)) ? 0 : 2;
  }
  core.info(renderText(report, { color: false }));
  process.stdout.write(renderCommands(annotations(report)));
  warn(writeSummary(renderMarkdown(report), env));
  const told = put(outputsOf(report, await writeReport(report, warn), found.packages));
  await tellCheckRun(inputs, report);
  return told ? exitCode(report) : 2;
}

function put(outputs: Outputs): boolean {
  const unwritten = writeOutputs(outputs, env);
  if (unwritten !== null) core.error(terminal(unwritten));
  return unwritten === null;
}

/** The check run says what all packages together are worth, so neither a share of them nor a list has one. */
async function tellCheckRun(inputs: Inputs | null, report: Report): Promise<void> {
  if (inputs === null || inputs.checkName === null || inputs.shard !== null || inputs.listOnly) return;
  try {
    await publishCheckRun({
      context: readContext(env),
      token: inputs.token,
      name: inputs.checkName,
      outcome: report.outcome,
      enforced: report.enforced,
      title: verdictLine(report),
      summary: renderMarkdown(report, { maxBytes: 65_535 }),
      annotations: allAnnotations(report),
      log: (sentence) => core.notice(terminal(sentence)),
    });
  } catch (error) {
    if (!(error instanceof CouldNotJudge)) throw error;
    core.notice(terminal(error.message));
  }
}

/** Path of the JSON report; empty, with a warning, when it could not be written. */
async function writeReport(report: Report, warn: (sentence: string) => void): Promise<string> {
  try {
    const file = join(await runnerFolder(), "lastgate-report.json");
    await writeWhole(file, renderJson(report));
    return file;
  } catch (error) {
    if (!(error instanceof CouldNotJudge)) throw error;
    warn(`${error.message} The log and the summary have all of it.`);
    return "";
  }
}

/** Outside the work tree, and gone with the job. */
function runnerFolder(): Promise<string> {
  const { RUNNER_TEMP } = env;
  return RUNNER_TEMP ? temporaryFolder(RUNNER_TEMP, "RUNNER_TEMP") : temporaryFolder(tmpdir(), "TMPDIR");
}

function runnerStore(): TarballStore {
  const { RUNNER_TEMP } = env;
  return RUNNER_TEMP
    ? new TarballStore(RUNNER_TEMP, "lastgate", "RUNNER_TEMP")
    : new TarballStore(tmpdir(), storeOfUser(), "TMPDIR");
}
