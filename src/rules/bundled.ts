import { isRecord, type Manifest } from "../tarball/manifest.ts";
import type { Entry } from "../tarball/tarball.ts";

/**
 * Names of the dependencies that package.json bundles; empty when there are none. `true` stands for all of them.
 * @see https://docs.npmjs.com/cli/configuring-npm/package-json#bundledependencies
 */
export function bundledNames(manifest: Manifest): readonly string[] {
  const listed = listOf(manifest.bundleDependencies) ?? listOf(manifest.bundledDependencies) ?? false;
  return listed === true ? neededBy(manifest) : listed === false ? [] : listed;
}

/** Null for what is no list of names and no boolean. */
function listOf(value: unknown): boolean | readonly string[] | null {
  if (typeof value === "boolean") return value;
  return Array.isArray(value) && value.every((name) => typeof name === "string") ? value : null;
}

/** Package at the root of whose folder the path lies, when that is `node_modules` of the package itself. */
export function installedName(path: string): string | null {
  return /^node_modules\/(@[^/]+\/[^/]+|[^@./][^/]*)\//.exec(path)?.[1] ?? null;
}

/**
 * Folder of an installed package, at any depth, when the path is its package.json: in any letter case, because a disk that does not
 * tell case gives the file under its usual name.
 */
export function installedFolder(path: string): string | null {
  // Most paths end in another letter than `n`.
  if ((path.charCodeAt(path.length - 1) | 0x20) !== 0x6e) return null;
  return /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+(?=\/package\.json$)/iu.exec(path)?.[0] ?? null;
}

/**
 * Which folders of the root `node_modules` are there because the manifest bundles them: the dependencies it names and all
 * that those need, as the bundled manifests say. Show it every entry, then ask.
 */
export class BundledDependencies {
  /** Folder of the root `node_modules` → names that the packages in it need. */
  readonly #needs = new Map<string, Set<string>>();

  read(entry: Entry): void {
    if (entry.kind !== "file" || !/^node_modules\/.*(?<=\/)package\.json$/.test(entry.path)) return;
    const name = installedName(entry.path);
    if (name === null) return;
    const known = this.#needs.get(name) ?? new Set();
    for (const need of neededBy(parsed(entry.text()))) known.add(need);
    this.#needs.set(name, known);
  }

  namesFor(manifest: Manifest): ReadonlySet<string> {
    const found = new Set(bundledNames(manifest));
    // A set that grows while it is walked is walked to its new end.
    for (const name of found) for (const need of this.#needs.get(name) ?? []) found.add(need);
    return found;
  }
}

function neededBy(manifest: unknown): readonly string[] {
  if (!isRecord(manifest)) return [];
  const { dependencies, optionalDependencies, peerDependencies } = manifest;
  return [dependencies, optionalDependencies, peerDependencies].flatMap((map) =>
    isRecord(map) ? Object.keys(map) : [],
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch {
    return null;
  }
}
