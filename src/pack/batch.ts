import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { CouldNotJudge } from "../failure.ts";
import { peekManifest } from "../tarball/read.ts";
import { type Arrivals, watch } from "./arrivals.ts";
import type { PackageDir } from "./discover.ts";
import { packEnvironment } from "./environment.ts";
import type { Batching } from "./manager.ts";
import { freshFolder, isRegularFile, type PackOptions } from "./pack.ts";

export interface BatchOptions extends Omit<PackOptions, "manager">, Arrivals {}

/**
 * Packs several packages in one process of their manager. Returns the tarballs of which it is certain that each is whole, is of its
 * package, and that its scripts ended well; of what is missing nothing is known, and nothing is left on the disk.
 * Throws a CouldNotJudge when the run was aborted or the folder for the tarballs lies inside a package.
 */
export async function packBatch(
  packages: readonly PackageDir[],
  batching: Batching,
  pace: number | null,
  options: BatchOptions,
): Promise<ReadonlyMap<PackageDir, string>> {
  const destination = await freshFolder(
    options.destination,
    packages.map(({ directory }) => directory),
  );
  const { prepublishOnly, log, abort } = options;
  const env = packEnvironment(options.env);
  const stopWatching = watch(destination, packages, options);
  const job = { packages, pace, destination, prepublishOnly, env, log, abort };
  const wentWell = await batching.pack(job).finally(stopWatching);
  const found = await tarballsOf(packages, destination, pace !== null);
  const certain = found === null ? [] : certainOf(packages, found, wentWell, batching.isSequential);
  const kept = new Map(
    certain.flatMap((item) => {
      const file = found?.get(item);
      return file === undefined ? [] : [[item, file] as const];
    }),
  );
  await discardOthers(destination, new Set(kept.values()));
  return kept;
}

/**
 * Each tarball of the folder with its package; null when a tarball is not a regular file, is of none of the packages or of one that has
 * another: somebody had his hands in the folder, and it is no longer known whose. Where scripts ran, the name that a tarball carries inside
 * tells. Where none did its own does, if it is the expected one: the judge holds the inside against it anyway.
 */
async function tarballsOf(
  packages: readonly PackageDir[],
  folder: string,
  scriptsRan: boolean,
): Promise<ReadonlyMap<PackageDir, string> | null> {
  const byFile = new Map(scriptsRan ? [] : packages.map((item) => [tarballName(item), item]));
  const byInside = new Map(packages.map((item) => [item.manifest.name, item]));
  const found = new Map<PackageDir, string>();
  for (const name of await readdir(folder)) {
    if (!/\.tgz$/i.test(name)) continue;
    const file = join(folder, name);
    if (!(await isRegularFile(file))) return null;
    const item = byFile.get(name.toLowerCase()) ?? byInside.get(await nameInside(file));
    if (item === undefined || found.has(item)) return null;
    found.set(item, file);
  }
  return found;
}

/** As npm and pnpm name the file; in lower case, for file systems that do not tell it from upper case. */
export function tarballName({ manifest: { name, version } }: PackageDir): string {
  return `${name}-${version}.tgz`.replace(/^@/, "").replaceAll(/[/\\]/g, "-").toLowerCase();
}

async function nameInside(file: string): Promise<string> {
  try {
    return (await peekManifest(file)).name;
  } catch (error) {
    if (error instanceof CouldNotJudge) return "";
    throw error;
  }
}

/**
 * All of them when the manager says that all went well and all are there. When it failed, those before the last one that is there, with
 * none missing in between: that last one may be whole and yet be the one whose postpack failed.
 */
function certainOf(
  packages: readonly PackageDir[],
  found: ReadonlyMap<PackageDir, string>,
  wentWell: boolean,
  isSequential: boolean,
): readonly PackageDir[] {
  if (wentWell) return found.size === packages.length ? packages : [];
  const firstMissing = packages.findIndex((item) => !found.has(item));
  const present = firstMissing === -1 ? packages.length : firstMissing;
  return isSequential && present === found.size ? packages.slice(0, Math.max(0, present - 1)) : [];
}

async function discardOthers(folder: string, kept: ReadonlySet<string>): Promise<void> {
  if (kept.size === 0) return rm(folder, { recursive: true, force: true });
  for (const name of await readdir(folder)) {
    const file = join(folder, name);
    if (!kept.has(file)) await rm(file, { recursive: true, force: true });
  }
}
