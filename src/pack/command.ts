import { realpath } from "node:fs/promises";
import { type Environment, packEnvironment } from "./environment.ts";
import { allTarballs, freshFolder } from "./pack.ts";
import { run } from "./run.ts";
import { expectSuccess } from "./tool.ts";

export interface CommandOptions {
  /** As the user wrote it, for `sh -e`: one line or several. `{destination}` stands for the folder that takes the tarballs. */
  readonly command: string;
  /** Where it runs. Absolute. */
  readonly folder: string;
  /** An existing folder of the caller's, outside `folder`; the command gets a fresh folder inside it. */
  readonly destination: string;
  /** The gate's own environment; what a script must not see is removed here. */
  readonly env: Environment;
  /** Receives each line that the command prints. Untrusted text. */
  readonly log: (line: string) => void;
  readonly abort?: AbortSignal | undefined;
}

/**
 * Runs a pack command of the team's own and returns every `.tgz` that it left in the folder it was given, as `{destination}` and
 * as the variable LASTGATE_DESTINATION. Sorted by name, never empty.
 * Throws a CouldNotJudge when the command fails, or leaves no tarball, or something that is no regular file.
 */
export async function packByCommand(options: CommandOptions): Promise<readonly string[]> {
  const { command, folder, env, log, abort } = options;
  const destination = await freshFolder(options.destination, [await realpath(folder)]);
  const line = command.replaceAll("{destination}", () => quoted(destination));
  // `-e`, so that what fails in the middle of several lines is not forgotten.
  const shell = { file: "sh", args: ["-e", "-c"] };
  const variables = { ...packEnvironment(env), LASTGATE_DESTINATION: destination };
  const finished = await run(shell, [line], { cwd: folder, env: variables, log, abort });
  const shown = shortened(command);
  expectSuccess(finished, shown, folder, "sh");
  return allTarballs(destination, shown, folder);
}

/** @see https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_02_02 (single quotes) */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

function shortened(command: string): string {
  const [first = "", ...others] = command.trim().split("\n");
  const line = first.length > 80 ? `${first.slice(0, 80)}…` : first;
  return others.length === 0 ? line : `${line} …`;
}
