/**
 * GitHub's REST API on the loopback interface, as far as the gate uses it: check runs, and the contents of a file. Each
 * request is checked against GitHub's description; each answer too, so that the fake says nothing that GitHub would not.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { z } from "zod";
import { BASE_SHA } from "./events.ts";
import { type ApiRequest, checkAnswer, checkRequest } from "./openapi.ts";
import { TOKEN } from "./runner.ts";

/** What goes wrong with one request instead of its answer. */
export type Fault =
  /** The request does not take effect. */
  | {
      readonly status: number;
      readonly message?: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** The request takes effect; its status and half of the body arrive, then the line breaks. */
  | "half-a-body"
  /** The line breaks before the first byte. */
  | "reset"
  /** The line stays open and silent. */
  | "no-answer";

const annotation = z.object({
  path: z.string(),
  start_line: z.number(),
  end_line: z.number(),
  annotation_level: z.enum(["notice", "warning", "failure"]),
  title: z.string().optional(),
  message: z.string(),
});

const checkRunBody = z.object({
  name: z.string().default(""),
  head_sha: z.string().default(""),
  status: z.string().optional(),
  conclusion: z.string().optional(),
  output: z.object({
    title: z.string(),
    summary: z.string(),
    text: z.string().optional(),
    annotations: z.array(annotation).default([]),
  }),
});

export interface StoredCheckRun {
  readonly id: number;
  readonly name: string;
  readonly headSha: string;
  status: string;
  conclusion: string | null;
  title: string;
  summary: string;
  text: string | null;
  readonly annotations: z.infer<typeof annotation>[];
}

export interface GitHubApi extends AsyncDisposable {
  readonly url: string;
  readonly requests: readonly ApiRequest[];
  /** What does not fit GitHub's description. A test that used the API asserts that there is nothing. */
  readonly violations: readonly string[];
  readonly checkRuns: readonly StoredCheckRun[];
  /** Texts by `${ref}:${path}`. */
  readonly files: Map<string, string>;
  /** Commits whose root can be listed; the base commit of the events to begin with. */
  readonly commits: Set<string>;
  /** One for each of the next requests, in order; null lets a request through. */
  readonly faults: (Fault | null)[];
}

const JSON_TYPE = "application/json; charset=utf-8";
const NOT_FOUND = { status: 404, data: problem("Not Found") };

/** Listens on a free port. `token` is what requests have to authenticate with. */
export async function startGitHubApi(token = TOKEN): Promise<GitHubApi> {
  const requests: ApiRequest[] = [];
  const violations: string[] = [];
  const checkRuns: StoredCheckRun[] = [];
  const files = new Map<string, string>();
  const commits = new Set([BASE_SHA]);
  const faults: (Fault | null)[] = [];

  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => {
      violations.push(`the fake API failed: ${String(error)}`);
      response.destroy();
    });
  });

  async function serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const raw = await text(incoming);
    const { method = "", url = "", headers } = incoming;
    const request: ApiRequest = { method, url, headers, body: raw === "" ? null : JSON.parse(raw) };
    requests.push(request);
    const { operation, parameters, problems } = checkRequest(request, token);
    violations.push(...problems.map((each) => `${method} ${url}: ${each}`));

    const fault = faults.shift() ?? null;
    if (fault === "no-answer") return;
    if (fault === "reset") {
      incoming.socket.destroy();
      return;
    }
    if (fault !== null && fault !== "half-a-body") {
      response.writeHead(fault.status, { "content-type": JSON_TYPE, ...fault.headers });
      response.end(JSON.stringify(problem(fault.message ?? "A fault")));
      return;
    }
    if (operation === null || problems.length > 0) {
      response
        .writeHead(422, { "content-type": JSON_TYPE })
        .end(JSON.stringify(problem(problems.join("; "))));
      return;
    }
    const { status, data } =
      operation === "repos/get-content"
        ? content(parameters, headers.accept ?? "")
        : check(operation, parameters, request.body);
    const isText = typeof data === "string";
    const unlike = isText ? null : checkAnswer(operation, status, data);
    if (unlike !== null) violations.push(unlike);
    const body = Buffer.from(isText ? data : JSON.stringify(data));
    const type = isText ? "application/vnd.github.raw+json; charset=utf-8" : JSON_TYPE;
    response.writeHead(status, { "content-type": type, "content-length": body.length });
    if (fault === null) response.end(body);
    else response.write(body.subarray(0, body.length / 2), () => incoming.socket.destroySoon());
  }

  /** Serves a file as it is, and the root as a list; other media types would be other code on our side, so they are a violation. */
  function content({ ref = "main", path }: Readonly<Record<string, string>>, accept: string): Answer {
    if (path === undefined || path === "") return commits.has(ref) ? { status: 200, data: [] } : NOT_FOUND;
    if (!/^application\/vnd\.github\.(?:v3\.)?raw(?:\+json)?$/.test(accept))
      violations.push(`contents as ${accept}`);
    const found = files.get(`${ref}:${path}`);
    return found === undefined ? NOT_FOUND : { status: 200, data: found };
  }

  function check(operation: string, parameters: Readonly<Record<string, string>>, body: unknown): Answer {
    const { name, head_sha: headSha, status, conclusion, output } = checkRunBody.parse(body);
    const isNew = operation === "checks/create";
    if (isNew) {
      const id = checkRuns.length + 1;
      checkRuns.push({
        id,
        name,
        headSha,
        status: "queued",
        conclusion: null,
        title: "",
        summary: "",
        text: null,
        annotations: [],
      });
    }
    const run = isNew ? checkRuns.at(-1) : checkRuns.find(({ id }) => id === Number(parameters.check_run_id));
    if (run === undefined) return NOT_FOUND;
    if (conclusion !== undefined) run.conclusion = conclusion;
    run.status = conclusion === undefined ? (status ?? run.status) : "completed";
    run.title = output.title;
    run.summary = output.summary;
    run.text = output.text ?? run.text;
    run.annotations.push(...output.annotations);
    return { status: isNew ? 201 : 200, data: checkRun(run) };
  }

  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = z.looseObject({ port: z.number() }).parse(server.address());
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    violations,
    checkRuns,
    files,
    commits,
    faults,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

interface Answer {
  readonly status: number;
  /** A text is sent as it is, anything else as JSON. */
  readonly data: unknown;
}

function problem(message: string) {
  return { message, documentation_url: "https://docs.github.com/rest" };
}

function checkRun(run: StoredCheckRun) {
  const url = `https://api.github.com/repos/octokit/example/check-runs/${run.id}`;
  const { title, summary, text: details } = run;
  return {
    id: run.id,
    node_id: "MDg6Q2hlY2tSdW40",
    head_sha: run.headSha,
    external_id: "",
    name: run.name,
    url,
    html_url: `https://github.com/octokit/example/runs/${run.id}`,
    details_url: "https://github.com/octokit/example/actions",
    status: run.status,
    conclusion: run.conclusion,
    started_at: "2026-11-02T10:00:00Z",
    completed_at: run.conclusion === null ? null : "2026-11-02T10:00:01Z",
    check_suite: { id: 5 },
    app: null,
    pull_requests: [],
    output: {
      title,
      summary,
      text: details,
      annotations_count: run.annotations.length,
      annotations_url: `${url}/annotations`,
    },
  };
}
