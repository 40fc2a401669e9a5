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
export function neededNames(manifest: Readonly<Record<string, unknown>>): readonly string[] {
  return lists.flatMap((list) => [...stringsOf(manifest[list]).keys()]);
}

export function dependenciesOf(packages: readonly PackageDir[]): Dependencies {
  const named = new Map<string, PackageDir[]>();
  for (const item of packages)
    named.set(item.manifest.name, [...(named.get(item.manifest.name) ?? []), item]);
  const withName = (name: string) => named.get(name) ?? [];
  const direct = new Map(
    packages.map((item) => [item, new Set(neededNames(item.manifest).flatMap(withName))]),
  );
  const workspaces = new Set(packages.map((item) => item.workspaceNeeds));
  const members = new Set([...workspaces].flatMap((workspace) => [...workspace.keys()]));
  const needs = new Map<string, readonly string[]>();
  for (const [name, names] of [...workspaces].flatMap((workspace) => [...workspace]))
    needs.set(name, [...(needs.get(name) ?? []), ...names.filter((each) => members.has(each))]);
  const found = new Map<PackageDir, ReadonlySet<PackageDir>>();
  return {
    direct: (item) => direct.get(item) ?? new Set(),
    all(item) {
      const names = () => reach(neededNames(item.manifest), (name) => needs.get(name) ?? []);
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
  const before = needsOf(packages, dependencies);
  const stages: PackageDir[][] = [];
  const done = new Set<PackageDir>();
  while (done.size < packages.length) {
    const stage = packages.filter(
      (item) => !done.has(item) && before.get(item)?.every((other) => done.has(other)),
    );
    // Whoever needs only what is done always exists: what is left of a circle waits for its first member alone.
    if (stage.length === 0) throw new Error("The packages have no order");
    for (const item of stage) done.add(item);
    stages.push(stage);
  }
  return stages;
}

/** The packages one after the other, each after what it needs, and otherwise in the given order. */
export function sequenceOf(
  packages: readonly PackageDir[],
  dependencies: Dependencies,
): readonly PackageDir[] {
  const sequence = new Set<PackageDir>();
  const before = needsOf(packages, dependencies);
  const place = (item: PackageDir): void => {
    if (sequence.has(item)) return;
    for (const other of before.get(item) ?? []) place(other);
    sequence.add(item);
  };
  for (const item of packages) place(item);
  return [...sequence];
}

/** Of each package, which others must come before it. In a circle of packages that need each other the given order decides. */
function needsOf(
  packages: readonly PackageDir[],
  dependencies: Dependencies,
): ReadonlyMap<PackageDir, readonly PackageDir[]> {
  const places = new Map(packages.map((item, index) => [item, index]));
  return new Map(
    packages.map((item, index) => {
      const needs = [...dependencies.all(item)].flatMap((other) => {
        const place = places.get(other);
        if (place === undefined || other === item) return [];
        return place < index || !dependencies.all(other).has(item) ? [{ other, place }] : [];
      });
      return [item, needs.sort((one, two) => one.place - two.place).map(({ other }) => other)];
    }),
  );
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
