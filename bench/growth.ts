/** How time and memory grow when the entries, or the bytes, of a tarball double: a table, a line of best fit and bench/growth.svg. */
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Command } from "commander";
import { benchFolder, committedCli, floorScript, scratchFolder } from "./folders.ts";
import { type Measured, openMeter } from "./measure.ts";
import { type Panel, plot } from "./plot.ts";
import { machine, table, writeSection } from "./results.ts";
import { type Series, series, writeSeriesTarball } from "./series.ts";
import { linearFit, median, type Point } from "./statistics.ts";

/** A doubling that costs more than this is no longer linear; noise stays below. */
const TOLERATED = 2.6;
const ROUNDS = 3;

const { cli, quick } = new Command("bench:growth")
  .description("time and memory over doubling series of entries and of bytes")
  .option("--cli <file>", "another build of the command line", committedCli)
  .option("--quick", "leave out the two largest steps; RESULTS.md stays as it is")
  .parse()
  .opts<{ cli: string; quick?: true }>();

await using scratch = await scratchFolder();
const meter = await openMeter(scratch.path);

interface Step {
  readonly x: number;
  readonly floor: readonly Measured[];
  readonly lastgate: readonly Measured[];
}

const of = (runs: readonly Measured[], key: "wall" | "cpu" | "memory"): number =>
  median(runs.map((run) => run[key]));

async function measure(item: Series, x: number): Promise<Step> {
  const file = join(scratch.path, "series-1.0.0.tgz");
  await writeSeriesTarball(file, item.shape(x));
  const step: { x: number; floor: Measured[]; lastgate: Measured[] } = { x, floor: [], lastgate: [] };
  for (let round = 0; round < ROUNDS; round++) {
    step.floor.push(await meter.run({ args: [floorScript, file], cwd: scratch.path }));
    const run = await meter.run({ args: [cli, "check", file, "--format", "json"], cwd: scratch.path });
    if (run.exitCode === null || run.exitCode > 1)
      throw new Error(`${x} ${item.unit}: could not be judged:\n${run.stdout}`);
    step.lastgate.push(run);
  }
  await rm(file);
  console.log(
    `${x} ${item.unit}: ${of(step.floor, "wall").toFixed(2)} s → ${of(step.lastgate, "wall").toFixed(2)} s`,
  );
  return step;
}

/** Processor time is what the work costs; wall time follows the other work of the machine. */
const points = (steps: readonly Step[], part: "floor" | "lastgate"): Point[] =>
  steps.map((step) => ({ x: step.x, y: of(step[part], "cpu") }));

function describe(item: Series, steps: readonly Step[]): { text: string; panel: Panel; missed: string[] } {
  const fits = { floor: linearFit(points(steps, "floor")), lastgate: linearFit(points(steps, "lastgate")) };
  const start = Math.max(0, fits.lastgate.intercept);
  const missed: string[] = [];
  const rows = steps.map((step, index) => {
    const before = steps[index - 1];
    const cpu = of(step.lastgate, "cpu");
    const factor = before ? (cpu - start) / (of(before.lastgate, "cpu") - start) : Number.NaN;
    const plain = before ? cpu / of(before.lastgate, "cpu") : Number.NaN;
    if (plain > TOLERATED) missed.push(`${step.x} ${item.unit}: ${plain.toFixed(2)} × the step before`);
    return [
      step.x,
      of(step.floor, "wall").toFixed(2),
      of(step.lastgate, "wall").toFixed(2),
      of(step.floor, "cpu").toFixed(2),
      cpu.toFixed(2),
      before ? plain.toFixed(2) : "",
      before && index > steps.length / 2 ? factor.toFixed(2) : "",
      (of(step.lastgate, "memory") / 1e6).toFixed(0),
    ];
  });
  const text = [
    `### Doubling the ${item.name}`,
    `${item.steps[0]} to ${steps.at(-1)?.x} ${item.unit}. A line through the CPU times of lastgate explains R² = ${fits.lastgate.r2.toFixed(4)} of them (floor: ${fits.floor.r2.toFixed(4)}).`,
    table(
      [
        item.unit,
        "Floor s#",
        "Lastgate s#",
        "Floor CPU s#",
        "Lastgate CPU s#",
        "× the step before#",
        "× without start-up#",
        "Lastgate MB#",
      ],
      rows,
    ),
  ].join("\n\n");
  const panel = {
    title: `Doubling the ${item.name}`,
    xLabel: item.unit,
    yLabel: "CPU seconds",
    curves: [
      {
        name: `lastgate, R² ${fits.lastgate.r2.toFixed(4)}`,
        color: "#c2410c",
        points: points(steps, "lastgate"),
        fit: fits.lastgate,
      },
      {
        name: `floor, R² ${fits.floor.r2.toFixed(4)}`,
        color: "#475569",
        points: points(steps, "floor"),
        fit: fits.floor,
      },
    ],
  };
  return { text, panel, missed };
}

const described = [];
for (const item of series) {
  const steps: Step[] = [];
  for (const x of quick ? item.steps.slice(0, -2) : item.steps) steps.push(await measure(item, x));
  described.push(describe(item, steps));
}
if (quick) {
  for (const { text } of described) console.log(`\n${text}`);
} else {
  await writeFile(join(benchFolder, "growth.svg"), plot(described.map(({ panel }) => panel)));
  await writeSection(
    "growth",
    [
      machine(),
      `Generated tarballs (\`bench/series.ts\`), the whole process, medians of ${ROUNDS} alternating runs. ${meter.name}.`,
      "![CPU seconds over entries and over bytes](growth.svg)",
      ...described.map(({ text }) => text),
    ].join("\n\n"),
  );
}
const missed = described.flatMap((part) => part.missed);
for (const line of missed) console.log(line);
process.exitCode = missed.length > 0 ? 1 : 0;
