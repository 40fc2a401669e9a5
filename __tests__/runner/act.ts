/**
 * Runs a workflow with nektos/act on this machine, without containers, and reads back what a runner knows afterwards.
 * What act does not bring along (actions/setup-node and so on) comes from `actions/`: stand-ins, since nothing is
 * fetched. actions/checkout is act's own: it copies the repository into the job's workspace.
 * @see https://nektosact.com/usage/index.html
 */
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { chmod, cp, mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { basename, delimiter, dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { z } from "zod";
import { temporaryFolder } from "../archive.ts";
import type { Event } from "../e2e/events.ts";
import { ROOT } from "../e2e/runner.ts";
import type { Registry } from "../registry.ts";
import { node, npm } from "../tools.ts";

/** The program; `npm run test:runner` finds or installs it and says where it is. */
export const act = process.env.ACT ?? null;
/** For `describe` and `test`: why nothing runs. */
export const skip = act === null && "act is not here: npm run test:runner";

export interface WorkflowOptions {
  /** The workflow's text, as it stands in the documentation. */
  readonly workflow: string;
  /** The repository, after `commit`. The run sees a copy of it. */
  readonly project: string;
  readonly event: Event;
  /** Only this job, and those that it needs. */
  readonly job?: string;
  readonly registry?: Registry;
}

export interface WorkflowRun {
  readonly exitCode: number | null;
  /** `success` or `failure` of each job that ran; those of a matrix have their values behind the name, as GitHub shows it. */
  readonly jobs: Readonly<Record<string, string>>;
  readonly steps: readonly StepRun[];
  /** All that was printed, for messages of failed tests. */
  readonly log: string;
  /** The step with that id; an error when there is none. */
  step(id: string): StepRun;
}

export interface StepRun {
  readonly job: string;
  /** The id, or the position in the job. */
  readonly id: string;
  readonly name: string;
  result: string;
  /** Of a step that failed; null when it did not. */
  exitCode: number | null;
  readonly outputs: Map<string, string>;
  summary: string | null;
  readonly annotations: { level: string; message: string; file: string | null; line: number | null }[];
  readonly log: string[];
}

const line = z.looseObject({
  jobID: z.string().optional(),
  matrix: z.record(z.string(), z.unknown()).nullish(),
  stepID: z.array(z.string()).optional(),
  step: z.string().optional(),
  stage: z.string().optional(),
  msg: z.string(),
  raw_output: z.boolean().optional(),
  jobResult: z.string().optional(),
  stepResult: z.string().optional(),
  command: z.string().optional(),
  name: z.string().optional(),
  arg: z.string().optional(),
  content: z.string().optional(),
  kvPairs: z.record(z.string(), z.string()).nullish(),
});

export async function runWorkflow({
  workflow,
  project,
  event,
  job,
  registry,
}: WorkflowOptions): Promise<WorkflowRun> {
  if (act === null) throw new Error("act is not here");
  await using folder = await temporaryFolder();
  const place = (name: string) => join(folder.path, name);
  const repository = place("repository");
  await cp(project, repository, { recursive: true });
  const file = join(repository, ".github/workflows/workflow.yml");
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, workflow);
  for (const name of ["home", "bin", "artifacts"]) await mkdir(place(name));
  const env = {
    PATH: [place("bin"), process.env.PATH ?? ""].join(delimiter),
    HOME: place("home"),
    LANG: "C.UTF-8",
    STAND_IN_ARTIFACTS: place("artifacts"),
    GIT_CONFIG_NOSYSTEM: "1",
  };
  await writeFile(place("event.json"), JSON.stringify(event.payload));
  await tools(place("bin"));
  await writeFile(place("home/.npmrc"), npmrc(place("cache"), registry));
  const child = spawn(
    act,
    [
      event.name,
      ...["--directory", repository, "--eventpath", place("event.json"), "--json", "--no-cache-server"],
      ...["--platform", "ubuntu-latest=-self-hosted", "--action-cache-path", place("act")],
      ...(job === undefined ? [] : ["--job", job]),
      ...(await repositories(workflow, place("action"))).flatMap((each) => ["--local-repository", each]),
    ],
    { cwd: repository, env, stdio: ["ignore", "pipe", "pipe"], timeout: 120_000 },
  );
  const ended = once(child, "close");
  const reader = new LogReader();
  child.stderr.on("data", (chunk: Buffer) => reader.log.push(chunk.toString()));
  for await (const text of createInterface({ input: child.stdout })) reader.read(text);
  const [exitCode] = z.tuple([z.number().nullable(), z.unknown()]).parse(await ended);
  const { jobs, steps, log } = reader;
  return {
    exitCode,
    jobs,
    steps,
    log: log.join("\n"),
    step: (id) => {
      const found = steps.find((step) => step.id === id);
      if (found === undefined) throw new Error(`No step ${id} ran.\n${log.join("\n")}`);
      return found;
    },
  };
}

class LogReader {
  readonly jobs: Record<string, string> = {};
  readonly steps: StepRun[] = [];
  readonly log: string[] = [];

  read(text: string): void {
    const entry = line.parse(JSON.parse(text));
    this.log.push(`${entry.jobID ?? ""} | ${entry.msg.trimEnd()}`);
    const { stepID, jobResult } = entry;
    if (entry.jobID === undefined) return;
    const values = Object.values(entry.matrix ?? {});
    const jobID = values.length === 0 ? entry.jobID : `${entry.jobID} (${values.join(", ")})`;
    if (jobResult !== undefined) this.jobs[jobID] = jobResult;
    // Steps inside a composite action have two ids; their outer step tells their result as well.
    if (stepID?.length !== 1 || entry.stage !== "Main") return;
    const step = this.#step(jobID, stepID[0] ?? "", entry.step ?? "");
    if (entry.raw_output === true) step.log.push(entry.msg.trimEnd());
    if (entry.stepResult !== undefined) step.result = entry.stepResult;
    const failed = /^exit status (\d+)$/.exec(entry.msg);
    if (failed !== null) step.exitCode = Number(failed[1]);
    this.#command(step, entry);
  }

  #step(job: string, id: string, name: string): StepRun {
    const found = this.steps.find((step) => step.job === job && step.id === id);
    if (found !== undefined) return found;
    const step: StepRun = {
      job,
      id,
      name,
      result: "",
      exitCode: null,
      outputs: new Map(),
      summary: null,
      annotations: [],
      log: [],
    };
    this.steps.push(step);
    return step;
  }

  #command(step: StepRun, { command, name, arg = "", content, kvPairs }: z.infer<typeof line>): void {
    if (command === "set-output" && name !== undefined) step.outputs.set(name, arg);
    if (command === "summary") step.summary = content ?? null;
    if (command === "error" || command === "warning" || command === "notice") {
      const place = Number(kvPairs?.line ?? "");
      step.annotations.push({
        level: command,
        message: arg,
        file: kvPairs?.file ?? null,
        line: place > 0 ? place : null,
      });
    }
  }
}

/** `owner/name@ref=folder` for all that the workflow uses: this action as it is committed, and the stand-ins. */
async function repositories(workflow: string, action: string): Promise<string[]> {
  for (const part of ["action.yml", "dist", "presets", "schemas"])
    await cp(join(ROOT, part), join(action, part), { recursive: true });
  const uses = workflow.matchAll(/^\s*(?:- )?uses: ([\w.-]+\/[\w.-]+)(?:\/[\w./-]+)?@(\S+)/gm);
  const found = new Map<string, string>();
  for (const [, name = "", ref = ""] of uses) {
    if (name === "actions/checkout") continue;
    const folder =
      name === "lastgate/lastgate" ? action : join(import.meta.dirname, "actions", basename(name));
    if (!existsSync(folder)) throw new Error(`There is no stand-in for ${name}.`);
    found.set(`${name}@${ref}`, folder);
  }
  return [...found].map(([name, folder]) => `${name}=${folder}`);
}

/** The Node that action.yml names, and the npm that comes with it. */
async function tools(bin: string): Promise<void> {
  await symlink(node, join(bin, "node"));
  const { file, args } = npm(11);
  const script = join(bin, "npm");
  await writeFile(script, `#!/bin/sh\nexec "${file}" ${args.map((each) => `"${each}"`).join(" ")} "$@"\n`);
  await chmod(script, 0o755);
}

function npmrc(cache: string, registry: Registry | undefined): string {
  const url = registry?.url ?? "http://127.0.0.1:9/";
  return [
    `registry=${url}`,
    `${url.replace(/^http:/, "")}:_authToken=anybody`,
    `cache=${cache}`,
    "fetch-retries=0",
    "audit=false",
    "fund=false",
    "update-notifier=false",
    "",
  ].join("\n");
}

/** Commits all that a folder holds, and makes it a repository first. Returns the commit. */
export async function commit(folder: string): Promise<string> {
  const identity = ["-c", "user.name=octocat", "-c", "user.email=octocat@example.com"];
  await git(folder, "init", "--quiet", "--initial-branch=main");
  await git(folder, "add", "--all");
  await git(folder, ...identity, "commit", "--quiet", "--allow-empty", "--no-gpg-sign", "--message=a change");
  return (await git(folder, "rev-parse", "HEAD")).trim();
}

async function git(cwd: string, ...args: string[]): Promise<string> {
  const env = { PATH: process.env.PATH, HOME: cwd, GIT_CONFIG_NOSYSTEM: "1" };
  const { stdout } = await promisify(execFile)("git", args, { cwd, env });
  return stdout;
}

/** The text of a recipe. */
export function recipe(name: string): Promise<string> {
  return readFile(join(ROOT, "docs/recipes", `${name}.yml`), "utf8");
}
