/**
 * Time and memory of the whole process, against the floor (Node start, read, sha512, gunzip, tar-stream walk) and against the peers
 * on the same tarball. The runs alternate, so that a noisy machine is noisy for all; medians and ratios are what counts.
 */
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { extract } from "tar";
import { z } from "zod";
import { committedCli, floorScript, scratchFolder } from "./folders.ts";
import { judge } from "./judge.ts";
import { type Measured, openMeter } from "./measure.ts";
import { type Peer, peers } from "./peers.ts";
import { machine, table, writeSection } from "./results.ts";
import { median } from "./statistics.ts";
import { type Subject, subjects } from "./subjects.ts";

const TARGET = 2.5;
const AIM = 1.5;

function positive(value: string): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number) || number < 1) throw new InvalidArgumentError("Give a number from 1.");
  return number;
}

const { cli, rounds, peerRounds, withPeers, only } = new Command("bench:speed")
  .description("whole process against the floor and the peers, side by side")
  .option("--rounds <n>", "runs against the floor, besides one that warms up", positive, 7)
  .option("--peer-rounds <n>", "runs against the peers, besides one that warms up", positive, 3)
  .option("--no-with-peers", "leave the peers out, and keep RESULTS.md as it is")
  .option("--only <text>", "only the tarballs whose name holds this text; RESULTS.md stays as it is")
  .option("--cli <file>", "another build of the command line", committedCli)
  .parse()
  .opts<{ cli: string; rounds: number; peerRounds: number; withPeers: boolean; only?: string }>();

await using scratch = await scratchFolder();
const empty = join(scratch.path, "empty");
await mkdir(empty);
const meter = await openMeter(scratch.path);
const all = (await subjects(scratch.path)).filter(({ name }) => only === undefined || name.includes(only));

/** Two commands in turn, A B A B; the first turn warms the caches and does not count. */
async function inTurns(turns: number, a: () => Promise<Measured>, b: () => Promise<Measured>) {
  const runs: { a: Measured[]; b: Measured[] } = { a: [], b: [] };
  for (let turn = 0; turn <= turns; turn++) {
    const [first, second] = [await a(), await b()];
    if (turn === 0) continue;
    runs.a.push(first);
    runs.b.push(second);
  }
  return runs;
}

async function lastgate(file: string): Promise<Measured> {
  const measured = await meter.run({ args: [cli, "check", file, "--format", "json"], cwd: empty });
  if (measured.exitCode === null || measured.exitCode > 1)
    throw new Error(`${file} could not be judged:\n${measured.stdout}`);
  return measured;
}

async function floor(file: string): Promise<Measured> {
  const measured = await meter.run({ args: [floorScript, file], cwd: empty });
  if (measured.exitCode !== 0) throw new Error(`The floor failed on ${file}`);
  return measured;
}

/** What the floor knows of a tarball, sizes in bytes. */
const floorFacts = z.object({ files: z.number(), bytes: z.number(), largest: z.number() });

const of = (runs: readonly Measured[], key: "wall" | "cpu" | "memory"): number =>
  median(runs.map((run) => run[key]));

/** The median of the ratios of neighbouring runs: what disturbs one usually disturbs the other. */
function ratio(a: readonly Measured[], b: readonly Measured[], key: "wall" | "cpu"): number {
  return median(a.map((run, index) => run[key] / (b[index]?.[key] ?? Number.NaN)));
}

const seconds = (value: number): string => value.toFixed(2);
const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(0);

/** Peak memory that the largest entry justifies: 2.5 × its size + 100 MB. next, whose floor alone takes more, has its own: 200 MB. */
function allowance({ name }: Subject, largest: number): number {
  return name.startsWith("next ") ? 200e6 : 2.5 * largest + 100e6;
}

async function againstFloor(subject: Subject) {
  const { file, name } = subject;
  const runs = await inTurns(
    rounds,
    () => floor(file),
    () => lastgate(file),
  );
  const facts = floorFacts.parse(JSON.parse(runs.a[0]?.stdout ?? ""));
  const wall = ratio(runs.b, runs.a, "wall");
  const cpu = ratio(runs.b, runs.a, "cpu");
  const memory = of(runs.b, "memory");
  const allowed = allowance(subject, facts.largest);
  console.log(
    `${name}: ${seconds(of(runs.a, "wall"))} s → ${seconds(of(runs.b, "wall"))} s, ${wall.toFixed(2)} × wall, ` +
      `${cpu.toFixed(2)} × CPU, ${megabytes(memory)} MB`,
  );
  const missed = [
    ...(wall > TARGET ? [`${name}: ${wall.toFixed(2)} × the floor, over ${TARGET}`] : []),
    ...(memory > allowed ? [`${name}: ${megabytes(memory)} MB, over ${megabytes(allowed)} MB`] : []),
  ];
  const row = [
    name,
    facts.files,
    megabytes(facts.bytes),
    ...[of(runs.a, "wall"), of(runs.b, "wall")].map(seconds),
    `${wall.toFixed(2)}${wall > TARGET ? " (over)" : ""}`,
    ...[of(runs.a, "cpu"), of(runs.b, "cpu")].map(seconds),
    cpu.toFixed(2),
    megabytes(of(runs.a, "memory")),
    `${megabytes(memory)}${memory > allowed ? " (over)" : ""}`,
    megabytes(allowed),
  ];
  return { row, missed };
}

/** Start-up alone: Node, and the command line without a tarball. */
async function startUp(): Promise<string> {
  const runs = await inTurns(
    rounds,
    () => meter.run({ args: ["-e", "0"], cwd: empty }),
    () => meter.run({ args: [cli, "rules"], cwd: empty }),
  );
  const milliseconds = (part: readonly Measured[]) => `${(of(part, "wall") * 1000).toFixed(0)} ms`;
  return `Of this, start-up: \`node -e 0\` takes ${milliseconds(runs.a)}, \`lastgate rules\` (all modules and rules loaded, nothing judged) ${milliseconds(runs.b)}.`;
}

async function floorSection(): Promise<{ text: string; missed: readonly string[] }> {
  const compared = [];
  for (const subject of all) compared.push(await againstFloor(subject));
  const text = [
    "### Against the floor",
    `The floor (\`bench/floor.mjs\`) is the least that reading a tarball takes: Node start, read, sha512, gunzip, tar-stream walk. Lastgate runs with every rule of \`recommended\`. Whole process; medians of ${rounds} alternating runs after one that warms up; the ratio is the median of the ratios of neighbouring runs. Target ${TARGET} × wall time, aim ${AIM} ×. Memory: at most 2.5 × the largest entry + 100 MB, and 200 MB on next. ${meter.name}.`,
    table(
      [
        "Tarball",
        "Entries#",
        "MB#",
        "Floor s#",
        "Lastgate s#",
        "Ratio#",
        "Floor CPU s#",
        "Lastgate CPU s#",
        "Ratio#",
        "Floor MB#",
        "Lastgate MB#",
        "Allowed MB#",
      ],
      compared.map(({ row }) => row),
    ),
    await startUp(),
  ].join("\n\n");
  return { text, missed: compared.flatMap(({ missed }) => missed) };
}

/** The sentences by which the replays are stopped. */
async function replaySection(): Promise<string> {
  const rows: string[][] = [];
  for (const { file, name } of all.filter(({ isReplay }) => isReplay)) {
    const outcome = await judge(cli, file, empty);
    if ("failure" in outcome) throw new Error(`${name}: ${outcome.failure}`);
    for (const { rule, level, path, message } of outcome.findings)
      rows.push([name, rule, level, path ?? "", message]);
  }
  return [
    "### The replays",
    "Generated tarballs with the dimensions of the leak of 31 March 2026 (13 MB bundle, 59.8 MB map, 1,900 sources) and of its inline twin (`bench/leak.ts`). What stops them:",
    table(["Tarball", "Rule", "Level", "Path", "Message"], rows),
  ].join("\n\n");
}

async function unpacked(subject: Subject, index: number): Promise<string> {
  const tree = join(scratch.path, `tree-${index}`);
  await mkdir(tree);
  await extract({ file: subject.file, cwd: tree, strip: 1 });
  return tree;
}

interface Installed {
  readonly peer: Peer;
  readonly script: string | null;
  /** Why it could not be installed. */
  readonly reason: string;
}

async function installed(peer: Peer): Promise<Installed> {
  try {
    return { peer, script: await peer.install(), reason: "" };
  } catch (error) {
    const [line = ""] = (error instanceof Error ? error.message : String(error)).split("\n");
    console.error(`${peer.name} could not be installed: ${line}`);
    return { peer, script: null, reason: "could not be installed here" };
  }
}

/** Seconds for one run of a peer; npm-pkg-lint waits for the network, and the command shall end within a quarter of an hour. */
const LIMIT = 90;
/** Runs until this many seconds are spent on a peer and a tarball; at least one run counts. */
const PATIENCE = 60;

async function againstPeers(subject: Subject, index: number, ready: readonly Installed[]) {
  const tree = await unpacked(subject, index);
  const outcome = await judge(cli, subject.file, empty);
  if ("failure" in outcome) throw new Error(`${subject.name}: ${outcome.failure}`);
  const ours: Measured[] = [];
  const missed: string[] = [];
  const rows: (string | number)[][] = [];
  for (const { peer, script, reason } of ready) {
    const name = `${peer.name} ${peer.version}`;
    if (script === null) {
      rows.push([subject.name, name, reason, "", "", "", ""]);
      continue;
    }
    const job = { ...(await peer.job(script, subject.file, tree)), limit: LIMIT };
    const theirs: Measured[] = [];
    const pairs: Measured[] = [];
    const start = performance.now();
    for (let turn = 0; turn <= peerRounds; turn++) {
      const [their, our] = [await meter.run(job), await lastgate(subject.file)];
      const isLast = performance.now() - start > PATIENCE * 1000;
      if (turn > 0 || isLast) {
        theirs.push(their);
        pairs.push(our);
      }
      if (isLast) break;
    }
    ours.push(...pairs);
    if (theirs.some(({ exitCode }) => exitCode === null)) {
      console.log(`${subject.name}, ${name}: over ${LIMIT} s`);
      rows.push([subject.name, name, `over ${LIMIT}`, "", "", "", ""]);
      continue;
    }
    const faster = ratio(theirs, pairs, "wall");
    const found = peer.findings(theirs[0]?.stdout ?? "");
    if (faster <= 1 && subject.isMeasure)
      missed.push(`${subject.name}: ${peer.name} is faster (${faster.toFixed(2)} × our time)`);
    console.log(
      `${subject.name}, ${name}: ${seconds(of(theirs, "wall"))} s, ${faster.toFixed(1)} × ours, ${found} findings`,
    );
    rows.push([
      subject.name,
      name,
      seconds(of(theirs, "wall")),
      seconds(of(theirs, "cpu")),
      megabytes(of(theirs, "memory")),
      found,
      `${faster.toFixed(1)} ×`,
    ]);
  }
  await rm(tree, { recursive: true, force: true });
  const own = [
    subject.name,
    "lastgate",
    seconds(of(ours, "wall")),
    seconds(of(ours, "cpu")),
    megabytes(of(ours, "memory")),
    outcome.findings.length,
    "",
  ];
  return { rows: ours.length > 0 ? [own, ...rows] : rows, missed };
}

async function peerSection(): Promise<{ text: string; missed: readonly string[] }> {
  const ready: Installed[] = [];
  for (const peer of peers) ready.push(await installed(peer));
  const compared = [];
  for (const [index, subject] of all.filter(({ forPeers }) => forPeers).entries())
    compared.push(await againstPeers(subject, index, ready));
  const text = [
    "### Against the peers",
    `The same tarball; secretlint gets the unpacked tree (unpacking is not counted). Medians of up to ${peerRounds} runs, each beside one of lastgate. "Findings" counts what each prints, and they do not look for the same things: secretlint for credentials, publint for packaging mistakes, pubguard for maps, secrets and URLs, npm-pkg-lint for the manifest. npm-pkg-lint asks the registry for the dependencies (its cache is warm, so far as it keeps one); a run is ended after ${LIMIT} s.`,
    table(
      ["Tarball", "Tool", "Seconds#", "CPU s#", "Peak MB#", "Findings#", "Its time : ours#"],
      compared.flatMap(({ rows }) => rows),
    ),
  ].join("\n\n");
  return { text, missed: compared.flatMap(({ missed }) => missed) };
}

const parts = [await floorSection()];
if (withPeers) parts.push(await peerSection());
const texts = [machine(), ...parts.map(({ text }) => text)];
if (withPeers && only === undefined) {
  texts.splice(2, 0, await replaySection());
  await writeSection("speed", texts.join("\n\n"));
}
const missed = parts.flatMap((part) => part.missed);
for (const line of missed) console.log(line);
process.exitCode = missed.length > 0 ? 1 : 0;
