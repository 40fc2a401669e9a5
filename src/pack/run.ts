import type { Readable } from "node:stream";
import { StringDecoder } from "node:string_decoder";

/** A program and the arguments that always come first (`node`, `["…/npm-cli.js"]`). */
export interface Command {
  readonly file: string;
  readonly args: readonly string[];
}

export interface RunOptions {
  readonly cwd: string;
  /** The child's whole environment: nothing is inherited besides. */
  readonly env: Readonly<Record<string, string>>;
  /** Receives each line of stdout and stderr as it comes. Untrusted text. */
  readonly log?: ((line: string) => void) | undefined;
  readonly abort?: AbortSignal | undefined;
}

/** How a child ended, and the last lines (at most 1 MiB) that it wrote to stdout and stderr. Untrusted text. */
export type Finished = { readonly output: readonly string[] } & (
  | { readonly how: "exited"; readonly code: number }
  | { readonly how: "killed"; readonly signal: string }
  | { readonly how: "not-started"; readonly reason: string }
);

const keptCharacters = 1024 * 1024;
const longestLine = 64 * 1024;
/** How long a process that left the group may hold the child's pipes open after the child has ended. */
const pipeGrace = 1000;
const terminationGrace = 2000;

/**
 * Runs a child to its end and reports exit code and signal apart. execa, because it starts `npm.cmd` on Windows and keeps
 * the signal: `@actions/exec` resolves with the code alone, which is null for a killed child, and never stops a child.
 * The child leads a process group of its own, and when it ends nothing of the group lives on: a background process could
 * otherwise hold the pipes open for ever, or change the tarball after it was judged.
 * Throws the reason of `abort` when it fires.
 */
export async function run(command: Command, args: readonly string[], options: RunOptions): Promise<Finished> {
  const { execa, onExit } = await import("./child-process.ts");
  options.abort?.throwIfAborted();
  const group = process.platform !== "win32";
  const child = execa(command.file, [...command.args, ...args], {
    cwd: options.cwd,
    env: { ...options.env },
    extendEnv: false,
    stdin: "ignore",
    buffer: false,
    reject: false,
    cleanup: false,
    detached: group,
  });
  const output = new LastLines(options.log);
  const drains = [child.stdout, child.stderr].map((stream) => output.follow(stream));

  const killAll = (signal: NodeJS.Signals): void => {
    if (child.pid === undefined) return;
    try {
      process.kill(group ? -child.pid : child.pid, signal);
    } catch {
      // Nobody is left in the group.
    }
  };
  const stopWatchingExit = onExit(() => killAll("SIGKILL"));
  const timers: NodeJS.Timeout[] = [];
  const onAbort = (): void => {
    if (!group && child.pid !== undefined) {
      // Windows has no groups: the tree must be asked for by name.
      void execa("taskkill", ["/pid", String(child.pid), "/T", "/F"], { reject: false });
      return;
    }
    killAll("SIGTERM");
    timers.push(setTimeout(() => killAll("SIGKILL"), terminationGrace));
  };
  options.abort?.addEventListener("abort", onAbort, { once: true });
  child.once("exit", () => {
    if (group) killAll("SIGKILL");
    timers.push(
      setTimeout(() => {
        child.stdout.destroy();
        child.stderr.destroy();
      }, pipeGrace),
    );
  });

  try {
    const result = await child;
    await Promise.all(drains);
    options.abort?.throwIfAborted();
    const lines = output.lines();
    if (result.signal !== undefined) return { how: "killed", signal: result.signal, output: lines };
    if (result.exitCode !== undefined) return { how: "exited", code: result.exitCode, output: lines };
    return {
      how: "not-started",
      reason: result.code ?? result.shortMessage ?? "unknown reason",
      output: lines,
    };
  } finally {
    stopWatchingExit();
    options.abort?.removeEventListener("abort", onAbort);
    for (const timer of timers) clearTimeout(timer);
  }
}

/** Splits streams into lines, hands each line on at once, and keeps the last of them. */
class LastLines {
  readonly #log: ((line: string) => void) | undefined;
  readonly #kept: string[] = [];
  #first = 0;
  #characters = 0;

  constructor(log: ((line: string) => void) | undefined) {
    this.#log = log;
  }

  lines(): readonly string[] {
    return this.#kept.slice(this.#first);
  }

  /** Resolves when the stream has ended or was destroyed. */
  follow(stream: Readable): Promise<void> {
    const decoder = new StringDecoder("utf8");
    let rest = "";
    stream.on("data", (chunk: Buffer) => {
      const parts = (rest + decoder.write(chunk)).split("\n");
      rest = parts.pop() ?? "";
      for (const part of parts) this.#add(part);
      // A child that never ends its line must not fill the memory.
      while (rest.length > longestLine) {
        this.#add(rest.slice(0, longestLine));
        rest = rest.slice(longestLine);
      }
    });
    return new Promise((resolve) => {
      stream.once("error", () => {});
      stream.once("close", () => {
        rest += decoder.end();
        if (rest !== "") this.#add(rest);
        resolve();
      });
    });
  }

  #add(raw: string): void {
    const line = raw.endsWith("\r") ? raw.slice(0, -1) : raw;
    this.#log?.(line);
    this.#kept.push(line);
    this.#characters += line.length + 1;
    while (this.#characters > keptCharacters && this.#first < this.#kept.length - 1) {
      this.#characters -= (this.#kept[this.#first]?.length ?? 0) + 1;
      this.#first += 1;
    }
    if (this.#first > 10_000) {
      this.#kept.splice(0, this.#first);
      this.#first = 0;
    }
  }
}
