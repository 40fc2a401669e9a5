import { readFile, stat } from "node:fs/promises";
import { relative, resolve } from "node:path";
import { Collected } from "./collected.ts";
import { CouldNotJudge } from "./failure.ts";
import { type Merged, merge, type ReportFile } from "./merge.ts";

/** A path or a glob that should lead to the reports of shards, and does not. */
class NoReport extends CouldNotJudge {
  readonly kind = "no-report";
}

/** Bytes; a run of a thousand packages with many findings has some megabytes. */
const largest = 256 * 1024 * 1024;

/**
 * Reads the reports that the paths and globs name, relative to `folder`, and merges them. What cannot be read is a failure of the
 * merged report.
 */
export async function mergeReports(request: {
  readonly reports: readonly string[];
  /** Absolute. */
  readonly folder: string;
  readonly enforced: boolean;
}): Promise<Merged> {
  const { folder, enforced } = request;
  const unread = new Collected();
  const found = new Set<string>();
  for (const name of request.reports) {
    await unread.during(name, null, async () => {
      for (const file of await filesOf(name, folder)) found.add(file);
    });
  }
  // Loaded where it is needed: whoever judges reads no report.
  const { parseReport } = await import("./report/parse.ts");
  const files: ReportFile[] = [];
  for (const path of found) {
    const file = relative(folder, path) || path;
    await unread.during(file, null, async () => {
      files.push({ file, report: parseReport(await textOf(path)) });
    });
  }
  return merge(files, { enforced, unread });
}

/** Absolute paths, sorted; at least one. Throws NoReport. */
async function filesOf(name: string, folder: string): Promise<readonly string[]> {
  const path = resolve(folder, name);
  const facts = await stat(path).catch(() => null);
  if (facts !== null) return [path];
  const { filesMatching, parseGlob } = await import("./pack/tarball-glob.ts");
  const glob = parseGlob(name);
  const files = glob === null ? [] : await filesMatching(glob.pattern, resolve(folder, glob.base));
  if (files.length > 0) return [...files].sort();
  throw new NoReport(
    glob === null
      ? "There is no such report: give the JSON report of each shard."
      : "No file matches: give the JSON report of each shard, and see whether the shards kept theirs.",
  );
}

async function textOf(path: string): Promise<string> {
  try {
    const { size } = await stat(path);
    if (size > largest)
      throw new NoReport("This file is too large for a report: give the JSON report of each shard.");
    return await readFile(path, "utf8");
  } catch (error) {
    if (error instanceof CouldNotJudge) throw error;
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown error";
    throw new NoReport(`The report cannot be read (${code}): give the JSON report of each shard.`, {
      cause: error,
    });
  }
}
