/**
 * Starts a script of an action as the Actions runner does: its own process under the Node that action.yml names, in the
 * workspace, with the runner's variables and files, and reads back what the runner would.
 * @see https://github.com/actions/runner/blob/main/src/Runner.Worker/Handlers/NodeScriptActionHandler.cs
 * @see https://github.com/actions/runner/blob/main/src/Runner.Worker/FileCommandManager.cs
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Readable } from "node:stream";
import { StringDecoder } from "node:string_decoder";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { z } from "zod";
import { CommandReader, type Group, type StepAnnotation } from "./commands.ts";
import { type Event, makeEvent } from "./events.ts";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));
export const TOKEN = "ghs_FakeTokenOfTheFakeRunner0123456789ab";

export interface StepOptions {
  /** The script; the default is `runs.main` of action.yml. */
  readonly script?: string;
  /** GITHUB_WORKSPACE, and the folder that the step starts in. */
  readonly workspace: string;
  readonly event?: Event;
  /** What stands under `with:`; the other inputs get the defaults of action.yml. */
  readonly inputs?: Readonly<Record<string, string>>;
  /** GITHUB_API_URL; the default answers nothing. */
  readonly apiUrl?: string;
  /** `owner/name`. */
  readonly repository?: string;
  readonly token?: string;
  /** Over the runner's own variables; undefined takes one away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Milliseconds until the step is killed and the call fails. */
  readonly timeout?: number;
}

/** What the runner knows after the step. Dispose of it to remove its temporary folder. */
export interface Step extends AsyncDisposable {
  /** Null when a signal ended it. */
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly conclusion: "success" | "failure";
  readonly outputs: ReadonlyMap<string, string>;
  readonly env: ReadonlyMap<string, string>;
  readonly path: readonly string[];
  readonly state: ReadonlyMap<string, string>;
  /** Null when there is none, or it was over 1 MiB and dropped. */
  readonly summary: string | null;
  readonly annotations: readonly StepAnnotation[];
  /** Annotations over ten of a level. */
  readonly dropped: readonly StepAnnotation[];
  readonly masks: readonly string[];
  readonly log: readonly string[];
  readonly groups: readonly Group[];
  /** Everything that the process wrote, before masks and commands. */
  readonly raw: string;
  /** RUNNER_TEMP. */
  readonly temp: string;
}

const SUMMARY_LIMIT = 1024 * 1024;
const metadata = z.looseObject({
  inputs: z.record(z.string(), z.looseObject({ default: z.string().default("") })),
  runs: z.looseObject({ using: z.literal("node24"), main: z.string() }),
});
const fileCommands = {
  output: "set_output",
  env: "set_env",
  path: "add_path",
  state: "save_state",
  step_summary: "step_summary",
} as const;

export async function runStep(options: StepOptions): Promise<Step> {
  const action = metadata.parse(parse(await readFile(join(ROOT, "action.yml"), "utf8")));
  const script = options.script ?? join(ROOT, action.runs.main);
  const workspace = await realpath(options.workspace);
  const temp = await realpath(await mkdtemp(join(tmpdir(), "runner-")));
  const reader = new CommandReader(workspace);
  const { inputs = {}, token = TOKEN, event = makeEvent("push") } = options;

  const unexpected = Object.keys(inputs).filter((name) => !(name in action.inputs));
  if (unexpected.length > 0) reader.annotate("warning", `Unexpected input(s) '${unexpected.join("', '")}'`);
  const given = Object.fromEntries(
    Object.entries(action.inputs).map(([name, input]) => [
      name,
      inputs[name] ?? evaluate(input.default, token),
    ]),
  );
  const files = await makeFiles(temp, event);
  const env = {
    ...variables(options, event, workspace, temp),
    ...files.env,
    ...inputVariables({ ...given, ...inputs }),
    ...options.env,
  };

  const child = spawn(join(ROOT, "node_modules/.bin/node"), [resolve(script)], {
    cwd: workspace,
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const killer = setTimeout(() => child.kill("SIGKILL"), options.timeout ?? 60_000);
  const chunks: string[] = [];
  readLines(child.stdout, reader, chunks);
  readLines(child.stderr, reader, chunks);
  const [exitCode, signal] = await waitFor(child)
    .catch(async (error: unknown) => {
      await rm(temp, { recursive: true, force: true });
      throw error;
    })
    .finally(() => clearTimeout(killer));

  const pairs = async (name: keyof typeof fileCommands): Promise<Map<string, string>> => {
    try {
      return new Map(parsePairs(await readFile(files.paths[name], "utf8")));
    } catch (error) {
      reader.failed = true;
      reader.annotate("error", `Unable to process file command '${name}' successfully.`);
      reader.annotate("error", error instanceof Error ? error.message : String(error));
      return new Map();
    }
  };
  const [outputs, exported, state] = [await pairs("output"), await pairs("env"), await pairs("state")];
  return {
    exitCode,
    signal,
    outputs: new Map([...reader.outputs, ...outputs]),
    env: new Map([...exported].filter(([name]) => !blocked(name, reader))),
    state: new Map([...reader.state, ...state]),
    path: (await readFile(files.paths.path, "utf8")).split("\n").filter((line) => line !== ""),
    summary: await readSummary(files.paths.step_summary, reader),
    annotations: reader.annotations,
    dropped: reader.dropped,
    masks: reader.masks,
    log: reader.log,
    groups: reader.groups(),
    raw: chunks.join(""),
    temp,
    conclusion: exitCode === 0 && !reader.failed ? "success" : "failure",
    [Symbol.asyncDispose]: () => rm(temp, { recursive: true, force: true }),
  };
}

async function waitFor(child: ReturnType<typeof spawn>): Promise<[number | null, NodeJS.Signals | null]> {
  const [code, signal] = z
    .tuple([z.number().nullable(), z.string().nullable()])
    .parse(await once(child, "close"));
  if (signal === null) return [code, null];
  if (signal === "SIGKILL") throw new Error("the step took too long and was killed");
  return [code, z.custom<NodeJS.Signals>().parse(signal)];
}

/** `${{ github.token }}` is the only expression that a default may hold here. */
function evaluate(value: string, token: string): string {
  if (/^\$\{\{ *github\.token *\}\}$/.test(value)) return token;
  if (value.includes("$" + "{{")) throw new Error(`the fake runner cannot evaluate ${value}`);
  return value;
}

function inputVariables(inputs: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(inputs).map(([name, value]) => [
      `INPUT_${name.replaceAll(" ", "_").toUpperCase()}`,
      value,
    ]),
  );
}

async function makeFiles(temp: string, event: Event) {
  const folder = join(temp, "_runner_file_commands");
  await mkdir(folder);
  await mkdir(join(temp, "home"));
  const path = (name: keyof typeof fileCommands) => join(folder, `${fileCommands[name]}_5f2c`);
  const paths = {
    output: path("output"),
    env: path("env"),
    path: path("path"),
    state: path("state"),
    step_summary: path("step_summary"),
  };
  for (const file of Object.values(paths)) await writeFile(file, "");
  const eventPath = join(temp, "event.json");
  await writeFile(eventPath, JSON.stringify(event.payload));
  const env: Record<string, string> = { GITHUB_EVENT_PATH: eventPath };
  for (const [name, file] of Object.entries(paths)) env[`GITHUB_${name.toUpperCase()}`] = file;
  return { paths, env };
}

/** @see https://docs.github.com/actions/reference/workflows-and-actions/variables */
function variables(
  options: StepOptions,
  event: Event,
  workspace: string,
  temp: string,
): Record<string, string> {
  const repository = options.repository ?? "octokit/example";
  const port9 = "http://127.0.0.1:9";
  return {
    PATH: process.env.PATH ?? "",
    HOME: join(temp, "home"),
    LANG: "C.UTF-8",
    CI: "true",
    GITHUB_ACTIONS: "true",
    GITHUB_ACTION: "__self",
    GITHUB_ACTOR: "octocat",
    GITHUB_API_URL: options.apiUrl ?? port9,
    GITHUB_EVENT_NAME: event.name,
    GITHUB_GRAPHQL_URL: `${options.apiUrl ?? port9}/graphql`,
    GITHUB_JOB: "gate",
    GITHUB_REF: event.ref,
    GITHUB_REF_NAME: event.ref.replace(/^refs\/(?:heads|tags|pull)\//, ""),
    GITHUB_REPOSITORY: repository,
    GITHUB_REPOSITORY_OWNER: repository.split("/")[0] ?? "",
    GITHUB_RUN_ATTEMPT: "1",
    GITHUB_RUN_ID: "1658821493",
    GITHUB_RUN_NUMBER: "3",
    GITHUB_SERVER_URL: "https://github.com",
    GITHUB_SHA: event.sha,
    GITHUB_WORKFLOW: "CI",
    GITHUB_WORKSPACE: workspace,
    RUNNER_ARCH: "X64",
    RUNNER_NAME: "GitHub Actions 2",
    RUNNER_OS: "Linux",
    RUNNER_TEMP: temp,
    RUNNER_TOOL_CACHE: join(temp, "tools"),
    ACTIONS_RUNTIME_URL: port9,
    ACTIONS_RUNTIME_TOKEN: "fake-runtime-token",
    ACTIONS_RESULTS_URL: port9,
    ACTIONS_ID_TOKEN_REQUEST_URL: port9,
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: "fake-id-token-request-token",
  };
}

/** .NET ends a line at CR, LF and CRLF, so a carriage return inside a name begins a new line. */
function readLines(stream: Readable, reader: CommandReader, chunks: string[]): void {
  const decoder = new StringDecoder("utf8");
  let rest = "";
  const take = (text: string, atEnd: boolean) => {
    chunks.push(text);
    const lines = (rest + text).split(atEnd ? /\r\n|\r|\n/ : /\r\n|\r(?=[\s\S])|\n/);
    rest = lines.pop() ?? "";
    for (const line of lines) reader.read(line);
  };
  stream.on("data", (chunk: Buffer) => take(decoder.write(chunk), false));
  stream.on("end", () => {
    take(decoder.end(), true);
    if (rest !== "") reader.read(rest);
  });
}

/** `NAME=value` and `NAME<<DELIMITER` blocks, as the runner reads GITHUB_OUTPUT, GITHUB_ENV and GITHUB_STATE. */
export function* parsePairs(text: string): Generator<[string, string]> {
  const lines = text.split("\n");
  const unfinished = lines.pop();
  if (unfinished !== undefined && unfinished !== "") lines.push(unfinished);
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? "";
    if (line === "") continue;
    const equals = line.indexOf("=");
    const heredoc = line.indexOf("<<");
    if (equals >= 0 && (heredoc < 0 || equals < heredoc)) {
      yield [line.slice(0, equals), line.slice(equals + 1)];
      continue;
    }
    if (heredoc < 0) throw new Error(`Invalid format '${line}'`);
    const [name, delimiter] = [line.slice(0, heredoc), line.slice(heredoc + 2)];
    if (name === "" || delimiter === "")
      throw new Error(`Invalid format '${line}'. Name and delimiter must not be empty`);
    const end = lines.indexOf(delimiter, index + 1);
    if (end < 0) throw new Error(`Invalid value. Matching delimiter not found '${delimiter}'`);
    yield [name, lines.slice(index + 1, end).join("\n")];
    index = end;
  }
}

function blocked(name: string, reader: CommandReader): boolean {
  if (name.toUpperCase() !== "NODE_OPTIONS") return false;
  reader.annotate("error", "Can't store NODE_OPTIONS output parameter using '$GITHUB_ENV' command.");
  return true;
}

async function readSummary(file: string, reader: CommandReader): Promise<string | null> {
  const bytes = await readFile(file);
  if (bytes.length === 0) return null;
  if (bytes.length <= SUMMARY_LIMIT) return bytes.toString();
  reader.annotate(
    "error",
    `$GITHUB_STEP_SUMMARY upload aborted, supports content up to a size of 1024k, got ${Math.floor(bytes.length / 1024)}k.`,
  );
  return null;
}
