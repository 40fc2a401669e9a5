import { existsSync, realpathSync } from "node:fs";
import { lstat, readFile, realpath } from "node:fs/promises";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { pathWithin } from "../baseline/worktree.ts";
import { readRegularFile } from "../regular-file.ts";
import type { Source } from "../source.ts";
import { ArtifactListUnreadable, InvalidManifest, OutsideRepository } from "./failures.ts";

/** The repository as it is known before anything is packed. */
export interface WorkTree {
  /** Absolute, links resolved: the top of the git work tree, else the folder itself. */
  readonly root: string;
  /** As `machinePathsOf` gives them. */
  readonly machinePaths: readonly string[];
}

/**
 * What the rules may know of a package's folder. Call it after packing: scripts may have changed package.json. `tracked` and
 * `artifactList` come from the work tree as it was before. Synchronous, as `readRegularFile` is. Throws InvalidManifest or OutsideRepository.
 */
export function gatherSource(
  packageFolder: string,
  { root, machinePaths }: WorkTree,
  tracked: ReadonlySet<string> | null,
  artifactList: Source["artifactList"],
  repositoryIsPublic: boolean | null = null,
  packedWith: Source["packedWith"] = null,
): Source {
  const folder = realFolder(packageFolder);
  const directory = pathWithin(root, folder);
  if (directory === null) throw new OutsideRepository(folder, root);
  const manifestFile = join(folder, "package.json");
  return {
    directory,
    manifestText: manifestIn(manifestFile),
    tracked,
    repositoryIsPublic,
    hasNpmignore: existsSync(join(folder, ".npmignore")),
    machinePaths,
    artifactList,
    packedWith,
  };
}

function realFolder(folder: string): string {
  try {
    return realpathSync.native(folder);
  } catch (error) {
    throw new InvalidManifest(join(folder, "package.json"), "is gone after packing", error);
  }
}

function manifestIn(file: string): string {
  try {
    return readRegularFile(file);
  } catch (error) {
    throw new InvalidManifest(file, "is gone after packing", error);
  }
}

/** The builder's home, also with its links resolved, and the work tree. A bare `/` would be found everywhere. */
export async function machinePathsOf(root: string): Promise<readonly string[]> {
  const home = homeFolder();
  const homes = home === null ? [] : [home, await realpath(home).catch(() => home)];
  return [...new Set([...homes, root].map((path) => resolve(path)))].filter((path) => path.length > 1);
}

/** Null for a user without a home: Node throws when neither HOME nor the user database names one. */
function homeFolder(): string | null {
  try {
    return homedir() || null;
  } catch {
    return null;
  }
}

const firstList =
  "commit it (`tar -tzf x.tgz | sed 's#^[^/]*/##' | LC_ALL=C sort` prints that of a tarball that is right)";

/**
 * The committed list of what ships; `file` is the policy's path, relative to the repository root. Call it before anything is packed: a
 * script could write what it smuggles in into the list as well. Throws ArtifactListUnreadable.
 */
export async function readArtifactList(
  repositoryRoot: string,
  file: string,
): Promise<NonNullable<Source["artifactList"]>> {
  const root = await realpath(repositoryRoot);
  // `{name}` comes from a manifest: nothing outside the repository is ever quoted.
  const path = resolve(root, file);
  const within = pathWithin(root, path);
  if (within === null || within === "") throw new ArtifactListUnreadable(file, "lies outside the repository");
  for (const [index] of within.split("/").entries()) {
    const part = within.split("/").slice(0, index + 1);
    const facts = await lstat(join(root, ...part)).catch(() => null);
    if (facts === null) throw new ArtifactListUnreadable(file, "does not exist", firstList);
    // It would be another file than the one under review.
    if (facts.isSymbolicLink())
      throw new ArtifactListUnreadable(file, `is reached through the symbolic link ${part.join("/")}`);
  }
  const text = await readFile(path, "utf8").catch(() => null);
  if (text === null) throw new ArtifactListUnreadable(file, "is not a readable file");
  const lines = text
    .replace(/^\uFEFF/, "")
    .split("\n")
    .map((raw, index) => ({ text: raw.trim(), line: index + 1 }))
    .filter(({ text: entry }) => entry !== "" && !entry.startsWith("#"));
  return { file, lines };
}
