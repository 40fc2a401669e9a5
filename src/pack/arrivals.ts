import { lstatSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { tarballName } from "./batch.ts";
import type { PackageDir } from "./discover.ts";

/** Milliseconds. */
const lookEvery = 50;
const tellEvery = 5000;

export interface Arrivals {
  /** A tarball that has the name of the package's, and the size that it had at the look before: it seems to be whole. */
  arrived(item: PackageDir, file: string): void;
  /** Every few seconds how many tarballs there are so far, whole or not. */
  written(count: number): void;
}

/**
 * Looks again and again into the folder into which a batch is packed. Returns what ends that; nothing is told after it. A look is
 * synchronous: beside a manager that keeps every core at work, turns of the thread pool cost far more than the looking.
 */
export function watch(folder: string, packages: readonly PackageDir[], tell: Arrivals): () => void {
  const expected = new Map(packages.map((item) => [tarballName(item), item]));
  const sizes = new Map<string, number>();
  let untold = 0;
  const look = () => {
    const names = readdirSync(folder).filter((name) => /\.tgz$/i.test(name));
    for (const name of names) {
      const item = expected.get(name.toLowerCase());
      if (item === undefined) continue;
      const { size } = lstatSync(join(folder, name));
      const isSettled = sizes.get(name) === size;
      sizes.set(name, size);
      if (!isSettled) continue;
      expected.delete(name.toLowerCase());
      tell.arrived(item, join(folder, name));
    }
    untold += lookEvery;
    if (untold < tellEvery) return;
    untold = 0;
    tell.written(names.length);
  };
  const timer = setInterval(() => {
    try {
      look();
    } catch {
      // A script may take a file away between two steps; the next look sees what there is.
    }
  }, lookEvery);
  return () => clearInterval(timer);
}
