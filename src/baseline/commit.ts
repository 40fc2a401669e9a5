import { BaseUnreadable } from "../base-policy.ts";
import type { Environment } from "../pack/environment.ts";
import { decode, isFolder, type PolicyFiles, segmentsWithin, throughLink } from "../policy/files.ts";
import { PolicyFileError, quote } from "../policy/problems.ts";
import { git } from "./worktree.ts";

/**
 * The files of one commit, as git stores them; null when the repository does not have the commit, as a shallow checkout, or there
 * is no git. Nothing is fetched. A read throws BaseUnreadable when a partial clone lacks what it needs.
 */
export async function commitFiles(
  root: string,
  sha: string,
  environment: Environment,
): Promise<PolicyFiles | null> {
  const here = await git(root, ["cat-file", "-e", `${sha}^{tree}`], environment);
  if (!here.ok) return null;
  return {
    async read(path) {
      const segments = segmentsWithin(path);
      for (let length = 1; length < segments.length; length++) {
        const folder = segments.slice(0, length).join("/");
        const entry = await entryOf(root, sha, folder, environment);
        if (entry === null) return null;
        if (entry.mode === "120000") throw throughLink(path, folder);
        if (entry.mode === "160000") return besideCommit(root, folder, entry, environment);
        if (entry.mode !== "040000") return null;
      }
      const entry = await entryOf(root, sha, path, environment);
      if (entry === null) return null;
      if (entry.mode === "120000") throw throughLink(path, path);
      if (!entry.mode.startsWith("100")) throw isFolder(path);
      const blob = await git(root, ["cat-file", "blob", entry.object], environment);
      if (!blob.ok) throw incomplete(sha, path);
      return decode(path, blob.bytes);
    },
  };
}

interface TreeEntry {
  /** Six octal digits. */
  readonly mode: string;
  readonly object: string;
}

/** @see https://git-scm.com/docs/git-ls-tree */
async function entryOf(
  root: string,
  commit: string,
  path: string,
  environment: Environment,
): Promise<TreeEntry | null> {
  const listed = await git(root, ["ls-tree", "-z", "--full-tree", commit, "--", path], environment);
  if (!listed.ok) throw incomplete(commit, path);
  for (const line of listed.stdout.split("\0")) {
    const [, mode, object, name] = /^(\d{6}) \w+ ([0-9a-f]+)\t([\s\S]*)$/.exec(line) ?? [];
    if (name === path && mode !== undefined && object !== undefined) return { mode, object };
  }
  return null;
}

/** A file of a submodule: when the change leaves the submodule at its commit, the work tree has it as the base commit has. */
async function besideCommit(
  root: string,
  folder: string,
  before: TreeEntry,
  environment: Environment,
): Promise<null> {
  const now = await entryOf(root, "HEAD", folder, environment);
  if (now?.object === before.object) return null;
  throw new PolicyFileError(
    `The submodule ${quote(folder)}, which the policy extends, is another one after this change; change it by itself.`,
  );
}

function incomplete(commit: string, path: string): BaseUnreadable {
  return new BaseUnreadable(
    `git has the commit ${commit.slice(0, 7)} but not ${quote(path)} of it: check out with "fetch-depth: 0" and without a filter.`,
  );
}
