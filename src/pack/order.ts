import { stringsOf } from "../tarball/manifest.ts";
import type { PackageDir } from "./discover.ts";

/** What packages need of each other, told by their names. */
export interface Dependencies {
  /** What a package names itself, in any of its four lists. */
  direct(item: PackageDir): ReadonlySet<PackageDir>;
  /**
   * What it needs, directly or through others, also through packages without scripts and through members of its workspace that are not
   * among the packages. In a circle a package needs itself.
   */
  all(item: PackageDir): ReadonlySet<PackageDir>;
}

const lists = ["dependencies", "devDependencies", "peerDependencies", "optionalDependencies"];

/** What a package's lists name. */
export function needsOf(manifest: Readonly<Record<string, unknown>>): readonly string[] {
  return lists.flatMap((list) => [...stringsOf(manifest[list]).keys()]);
}

export function dependenciesOf(packages: readonly PackageDir[]): Dependencies {
  const named = new Map<string, PackageDir[]>();
  for (const item of packages)
    named.set(item.manifest.name, [...(named.get(item.manifest.name) ?? []), item]);
  const withName = (name: string) => named.get(name) ?? [];
  const direct = new Map(packages.map((item) => [item, new Set(needsOf(item.manifest).flatMap(withName))]));
  const needs = new Map<string, readonly string[]>();
  const add = (name: string, names: readonly string[]) =>
    needs.set(name, [...(needs.get(name) ?? []), ...names]);
  for (const workspace of new Set(packages.map((item) => item.workspaceNeeds)))
    for (const [name, names] of workspace) add(name, names);
  const found = new Map<PackageDir, ReadonlySet<PackageDir>>();
  return {
    direct: (item) => direct.get(item) ?? new Set(),
    all(item) {
      const names = () => reach(needsOf(item.manifest), (name) => needs.get(name) ?? []);
      const known = found.get(item) ?? new Set([...names()].flatMap(withName));
      found.set(item, known);
      return known;
    },
  };
}

/** What is there from these on, they themselves among it. */
function reach<T>(start: Iterable<T>, next: (each: T) => Iterable<T>): ReadonlySet<T> {
  const seen = new Set<T>();
  const open = [...start];
  for (let each = open.pop(); each !== undefined; each = open.pop()) {
    if (seen.has(each)) continue;
    seen.add(each);
    open.push(...next(each));
  }
  return seen;
}

/**
 * The packages in stages: each stage needs only what stands in the stages before it, and within it the order is the given one. In a
 * circle of packages that need each other the given order decides, one a stage.
 */
export function stagesOf(
  packages: readonly PackageDir[],
  dependencies: Dependencies,
): readonly (readonly PackageDir[])[] {
  const before = packages.map((item, index) => {
    const needs = dependencies.all(item);
    return packages.filter(
      (other, place) =>
        other !== item && needs.has(other) && (place < index || !dependencies.all(other).has(item)),
    );
  });
  const stages: PackageDir[][] = [];
  const done = new Set<PackageDir>();
  while (done.size < packages.length) {
    const stage = packages.filter(
      (item, index) => !done.has(item) && before[index]?.every((other) => done.has(other)),
    );
    // Whoever needs only what is done always exists: what is left of a circle waits for its first member alone.
    if (stage.length === 0) throw new Error("The packages have no order");
    for (const item of stage) done.add(item);
    stages.push(stage);
  }
  return stages;
}

/**
 * Whether a manager that sorts a batch by the dependencies written as `workspace:` packs `next` after the packages of the batch that it
 * needs, and `next` is needed by none of them.
 */
export function sortsAfter(
  next: PackageDir,
  batch: readonly PackageDir[],
  dependencies: Dependencies,
): boolean {
  const members = new Set(batch);
  const ofBatch = (item: PackageDir) =>
    workspaceDependencies(item, dependencies).filter((other) => members.has(other));
  const sorted = reach(ofBatch(next), ofBatch);
  return batch.every(
    (member) =>
      !dependencies.all(member).has(next) && (!dependencies.all(next).has(member) || sorted.has(member)),
  );
}

function workspaceDependencies(item: PackageDir, dependencies: Dependencies): PackageDir[] {
  const specs = lists
    .filter((list) => list !== "peerDependencies")
    .flatMap((list) => [...stringsOf(item.manifest[list])]);
  const names = new Set(specs.filter(([, spec]) => spec.startsWith("workspace:")).map(([name]) => name));
  return [...dependencies.direct(item)].filter(({ manifest }) => names.has(manifest.name));
}
