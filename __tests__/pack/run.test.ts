import assert from "node:assert/strict";
import { access } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { run } from "../../src/pack/run.ts";
import { temporaryFolder } from "../archive.ts";
import { node } from "../tools.ts";

const env = { PATH: process.env.PATH ?? "" };
const shell = { file: "sh", args: ["-c"] };
const options = { cwd: import.meta.dirname, env };

test("an exit code, a signal and a missing program are three different ends", async () => {
  assert.deepEqual(await run(shell, ["exit 0"], options), { how: "exited", code: 0, output: [] });
  assert.deepEqual(await run(shell, ["exit 7"], options), { how: "exited", code: 7, output: [] });
  assert.deepEqual(await run(shell, ["kill -9 $$"], options), {
    how: "killed",
    signal: "SIGKILL",
    output: [],
  });
  assert.deepEqual(await run({ file: "lastgate-no-such-program", args: [] }, [], options), {
    how: "not-started",
    reason: "ENOENT",
    output: [],
  });
});

test("lines of both streams are logged as they come, without their ends", async () => {
  const lines: string[] = [];
  const { output } = await run(shell, ["printf 'a\\r\\n\\nb\\n'; printf 'no end' >&2"], {
    ...options,
    log: (line) => lines.push(line),
  });
  assert.deepEqual([...lines].sort(), ["", "a", "b", "no end"]);
  assert.deepEqual(output, lines);
});

test("a character that two chunks share stays one", async () => {
  const script =
    "process.stdout.write(Buffer.from([0xc3]));setTimeout(()=>process.stdout.write(Buffer.from([0xa9])),50)";
  assert.deepEqual((await run({ file: node, args: ["-e", script] }, [], options)).output, ["é"]);
});

test("only the last mebibyte is kept, an endless line is cut, and the log still gets every character", async () => {
  let characters = 0;
  let longest = 0;
  const { output } = await run(shell, ["head -c 3000000 /dev/zero | tr '\\0' x; echo; seq 1 400000"], {
    ...options,
    log: (line) => {
      characters += line.length;
      longest = Math.max(longest, line.length);
    },
  });
  assert.equal(output.at(-1), "400000");
  const size = output.reduce((sum, line) => sum + line.length + 1, 0);
  assert.ok(size <= 1024 * 1024 && size > 1024 * 1024 - 100, `${size} characters`);
  const digits = 9 + 90 * 2 + 900 * 3 + 9000 * 4 + 90_000 * 5 + 300_001 * 6;
  assert.equal(characters, 3_000_000 + digits);
  assert.ok(longest < 200_000, `${longest} characters in one line`);
});

test("the child's environment is the one given and nothing else", async () => {
  const { output } = await run({ file: node, args: [] }, ["-p", "JSON.stringify(process.env)"], {
    ...options,
    env: { ONLY: "this" },
  });
  assert.deepEqual(JSON.parse(output[0] ?? ""), { ONLY: "this" });
});

test("what a child leaves running ends with it, before it can change anything", async () => {
  await using folder = await temporaryFolder();
  const late = join(folder.path, "late");
  const started = Date.now();
  const script = `(sleep 0.6; touch '${late}'; sleep 30) & echo done`;
  assert.deepEqual((await run(shell, [script], options)).output, ["done"]);
  assert.ok(Date.now() - started < 5000);
  await sleep(900);
  await assert.rejects(access(late));
});

test("a process that left the group cannot hold the gate by its open output", async () => {
  const started = Date.now();
  // The pid is printed so that the test can end what it started.
  const script = `const c=require("node:child_process").spawn("sleep",["30"],{detached:true,stdio:"inherit"});console.log(c.pid);c.unref()`;
  const finished = await run({ file: node, args: ["-e", script] }, [], options);
  assert.ok(Date.now() - started < 10_000);
  assert.equal(finished.how, "exited");
  process.kill(Number(finished.output[0]));
});

test("aborting ends the child and its children, and throws the reason", async () => {
  await using folder = await temporaryFolder();
  const late = join(folder.path, "late");
  const stop = new AbortController();
  const reason = new Error("enough");
  const started = Date.now();
  const script = `(sleep 0.6; touch '${late}') & echo up; sleep 30`;
  await assert.rejects(
    run(shell, [script], { ...options, abort: stop.signal, log: () => stop.abort(reason) }),
    reason,
  );
  assert.ok(Date.now() - started < 5000);
  await sleep(900);
  await assert.rejects(access(late));
  await assert.rejects(run(shell, ["echo never"], { ...options, abort: stop.signal }), reason);
});

test("a child that ignores SIGTERM is killed", async () => {
  const stop = new AbortController();
  const started = Date.now();
  await assert.rejects(
    run(
      { file: node, args: ["-e", "process.on('SIGTERM',()=>{});setInterval(()=>{},1000);console.log('up')"] },
      [],
      {
        ...options,
        abort: stop.signal,
        log: () => stop.abort(),
      },
    ),
    { name: "AbortError" },
  );
  assert.ok(Date.now() - started < 10_000);
});
