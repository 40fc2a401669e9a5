import { randomUUID } from "node:crypto";
import { appendFileSync, statSync, truncateSync } from "node:fs";
import * as core from "@actions/core";
import { terminal, visible } from "../report/escape.ts";
import type { Listed, Report } from "../report/report.ts";
import { totals } from "../report/verdict.ts";
import { cutMarkdown } from "./cut.ts";

/**
 * Bytes that the runner takes for the summary of one step; over it the upload fails and the job stays green.
 * @see https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands#step-isolation-and-limits
 */
export const SUMMARY_LIMIT = 1024 * 1024;

/** The action's outputs, by the names of action.yml. */
export interface Outputs {
  readonly verdict: string;
  /** Path of the JSON report; empty when none could be written. */
  readonly report: string;
  /** Empty unless there is exactly one package. */
  readonly tarball: string;
  readonly integrity: string;
  readonly tarballs: readonly {
    readonly name: string;
    readonly version: string;
    readonly path: string;
    readonly integrity: string;
  }[];
  /** What there is to judge, as targets; for `strategy.matrix`. */
  readonly packages: readonly Listed[];
  readonly errors: number;
  readonly warnings: number;
}

/**
 * The outputs that tell a report.
 * @param file path of the JSON report; empty when none could be written
 */
export function outputsOf(report: Report, file: string, packages: readonly Listed[]): Outputs {
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
    packages,
    errors,
    warnings,
  };
}

/** The outputs of a step that judged nothing: no verdict, and no path or integrity that somebody could publish by. */
export function listOutputs(packages: readonly Listed[]): Outputs {
  return {
    verdict: "",
    report: "",
    tarball: "",
    integrity: "",
    tarballs: [],
    packages,
    errors: 0,
    warnings: 0,
  };
}

/**
 * Sets the step's outputs, all in one write. Each value stands behind a random delimiter, so that no value can end itself
 * and begin another output.
 * @returns a sentence when they could not be written, else null.
 */
export function writeOutputs(outputs: Outputs, env: NodeJS.ProcessEnv = process.env): string | null {
  const blocks = Object.entries(outputs).map(([name, value]) => {
    const delimiter = `ghadelimiter_${randomUUID()}`;
    return `${name}<<${delimiter}\n${typeof value === "string" ? value : JSON.stringify(value)}\n${delimiter}\n`;
  });
  const why = append(env.GITHUB_OUTPUT, () => blocks.join(""));
  return why === null
    ? null
    : `The step's outputs could not be written (${why}); later steps do not see them.`;
}

/**
 * Adds Markdown, already escaped and meant to fit SUMMARY_LIMIT, to the job summary.
 * @returns a sentence when it could not be written, else null.
 */
export function writeSummary(markdown: string, env: NodeJS.ProcessEnv = process.env): string | null {
  const text = markdown.endsWith("\n") ? markdown : `${markdown}\n`;
  const why = append(env.GITHUB_STEP_SUMMARY, (size) => cutMarkdown(text, SUMMARY_LIMIT - size));
  return why === null
    ? null
    : `The job summary could not be written (${why}); the log and the JSON report have all of it.`;
}

/** Adds all of it or nothing. Null when it went well, else a word for what did not. Paths of the runner stay out of it. */
function append(file: string | undefined, content: (size: number) => string): string | null {
  if (!file) return "the runner named no file for it";
  let size: number | null = null;
  try {
    size = statSync(file).size;
    appendFileSync(file, content(size));
    return null;
  } catch (error) {
    cutBack(file, size);
    return error instanceof Error && "code" in error ? String(error.code) : "unknown error";
  }
}

/** Half a summary reads like a whole one, and half an output is an error that hides the others. */
function cutBack(file: string, size: number | null): void {
  try {
    if (size !== null && statSync(file).size > size) truncateSync(file, size);
  } catch {
    // The sentence of the first error says enough.
  }
}

/** Hides secret values in everything that the job logs from here on. */
export function maskSecrets(values: Iterable<string>): void {
  // The runner answers a mask of nothing with a warning.
  for (const value of values) if (value.trim() !== "") core.setSecret(value);
}

/**
 * Replays the output of a child as one foldable group. No line of it can be a command: the runner is told to look for none
 * until a random word comes, and the log's own marks are taken out of each line.
 */
export function group(name: string, lines: readonly string[]): void {
  const resume = randomUUID();
  core.startGroup(visible(name));
  core.info(`::stop-commands::${resume}`);
  for (const line of lines) core.info(terminal(line));
  core.info(`::${resume}::`);
  core.endGroup();
}
