import { mkdtemp, realpath } from "node:fs/promises";
import { join } from "node:path";
import { CouldNotJudge } from "./failure.ts";

class NoTemporaryFolder extends CouldNotJudge {
  readonly kind = "no-temporary-folder";
}

/** A fresh folder in `parent`, absolute, links resolved. `variable` is what the user sets to choose another. Throws NoTemporaryFolder. */
export async function temporaryFolder(parent: string, variable: string): Promise<string> {
  try {
    return await mkdtemp(join(await realpath(parent), "lastgate-"));
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown error";
    throw new NoTemporaryFolder(
      `No temporary folder could be made in ${parent} (${code}): let ${variable} name a folder that can be written.`,
      { cause: error },
    );
  }
}
