import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { execa } from "execa";
import { node } from "../tools.ts";

/** The same archives, policies, globs and names on each run; `npm run fuzz` takes new ones. */
const seed = 20261122;

/** In a process of its own, so that even a loop that never yields fails the test. */
test("a short run of every fuzz target passes", async () => {
  const { stdout, stderr, exitCode, timedOut } = await execa(
    node,
    [join(import.meta.dirname, "../../scripts/fuzz.ts"), "--seed", String(seed), "--runs", "1500"],
    { reject: false, timeout: 120_000, killSignal: "SIGKILL" },
  );
  assert.deepEqual({ exitCode, timedOut, stderr }, { exitCode: 0, timedOut: false, stderr: "" }, stdout);
  // A grammar of which nothing is green would test nothing.
  const green = /green, and npm installs it (\d+)/.exec(stdout)?.[1];
  assert.ok(Number(green) > 50, stdout);
});
