import { CouldNotJudge } from "../failure.ts";
import type { Environment } from "../pack/environment.ts";
import { git } from "./worktree.ts";

/** Nobody can tell what changed, and "nothing" would be a lie. */
export class ChangesUnknown extends CouldNotJudge {
  readonly kind = "changes-unknown";
}

/** What differs between a commit and the work tree. */
export interface Changes {
  /** The commit, in full. */
  readonly commit: string;
  /** Repository-relative, with `/`: changed, new (unless ignored), or gone. A renamed file is gone and new. */
  readonly paths: ReadonlySet<string>;
  /** Folders with a repository of their own that git does not track here. */
  readonly repositories: ReadonlySet<string>;
}

/** Milliseconds; a fetch of one commit of a large repository takes seconds. */
const patience = 300_000;

/**
 * What changed in the work tree since a commit, by git alone. A commit that a shallow checkout lacks is fetched; `revision` is its whole
 * name then, otherwise whatever git understands. Ask before packing: a script can add files.
 * Throws ChangesUnknown when there is no git, the commit cannot be had, or git does not answer.
 * @see https://git-scm.com/docs/git-diff
 */
export async function changesSince(root: string, revision: string, env: Environment): Promise<Changes> {
  const inside = await git(root, ["rev-parse", "--is-inside-work-tree"], env);
  if (!inside.ok || inside.stdout.trim() !== "true") {
    throw new ChangesUnknown(
      `What changed can only be told by git, which is not installed or finds no repository at ${root}: check the repository out with git, or judge all packages.`,
      { detail: lines(inside.stderr) },
    );
  }
  const commit = (await commitOf(root, revision, env)) ?? (await fetched(root, revision, env));
  // Neither the repository's settings nor an attribute of the change may hide a path.
  const diff = [
    "diff",
    "--name-only",
    "-z",
    "--no-renames",
    "--no-relative",
    "--no-ext-diff",
    "--no-textconv",
  ];
  const known = await git(root, [...diff, "--ignore-submodules=none", commit, "--"], env);
  // By the repository's own .gitignore files: what a user hides from git on his machine alone may well ship.
  const added = await git(root, ["ls-files", "--others", "--exclude-per-directory=.gitignore", "-z"], env);
  for (const { ok, stderr } of [known, added]) {
    if (ok) continue;
    throw new ChangesUnknown(
      `git cannot compare the work tree at ${root} with the commit ${short(commit)}: check out again, with "fetch-depth: 0".`,
      { detail: lines(stderr) },
    );
  }
  const paths = [known, added].flatMap(({ stdout }) => stdout.split("\0")).filter((path) => path !== "");
  return {
    commit,
    paths: new Set(paths.filter((path) => !path.endsWith("/"))),
    repositories: new Set(paths.filter((path) => path.endsWith("/")).map((path) => path.replace(/\/+$/, ""))),
  };
}

/** The whole name of the commit that is checked out; null when there is none. */
export function checkedOut(root: string, env: Environment): Promise<string | null> {
  return commitOf(root, "HEAD", env);
}

/** A commit's name as people write it. */
export function short(commit: string): string {
  return commit.slice(0, 7);
}

/** Its whole name; null when the repository does not have it. */
async function commitOf(root: string, revision: string, env: Environment): Promise<string | null> {
  // What begins with a dash is an option to git, and no revision's name.
  if (revision.startsWith("-")) return null;
  const found = await git(root, ["rev-parse", "--verify", "--quiet", `${revision}^{commit}`], env);
  const commit = found.stdout.trim();
  return found.ok && isCommit(commit) ? commit : null;
}

async function fetched(root: string, revision: string, env: Environment): Promise<string> {
  if (!isCommit(revision)) {
    throw new ChangesUnknown(
      `git knows no commit ${JSON.stringify(revision)} in ${root}: give the name of one that this repository has.`,
    );
  }
  const said = await fetchMissing(root, revision, env);
  const commit = await commitOf(root, revision, env);
  if (commit !== null) return commit;
  throw new ChangesUnknown(
    `The commit ${short(revision)}, which the change is compared with, is not in this checkout and cannot be fetched from "origin": check out with "fetch-depth: 0".`,
    { detail: lines(said) },
  );
}

/**
 * Fetches a commit, by its whole name, that a shallow checkout lacks: nothing else, and no branch or tag moves. Whether it is there
 * afterwards is for who needs it to see. Returns what git said against it.
 */
export async function fetchMissing(root: string, commit: string, env: Environment): Promise<string> {
  if ((await commitOf(root, commit, env)) !== null) return "";
  const shallow = await git(root, ["rev-parse", "--is-shallow-repository"], env);
  // The one commit is enough. A whole repository stays whole.
  const depth = shallow.stdout.trim() === "true" ? ["--depth=1"] : [];
  const options = [...depth, "--no-tags", "--no-recurse-submodules", "--no-auto-gc", "--quiet"];
  return (await git(root, ["fetch", ...options, "origin", commit], env, { timeout: patience })).stderr;
}

function isCommit(text: string): boolean {
  return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(text);
}

/** The last lines of what git said, without the user and password of an address. */
function lines(stderr: string): string[] {
  return stderr
    .trim()
    .split("\n")
    .slice(-20)
    .map((line) => line.replace(/:\/\/[^\s/@]*@/g, "://***@"));
}
