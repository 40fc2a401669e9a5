import { dirname } from "node:path";
import { pathWithin } from "../baseline/worktree.ts";
import { CouldNotJudge } from "../failure.ts";
import { readManifest } from "./discover.ts";
import { isRushRoot } from "./rush.ts";

/** A folder of a workspace with a package.json, whether or not it is for the registry. */
export interface Member {
  /** Absolute, links resolved. */
  readonly directory: string;
  readonly manifest: Readonly<Record<string, unknown>>;
  /** It is the workspace's own folder. */
  readonly isRoot: boolean;
  /** It can be published, as far as its manifest says. */
  readonly ships: boolean;
}

/**
 * Every folder of the workspace whose root this is, the root first if it is a package; null when it is no workspace. A member whose
 * package.json cannot be read is not listed: discovery says what is wrong with it.
 */
export async function membersOf(root: string): Promise<readonly Member[] | null> {
  const own = (await isRushRoot(root)) ? null : await manifestIn(root);
  const { workspaceFolders } = await import("./workspace.ts");
  const folders = await workspaceFolders(root, own ?? {});
  if (folders === null) return null;
  const members = own === null ? [] : [memberOf(root, own, true)];
  for (const folder of folders) {
    const manifest = await manifestIn(folder);
    if (manifest !== null) members.push(memberOf(folder, manifest, false));
  }
  return members;
}

/** The workspace that a package belongs to although its folder is no workspace itself, looked for up to `top`; else the package alone. */
export async function workspaceAround(directory: string, top: string): Promise<readonly Member[]> {
  for (let above = dirname(directory); pathWithin(top, above) !== null; above = dirname(above)) {
    const members = await membersOf(above).catch(asNone);
    if (members?.some((member) => member.directory === directory)) return members;
    if (above === dirname(above)) break;
  }
  const own = await readManifest(directory, directory);
  return [memberOf(directory, own.value, false)];
}

function memberOf(directory: string, manifest: Member["manifest"], isRoot: boolean): Member {
  const { private: isPrivate, name, version } = manifest;
  const [named, versioned] = [name !== undefined, version !== undefined];
  return {
    directory,
    manifest,
    isRoot,
    ships: isPrivate !== true && (isRoot ? named && versioned : named || versioned),
  };
}

/** Null where there is none that can be read. */
async function manifestIn(folder: string): Promise<Member["manifest"] | null> {
  return readManifest(folder, folder).then(({ value }) => value, asNone);
}

function asNone(error: unknown): null {
  if (error instanceof CouldNotJudge) return null;
  throw error;
}
