/** Where the benchmarks keep what must not lie in the repository, and what they run. */
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const benchFolder = fileURLToPath(new URL(".", import.meta.url));

/** The command line that is measured unless `--cli` names another build. */
export const committedCli = join(benchFolder, "..", "dist", "cli.js");

export const floorScript = join(benchFolder, "floor.mjs");

/** Outside the repository: `lastgate-corpus` in the user's cache folder. Made when missing. */
export async function cacheFolder(...parts: readonly string[]): Promise<string> {
  const folder = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "lastgate-corpus", ...parts);
  await mkdir(folder, { recursive: true });
  return folder;
}

/** An empty folder outside the repository, so that the policy of this repository does not apply; gone at the end of the scope. */
export async function scratchFolder(): Promise<{ path: string } & AsyncDisposable> {
  const path = await mkdtemp(join(tmpdir(), "lastgate-bench-"));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}
