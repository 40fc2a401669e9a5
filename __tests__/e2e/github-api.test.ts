import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { HEAD_SHA } from "./events.ts";
import { type GitHubApi, startGitHubApi } from "./github-api.ts";
import { TOKEN } from "./runner.ts";

const RUNS = "/repos/octokit/example/check-runs";
const headers = {
  accept: "application/vnd.github+json",
  authorization: `token ${TOKEN}`,
  "content-type": "application/json",
  "user-agent": "test",
};
const output = { title: "T", summary: "S" };
const annotation = { path: "a.js", start_line: 1, end_line: 1, annotation_level: "failure", message: "m" };
const create = { name: "n", head_sha: HEAD_SHA, status: "completed", conclusion: "failure", output };

async function send(
  api: GitHubApi,
  method: string,
  path: string,
  body: unknown,
  change: Record<string, string> = {},
): Promise<Response> {
  const init = body === null ? {} : { body: JSON.stringify(body) };
  return await fetch(api.url + path, { method, headers: { ...headers, ...change }, ...init });
}

describe("the loopback API", () => {
  test("keeps a check run and adds annotations to it, as GitHub does", async () => {
    await using api = await startGitHubApi();
    const created = await send(api, "POST", RUNS, {
      ...create,
      output: { ...output, annotations: [annotation] },
    });
    assert.equal(created.status, 201);
    const updated = await send(api, "PATCH", `${RUNS}/1`, {
      output: { ...output, title: "U", annotations: [annotation, annotation] },
    });
    assert.equal(updated.status, 200);
    assert.equal(api.checkRuns[0]?.annotations.length, 3);
    assert.deepEqual([api.checkRuns[0]?.title, api.checkRuns[0]?.conclusion], ["U", "failure"]);
    assert.deepEqual(api.violations, []);
  });

  test("serves a file at a commit as it is", async () => {
    await using api = await startGitHubApi();
    api.files.set(`${HEAD_SHA}:.github/lastgate.yml`, "version: 1\n");
    const raw = { accept: "application/vnd.github.raw+json" };
    for (const path of [".github/lastgate.yml", ".github%2Flastgate.yml"]) {
      const found = await send(
        api,
        "GET",
        `/repos/octokit/example/contents/${path}?ref=${HEAD_SHA}`,
        null,
        raw,
      );
      assert.deepEqual([found.status, await found.text()], [200, "version: 1\n"]);
    }
    const missing = await send(
      api,
      "GET",
      `/repos/octokit/example/contents/other.yml?ref=${HEAD_SHA}`,
      null,
      raw,
    );
    assert.equal(missing.status, 404);
    assert.deepEqual(api.violations, []);
  });

  const wrong: [
    what: string,
    method: string,
    path: string,
    body: unknown,
    violation: RegExp,
    headers?: Record<string, string>,
  ][] = [
    ["an operation that nobody took out", "GET", "/repos/octokit/example/issues", null, /no such operation/],
    ["another method", "PUT", RUNS, create, /no such operation/],
    [
      "a missing name",
      "POST",
      RUNS,
      { ...create, name: undefined },
      /body must have required property 'name'/,
    ],
    [
      "a conclusion of our own",
      "POST",
      RUNS,
      { ...create, conclusion: "stopped" },
      /body\/conclusion must be equal to one of/,
    ],
    [
      "a key that GitHub does not know",
      "POST",
      RUNS,
      { ...create, colour: "red" },
      /body must NOT have additional properties/,
    ],
    [
      "such a key deep inside",
      "POST",
      RUNS,
      { ...create, output: { ...output, annotations: [{ ...annotation, line: 1 }] } },
      /annotations\/0 must NOT have/,
    ],
    [
      "51 annotations",
      "POST",
      RUNS,
      { ...create, output: { ...output, annotations: Array(51).fill(annotation) } },
      /must NOT have more than 50 items/,
    ],
    [
      "an annotation without a path",
      "POST",
      RUNS,
      { ...create, output: { ...output, annotations: [{ ...annotation, path: undefined }] } },
      /must have required property 'path'/,
    ],
    [
      "a line below 1",
      "POST",
      RUNS,
      { ...create, output: { ...output, annotations: [{ ...annotation, start_line: 0 }] } },
      /start_line/,
    ],
    [
      "a summary over the limit",
      "POST",
      RUNS,
      { ...create, output: { ...output, summary: "x".repeat(65_536) } },
      /must NOT have more than 65535 characters/,
    ],
    [
      "a title over the limit",
      "POST",
      RUNS,
      { ...create, output: { ...output, title: "x".repeat(256) } },
      /output\.title/,
    ],
    [
      "a message over 64 KB",
      "POST",
      RUNS,
      { ...create, output: { ...output, annotations: [{ ...annotation, message: "€".repeat(30_000) }] } },
      /over 64 KB/,
    ],
    ["a commit that is none", "POST", RUNS, { ...create, head_sha: "main" }, /head_sha/],
    ["an id that is no number", "PATCH", `${RUNS}/new`, { output }, /check_run_id is new/],
    [
      "an update that completes without a conclusion",
      "PATCH",
      `${RUNS}/1`,
      { status: "completed", output },
      /body must (have required property 'conclusion'|match a schema in anyOf)/,
    ],
    [
      "a query that is not described",
      "GET",
      "/repos/octokit/example/contents/a?branch=main",
      null,
      /no parameter branch/,
      { accept: "application/vnd.github.raw" },
    ],
    ["another token", "POST", RUNS, create, /not the token that was given/, { authorization: "token other" }],
    ["another media type", "POST", RUNS, create, /accept is text\/html/, { accept: "text/html" }],
  ];
  for (const [what, method, path, body, violation, change] of wrong) {
    test(`notices ${what}`, async () => {
      await using api = await startGitHubApi();
      const answer = await send(api, method, path, body, change);
      assert.equal(answer.status, 422);
      assert.match(api.violations.join("\n"), violation);
      assert.deepEqual(api.checkRuns, []);
    });
  }

  test("makes each fault once, in order", async () => {
    await using api = await startGitHubApi();
    api.faults.push(
      { status: 429, headers: { "retry-after": "9" } },
      "reset",
      "half-a-body",
      null,
      "no-answer",
    );
    const limited = await send(api, "POST", RUNS, create);
    assert.deepEqual([limited.status, limited.headers.get("retry-after")], [429, "9"]);
    await assert.rejects(send(api, "POST", RUNS, create), /fetch failed/);
    assert.deepEqual(api.checkRuns, []);
    const half = await send(api, "POST", RUNS, create);
    await assert.rejects(half.json(), /terminated/);
    assert.equal(api.checkRuns.length, 1);
    assert.equal((await send(api, "POST", RUNS, create)).status, 201);
    const signal = AbortSignal.timeout(100);
    await assert.rejects(
      fetch(api.url + RUNS, { method: "POST", headers, body: JSON.stringify(create), signal }),
      { name: "TimeoutError" },
    );
    assert.equal((await send(api, "POST", RUNS, create)).status, 201);
    assert.deepEqual(api.violations, []);
  });
});
