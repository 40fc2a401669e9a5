import { stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { git } from "../baseline/worktree.ts";
import { CouldNotJudge } from "../failure.ts";
import type { Environment } from "../pack/environment.ts";
import type { GitHubContext } from "./event.ts";

/** Packing would run a stranger's scripts where the workflow's token and secrets are within their reach. */
export class UntrustedCheckout extends CouldNotJudge {
  readonly kind = "untrusted-checkout";
  constructor(event: string, target: string) {
    super(
      `On ${event} the gate does not pack ${target}: it is not the commit that the workflow trusts, and its scripts would run beside the workflow's token and secrets. Use the event pull_request, or judge a ready .tgz.`,
    );
  }
}

/**
 * Refuses to pack what a pull request brought, on an event that runs with the repository's own rights. Packing runs the scripts of
 * package.json; the clean environment takes the token from them, but not what lies in files and in the memory of the runner.
 * A ready tarball is only read, and a folder of the trusted commit, as committed, holds nobody's scripts but the repository's own.
 * Throws UntrustedCheckout.
 * @see https://docs.github.com/en/actions/reference/security/secure-use#mitigating-the-risks-of-untrusted-code-checkout
 */
export async function refuseUntrustedCheckout(request: {
  readonly context: GitHubContext;
  readonly targets: readonly string[];
  /** Where the targets' paths start. */
  readonly folder: string;
  readonly env: Environment;
}): Promise<void> {
  const { context, targets, folder, env } = request;
  if (context.privilegedFor === null) return;
  for (const target of targets) {
    const path = resolve(folder, target);
    const facts = await stat(path).catch(() => null);
    // What is no folder is not packed.
    if (facts === null || !facts.isDirectory()) continue;
    if (!(await isCommitted(path, context.privilegedFor, env)))
      throw new UntrustedCheckout(context.event, target);
  }
}

/** Whether the folder is, file by file, what one of the commits has there. Files that git does not track are not looked at. */
async function isCommitted(folder: string, commits: readonly string[], env: Environment): Promise<boolean> {
  const head = await git(folder, ["rev-parse", "HEAD"], env);
  if (!head.ok || !commits.includes(head.stdout.trim())) return false;
  const known = await git(folder, ["ls-files", "--error-unmatch", "--", join(folder, "package.json")], env);
  if (!known.ok) return false;
  const changed = await git(folder, ["status", "--porcelain", "--untracked-files=no"], env);
  return changed.ok && changed.stdout === "";
}
