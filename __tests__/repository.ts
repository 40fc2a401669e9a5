import { rm } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { temporaryFolder } from "./archive.ts";
import { writeProject } from "./project.ts";

type Files = Readonly<Record<string, string | Readonly<Record<string, unknown>> | null>>;

/** A real git repository. */
export interface Repository extends AsyncDisposable {
  readonly path: string;
  git(...args: readonly string[]): Promise<string>;
  /** Writes the files (null deletes one), commits everything, and returns the commit. */
  commit(files: Files): Promise<string>;
}

export async function makeRepository(): Promise<Repository> {
  const folder = await temporaryFolder();
  const git = async (...args: readonly string[]): Promise<string> => {
    const identity = ["-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false"];
    const { stdout } = await execa("git", [...identity, ...args], {
      cwd: folder.path,
      env: { GIT_CONFIG_GLOBAL: "", GIT_CONFIG_NOSYSTEM: "1" },
    });
    return stdout.trim();
  };
  await git("init", "--quiet", "--initial-branch=main");
  return {
    path: folder.path,
    git,
    async commit(files) {
      for (const [path, content] of Object.entries(files)) {
        if (content === null) await rm(join(folder.path, path), { recursive: true });
        else await writeProject(folder.path, { [path]: content });
      }
      await git("add", "--all", "--force");
      await git("commit", "--quiet", "--allow-empty", "--message", "x");
      return git("rev-parse", "HEAD");
    },
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}
