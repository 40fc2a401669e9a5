import assert from "node:assert/strict";
import { mkdtemp, readFile, realpath, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { CommandReader, parseCommand } from "./commands.ts";
import { HEAD_SHA, MERGE_SHA, makeEvent } from "./events.ts";
import { parsePairs, runStep, type Step, type StepOptions, TOKEN } from "./runner.ts";

const folder = await realpath(await mkdtemp(join(tmpdir(), "fake-runner-")));
after(() => rm(folder, { recursive: true }));
let scripts = 0;

async function step(code: string, options: Partial<StepOptions> = {}): Promise<Step> {
  const script = join(folder, `${++scripts}.mjs`);
  await writeFile(script, code);
  return await runStep({ script, workspace: folder, ...options });
}

/** What a step is left with after it printed these lines. */
function read(...lines: string[]): CommandReader {
  const reader = new CommandReader("/work");
  for (const line of lines) reader.read(line);
  return reader;
}

describe("a line is a command", () => {
  const cases: [line: string, name: string, data: string, properties?: Record<string, string>][] = [
    ["::error::m", "error", "m"],
    ["  \t::error::m", "error", "m"],
    ["\u0085\u3000::error::m", "error", "m"],
    ["::ERROR::m", "error", "m"],
    ["::error file=a%2Cb,line=3::%25 and %0A%0D", "error", "% and \n\r", { file: "a,b", line: "3" }],
    ["::error title=a=b,file=::m", "error", "m", { title: "a=b" }],
    ["::error::a::b", "error", "a::b"],
    ["::set-output name=x::", "set-output", "", { name: "x" }],
    ["##[error]m", "error", "m"],
    ["text before ##[error]m", "error", "m"],
    ["##[error file=a;line=3]m%3B%5D", "error", "m;]", { file: "a", line: "3" }],
    ["::nothing::##[error]m", "error", "m"],
    [":: ##[set-output name=r]pass", "set-output", "pass", { name: "r" }],
  ];
  for (const [line, name, data, properties = {}] of cases) {
    test(JSON.stringify(line), () => {
      const command = parseCommand(line);
      assert.ok(command);
      assert.deepEqual(
        { ...command, properties: Object.fromEntries(command.properties) },
        { name, data, properties },
      );
    });
  }

  const texts = [
    "text ::error::m",
    "\u200b::error::m",
    "\ufeff::error::m",
    "::error m",
    "::unknown::m",
    "##[unknown]m",
    "##[unknown]##[error]m",
    "##[error m",
    "#[error]m",
    "",
  ];
  for (const line of texts)
    test(`no command: ${JSON.stringify(line)}`, () => assert.equal(parseCommand(line), null));
});

describe("annotations", () => {
  test("have place, title, and a message of at most 4,096 characters", () => {
    const [first, second, third] = read(
      `::error file=/work/a/b.js,line=3,endLine=4,title=T::${"x".repeat(5000)}`,
      "::warning file=a.js,line=0,col=3::m",
      "::notice::m",
    ).annotations;
    assert.deepEqual(first, {
      level: "error",
      message: "x".repeat(4096),
      title: "T",
      file: "a/b.js",
      line: 3,
      endLine: 4,
      column: null,
    });
    assert.deepEqual(
      [second?.level, second?.file, second?.line, second?.column],
      ["warning", "a.js", null, null],
    );
    assert.deepEqual([third?.level, third?.file], ["notice", null]);
  });

  test("are ten of each level; the others stay in the log only", () => {
    const lines = ["error", "warning", "notice"].flatMap((level) =>
      Array.from({ length: 12 }, (_, i) => `::${level}::${i}`),
    );
    const reader = read(...lines);
    assert.equal(reader.annotations.length, 30);
    assert.deepEqual(
      reader.dropped.map(({ message }) => message),
      ["10", "11", "10", "11", "10", "11"],
    );
    assert.equal(reader.log.length, 36);
  });
});

describe("other commands", () => {
  test("stop-commands: only its own word ends it, in either syntax and any case", () => {
    for (const end of ["::Word-7::", "##[word-7]"]) {
      const reader = read(
        "::stop-commands::word-7",
        "::error::m",
        "##[error]m",
        "::word-8::",
        "::stop-commands::word-8",
        end,
        "::error::n",
      );
      assert.deepEqual(
        reader.annotations.map(({ message }) => message),
        ["n"],
      );
      assert.ok(reader.log.includes("::error::m"));
    }
  });

  test("stop-commands refuses a word that is a command or empty", () => {
    for (const word of ["", "error", "Pause-Logging"]) {
      const reader = read(`::stop-commands::${word}`, "::notice::m");
      assert.equal(reader.failed, true);
      assert.deepEqual(
        reader.annotations.map(({ level }) => level),
        ["error", "notice"],
      );
    }
  });

  test("set-env and add-path fail the step; set-output and save-state work and warn", () => {
    const refused = read("::set-env name=A::b", "::add-path::/x");
    assert.deepEqual([refused.failed, refused.annotations.length], [true, 2]);
    const old = read("::set-output name=a::b", "::save-state name=c::d");
    assert.deepEqual([old.failed, [...old.outputs], [...old.state]], [false, [["a", "b"]], [["c", "d"]]]);
    assert.deepEqual(
      old.annotations.map(({ level }) => level),
      ["warning", "warning"],
    );
  });

  test("add-mask hides from then on", () => {
    assert.deepEqual(read("a secret", "::add-mask::secret", "a secret", "::error::a secret").log, [
      "a secret",
      "a ***",
      "##[error]a ***",
    ]);
    assert.deepEqual(
      read("::add-mask:: ").annotations.map(({ level }) => level),
      ["warning"],
    );
  });

  test("groups fold what the log viewer folds, printed or commanded", () => {
    const reader = read(
      "::group::one",
      "a",
      "::endgroup::",
      "b",
      "::stop-commands::w",
      "##[group]two",
      "c",
      "##[endgroup]",
      "::w::",
      "d",
    );
    assert.deepEqual(reader.groups(), [
      { name: "one", lines: ["a"] },
      { name: "two", lines: ["c"] },
    ]);
  });
});

describe("parsePairs", () => {
  const good: [text: string, pairs: [string, string][]][] = [
    ["", []],
    [
      "a=b\n\nc=d=e",
      [
        ["a", "b"],
        ["c", "d=e"],
      ],
    ],
    [
      "a<<X\n1\n2\nX\nb=3\n",
      [
        ["a", "1\n2"],
        ["b", "3"],
      ],
    ],
    ["a<<X\nX\n", [["a", ""]]],
    ["a=<<X\n", [["a", "<<X"]]],
    ["a<<X=Y\n1\nX=Y", [["a", "1"]]],
    ["a<<X\n1\r\nX\n", [["a", "1\r"]]],
  ];
  for (const [text, pairs] of good)
    test(JSON.stringify(text), () => assert.deepEqual([...parsePairs(text)], pairs));
  for (const text of ["a", "<<X\nX\n", "a<<\n\n", "a<<X\n1\n", "a<<X\n1\nX2\n"]) {
    test(`refuses ${JSON.stringify(text)}`, () =>
      assert.throws(() => [...parsePairs(text)], /^Error: Invalid/));
  }
});

describe("runStep", () => {
  test("starts the Node of action.yml in the workspace with the runner's environment and the inputs' defaults", async () => {
    await using result = await step(
      `import { readFileSync } from "node:fs";
       const event = JSON.parse(readFileSync(process.env.GITHUB_EVENT_PATH, "utf8"));
       console.log(JSON.stringify({ node: process.versions.node, cwd: process.cwd(), env: process.env, head: event.pull_request.head.sha }));`,
      {
        event: makeEvent("pull_request"),
        inputs: { enforce: "false", surprise: "x" },
        env: { EXTRA: "1", LANG: undefined },
      },
    );
    const { node, cwd, env, head } = JSON.parse(result.log.at(-1) ?? "");
    assert.match(node, /^24\./);
    assert.deepEqual([cwd, head], [folder, HEAD_SHA]);
    const expected = {
      GITHUB_SHA: MERGE_SHA,
      GITHUB_EVENT_NAME: "pull_request",
      INPUT_ENFORCE: "false",
      INPUT_TOKEN: TOKEN,
      EXTRA: "1",
    };
    assert.deepEqual({ ...env, ...expected }, env);
    assert.equal(env["INPUT_PREPUBLISH-ONLY"], "true");
    assert.ok(!("LANG" in env) && !("npm_config_user_agent" in env));
    assert.deepEqual(
      result.annotations.map(({ message }) => message),
      ["Unexpected input(s) 'surprise'"],
    );
  });

  test("reads files and lines, and cleans up", async () => {
    const result = await step(
      `import { appendFileSync as append } from "node:fs";
       const { env } = process;
       append(env.GITHUB_OUTPUT, "a<<E\\n1\\n2\\nE\\n");
       append(env.GITHUB_ENV, "B=2\\nNODE_OPTIONS=--bad\\n");
       append(env.GITHUB_PATH, "/opt/bin\\n");
       append(env.GITHUB_STATE, "c=3\\n");
       append(env.GITHUB_STEP_SUMMARY, "# Summary\\n");
       process.stdout.write("a\\rb\\r\\n::notice::c\\r::notice::d");
       console.error("##[warning]e");
       process.exitCode = 3;`,
    );
    assert.deepEqual([result.exitCode, result.conclusion, result.signal], [3, "failure", null]);
    assert.deepEqual([...result.outputs], [["a", "1\n2"]]);
    assert.deepEqual([...result.env], [["B", "2"]]);
    assert.deepEqual(
      [result.path, [...result.state], result.summary],
      [["/opt/bin"], [["c", "3"]], "# Summary\n"],
    );
    assert.deepEqual(result.annotations.map(({ level, message }) => `${level} ${message}`).sort(), [
      "error Can't store NODE_OPTIONS output parameter using '$GITHUB_ENV' command.",
      "notice c",
      "notice d",
      "warning e",
    ]);
    assert.deepEqual(result.log.slice(0, 2), ["a", "b"]);
    assert.ok((await stat(result.temp)).isDirectory());
    await result[Symbol.asyncDispose]();
    await assert.rejects(stat(result.temp), { code: "ENOENT" });
  });

  test("fails the step for a broken output file, and drops a summary over 1 MiB without failing", async () => {
    const code = (file: string, text: string) =>
      `import { appendFileSync } from "node:fs"; appendFileSync(process.env.${file}, ${text});`;
    await using broken = await step(code("GITHUB_OUTPUT", '"a<<E\\n1\\n"'));
    assert.deepEqual([broken.exitCode, broken.conclusion, broken.outputs.size], [0, "failure", 0]);
    await using whole = await step(code("GITHUB_STEP_SUMMARY", '"x".repeat(1024 * 1024)'));
    assert.deepEqual([whole.summary?.length, whole.annotations], [1024 * 1024, []]);
    await using over = await step(code("GITHUB_STEP_SUMMARY", '"x".repeat(1024 * 1024 + 1)'));
    assert.deepEqual([over.summary, over.conclusion], [null, "success"]);
    assert.match(over.annotations[0]?.message ?? "", /^\$GITHUB_STEP_SUMMARY upload aborted/);
  });

  test("tells a signal from an exit code, and does not wait for ever", async () => {
    await using result = await step(`process.kill(process.pid, "SIGTERM"); setTimeout(() => {}, 5000);`);
    assert.deepEqual([result.exitCode, result.signal, result.conclusion], [null, "SIGTERM", "failure"]);
    await assert.rejects(step("setInterval(() => {}, 1000);", { timeout: 300 }), /took too long/);
  });
});

test("the description says how it was made", async () => {
  const { info } = JSON.parse(await readFile(new URL("openapi.json", import.meta.url), "utf8"));
  assert.deepEqual([info.source, info.madeBy], ["@octokit/openapi", "scripts/openapi.ts"]);
});
