import { closeSync, openSync, readFileSync, readSync, writeSync } from "node:fs";
import { cleanEnvironment, type Environment } from "./environment.ts";

/**
 * A copy of the process's environment, of which what a pack script must not see is then taken out of the process itself. A script of the
 * same user reads `/proc/PID/environ`, which goes on showing what the process was started with: on Linux that memory is overwritten
 * too, through `/proc/self/mem`. Elsewhere, or where the system forbids it, only the variables go.
 * @see https://man7.org/linux/man-pages/man5/proc_pid_environ.5.html
 */
export function takeEnvironment(own: NodeJS.ProcessEnv): Environment {
  const all = { ...own };
  const clean = cleanEnvironment(all);
  const secret = Object.keys(all).filter((name) => !(name in clean));
  if (process.platform === "linux") overwrite(secret);
  for (const name of secret) delete own[name];
  return all;
}

/** The place of the environment among the numbers of `/proc/self/stat`, counted from what follows the program's name. */
const environmentStart = 47;

function overwrite(names: readonly string[]): void {
  try {
    const stat = readFileSync("/proc/self/stat", "latin1");
    const start = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[environmentStart]);
    const block = readFileSync("/proc/self/environ");
    const memory = openSync("/proc/self/mem", "r+");
    try {
      const there = Buffer.alloc(block.length);
      readSync(memory, there, 0, there.length, start);
      // Never write where anything else lies than what is to be overwritten.
      if (!there.equals(block)) return;
      for (let at = 0; at < block.length; ) {
        const next = block.indexOf(0, at);
        const end = next === -1 ? block.length : next;
        const equals = block.indexOf("=", at);
        if (equals !== -1 && equals < end && names.includes(block.toString("utf8", at, equals)))
          writeSync(memory, Buffer.alloc(end - equals - 1), 0, end - equals - 1, start + equals + 1);
        at = end + 1;
      }
    } finally {
      closeSync(memory);
    }
  } catch {
    // Not every system lets a process write its own memory this way; what is not hidden is said in docs/threat-model.md.
  }
}
