import { execFile } from "node:child_process";
import { access, realpath, stat } from "node:fs/promises";
import { dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { CouldNotJudge } from "../failure.ts";
import { cleanEnvironment, type Environment } from "../pack/environment.ts";

/** git is there and knows the repository, yet cannot list its files. */
export class GitUnreadable extends CouldNotJudge {
  readonly kind = "git-unreadable";
  constructor(root: string, detail: readonly string[]) {
    super(`git cannot list the files of ${root}: mend the repository, or check it out again.`, { detail });
  }
}

/** Variables by which a hook or a wrapper points git at another repository than the folder's own. */
const redirects = /^GIT_(DIR|WORK_TREE|INDEX_FILE|COMMON_DIR|OBJECT_DIRECTORY|NAMESPACE|PREFIX)$/i;

const settings = [
  // A runner's container often owns the checkout by another user, and git then refuses it. That check protects people who
  // walk into a stranger's folder; here the user named the folder, and its own scripts run anyway.
  "safe.directory=*",
  // The one setting of a repository by which listing its files would start a program.
  "core.fsmonitor=false",
].flatMap((setting) => ["-c", setting]);

export interface GitResult {
  readonly ok: boolean;
  /** What it wrote to stdout; `stdout` is the same as text. */
  readonly bytes: Buffer;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs git without a terminal or locks, and without a request that `args` do not ask for. A git that is not installed, or that takes
 * longer than `timeout` milliseconds, is a failed result.
 */
export async function git(
  folder: string,
  args: readonly string[],
  environment: Environment,
  { timeout = 0 }: { readonly timeout?: number } = {},
): Promise<GitResult> {
  const env = Object.fromEntries(
    Object.entries(cleanEnvironment(environment)).filter(([name]) => !redirects.test(name)),
  );
  const options = {
    cwd: folder,
    env: {
      ...env,
      GIT_OPTIONAL_LOCKS: "0",
      GIT_TERMINAL_PROMPT: "0",
      // What a partial clone lacks is fetched by nobody, and no object stands in for another.
      GIT_NO_LAZY_FETCH: "1",
      GIT_NO_REPLACE_OBJECTS: "1",
    },
    encoding: "buffer",
    maxBuffer: 1024 ** 3,
    windowsHide: true,
    timeout,
  } as const;
  // Node's own, because execa takes longer to load than git to answer.
  return new Promise((resolve) => {
    const child = execFile("git", [...settings, ...args], options, (error, bytes, stderr) => {
      resolve({ ok: error === null, bytes, stdout: bytes.toString(), stderr: stderr.toString() });
    });
    child.stdin?.end();
  });
}

/** Looks for `.git` in the folder and above it, as git does: to hear from git that there is none costs as much as a small tarball. */
async function liesInRepository(folder: string): Promise<boolean> {
  for (let here = await realpath(folder); ; here = dirname(here)) {
    if (await exists(join(here, ".git"))) return true;
    if (here === dirname(here)) return false;
  }
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** The top of the git work tree that holds `folder`, else (no repository, no git) the folder itself. Absolute, links resolved. */
export async function repositoryRoot(
  folder: string,
  environment: Environment = process.env,
): Promise<string> {
  if (!(await liesInRepository(folder))) return realpath(folder);
  const { ok, stdout } = await git(folder, ["rev-parse", "--show-toplevel"], environment);
  // A path may itself end in white space: only git's own line end goes.
  const top = stdout.replace(/\r?\n$/, "");
  return realpath(ok && top !== "" ? top : folder);
}

/**
 * Paths that git tracks, relative to `root` with `/`; null when there is no git repository, or no git. Ask before packing: a
 * script can add files. Files of a submodule are not this repository's and are not listed. Throws GitUnreadable.
 * @see https://git-scm.com/docs/git-ls-files
 */
export async function trackedFiles(
  root: string,
  environment: Environment = process.env,
): Promise<ReadonlySet<string> | null> {
  if (!(await liesInRepository(root))) return null;
  const listed = await git(root, ["ls-files", "-z"], environment);
  if (!listed.ok) {
    const inside = await git(root, ["rev-parse", "--is-inside-work-tree"], environment);
    if (!inside.ok || inside.stdout.trim() !== "true") return null;
    throw new GitUnreadable(root, listed.stderr.split("\n").slice(-20));
  }
  return new Set(listed.stdout.split("\0").filter((path) => path !== ""));
}

/**
 * The folder whose policy judges the targets: the repository of the first one that is a folder, wherever the gate was started. Without
 * git it is the nearest folder above that target with a policy of its own, else `folder`, where relative targets start.
 */
export async function rootOf(
  targets: readonly string[],
  folder: string,
  environment: Environment,
): Promise<string> {
  const start = await realpath(folder);
  for (const target of targets) {
    const path = await realpath(resolve(start, target)).catch(() => null);
    if (path === null || !(await stat(path)).isDirectory()) continue;
    const top = await repositoryRoot(path, environment);
    if (top !== path || (await exists(join(path, ".git")))) return top;
    for (let above = path; ; above = dirname(above)) {
      if (above === start || (await exists(join(above, ".github", "lastgate.yml")))) return above;
      if (dirname(above) === above) return path;
    }
  }
  return repositoryRoot(start, environment);
}

/** `path` relative to `folder` with `/`, empty for the folder itself; null when it lies outside. Both absolute and real. */
export function pathWithin(folder: string, path: string): string | null {
  const found = relative(folder, path);
  if (found === ".." || found.startsWith(`..${sep}`) || isAbsolute(found)) return null;
  return found.split(sep).join("/");
}
