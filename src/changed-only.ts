import { posix, resolve } from "node:path";
import { type Changes, changesSince, short } from "./baseline/changed.ts";
import { pathWithin } from "./baseline/worktree.ts";
import { CouldNotJudge } from "./failure.ts";
import type { Member } from "./pack/members.ts";
import { policyFor, type Repository, type Subject } from "./plan.ts";
import type { LoadedPolicy } from "./policy/load.ts";
import { count, some } from "./report/format.ts";
import type { GateRequest } from "./request.ts";
import type { Subjects } from "./subjects.ts";
import { isRecord, stringsOf } from "./tarball/manifest.ts";

/** What of a run is judged, when only what changed is, and the sentence that says so. */
export interface Choice {
  readonly subjects: readonly Subject[];
  readonly note: string | null;
}

/** What the decision depends on, besides the packages. */
interface Surroundings {
  readonly request: GateRequest;
  readonly repository: Repository;
  readonly loaded: LoadedPolicy;
  /** Every path that was read, or looked for, to load the policy; relative to the repository root. */
  readonly policyPaths: ReadonlySet<string>;
}

/**
 * The packages that changed since the base commit: their own files did, or those of a package of the workspace that they depend on,
 * directly or not. A file of no package changes all of them, and so does the policy: rather a package too many than one too few. A ready
 * tarball is always judged. Throws ChangesUnknown.
 */
export async function changedSubjects(subjects: Subjects, surroundings: Surroundings): Promise<Choice> {
  const { request, repository } = surroundings;
  if (request.changedOnly === null) return { subjects: subjects.found, note: null };
  const packages = subjects.found.filter(({ kind }) => kind === "package").length;
  const { since } = request.changedOnly;
  if (since === null) {
    const note = `There is no earlier commit to compare with, so ${all(packages)} judged.`;
    return { subjects: subjects.found, note };
  }
  const changes = await changesSince(repository.root, since, request.env);
  const commit = short(changes.commit);
  const reason = changeOfAll(subjects.members, changes, surroundings);
  if (reason !== null) {
    const note = `${reason} changed since ${commit}, so ${all(packages)} judged.`;
    return { subjects: subjects.found, note };
  }
  const changed = changedFolders(subjects.members, changes, repository.root);
  const chosen = subjects.found.filter(
    (each) =>
      each.kind === "tarball" ||
      changed.has(each.package.directory) ||
      isListChanged(each.package.manifest, changes, surroundings),
  );
  const left = subjects.found.length - chosen.length;
  const unchanged = `none of ${count(packages, "package")} changed since ${commit}`;
  if (left === packages && packages > 0) {
    const note = chosen.length === 0 ? `There is nothing to judge: ${unchanged}.` : `${capital(unchanged)}.`;
    return { subjects: chosen, note };
  }
  const verb = left === 1 ? "was" : "were";
  const note =
    left === 0
      ? `${capital(all(packages))} judged, because each of them changed since ${commit}.`
      : `${left} of ${count(packages, "package")} ${verb} left out, because nothing that belongs to them changed since ${commit}.`;
  return { subjects: chosen, note };
}

function all(packages: number): string {
  return packages === 1 ? "the one package is" : `all ${count(packages, "package")} are`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** What changed that concerns every package, as the beginning of a sentence; null when nothing did. */
function changeOfAll(
  members: readonly Member[],
  { paths }: Changes,
  { repository, policyPaths }: Surroundings,
): string | null {
  const ofPolicy = [...paths].filter((path) => [...policyPaths].some((each) => holds(path, each)));
  if (ofPolicy.length > 0) return `The policy (${some(ofPolicy, 3)})`;
  const folders = foldersOf(members, repository.root);
  const ofNobody = [...paths].filter((path) => folders.every(({ folder }) => !holds(folder, path)));
  return ofNobody.length > 0 ? `What belongs to no package (${some(ofNobody, 3)})` : null;
}

interface Folder {
  /** Relative to the repository root, empty for the root itself. */
  readonly folder: string;
  readonly member: Member;
}

/** The members that own what lies in their folder. A workspace's own folder holds everybody's files. */
function foldersOf(members: readonly Member[], root: string): Folder[] {
  return members.flatMap((member) => {
    const folder = pathWithin(root, member.directory);
    return folder === null || member.isRoot ? [] : [{ folder, member }];
  });
}

/** Also for the folder itself, which is how git names a submodule. */
function holds(folder: string, path: string): boolean {
  return folder === "" || path === folder || path.startsWith(`${folder}/`);
}

/** Absolute folders of the packages that changed, or that depend on one that did. */
function changedFolders(members: readonly Member[], changes: Changes, root: string): ReadonlySet<string> {
  // A checkout beside the packages is the workflow's, not the change's; within a package it could ship.
  const paths = [...changes.paths, ...changes.repositories];
  const changed = new Set(
    foldersOf(members, root)
      .filter(({ folder }) => paths.some((path) => holds(folder, path)))
      .map(({ member }) => member.directory),
  );
  // What lies in the workspace's own folder can ship with it.
  if (changed.size > 0) for (const { isRoot, directory } of members) if (isRoot) changed.add(directory);
  const dependents = dependentsOf(members);
  for (const directory of changed) for (const each of dependents.get(directory) ?? []) changed.add(each);
  return changed;
}

const dependencyFields = [
  "dependencies",
  "devDependencies",
  "peerDependencies",
  "optionalDependencies",
] as const;

/** For each folder those that name it as a dependency, whatever version they ask for. */
function dependentsOf(members: readonly Member[]): ReadonlyMap<string, readonly string[]> {
  const byName = new Map<unknown, string[]>();
  for (const { manifest, directory } of members)
    byName.set(manifest.name, [...(byName.get(manifest.name) ?? []), directory]);
  const dependents = new Map<string, string[]>();
  for (const { manifest, directory } of members) {
    for (const field of dependencyFields) {
      if (!isRecord(manifest[field])) continue;
      for (const [name, spec] of stringsOf(manifest[field])) {
        const folders = [...(byName.get(name) ?? []), ...namedBy(spec, directory, byName)];
        for (const folder of folders) dependents.set(folder, [...(dependents.get(folder) ?? []), directory]);
      }
    }
  }
  return dependents;
}

/**
 * The folders that a specifier names by another name than the dependency's own: an alias, or a path.
 * @see https://pnpm.io/workspaces (aliases), https://docs.npmjs.com/cli/configuring-npm/package-json#local-paths
 */
function namedBy(
  spec: string,
  directory: string,
  byName: ReadonlyMap<unknown, readonly string[]>,
): readonly string[] {
  const [, alias] = /^(?:workspace|npm):(@?[^@]+)@/.exec(spec) ?? [];
  if (alias !== undefined) return byName.get(alias) ?? [];
  const [, written] = /^(?:file|link|portal|workspace):(.*)$/is.exec(spec) ?? /^([./].*)$/s.exec(spec) ?? [];
  if (written === undefined) return [];
  // npm reads a path as part of an address; a folder too many does no harm.
  return [written, decoded(written)].map((path) => resolve(directory, path));
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** The package's artifact list changed, wherever it lies. */
function isListChanged(
  manifest: Parameters<typeof policyFor>[1],
  { paths }: Changes,
  { loaded, request }: Surroundings,
): boolean {
  try {
    const list = policyFor(loaded, manifest, request).list?.value;
    return list !== undefined && paths.has(posix.normalize(list));
  } catch (error) {
    // No policy is in force for it, and the plan says why.
    if (error instanceof CouldNotJudge) return true;
    throw error;
  }
}
