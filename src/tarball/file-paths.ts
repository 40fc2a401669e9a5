import type { Tarball } from "./tarball.ts";

/** Several rules ask the same of the same tarball, so the answer is kept as long as the tarball is. */
const known = new WeakMap<Tarball, ReadonlySet<string>>();

/** The paths of a tarball that npm would install: files, and neither links nor devices. */
export function filePaths(tarball: Tarball): ReadonlySet<string> {
  let paths = known.get(tarball);
  if (paths === undefined) {
    const found = new Set<string>();
    for (const { path, kind } of tarball.entries) if (kind === "file") found.add(path);
    paths = found;
    known.set(tarball, paths);
  }
  return paths;
}
