/** Event payloads as GitHub sends them, from its own examples, adapted to one repository and to known commits. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { z } from "zod";

export type EventName = "pull_request" | "merge_group" | "push" | "release";

export interface Event {
  readonly name: EventName | "pull_request_target" | "workflow_run" | "issue_comment";
  /** GITHUB_SHA and GITHUB_REF as GitHub sets them for this event. */
  readonly sha: string;
  readonly ref: string;
  readonly payload: unknown;
}

export interface EventOptions {
  /** `owner/name`; the default is octokit/example. */
  readonly repository?: string;
  readonly headSha?: string;
  readonly baseSha?: string;
  /** Only for pull requests: from another repository, or from one that was deleted since. */
  readonly fork?: "none" | "open" | "deleted";
  readonly isPrivate?: boolean;
}

export const HEAD_SHA = "1111111111111111111111111111111111111111";
export const BASE_SHA = "2222222222222222222222222222222222222222";
/** On a pull request GITHUB_SHA is the merge of head into base. */
export const MERGE_SHA = "3333333333333333333333333333333333333333";

const record = z.record(z.string(), z.unknown());
const webhooks = z.array(z.looseObject({ name: z.string(), examples: z.array(record) }));
const file = createRequire(import.meta.url).resolve("@octokit/webhooks-examples");
const examples = webhooks.parse(JSON.parse(readFileSync(file, "utf8")));

/** The first example with that action, or the first of all when the event has no actions. */
function example(name: EventName, action: string | undefined): Record<string, unknown> {
  const found = examples
    .find((webhook) => webhook.name === name)
    ?.examples.find((payload) => payload.action === action);
  if (found === undefined) throw new Error(`GitHub's examples have no ${name} ${action}`);
  return structuredClone(found);
}

/** Sets a value deep in a payload; every step of the path has to be there, so that an example cannot drift unseen. */
function set(payload: Record<string, unknown>, path: string, value: unknown): void {
  const [key = "", ...rest] = path.split(".");
  if (!(key in payload)) throw new Error(`the example has no ${path}`);
  if (rest.length === 0) {
    payload[key] = value;
    return;
  }
  const inner = { ...record.parse(payload[key]) };
  set(inner, rest.join("."), value);
  payload[key] = inner;
}

export function makeEvent(name: EventName, options: EventOptions = {}): Event {
  const { repository = "octokit/example", headSha = HEAD_SHA, baseSha = BASE_SHA, fork = "none" } = options;
  const payload = example(
    name,
    { pull_request: "opened", merge_group: "checks_requested", push: undefined, release: "published" }[name],
  );
  set(payload, "repository.full_name", repository);
  set(payload, "repository.name", repository.split("/")[1]);
  set(payload, "repository.private", options.isPrivate ?? false);
  const id = record.parse(payload.repository).id;
  switch (name) {
    case "pull_request":
      set(payload, "pull_request.head.sha", headSha);
      set(payload, "pull_request.base.sha", baseSha);
      set(payload, "pull_request.base.repo.id", id);
      set(payload, "pull_request.base.repo.full_name", repository);
      set(payload, "pull_request.head.repo.id", fork === "open" ? Number(id) + 1 : id);
      set(payload, "pull_request.head.repo.full_name", fork === "open" ? "someone/example" : repository);
      if (fork === "deleted") set(payload, "pull_request.head.repo", null);
      return { name, payload, sha: MERGE_SHA, ref: "refs/pull/2/merge" };
    case "merge_group":
      set(payload, "merge_group.head_sha", headSha);
      set(payload, "merge_group.base_sha", baseSha);
      return { name, payload, sha: headSha, ref: `refs/heads/gh-readonly-queue/main/pr-2-${baseSha}` };
    case "push":
      set(payload, "before", baseSha);
      set(payload, "after", headSha);
      return { name, payload, sha: headSha, ref: "refs/heads/main" };
    case "release":
      set(payload, "release.tag_name", "v1.0.0");
      return { name, payload, sha: headSha, ref: "refs/tags/v1.0.0" };
  }
}
