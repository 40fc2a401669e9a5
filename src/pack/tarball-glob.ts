import picomatch from "picomatch";
import { glob } from "tinyglobby";

/** A target as a glob: where it starts, and the pattern from there; null when it is a plain path. */
export function parseGlob(target: string): { readonly base: string; readonly pattern: string } | null {
  const { base, glob: pattern, isGlob } = picomatch.scan(target.replaceAll("\\", "/"));
  return isGlob ? { base, pattern } : null;
}

/** Absolute paths of the files that the pattern matches below the folder. */
export function filesMatching(pattern: string, folder: string): Promise<readonly string[]> {
  return glob(pattern, { cwd: folder, absolute: true, dot: true, expandDirectories: false });
}

/** Whether the pattern matches folders below the folder. */
export async function matchesFolders(pattern: string, folder: string): Promise<boolean> {
  const folders = await glob(pattern, {
    cwd: folder,
    dot: true,
    expandDirectories: false,
    onlyDirectories: true,
  });
  return folders.length > 0;
}
