import "./one-shot.ts";

import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import * as core from "@actions/core";
import { repositoryRoot } from "./baseline/worktree.ts";
import { today } from "./clock.ts";
import { CouldNotJudge } from "./failure.ts";
import { gate } from "./gate.ts";
import { openBase } from "./github/base-files.ts";
import { publishCheckRun } from "./github/check-run.ts";
import { loadClient } from "./github/client.ts";
import { readContext } from "./github/event.ts";
import { group, maskSecrets, type Outputs, writeOutputs, writeSummary } from "./github/outputs.ts";
import { RunnerFiles } from "./github/runner-files.ts";
import { refuseUntrustedCheckout } from "./github/untrusted-checkout.ts";
import { type Inputs, readInputs } from "./inputs.ts";
import { interruption } from "./interruption.ts";
import { takeEnvironment } from "./pack/own-environment.ts";
import { folderFiles } from "./policy/files.ts";
import { allAnnotations, annotations } from "./report/annotations.ts";
import { terminal } from "./report/escape.ts";
import { renderJson } from "./report/json.ts";
import { renderMarkdown } from "./report/markdown.ts";
import type { Failure, Report } from "./report/report.ts";
import { renderText } from "./report/text.ts";
import { exitCode, totals, verdictLine } from "./report/verdict.ts";
import { renderCommands } from "./report/workflow-commands.ts";
import { temporaryFolder } from "./temporary-folder.ts";
import { writeWhole } from "./whole-file.ts";

// Until a verdict stands, the step has failed: a crash, or an event loop that runs dry, must not look like a pass.
process.exitCode = 2;
// A log that nobody can write to any more is no reason to stop: outputs and exit code still tell.
process.stdout.on("error", () => {});
// First of all: what a pack script must not find leaves the process before anything else runs.
const env = takeEnvironment(process.env);
const { inputs, report } = await judged();
const told = await tell(inputs, report);
process.exitCode = told ? exitCode(report) : 2;

/** Inputs → gate. What cannot even start is a report too, so that summary, annotations and outputs say why. */
async function judged(): Promise<{ inputs: Inputs | null; report: Report }> {
  let inputs: Inputs | null = null;
  try {
    inputs = readInputs(env);
    return { inputs, report: await run(inputs) };
  } catch (error) {
    if (!(error instanceof CouldNotJudge)) throw error;
    return {
      inputs,
      report: {
        outcome: "could-not-judge",
        enforced: true,
        policy: { file: null, extends: [] },
        packages: [],
        failures: [failureOf(error)],
        notes: [],
      },
    };
  }
}

async function run(inputs: Inputs): Promise<Report> {
  const { targets, policy, audience, baseline, prepublishOnly, enforce, token } = inputs;
  const { packageManager, packCommand } = inputs;
  const abort = interruption();
  const folder = process.cwd();
  const context = readContext(env);
  await loadClient();
  if (!inputs.allowUntrustedCheckout) await refuseUntrustedCheckout({ context, targets, folder, env });
  const files = new RunnerFiles(env);
  const report = await gate({
    targets,
    folder,
    policy,
    audience,
    baseline,
    packageManager,
    packCommand,
    prepublishOnly,
    enforce,
    today: today(new Date()),
    destination: await runnerFolder(),
    presets: folderFiles(fileURLToPath(new URL("../presets/", import.meta.url))),
    base: await openBase({ context, token, root: await repositoryRoot(folder, env), env }),
    repositoryIsPublic: context.isPrivate === null ? null : !context.isPrivate,
    env,
    abort,
    observer: {
      progress: (message) => core.info(terminal(message)),
      output: (title, lines) => group(title, lines),
      mask: (value) => maskSecrets([value]),
    },
  });
  const written = files.restore();
  if (written === null) return report;
  return { ...report, outcome: "could-not-judge", failures: [...report.failures, failureOf(written)] };
}

function failureOf({ kind, message, detail, at }: CouldNotJudge): Failure {
  return { kind, subject: null, message, detail, at };
}

/**
 * Gate → log, annotations, summary, outputs, check run. None of them changes the verdict. False when the outputs could not be written:
 * a later step that publishes an empty `tarball` would publish what nobody judged.
 */
async function tell(inputs: Inputs | null, report: Report): Promise<boolean> {
  const notice = (sentence: string) => core.notice(terminal(sentence));
  core.info(renderText(report, { color: false }));
  process.stdout.write(renderCommands(annotations(report)));
  const warn = (sentence: string | null) => sentence !== null && core.warning(terminal(sentence));
  warn(writeSummary(renderMarkdown(report), env));
  const unwritten = writeOutputs(outputsOf(report, await writeReport(report, warn)), env);
  if (unwritten !== null) core.error(terminal(unwritten));
  const told = unwritten === null;
  if (inputs === null || inputs.checkName === null) return told;
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
      log: notice,
    });
  } catch (error) {
    if (!(error instanceof CouldNotJudge)) throw error;
    notice(error.message);
  }
  return told;
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

function outputsOf(report: Report, file: string): Outputs {
  const tarballs = report.packages.map(({ name, version, tarball }) => ({
    name,
    version,
    path: tarball.path,
    integrity: tarball.integrity,
  }));
  const [only] = tarballs.length === 1 ? tarballs : [];
  const { errors, warnings } = totals(report);
  return {
    verdict: report.outcome,
    report: file,
    tarball: only?.path ?? "",
    integrity: only?.integrity ?? "",
    tarballs,
    errors,
    warnings,
  };
}

/** Outside the work tree, and gone with the job. */
function runnerFolder(): Promise<string> {
  const { RUNNER_TEMP } = env;
  return RUNNER_TEMP ? temporaryFolder(RUNNER_TEMP, "RUNNER_TEMP") : temporaryFolder(tmpdir(), "TMPDIR");
}
