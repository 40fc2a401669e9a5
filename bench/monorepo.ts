/**
 * A workspace of hundreds of packages, packed and judged in one step, beside the manager's own command that only packs them. The runs
 * alternate, so that a noisy machine is noisy for both; medians and ratios are what counts.
 */
import { mkdir, readdir, readFile, rm, symlink } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { execa } from "execa";
import { npm, pnpm } from "../__tests__/tools.ts";
import { parseReport } from "../src/report/parse.ts";
import { committedCli, scratchFolder } from "./folders.ts";
import { type Measured, openMeter } from "./measure.ts";
import { machine, table, writeSection } from "./results.ts";
import { median } from "./statistics.ts";
import { writeWorkspace } from "./workspace.ts";

function positive(value: string): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number) || number < 1) throw new InvalidArgumentError("Give a number from 1.");
  return number;
}

const { cli, rounds, packages, only, dry } = new Command("bench:monorepo")
  .description("a generated workspace in one step, beside the manager's own pack command")
  .option("--rounds <n>", "runs of each, besides one that warms up", positive, 5)
  .option("--packages <n>", "packages in the workspace", positive, 200)
  .option(
    "--only <text>",
    "only workspaces and managers whose row has the text, such as `none with scripts, npm`; implies --dry",
  )
  .option("--dry", "keep RESULTS.md as it is", false)
  .option("--cli <file>", "another build of the command line", committedCli)
  .parse()
  .opts<{ cli: string; rounds: number; packages: number; only?: string; dry: boolean }>();

await using scratch = await scratchFolder();
const meter = await openMeter(scratch.path);
/** What `pnpm -r` packs at once unless it is told otherwise. */
const pnpmPace = Math.min(4, availableParallelism());

/** At most so many times the manager's own time: with scripts, which set the pace, and without. */
const TARGET_SCRIPTS = 1.15;
const TARGET_PLAIN = 1;

const managers = [
  {
    name: "npm",
    tool: npm(11),
    shown: "npm pack --workspaces",
    args: ["pack", "--workspaces"],
    range: "1.0.0",
    policy: "version: 1\n",
  },
  {
    name: "pnpm",
    tool: pnpm(11),
    shown: "pnpm -r pack",
    args: ["-r", "pack"],
    range: "workspace:*",
    policy: `version: 1\npack: { concurrency: ${pnpmPace} }\n`,
  },
];

const shapes = [
  { name: "all with scripts", share: 1, target: TARGET_SCRIPTS },
  { name: "half with scripts", share: 0.5, target: TARGET_SCRIPTS },
  { name: "none with scripts", share: 0, target: TARGET_PLAIN },
];

/** Puts the manager on the PATH under its own name, as its installer does, for the gate and for the scripts. */
async function putOnPath(
  name: string,
  { file, args }: { file: string; args: readonly string[] },
): Promise<void> {
  const folder = join(scratch.path, "bin", name);
  await mkdir(folder, { recursive: true });
  await symlink(args[0] ?? file, join(folder, name));
  process.env.PATH = [folder, dirname(process.execPath), process.env.PATH].join(delimiter);
}

/** As a repository names it, with its version. */
async function named({ name, tool }: (typeof managers)[number]): Promise<string> {
  const { stdout } = await execa(tool.file, [...tool.args, "--version"], { cwd: scratch.path });
  return `${name}@${stdout.trim()}`;
}

async function gate(root: string, manager: string, count: number): Promise<Measured> {
  const args = [cli, "check", "--format", "json", "--package-manager", manager];
  const measured = await meter.run({ args, cwd: root });
  if (measured.exitCode !== 0) throw new Error(`The workspace could not be judged:\n${measured.stdout}`);
  const report = parseReport(measured.stdout);
  if (report.packages.length !== count)
    throw new Error(`Only ${report.packages.length} of ${count} were judged`);
  // The JSON report leaves the tarballs for who publishes them.
  const folders = report.packages.map(({ tarball }) => dirname(dirname(tarball.path)));
  for (const folder of new Set(folders)) await rm(folder, { recursive: true, force: true });
  return measured;
}

async function own(
  { tool, args, shown }: (typeof managers)[number],
  root: string,
  count: number,
): Promise<Measured> {
  const out = join(scratch.path, "out");
  await mkdir(out);
  const measured = await meter.run({ args: [...tool.args, ...args, "--pack-destination", out], cwd: root });
  const written = await readdir(out);
  await rm(out, { recursive: true });
  if (measured.exitCode !== 0 || written.length !== count)
    throw new Error(
      `${shown} wrote ${written.length} of ${count} tarballs:\n${measured.stdout.slice(-2000)}`,
    );
  return measured;
}

const of = (runs: readonly Measured[], key: "wall" | "cpu" | "memory"): number =>
  median(runs.map((run) => run[key]));
const ratio = (a: readonly Measured[], b: readonly Measured[], key: "wall" | "cpu"): number =>
  median(a.map((run, index) => run[key] / (b[index]?.[key] ?? Number.NaN)));
const seconds = (value: number): string => value.toFixed(2);
const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(0);

const missed: string[] = [];

async function against(
  manager: (typeof managers)[number],
  shape: (typeof shapes)[number],
): Promise<string[]> {
  const root = join(scratch.path, `${manager.name}-${shape.share}`);
  const { range, policy } = manager;
  const packageManager = await named(manager);
  const workspace = { packages, scripted: Math.round(packages * shape.share), range, policy, packageManager };
  await writeWorkspace(root, workspace);
  const runs: { own: Measured[]; gate: Measured[] } = { own: [], gate: [] };
  for (let round = 0; round <= rounds; round++) {
    const pair = [await own(manager, root, packages), await gate(root, manager.name, packages)] as const;
    if (round === 0) continue;
    runs.own.push(pair[0]);
    runs.gate.push(pair[1]);
  }
  await rm(root, { recursive: true });
  const wall = ratio(runs.gate, runs.own, "wall");
  const cpu = ratio(runs.gate, runs.own, "cpu");
  const isOver = wall > shape.target;
  if (isOver) missed.push(`${shape.name}, ${manager.shown}: ${wall.toFixed(2)} ×, over ${shape.target}`);
  const row = [
    shape.name,
    manager.shown,
    ...[of(runs.own, "wall"), of(runs.gate, "wall")].map(seconds),
    `${wall.toFixed(2)}${isOver ? " (over)" : ""}`,
    shape.target.toFixed(2),
    ...[of(runs.own, "cpu"), of(runs.gate, "cpu")].map(seconds),
    cpu.toFixed(2),
  ];
  console.log(row.join("  "));
  return row;
}

/** Writes down, when a Node process ends, how much of its heap is still in use once the garbage is gone. */
function heapHook(file: string): readonly string[] {
  const hook =
    `import{writeFileSync}from"node:fs";process.on("exit",()=>{gc();` +
    `writeFileSync(${JSON.stringify(file)},String(process.memoryUsage().heapUsed))})`;
  return ["--expose-gc", `--import=data:text/javascript,${encodeURIComponent(hook)}`];
}

async function memory(): Promise<string[][]> {
  const rows: string[][] = [];
  const [first] = managers;
  if (first === undefined) throw new Error("There is no manager");
  const { tool, args } = first;
  for (const count of [50, 200, 400]) {
    const root = join(scratch.path, `memory-${count}`);
    await writeWorkspace(root, { packages: count, scripted: 0, range: "1.0.0", policy: "version: 1\n" });
    const out = join(scratch.path, "tarballs");
    await mkdir(out);
    const packed = await meter.run({ args: [...tool.args, ...args, "--pack-destination", out], cwd: root });
    const heap = join(scratch.path, "heap.txt");
    const check = [cli, "check", "*.tgz", "--format", "json", "--output", join(scratch.path, "report.json")];
    const judged = await meter.run({ args: [...heapHook(heap), ...check], cwd: out });
    if (packed.exitCode !== 0 || judged.exitCode !== 0)
      throw new Error(`${count} tarballs could not be judged`);
    const inUse = Number(await readFile(heap, "utf8"));
    rows.push([String(count), (inUse / 1e6).toFixed(1), ...[judged.memory, packed.memory].map(megabytes)]);
    await rm(root, { recursive: true });
    await rm(out, { recursive: true });
  }
  return rows;
}

async function tell(rows: readonly string[][]): Promise<void> {
  const text = [
    machine(),
    `A generated workspace (\`bench/workspace.ts\`): ${packages} packages of 16 files and 64 kB, in chains of ten that need each other; a script is \`node build.cjs\`, which copies the sources. Lastgate packs with the same manager and judges every tarball with the preset \`recommended\`; the manager's command only packs. Whole process trees; medians of ${rounds} alternating runs after one that warms up; the ratio is the median of the ratios of neighbouring runs. npm runs one script at a time; \`pnpm -r\` packs ${pnpmPace} packages at once, and for it the policy says \`pack: { concurrency: ${pnpmPace} }\`. ${meter.name}.`,
    table(
      [
        "Workspace",
        "Beside",
        "Its s#",
        "Lastgate s#",
        "Ratio#",
        "Target#",
        "Its CPU s#",
        "Lastgate CPU s#",
        "Ratio#",
      ],
      rows,
    ),
    "Memory by the number of packages, in MB, judged as ready tarballs: what is still in use at the end (findings and facts of every package), the peak of the whole process, which is mostly garbage not yet collected, and the peak of `npm pack --workspaces` on the same packages.",
    table(["Packages#", "In use#", "Peak#", "npm's peak#"], await memory()),
  ].join("\n\n");
  console.log(text);
  if (!dry) await writeSection("monorepo", text);
}

for (const { name, tool } of managers) await putOnPath(name, tool);
const rows: string[][] = [];
for (const shape of shapes)
  for (const manager of managers)
    if (`${shape.name}, ${manager.shown}`.includes(only ?? "")) rows.push(await against(manager, shape));
if (rows.length === 0) throw new Error(`No row has ${only}`);
if (only === undefined) await tell(rows);
for (const line of missed) console.log(line);
process.exitCode = missed.length > 0 ? 1 : 0;
