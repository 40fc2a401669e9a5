import { existsSync } from "node:fs";
import { constants } from "node:os";
import valid from "semver/functions/valid.js";
import { CouldNotJudge } from "../failure.ts";
import { FolderGone, ManagerMissing, PackFailed, PackKilled } from "./failures.ts";
import type { BatchJob, ManagerName, PackJob } from "./manager.ts";
import { type Command, type Finished, run } from "./run.ts";
import { scriptsOf } from "./scripts.ts";

class ManagerVersionUnknown extends CouldNotJudge {
  readonly kind = "manager-version-unknown";
  constructor(manager: string, detail: readonly string[]) {
    super(`\`${manager} --version\` printed no version: check the ${manager} on the PATH.`, { detail });
  }
}

const shownLines = 40;

/** The program of a package manager, and how it is asked to do something. */
export interface Tool {
  /** Found out once for each project: shims and `yarnPath` choose the program by the folder. */
  version(job: PackJob): Promise<string>;
  /** Runs a command in the package's folder; returns it as a user would type it. Throws PackFailed, PackKilled, ManagerMissing. */
  step(args: readonly string[], shown: string, job: PackJob): Promise<string>;
  /** Runs a command in the root of the packages' project; resolves with whether it ended with exit code 0. Throws the reason of `abort`. */
  batch(args: readonly string[], job: BatchJob): Promise<boolean>;
  /** Runs those of the scripts that the package has, in the given order, unless the job leaves them out. */
  publishScripts(names: readonly string[], job: PackJob, options?: readonly string[]): Promise<void>;
}

/** `peek` tells the version of the program without starting it, where that is certain. */
export function createTool(
  manager: ManagerName,
  command: Command,
  peek: (job: PackJob) => Promise<string | null> = async () => null,
): Tool {
  const versions = new Map<string, Promise<string>>();

  const ask = async (job: PackJob, cwd: string): Promise<string> => {
    const peeked = await peek(job);
    if (peeked !== null) return peeked;
    const { env, abort } = job;
    const finished = await run(command, ["--version"], { env, cwd, abort });
    expectSuccess(finished, `${manager} --version`, cwd, manager);
    // Warnings about settings come on the other stream, so the version need not be the first line.
    const found = finished.output.map((line) => line.trim()).find((line) => valid(line) !== null);
    if (found === undefined) throw new ManagerVersionUnknown(manager, finished.output.slice(-shownLines));
    return found;
  };

  const step: Tool["step"] = async (args, shown, job) => {
    const finished = await run(command, args, { ...job, cwd: job.package.directory });
    expectSuccess(finished, shown, job.package.directory, manager);
    return shown;
  };

  return {
    version(job) {
      const { projectRoot } = job.package;
      const known = versions.get(projectRoot) ?? ask(job, projectRoot);
      versions.set(projectRoot, known);
      return known;
    },
    step,
    async batch(args, job) {
      const cwd = job.packages[0]?.projectRoot;
      if (cwd === undefined) throw new Error("There is no package in the batch");
      const finished = await run(command, args, { ...job, cwd });
      return finished.how === "exited" && finished.code === 0;
    },
    async publishScripts(names, job, options = []) {
      if (!job.prepublishOnly) return;
      const own = scriptsOf(job.package);
      for (const name of names.filter((each) => own.has(each))) {
        await step([...options, "run", name], `${manager} run ${name}`, job);
      }
    },
  };
}

/** Throws what a child's end means for the user, if it is not success. */
export function expectSuccess(finished: Finished, shown: string, folder: string, program: string): void {
  const detail = finished.output.slice(-shownLines);
  if (finished.how === "not-started")
    throw existsSync(folder) ? new ManagerMissing(program, finished.reason) : new FolderGone(folder);
  if (finished.how === "killed") throw new PackKilled(shown, folder, finished.signal, detail);
  const signal = signalOf(finished.code);
  if (signal !== null) throw new PackKilled(shown, folder, signal, detail);
  if (finished.code !== 0) throw new PackFailed(shown, folder, finished.code, detail);
}

/** A manager runs a script in a shell, which reports a killed program as 128 + signal; most managers pass that code on. */
function signalOf(exitCode: number): string | null {
  const found = Object.entries(constants.signals).find(([, number]) => number === exitCode - 128);
  return exitCode > 128 ? (found?.[0] ?? null) : null;
}
