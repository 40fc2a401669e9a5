import assert from "node:assert/strict";
import { createServer } from "node:http";
import { describe, test } from "node:test";
import { CHECK_RUN_LIMITS, type CheckRun, publishCheckRun } from "../../src/github/check-run.ts";
import type { GitHubContext } from "../../src/github/event.ts";
import type { Annotation } from "../../src/report/annotations.ts";
import { BASE_SHA, HEAD_SHA } from "../e2e/events.ts";
import { type Fault, type GitHubApi, startGitHubApi } from "../e2e/github-api.ts";
import { TOKEN } from "../e2e/runner.ts";

const place: Annotation = {
  level: "error",
  title: "source-map: dist/a.js.map",
  message: "Fix: …",
  file: "package.json",
  line: 7,
};

interface Published {
  readonly page: string | null;
  readonly sentences: readonly string[];
  readonly waits: readonly number[];
}

async function publish(
  api: Pick<GitHubApi, "url">,
  change: Partial<CheckRun> = {},
  fromFork = false,
): Promise<Published> {
  const context: GitHubContext = {
    event: "pull_request",
    apiUrl: api.url,
    owner: "octokit",
    repo: "example",
    headSha: HEAD_SHA,
    baseSha: BASE_SHA,
    sinceSha: null,
    fromFork,
    privilegedFor: null,
    isPrivate: false,
  };
  const sentences: string[] = [];
  const waits: number[] = [];
  const page = await publishCheckRun({
    context,
    token: TOKEN,
    name: "Lastgate verdict",
    outcome: "stopped",
    enforced: true,
    title: "stopped: 1 error in 1 package",
    summary: "# Stopped\n",
    annotations: [place],
    log: (sentence) => sentences.push(sentence),
    patience: { delay: async (milliseconds) => waits.push(milliseconds), timeout: 300 },
    ...change,
  });
  assert.ok(sentences.length <= 1, "at most one sentence");
  assert.ok(!sentences.join().includes(TOKEN), "the token stays out of it");
  return { page, sentences, waits };
}

function many(count: number, change: Partial<Annotation> = {}): Annotation[] {
  return Array.from({ length: count }, (_, index) => ({
    ...place,
    title: `rule: file ${index}`,
    line: index + 1,
    ...change,
  }));
}

describe("publishCheckRun", () => {
  test("writes a completed check run on the head commit", async () => {
    await using api = await startGitHubApi();
    const { page, sentences } = await publish(api);
    assert.deepEqual(sentences, []);
    assert.equal(page, "https://github.com/octokit/example/runs/1");
    assert.deepEqual(api.violations, []);
    assert.deepEqual(api.checkRuns, [
      {
        id: 1,
        name: "Lastgate verdict",
        headSha: HEAD_SHA,
        status: "completed",
        conclusion: "failure",
        title: "stopped: 1 error in 1 package",
        summary: "# Stopped\n",
        text: null,
        annotations: [
          {
            path: "package.json",
            start_line: 7,
            end_line: 7,
            annotation_level: "failure",
            title: place.title,
            message: "Fix: …",
          },
        ],
      },
    ]);
  });

  const conclusions: [CheckRun["outcome"], enforced: boolean, conclusion: string, title: RegExp][] = [
    ["passed", true, "success", /^stopped/],
    ["passed", false, "success", /^Nothing was enforced; /],
    ["stopped", true, "failure", /^stopped/],
    ["stopped", false, "neutral", /^Nothing was enforced; /],
    ["could-not-judge", true, "failure", /^stopped/],
    ["could-not-judge", false, "failure", /^stopped/],
  ];
  for (const [outcome, enforced, conclusion, title] of conclusions) {
    test(`${outcome}, ${enforced ? "enforced" : "not enforced"}: ${conclusion}`, async () => {
      await using api = await startGitHubApi();
      await publish(api, { outcome, enforced });
      assert.equal(api.checkRuns[0]?.conclusion, conclusion);
      assert.match(api.checkRuns[0]?.title ?? "", title);
      assert.deepEqual(api.violations, []);
    });
  }

  for (const [count, requests] of [
    [0, 1],
    [50, 1],
    [51, 2],
    [120, 3],
  ] as const) {
    test(`sends ${count} annotations in ${requests} requests`, async () => {
      await using api = await startGitHubApi();
      await publish(api, { annotations: many(count) });
      assert.equal(api.requests.length, requests);
      assert.deepEqual(
        api.checkRuns[0]?.annotations.map(({ start_line }) => start_line),
        many(count).map(({ line }) => line),
      );
      assert.equal(api.checkRuns[0]?.conclusion, "failure");
      assert.deepEqual(api.violations, []);
    });
  }

  test("counts the annotations over its own limit instead of sending them", async () => {
    await using api = await startGitHubApi();
    await publish(api, { annotations: [...many(2_010), { ...place, file: null, title: "no file" }] });
    assert.equal(api.checkRuns[0]?.annotations.length, 2_000);
    assert.match(api.checkRuns[0]?.text ?? "", /no file[\s\S]*- 10 more annotations are not shown here/);
  });

  test("puts what has no file into the text, as text", async () => {
    await using api = await startGitHubApi();
    await publish(api, {
      annotations: [
        { ...place, file: null, line: null, title: "<img src=x> @octocat", message: "**a**\n[b](c)" },
      ],
    });
    const run = api.checkRuns[0];
    assert.deepEqual(run?.annotations, []);
    assert.match(run?.text ?? "", /^- \*\*error: /);
    assert.doesNotMatch(run?.text ?? "", /<img|@octocat|\*\*a\*\*|\]\(/);
    assert.equal(run?.text?.split("\n").length, 1);
    assert.deepEqual(api.violations, []);
  });

  test("annotates the first line of a file when there is no line", async () => {
    await using api = await startGitHubApi();
    await publish(api, {
      annotations: [
        { ...place, line: null },
        { ...place, level: "warning" },
        { ...place, level: "notice" },
      ],
    });
    assert.deepEqual(
      api.checkRuns[0]?.annotations.map(({ start_line, annotation_level }) => [start_line, annotation_level]),
      [
        [1, "failure"],
        [7, "warning"],
        [7, "notice"],
      ],
    );
  });

  test("keeps to the limits in bytes, never cuts a character, and says that it cut", async () => {
    await using api = await startGitHubApi();
    const line = "€🔒".repeat(20);
    const long = `${line}\n`.repeat(1000);
    await publish(api, {
      title: "🔒".repeat(300),
      summary: long,
      annotations: [
        { ...place, title: "€".repeat(300), message: long },
        ...many(900, { file: null, message: long.slice(0, 4000) }),
      ],
    });
    const run = api.checkRuns[0];
    assert.ok(run);
    assert.deepEqual(api.violations, []);
    for (const [text, limit] of [
      [run.title, CHECK_RUN_LIMITS.title],
      [run.summary, CHECK_RUN_LIMITS.summary],
      [run.text ?? "", CHECK_RUN_LIMITS.text],
      [run.annotations[0]?.title ?? "", CHECK_RUN_LIMITS.annotationTitle],
      [run.annotations[0]?.message ?? "", CHECK_RUN_LIMITS.annotationMessage],
    ] as const) {
      const bytes = Buffer.byteLength(text);
      assert.ok(bytes <= limit && bytes > limit * 0.85, `${bytes} of ${limit}`);
      assert.doesNotMatch(text, /[\ufffd\p{Surrogate}]/u);
    }
    const [first, , ...rest] = run.summary.split("\n");
    assert.match(first ?? "", /was cut to fit/);
    assert.deepEqual(new Set(rest), new Set([line, ""]));
  });

  test("without a token it says so and asks nothing", async () => {
    await using api = await startGitHubApi();
    const { page, sentences } = await publish(api, { token: null });
    assert.equal(page, null);
    assert.match(sentences[0] ?? "", /was not written: give the input "token"/);
    assert.deepEqual(api.requests, []);
  });
});

describe("publishCheckRun, when the API", () => {
  const limited = { status: 403, message: "You have exceeded a secondary rate limit." };
  const cases: {
    what: string;
    faults: Fault[];
    fork?: boolean;
    annotations?: number;
    sentence: RegExp | null;
    /** Milliseconds between the tries. */
    waits?: number[];
    /** Annotations that arrived; null: there is no check run. */
    arrived: number | null;
  }[] = [
    {
      what: "does not accept the token",
      faults: [{ status: 401 }],
      sentence: /does not accept the token \(401\)/,
      arrived: null,
    },
    {
      what: "refuses it",
      faults: [{ status: 403, message: "Resource not accessible by integration" }],
      sentence: /the token may not write checks \(403\); give the job the permission "checks: write"/,
      arrived: null,
    },
    {
      what: "hides the repository",
      faults: [{ status: 404 }],
      sentence: /may not write checks \(404\)/,
      arrived: null,
    },
    {
      what: "refuses a fork's token",
      faults: [{ status: 403 }],
      fork: true,
      sentence: /a pull request from a fork has a token that can only read \(403\)/,
      arrived: null,
    },
    {
      what: "does not like the request",
      faults: [{ status: 422, message: `No commit found for SHA, token ${TOKEN}` }],
      sentence: /did not accept it \(422: No commit found for SHA, token \*\*\*/,
      arrived: null,
    },
    { what: "fails once", faults: [{ status: 500 }], sentence: null, waits: [1000], arrived: 1 },
    {
      what: "fails three times",
      faults: [{ status: 502 }, { status: 503 }, { status: 500 }],
      sentence: null,
      waits: [1000, 2000, 4000],
      arrived: 1,
    },
    {
      what: "fails for good",
      faults: Array(4).fill({ status: 500 }),
      sentence: /GitHub's API failed \(500\)/,
      waits: [1000, 2000, 4000],
      arrived: null,
    },
    {
      what: "is busy and says until when",
      faults: [{ status: 429, headers: { "retry-after": "7" } }],
      sentence: null,
      waits: [7000],
      arrived: 1,
    },
    {
      what: "limits and says until when",
      faults: [{ ...limited, headers: { "retry-after": "60" } }],
      sentence: null,
      waits: [60_000],
      arrived: 1,
    },
    { what: "limits and does not say", faults: [limited], sentence: null, waits: [60_000], arrived: 1 },
    {
      what: "wants to be left alone for an hour",
      faults: [{ status: 429, headers: { "retry-after": "3600" } }],
      sentence: /rate limit holds on \(429\)/,
      waits: [],
      arrived: null,
    },
    {
      what: "limits for good",
      faults: Array(4).fill({ status: 429, headers: { "retry-after": "1" } }),
      sentence: /rate limit holds on \(429\)/,
      waits: [1000, 1000, 1000],
      arrived: null,
    },
    { what: "breaks the line once", faults: ["reset"], sentence: null, waits: [1000], arrived: 1 },
    {
      what: "breaks the line for good",
      faults: ["reset", "reset", "reset", "reset"],
      sentence: /API could not be reached/,
      waits: [1000, 2000, 4000],
      arrived: null,
    },
    { what: "says nothing once", faults: ["no-answer"], sentence: null, waits: [1000], arrived: 1 },
    { what: "answers half", faults: ["half-a-body"], sentence: null, waits: [], arrived: 1 },
    {
      what: "answers half with more to send",
      faults: ["half-a-body"],
      annotations: 60,
      sentence: /lacks some annotations, .* broke off/,
      waits: [],
      arrived: 50,
    },
  ];
  for (const { what, faults, fork = false, annotations = 1, sentence, waits = [], arrived } of cases) {
    test(what, async () => {
      await using api = await startGitHubApi();
      api.faults.push(...faults);
      const result = await publish(api, { annotations: many(annotations) }, fork);
      if (sentence === null) assert.deepEqual(result.sentences, []);
      else assert.match(result.sentences[0] ?? "", sentence);
      assert.deepEqual(result.waits, waits);
      assert.equal(api.checkRuns[0]?.annotations.length ?? null, arrived);
      assert.deepEqual(api.violations, []);
    });
  }

  test("fails in a later batch: the conclusion stands, and the sentence says what is missing", async () => {
    await using api = await startGitHubApi();
    api.faults.push(null, null, { status: 403 });
    const { page, sentences } = await publish(api, { annotations: many(160) });
    assert.match(
      sentences[0] ?? "",
      /^The check run "Lastgate verdict" lacks some annotations, which the job summary has: the token/,
    );
    assert.equal(page, "https://github.com/octokit/example/runs/1");
    assert.equal(api.checkRuns[0]?.conclusion, "failure");
    assert.equal(api.checkRuns[0]?.annotations.length, 100);
  });

  test("tells when an exhausted limit is renewed: waits until then, or gives up", async () => {
    for (const [seconds, tries] of [
      [30, 2],
      [3000, 1],
    ] as const) {
      await using api = await startGitHubApi();
      const reset = String(Math.ceil(Date.now() / 1000) + seconds);
      api.faults.push({ status: 403, headers: { "x-ratelimit-remaining": "0", "x-ratelimit-reset": reset } });
      const { waits } = await publish(api);
      assert.equal(api.requests.length, tries);
      for (const wait of waits) assert.ok(wait > 25_000 && wait <= 31_000, String(wait));
    }
  });

  test("is not there", async () => {
    const server = createServer();
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const address = server.address();
    const port = typeof address === "object" ? address?.port : null;
    await new Promise((done) => server.close(done));
    const { sentences, waits } = await publish({ url: `http://127.0.0.1:${port}` });
    assert.match(sentences[0] ?? "", /was not written: GitHub's API could not be reached/);
    assert.equal(waits.length, 3);
  });
});
