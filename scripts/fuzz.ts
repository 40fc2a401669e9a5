import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { onRequest, usual } from "../__tests__/fuzz/targets.ts";

/**
 * Throws generated archives, policies, globs and names at the gate:
 * `npm run fuzz -- [TARGET…] [--runs N] [--seed N] [--path P]`.
 * Without a target the runs are shared among all but `installs`, which runs real package managers. A failure prints the seed and path
 * that repeat it with its target and number of runs, and the smallest input that still fails.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { runs: { type: "string", default: "20000" }, seed: { type: "string" }, path: { type: "string" } },
});
const seed = values.seed === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(values.seed);
const runs = Number(values.runs);
const all = [...usual.map(([, target]) => target), ...onRequest];
const chosen =
  positionals.length === 0
    ? usual
    : all.filter(({ name }) => positionals.includes(name)).map((target) => [1, target] as const);
if (chosen.length === 0 || !Number.isSafeInteger(seed) || !Number.isSafeInteger(runs)) {
  throw new Error(`Give numbers, and targets among ${all.map(({ name }) => name).join(", ")}.`);
}

for (const [share, target] of chosen) {
  const folder = mkdtempSync(join(tmpdir(), "lastgate-fuzz-"));
  const counts = new Map<string, number>();
  const started = Date.now();
  const wanted = Math.ceil(share * runs);
  console.log(`${target.name}: ${wanted} runs, seed ${seed}`);
  try {
    const failure = await target.run({ seed, runs: wanted, path: values.path ?? null, folder, counts });
    const tally = [...counts].map(([key, times]) => `${key} ${times}`).join(", ");
    console.log(
      `${target.name}: ${failure === null ? "passed" : "failed"} in ${Math.round((Date.now() - started) / 1000)} s (${tally})`,
    );
    if (failure !== null) {
      console.error(failure);
      process.exitCode = 1;
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
