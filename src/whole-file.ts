import { lstat, rename, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { CouldNotJudge } from "./failure.ts";

/** The report could not be written where the user wants it. */
export class ReportUnwritable extends CouldNotJudge {
  readonly kind = "report-unwritable";
}

/**
 * Writes a file whole or not at all: beside its place first, then under its name, so that nobody ever takes half a report for a whole
 * one. What is there and is no regular file (`/dev/stdout`, a pipe) is written to as it is. Throws ReportUnwritable.
 */
export async function writeWhole(file: string, text: string): Promise<void> {
  const draft = `${file}.${process.pid}.tmp`;
  try {
    const facts = await lstat(file).catch(() => null);
    if (facts !== null && !facts.isFile() && !facts.isDirectory()) return await writeFile(file, text);
    await writeFile(draft, text, { flag: "wx" });
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true }).catch(() => {});
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown error";
    throw new ReportUnwritable(
      code === "ENOENT"
        ? `The report could not be written to ${file}, because the folder ${dirname(file)} does not exist: make it, or name another file.`
        : `The report could not be written to ${file} (${code}): name another file.`,
      { cause: error },
    );
  }
}
