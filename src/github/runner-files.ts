import { lstatSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { CouldNotJudge } from "../failure.ts";
import type { Environment } from "../pack/environment.ts";

/** A script wrote where only the runner's own commands belong: it would have set outputs, variables or the path of later steps. */
export class RunnerFilesWritten extends CouldNotJudge {
  readonly kind = "runner-files-written";
  constructor(names: readonly string[]) {
    super(
      `While the package was packed something wrote into the runner's files (${names.join(", ")}), which set outputs and variables of this job; it was taken out again: look for the script that does so.`,
    );
  }
}

const variables = ["GITHUB_OUTPUT", "GITHUB_ENV", "GITHUB_PATH", "GITHUB_STATE", "GITHUB_STEP_SUMMARY"];

/**
 * The files through which a step speaks to the runner, as they are now. Scripts are not told their names, but whoever runs as the same user
 * finds them beside RUNNER_TEMP.
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#environment-files
 */
export class RunnerFiles {
  readonly #before: readonly { readonly name: string; readonly file: string; readonly content: Buffer }[];

  constructor(env: Environment) {
    this.#before = variables.flatMap((name) => {
      const file = env[name];
      const content = file ? contentOf(file) : null;
      return file && content !== null ? [{ name, file, content }] : [];
    });
  }

  /** Takes out what came in since. Returns the failure, null when there was nothing. */
  restore(): RunnerFilesWritten | null {
    const written = this.#before.filter(({ file, content }) => contentOf(file)?.equals(content) !== true);
    if (written.length === 0) return null;
    for (const { file, content } of written) {
      // Whatever lies there now, a link or a folder too, is not what the runner made.
      rmSync(file, { recursive: true, force: true });
      writeFileSync(file, content);
    }
    return new RunnerFilesWritten(written.map(({ name }) => name));
  }
}

/** Null when it is no regular file, or cannot be read. */
function contentOf(file: string): Buffer | null {
  try {
    return lstatSync(file).isFile() ? readFileSync(file) : null;
  } catch {
    return null;
  }
}
