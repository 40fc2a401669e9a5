import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { ROOT } from "./runner.ts";

/** The command line of the committed dist. */
export const CLI = join(ROOT, "dist/cli.js");

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface StartOptions {
  readonly cwd: string;
  /** Over this process's own; undefined takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Arguments of Node, before the script. */
  readonly node?: readonly string[];
  /** A shell command line that receives the program and its arguments as "$@", such as `ulimit -f 8; exec "$@"`. */
  readonly shell?: string;
  /** Runs as this user; only root may ask for it. */
  readonly uid?: number;
  /** Called with the child as soon as it runs. */
  readonly meanwhile?: (child: ChildProcess) => void;
}

/** Starts `lastgate` under the Node that runs the tests, to its end. */
export async function lastgate(args: readonly string[], options: StartOptions): Promise<Ended> {
  const { cwd, env, node = [], shell, uid, meanwhile } = options;
  const command = [process.execPath, ...node, CLI, ...args];
  const [file = "", ...rest] = shell === undefined ? command : ["/bin/sh", "-c", shell, "sh", ...command];
  const child = spawn(file, rest, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
  meanwhile?.(child);
  const killer = setTimeout(() => child.kill("SIGKILL"), 120_000);
  const exit = once(child, "close");
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  await exit;
  clearTimeout(killer);
  return { code: child.exitCode, signal: child.signalCode, stdout, stderr };
}
