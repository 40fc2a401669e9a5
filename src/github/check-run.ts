import { z } from "../jitless-zod.ts";
import type { Annotation } from "../report/annotations.ts";
import { markdown, visible } from "../report/escape.ts";
import type { Outcome } from "../report/report.ts";
import { type ApiFailure, connect, describeFailure, type Patience } from "./client.ts";
import { cutMarkdown, cutText } from "./cut.ts";
import type { GitHubContext } from "./event.ts";

/**
 * Limits of the checks API. GitHub counts characters for some and kilobytes for others; all are kept in bytes of UTF-8,
 * which are never fewer than either.
 * @see https://docs.github.com/rest/checks/runs#create-a-check-run
 */
export const CHECK_RUN_LIMITS = {
  title: 255,
  summary: 65_535,
  text: 65_535,
  annotationTitle: 255,
  annotationMessage: 64_000,
  annotationsPerRequest: 50,
  /** Our own: forty requests. What is over it is counted in the text. */
  annotations: 2_000,
} as const;

export interface CheckRun {
  readonly context: GitHubContext;
  /** Null: nothing is written, and the notice says so. */
  readonly token: string | null;
  /** Name of the check, as branch protection sees it. */
  readonly name: string;
  readonly outcome: Outcome;
  readonly enforced: boolean;
  /** The verdict in one line. */
  readonly title: string;
  /** Markdown, already escaped, meant to fit `CHECK_RUN_LIMITS.summary`. */
  readonly summary: string;
  readonly annotations: readonly Annotation[];
  /** Receives at most one sentence: what could not be written, and why. Untrusted text may be in it. */
  readonly log: (sentence: string) => void;
  readonly patience?: Patience;
}

/**
 * Writes a check run on the head commit: created with its conclusion and the first annotations, then updated with the
 * others in batches. Whatever goes wrong becomes one sentence for `log`: the verdict never depends on this.
 *
 * A stopped verdict that is not enforced concludes `neutral`, which branch protection counts as passed and which looks
 * like what it is; the title says that nothing was enforced.
 * @returns the page of the check run; null when none was made, or GitHub did not say.
 */
export async function publishCheckRun(run: CheckRun): Promise<string | null> {
  const { context, token, name, log } = run;
  if (token === null) {
    log(`The check run "${name}" was not written: give the input "token", or set "check-name" to nothing.`);
    return null;
  }
  const repository = { owner: context.owner, repo: context.repo };
  const output = { title: titleOf(run), summary: cutMarkdown(run.summary, CHECK_RUN_LIMITS.summary) };
  const text = cutMarkdown(textOf(run.annotations), CHECK_RUN_LIMITS.text);
  const [first = [], ...others] = batchesOf(run.annotations);
  const octokit = await connect(context, token, run.patience);
  const sentence = (error: unknown): string => reason(describeFailure(error, token), context);

  let page: string | null = null;
  let id: number;
  try {
    const { data } = await octokit.rest.checks.create({
      ...repository,
      name,
      head_sha: context.headSha,
      status: "completed",
      conclusion: conclusionOf(run),
      output: { ...output, ...(text === "" ? {} : { text }), annotations: first },
    });
    // Octokit hands on an empty text when the answer breaks off after its status; the check run exists all the same.
    const created = z.looseObject({ id: z.number(), html_url: z.string().nullish() }).safeParse(data);
    if (!created.success) {
      if (others.length > 0) log(incomplete(name, "GitHub's answer broke off."));
      return null;
    }
    id = created.data.id;
    page = created.data.html_url ?? null;
  } catch (error) {
    log(`The check run "${name}" was not written: ${sentence(error)}`);
    return null;
  }

  try {
    for (const annotations of others) {
      await octokit.rest.checks.update({
        ...repository,
        check_run_id: id,
        output: { ...output, annotations },
      });
    }
  } catch (error) {
    log(incomplete(name, sentence(error)));
  }
  return page;
}

function conclusionOf({ outcome, enforced }: CheckRun): "success" | "neutral" | "failure" {
  if (outcome === "passed") return "success";
  return outcome === "stopped" && !enforced ? "neutral" : "failure";
}

function titleOf({ title, enforced, outcome }: CheckRun): string {
  const nothingEnforced = !enforced && outcome !== "could-not-judge";
  return cutText(visible(nothingEnforced ? `Nothing was enforced; ${title}` : title), CHECK_RUN_LIMITS.title);
}

interface ApiAnnotation {
  path: string;
  start_line: number;
  end_line: number;
  annotation_level: "failure" | "warning" | "notice";
  title: string;
  message: string;
}

/** The API wants a file and a line for each annotation: a file without a line is annotated at its first. */
function batchesOf(annotations: readonly Annotation[]): ApiAnnotation[][] {
  const placed = annotations.flatMap(({ level, title, message, file, line }) => {
    if (file === null) return [];
    const start = Math.max(1, line ?? 1);
    return {
      path: file,
      start_line: start,
      end_line: start,
      annotation_level: level === "error" ? ("failure" as const) : level,
      title: cutText(title, CHECK_RUN_LIMITS.annotationTitle),
      message: cutText(message, CHECK_RUN_LIMITS.annotationMessage),
    };
  });
  const size = CHECK_RUN_LIMITS.annotationsPerRequest;
  const shown = placed.slice(0, CHECK_RUN_LIMITS.annotations);
  return Array.from({ length: Math.ceil(shown.length / size) }, (_, i) =>
    shown.slice(i * size, (i + 1) * size),
  );
}

/** What cannot be an annotation: those without a file, and the number of those over our limit. */
function textOf(annotations: readonly Annotation[]): string {
  const lines = annotations
    .filter(({ file }) => file === null)
    .map(
      ({ level, title, message }) =>
        `- **${level}: ${markdown(title)}**<br>${message.split("\n").map(markdown).join("<br>")}`,
    );
  const over = annotations.length - lines.length - CHECK_RUN_LIMITS.annotations;
  if (over > 0)
    lines.push(`- ${over} more annotations are not shown here; the JSON report has all findings.`);
  return lines.join("\n");
}

function incomplete(name: string, why: string): string {
  return `The check run "${name}" lacks some annotations, which the job summary has: ${why}`;
}

/** A clause that ends the sentence: what GitHub said, and what to do. */
function reason({ status, message, rateLimited }: ApiFailure, context: GitHubContext): string {
  if (status === null) return `GitHub's API could not be reached (${message}).`;
  if (rateLimited) return `GitHub's rate limit holds on (${status}).`;
  if (status >= 500) return `GitHub's API failed (${status}).`;
  switch (status) {
    case 401:
      return 'GitHub does not accept the token (401); look at the input "token".';
    case 403:
    case 404:
      return context.fromFork
        ? `a pull request from a fork has a token that can only read (${status}); the job's own status and annotations say the same.`
        : `the token may not write checks (${status}); give the job the permission "checks: write", or set "check-name" to nothing.`;
    default:
      return `GitHub did not accept it (${status}: ${message}).`;
  }
}
