/** Runs a whole process and measures it: wall clock, processor time, peak memory. */
import { spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { access, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";

export interface Measured {
  /** Seconds from start to end. */
  readonly wall: number;
  /** Seconds of user and system time, children included. */
  readonly cpu: number;
  /** Peak resident memory of the largest process, in bytes. */
  readonly memory: number;
  /** Null when the time limit ended it. */
  readonly exitCode: number | null;
  readonly stdout: string;
}

export interface Job {
  /** Of a Node process: script and arguments. */
  readonly args: readonly string[];
  readonly cwd: string;
  /** Seconds after which it is ended with all its children. */
  readonly limit?: number;
}

/** How the operating system's own account of a process and its children is read. */
export interface Meter {
  readonly name: string;
  run(job: Job): Promise<Measured>;
}

/**
 * GNU time where it is there: it knows every child. Else a hook that each Node process of the tree loads; other children are
 * then not counted. `scratch` is a folder for the records.
 */
export async function openMeter(scratch: string): Promise<Meter> {
  return (await hasGnuTime()) ? gnuTime(scratch) : exitHook(scratch);
}

const GNU_TIME = "/usr/bin/time";

async function hasGnuTime(): Promise<boolean> {
  if (!(await exists(GNU_TIME))) return false;
  const { stdout, stderr } = await execa(GNU_TIME, ["--version"], { reject: false });
  return `${stdout}${stderr}`.includes("GNU");
}

function gnuTime(scratch: string): Meter {
  const record = join(scratch, "time.txt");
  const output = join(scratch, "output.txt");
  return {
    name: "GNU time (whole process tree)",
    async run({ args, cwd, limit }) {
      const command = ["-q", "-f", "%U %S %M", "-o", record, process.execPath, ...args];
      const timed = await timedRun(output, GNU_TIME, command, cwd, process.env, limit);
      if (timed.exitCode === null) return { ...timed, cpu: Number.NaN, memory: Number.NaN };
      const [user, system, kilobytes] = numbers(await readFile(record, "utf8"));
      return { ...timed, cpu: user + system, memory: kilobytes * 1024 };
    },
  };
}

function exitHook(scratch: string): Meter {
  const record = join(scratch, "usage.txt");
  const output = join(scratch, "output.txt");
  const hook = `data:text/javascript,${encodeURIComponent(
    `import{appendFileSync}from"node:fs";process.on("exit",()=>{const u=process.resourceUsage();` +
      `appendFileSync(${JSON.stringify(record)},[u.userCPUTime/1e6,u.systemCPUTime/1e6,u.maxRSS].join(" ")+"\\n")})`,
  )}`;
  return {
    name: "process.resourceUsage() at exit (Node processes only)",
    async run({ args, cwd, limit }) {
      await rm(record, { force: true });
      const env = { ...process.env, NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ""} --import=${hook}` };
      const timed = await timedRun(output, process.execPath, args, cwd, env, limit);
      if (timed.exitCode === null) return { ...timed, cpu: Number.NaN, memory: Number.NaN };
      const each = (await readFile(record, "utf8")).trim().split("\n").map(numbers);
      return {
        ...timed,
        cpu: each.reduce((sum, [user, system]) => sum + user + system, 0),
        memory: Math.max(...each.map(([, , kilobytes]) => kilobytes)) * 1024,
      };
    },
  };
}

function numbers(line: string): [number, number, number] {
  const [user, system, kilobytes] = line.trim().split(" ").map(Number);
  if (
    user === undefined ||
    system === undefined ||
    kilobytes === undefined ||
    Number.isNaN(user + system + kilobytes)
  )
    throw new Error(`The measurement cannot be read: ${line}`);
  return [user, system, kilobytes];
}

/** Output goes to a file: some tools exit before a pipe has taken all of it. */
function timedRun(
  file: string,
  command: string,
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv,
  limit = 600,
): Promise<Pick<Measured, "wall" | "exitCode" | "stdout">> {
  return new Promise((resolve, reject) => {
    const output = openSync(file, "w");
    const start = performance.now();
    // A group of its own, so that the limit reaches the children too.
    const child = spawn(command, args, { cwd, env, stdio: ["ignore", output, "ignore"], detached: true });
    let isOver = false;
    const timer = setTimeout(() => {
      isOver = true;
      if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
    }, limit * 1000);
    child.on("error", reject);
    child.on("close", (code, signal) => {
      clearTimeout(timer);
      const wall = (performance.now() - start) / 1000;
      closeSync(output);
      if (code === null && !isOver) reject(new Error(`${command} ${args.join(" ")} was ended by ${signal}`));
      else resolve({ wall, exitCode: isOver ? null : code, stdout: readFileSync(file, "utf8") });
    });
  });
}

function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
