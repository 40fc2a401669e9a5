import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { type GitHubContext, readContext, UnreadableEvent } from "../../src/github/event.ts";
import {
  BASE_SHA,
  type Event,
  type EventName,
  type EventOptions,
  HEAD_SHA,
  MERGE_SHA,
  makeEvent,
} from "../e2e/events.ts";

const folder = mkdtempSync(join(tmpdir(), "event-"));
after(() => rmSync(folder, { recursive: true }));

function environment(
  event: Pick<Event, "sha" | "payload"> & { name: string },
  text = JSON.stringify(event.payload),
): NodeJS.ProcessEnv {
  const file = join(folder, "event.json");
  writeFileSync(file, text);
  return {
    GITHUB_EVENT_NAME: event.name,
    GITHUB_EVENT_PATH: file,
    GITHUB_REPOSITORY: "octokit/example",
    GITHUB_SHA: event.sha,
    GITHUB_API_URL: "https://api.github.com/",
  };
}

const common = {
  apiUrl: "https://api.github.com",
  owner: "octokit",
  repo: "example",
  fromFork: false,
  isPrivate: false,
  baseSha: null,
  sinceSha: null,
  privilegedFor: null,
};

describe("readContext", () => {
  const cases: [EventName, EventOptions, Partial<GitHubContext>][] = [
    ["pull_request", {}, { headSha: HEAD_SHA, baseSha: BASE_SHA, sinceSha: BASE_SHA }],
    [
      "pull_request",
      { fork: "open" },
      { headSha: HEAD_SHA, baseSha: BASE_SHA, sinceSha: BASE_SHA, fromFork: true },
    ],
    [
      "pull_request",
      { fork: "deleted" },
      { headSha: HEAD_SHA, baseSha: BASE_SHA, sinceSha: BASE_SHA, fromFork: true },
    ],
    [
      "pull_request",
      { isPrivate: true },
      { headSha: HEAD_SHA, baseSha: BASE_SHA, sinceSha: BASE_SHA, isPrivate: true },
    ],
    ["merge_group", {}, { headSha: HEAD_SHA, baseSha: BASE_SHA, sinceSha: BASE_SHA }],
    ["push", {}, { headSha: HEAD_SHA, sinceSha: BASE_SHA }],
    ["push", { baseSha: "0".repeat(40) }, { headSha: HEAD_SHA, sinceSha: null }],
    ["release", {}, { headSha: HEAD_SHA }],
  ];
  for (const [name, options, expected] of cases) {
    test(`${name} ${JSON.stringify(options)}`, () => {
      assert.deepEqual(readContext(environment(makeEvent(name, options))), {
        ...common,
        event: name,
        ...expected,
      });
    });
  }

  test("pull_request_target has the head and the base of the pull request too", () => {
    const context = readContext(environment({ ...makeEvent("pull_request"), name: "pull_request_target" }));
    assert.deepEqual([context.headSha, context.baseSha], [HEAD_SHA, BASE_SHA]);
    assert.deepEqual(context.privilegedFor, [BASE_SHA, MERGE_SHA]);
  });

  test("a workflow_run after a pull request trusts the default branch alone; after a push it is like any other", () => {
    const run = (event: string, head: number) => ({
      name: "workflow_run",
      sha: MERGE_SHA,
      payload: {
        repository: { private: false },
        workflow_run: { event, head_sha: HEAD_SHA, head_repository: { id: head }, repository: { id: 1 } },
      },
    });
    const { headSha, baseSha, fromFork, privilegedFor } = readContext(environment(run("pull_request", 2)));
    assert.deepEqual([headSha, baseSha, fromFork, privilegedFor], [HEAD_SHA, MERGE_SHA, true, [MERGE_SHA]]);
    const pushed = readContext(environment(run("push", 1)));
    assert.deepEqual([pushed.baseSha, pushed.fromFork, pushed.privilegedFor], [null, false, null]);
  });

  test("a comment on a pull request trusts the default branch alone; one on an issue is like any other event", () => {
    const comment = (issue: object) =>
      readContext(
        environment({
          name: "issue_comment",
          sha: MERGE_SHA,
          payload: { repository: { private: false }, issue },
        }),
      );
    const onPull = comment({ pull_request: { url: "https://example.org" } });
    assert.deepEqual(
      [onPull.headSha, onPull.baseSha, onPull.privilegedFor],
      [MERGE_SHA, MERGE_SHA, [MERGE_SHA]],
    );
    const onIssue = comment({});
    assert.deepEqual([onIssue.baseSha, onIssue.privilegedFor], [null, null]);
  });

  test("an event without a payload file, as a schedule on other runners, does not know the repository's visibility", () => {
    const env = {
      ...environment({ name: "schedule", sha: MERGE_SHA, payload: {} }),
      GITHUB_EVENT_PATH: undefined,
      GITHUB_API_URL: "",
    };
    assert.deepEqual(readContext(env), { ...common, event: "schedule", headSha: MERGE_SHA, isPrivate: null });
  });

  const pull = makeEvent("pull_request");
  const broken: [what: string, env: NodeJS.ProcessEnv, sentence: RegExp][] = [
    ["a payload that is cut off", environment(pull, '{"pull_request": {'), /cannot be read as JSON/],
    [
      "a payload file that is not there",
      { ...environment(pull), GITHUB_EVENT_PATH: join(folder, "none.json") },
      /cannot be read as JSON/,
    ],
    [
      "no repository",
      { ...environment(pull), GITHUB_REPOSITORY: undefined },
      /^The variable GITHUB_REPOSITORY is not set; run the action in a GitHub workflow/,
    ],
    [
      "a repository that is a path",
      { ...environment(pull), GITHUB_REPOSITORY: "a/b/c" },
      /GITHUB_REPOSITORY is not what GitHub sets/,
    ],
    [
      "a commit that is a branch",
      { ...environment(pull), GITHUB_SHA: "main" },
      /GITHUB_SHA is not what GitHub sets/,
    ],
    [
      "an API that is a file",
      { ...environment(pull), GITHUB_API_URL: "file:///etc/passwd" },
      /GITHUB_API_URL is not what GitHub sets/,
    ],
  ];
  const payloads: [what: string, name: string, payload: unknown, sentence: RegExp][] = [
    ["a pull request without one", "pull_request", {}, /pull_request event has no valid "pull_request"/],
    [
      "a head that is no commit",
      "pull_request",
      {
        pull_request: {
          head: { sha: "HEAD\n::error::", repo: null },
          base: { sha: BASE_SHA, repo: { id: 1 } },
        },
      },
      /no valid "pull_request\.head\.sha"/,
    ],
    [
      "a base that is no commit",
      "merge_group",
      { merge_group: { head_sha: HEAD_SHA, base_sha: "" } },
      /no valid "merge_group\.base_sha"/,
    ],
    ["a comment on nothing", "issue_comment", {}, /issue_comment event has no valid "issue"/],
    ["a payload that is a list", "push", [], /push event has no valid "payload"/],
  ];
  for (const [what, name, payload, sentence] of payloads) {
    test(`refuses ${what}`, () => {
      const env = environment({ name, sha: MERGE_SHA, payload });
      assert.throws(
        () => readContext(env),
        (error) => error instanceof UnreadableEvent && sentence.test(error.message),
      );
    });
  }
  for (const [what, env, sentence] of broken) {
    test(`refuses ${what}`, () => {
      if (what.includes("cut off")) environment(pull, '{"pull_request": {');
      else environment(pull);
      assert.throws(
        () => readContext(env),
        (error) => error instanceof UnreadableEvent && sentence.test(error.message),
      );
    });
  }
});
