import { readFileSync } from "node:fs";
import { CouldNotJudge } from "../failure.ts";
import { z } from "../jitless-zod.ts";

/** Where this run stands: the repository, the commits, and who may be behind them. */
export interface GitHubContext {
  /** `pull_request`, `merge_group`, `push`, `release`, … */
  readonly event: string;
  /** Base address of the REST API, without a slash at the end. */
  readonly apiUrl: string;
  readonly owner: string;
  readonly repo: string;
  /** Commit that a check run belongs to. On a pull request it is its head, not the merge commit of GITHUB_SHA. */
  readonly headSha: string;
  /** Commit that the change is judged against; null when the event is no proposed change. */
  readonly baseSha: string | null;
  /** Commit that tells what is new: the base of a proposed change, or what a push found; null when the event has none. */
  readonly sinceSha: string | null;
  /** The head lives in another repository, or in none any more. */
  readonly fromFork: boolean;
  /**
   * Commits that the workflow may trust, when this event runs with the repository's own token and secrets although a pull request
   * caused it (`pull_request_target`, `workflow_run`, `issue_comment`); null for every other event.
   */
  readonly privilegedFor: readonly string[] | null;
  /** Null when the event does not say. */
  readonly isPrivate: boolean | null;
}

/** The environment or the event payload is not what GitHub writes. */
export class UnreadableEvent extends CouldNotJudge {
  readonly kind = "unreadable-event";
}

const sha = z.string().regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/);
/** A deleted fork is null. */
const headRepository = z.looseObject({ id: z.number() }).nullish();

const payloads = {
  any: z.looseObject({ repository: z.looseObject({ private: z.boolean().optional() }).optional() }),
  pullRequest: z.looseObject({
    pull_request: z.looseObject({
      head: z.looseObject({ sha, repo: headRepository }),
      base: z.looseObject({ sha, repo: z.looseObject({ id: z.number() }) }),
    }),
  }),
  workflowRun: z.looseObject({
    workflow_run: z.looseObject({
      event: z.string(),
      head_sha: sha,
      head_repository: headRepository,
      repository: z.looseObject({ id: z.number() }),
    }),
  }),
  push: z.looseObject({ before: sha.nullish() }),
  issueComment: z.looseObject({ issue: z.looseObject({ pull_request: z.looseObject({}).nullish() }) }),
  mergeGroup: z.looseObject({ merge_group: z.looseObject({ head_sha: sha, base_sha: sha }) }),
};

const environment = z.object({
  GITHUB_EVENT_NAME: z.string().regex(/^[a-z_]+$/),
  GITHUB_REPOSITORY: z.string().regex(/^[\w.-]+\/[\w.-]+$/),
  GITHUB_SHA: sha,
  GITHUB_API_URL: z.url({ protocol: /^https?$/ }).default("https://api.github.com"),
});

/**
 * Reads the runner's variables and the event payload. Only what is used is looked at, and it is checked: branch names
 * and titles in the payload are other people's text, and a commit that is no commit would hide the base policy.
 * @throws UnreadableEvent when a variable or a needed part of the payload is missing or malformed.
 * @see https://docs.github.com/actions/reference/workflows-and-actions/variables
 * @see https://docs.github.com/webhooks/webhook-events-and-payloads
 */
export function readContext(env: NodeJS.ProcessEnv): GitHubContext {
  const variables = environment.safeParse({ ...env, GITHUB_API_URL: env.GITHUB_API_URL || undefined });
  if (!variables.success) {
    const name = String(variables.error.issues[0]?.path[0]);
    throw new UnreadableEvent(
      `The variable ${name} ${env[name] ? "is not what GitHub sets" : "is not set"}; run the action in a GitHub workflow, or the command lastgate elsewhere.`,
    );
  }
  const { GITHUB_EVENT_NAME: event, GITHUB_REPOSITORY, GITHUB_SHA, GITHUB_API_URL } = variables.data;
  const payload = readPayload(env.GITHUB_EVENT_PATH);
  const [owner = "", repo = ""] = GITHUB_REPOSITORY.split("/");
  return {
    event,
    apiUrl: GITHUB_API_URL.replace(/\/+$/, ""),
    owner,
    repo,
    isPrivate: part(event, payloads.any, payload).repository?.private ?? null,
    ...commits(event, payload, GITHUB_SHA),
  };
}

function commits(
  event: string,
  payload: unknown,
  githubSha: string,
): Pick<GitHubContext, "headSha" | "baseSha" | "sinceSha" | "fromFork" | "privilegedFor"> {
  if (event.startsWith("pull_request")) {
    const { head, base } = part(event, payloads.pullRequest, payload).pull_request;
    return {
      headSha: head.sha,
      baseSha: base.sha,
      // What a privileged event checks out is the base, unless the workflow asks for more.
      sinceSha: event === "pull_request_target" ? null : base.sha,
      fromFork: head.repo?.id !== base.repo.id,
      privilegedFor: event === "pull_request_target" ? [base.sha, githubSha] : null,
    };
  }
  if (event === "workflow_run") {
    const { workflow_run: run } = part(event, payloads.workflowRun, payload);
    // Whoever opens a pull request starts the first workflow; this one then runs on the default branch, with its rights.
    const isChange = run.event.startsWith("pull_request");
    return {
      headSha: run.head_sha,
      baseSha: isChange ? githubSha : null,
      sinceSha: null,
      fromFork: run.head_repository?.id !== run.repository.id,
      privilegedFor: isChange ? [githubSha] : null,
    };
  }
  if (event === "issue_comment") {
    // "/release" under a pull request: a workflow of the default branch, with its rights, that most often checks out the head.
    const onPull = part(event, payloads.issueComment, payload).issue.pull_request != null;
    const trusted = onPull ? githubSha : null;
    return {
      headSha: githubSha,
      baseSha: trusted,
      sinceSha: null,
      fromFork: false,
      privilegedFor: trusted === null ? null : [trusted],
    };
  }
  if (event === "merge_group") {
    const { head_sha, base_sha } = part(event, payloads.mergeGroup, payload).merge_group;
    return { headSha: head_sha, baseSha: base_sha, sinceSha: base_sha, fromFork: false, privilegedFor: null };
  }
  const own = { headSha: githubSha, baseSha: null, sinceSha: null, fromFork: false, privilegedFor: null };
  if (event !== "push") return own;
  const { before } = part(event, payloads.push, payload);
  // A new branch comes from the commit of zeros, which is none.
  return { ...own, sinceSha: before === undefined || before === null || /^0+$/.test(before) ? null : before };
}

function readPayload(file: string | undefined): unknown {
  if (!file) return {};
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (cause) {
    throw new UnreadableEvent(
      "The event payload at GITHUB_EVENT_PATH cannot be read as JSON; run the job again, and look for a step that changes the file.",
      { cause },
    );
  }
}

function part<T>(event: string, schema: z.ZodType<T>, payload: unknown): T {
  const parsed = schema.safeParse(payload);
  if (parsed.success) return parsed.data;
  const field = parsed.error.issues[0]?.path.join(".") || "payload";
  throw new UnreadableEvent(
    `The ${event} event has no valid "${field}" in the file at GITHUB_EVENT_PATH; run the job again, and look for a step that changes the file.`,
  );
}
