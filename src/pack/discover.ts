import { realpath, stat } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import { atOnce } from "../at-once.ts";
import { pathWithin } from "../baseline/worktree.ts";
import type { CouldNotJudge } from "../failure.ts";
import { isRecord, type Manifest, parseManifest } from "../tarball/manifest.ts";
import { detectManager } from "./detect.ts";
import {
  EmptyWorkspace,
  InvalidManifest,
  NoManifest,
  NoTarballMatches,
  NotATarball,
  PrivateOnly,
  TargetMissing,
} from "./failures.ts";
import { Folders } from "./folders.ts";
import { foreignManifestIn } from "./foreign-manifest.ts";
import { mistakeAt } from "./jsonc.ts";
import type { ManagerName } from "./manager.ts";
import { neededNames } from "./order.ts";
import { isRushRoot } from "./rush.ts";

/** A package that can be published, as it lies in the work tree before packing. */
export interface PackageDir {
  /** Absolute, links resolved. */
  readonly directory: string;
  readonly manifest: Manifest;
  readonly manifestText: string;
  /** The manager that packs it. */
  readonly manager: ManagerName;
  /**
   * The folder whose packageManager or lockfile names that manager, else the target: the project as the manager sees it, where
   * it finds the other members for `workspace:`, its catalogs and its own version. Absolute, links resolved.
   */
  readonly projectRoot: string;
  /** What each member of its workspace names as a dependency, the private ones as well, by the member's name. */
  readonly workspaceNeeds: WorkspaceNeeds;
}

type WorkspaceNeeds = ReadonlyMap<string, readonly string[]>;

export type Discovery =
  /** Never empty; absolute paths, sorted. */
  | { readonly kind: "tarballs"; readonly files: readonly string[] }
  | {
      readonly kind: "packages";
      /** The target folder, absolute, links resolved. */
      readonly root: string;
      /** The root first, then by folder. Never empty. */
      readonly packages: readonly PackageDir[];
      /** Names (else folders) of packages left out because they are private. */
      readonly skippedPrivate: readonly string[];
      /** Packages of the workspace that cannot be judged, while the others can. The check must fail with each of them. */
      readonly failures: readonly CouldNotJudge[];
    };

/**
 * What a target names: a ready tarball, the tarballs that a glob matches, one package, or every package of a workspace that is not
 * private, the root too if it is one. `target` is relative to `folder`; `manager` overrides what the project names.
 * Throws a CouldNotJudge when there is nothing to judge, or it cannot be read.
 */
export async function discover(
  target: string,
  options: { readonly folder?: string; readonly manager?: ManagerName | null } = {},
): Promise<Discovery> {
  const { folder = ".", manager = null } = options;
  const path = resolve(folder, target);
  const facts = await stat(path).catch(() => null);
  if (facts === null) return { kind: "tarballs", files: await matchingTarballs(target, folder) };
  if (facts.isFile() && tarballName.test(path)) return { kind: "tarballs", files: [path] };
  if (!facts.isDirectory()) throw new NotATarball(target);

  const root = await realpath(path);
  const look = new Folders();
  const own = (await isRushRoot(root)) ? null : await readManifest(root, target, look);
  // As with globs below: loaded where it is needed, because a ready tarball needs none of it.
  const { foldersAtOnce, workspaceFolders } = await import("./workspace.ts");
  const members = await workspaceFolders(root, own?.value ?? {}, look);
  const role = members === null ? "alone" : "workspace-root";
  const workspaceNeeds = new Map<string, readonly string[]>();
  const shared = { root, manager, look, workspaceNeeds };
  const found: Found = { packages: [], skippedPrivate: [], failures: [] };

  if (own !== null) put(await roleOf({ directory: root, ...own }, { ...shared, role }), found);
  const looked = await atOnce(members ?? [], foldersAtOnce, async (directory) => {
    try {
      const member = await readManifest(directory, relative(root, directory), look);
      return await roleOf({ directory, ...member }, { ...shared, role: "member" });
    } catch (error) {
      return { kind: "failed", error } as const;
    }
  });
  for (const each of looked) {
    // One broken package must not hide what is in the others.
    if (each.kind !== "failed") put(each, found);
    else if (each.error instanceof InvalidManifest) found.failures.push(each.error);
    else throw each.error;
  }

  if (found.packages.length === 0) {
    const [failure] = found.failures;
    if (failure !== undefined) throw failure;
    if (found.skippedPrivate.length > 0) throw new PrivateOnly(target, found.skippedPrivate);
    throw new EmptyWorkspace(target, []);
  }
  return { kind: "packages", root, ...found };
}

const tarballName = /\.(tgz|tar\.gz)$/i;

/** The tarballs that a glob names. Throws TargetMissing when it is no glob, NoTarballMatches when it matches none. */
async function matchingTarballs(target: string, folder: string): Promise<readonly string[]> {
  const { filesMatching, matchesFolders, parseGlob } = await import("./tarball-glob.ts");
  const parsed = parseGlob(target);
  if (parsed === null) throw new TargetMissing(target);
  const base = resolve(folder, parsed.base);
  const files = await filesMatching(parsed.pattern, base);
  const tarballs = files.filter((file) => tarballName.test(file)).sort();
  if (tarballs.length === 0) {
    throw new NoTarballMatches(target, await matchesFolders(parsed.pattern, base));
  }
  return tarballs;
}

interface Found {
  readonly packages: PackageDir[];
  readonly skippedPrivate: string[];
  readonly failures: CouldNotJudge[];
}

export interface ManifestFile {
  readonly text: string;
  readonly value: Readonly<Record<string, unknown>>;
}

/** What a folder of the target is for the run. */
type Role =
  | { readonly kind: "package"; readonly item: PackageDir }
  /** Its name, else its folder. */
  | { readonly kind: "private"; readonly name: string }
  | { readonly kind: "nothing" };

function put(role: Role, found: Found): void {
  if (role.kind === "package") found.packages.push(role.item);
  if (role.kind === "private") found.skippedPrivate.push(role.name);
}

async function roleOf(
  { directory, text, value }: ManifestFile & { readonly directory: string },
  context: {
    readonly root: string;
    readonly role: "alone" | "workspace-root" | "member";
    readonly manager: ManagerName | null;
    readonly look: Folders;
    readonly workspaceNeeds: Map<string, readonly string[]>;
  },
): Promise<Role> {
  const folder = relative(context.root, directory);
  if (typeof value.name === "string") {
    const ofItsName = context.workspaceNeeds.get(value.name) ?? [];
    context.workspaceNeeds.set(value.name, [...ofItsName, ...neededNames(value)]);
  }
  // Some managers publish what others take for private: the string "false", for one.
  if (value.private !== undefined && typeof value.private !== "boolean")
    throw new InvalidManifest(join(folder, "package.json"), 'has a "private" that is neither true nor false');
  if (value.private) {
    // A private workspace root is as it should be, and no package left out.
    if (context.role === "workspace-root") return { kind: "nothing" };
    return { kind: "private", name: typeof value.name === "string" ? value.name : folder || "." };
  }
  // No manager can publish these: a marker such as `{"type": "module"}`, and a root that was never meant to ship.
  const [named, versioned] = [value.name !== undefined, value.version !== undefined];
  if (context.role === "member" && !named && !versioned) return { kind: "nothing" };
  if (context.role === "workspace-root" && !(named && versioned)) return { kind: "nothing" };

  let manifest: Manifest;
  try {
    manifest = parseManifest(text);
  } catch (error) {
    throw new InvalidManifest(
      join(folder, "package.json"),
      error instanceof Error ? error.message : "is not valid",
      error,
    );
  }
  const folders = await foldersUp(directory, context.root, context.look);
  const detected = await detectManager(folders, context.manager, context.look);
  const projectRoot = detected.folder ?? context.root;
  return {
    kind: "package",
    item: {
      directory,
      manifest,
      manifestText: text,
      manager: detected.manager,
      projectRoot,
      workspaceNeeds: context.workspaceNeeds,
    },
  };
}

/** package.json of a folder as it is, whatever it holds; `shown` names the folder in messages. Throws NoManifest or InvalidManifest. */
export async function readManifest(
  folder: string,
  shown: string,
  look = new Folders(),
): Promise<ManifestFile> {
  let text: string;
  try {
    text = await look.manifestText(folder);
  } catch (error) {
    const missing = error instanceof Error && "code" in error && error.code === "ENOENT";
    const foreign = missing ? await foreignManifestIn(folder) : null;
    if (foreign !== null) {
      const clause = "is a manifest that the gate does not read, and must become a package.json";
      throw new InvalidManifest(join(shown, foreign), clause, error);
    }
    throw missing
      ? new NoManifest(shown)
      : new InvalidManifest(join(shown, "package.json"), "cannot be read", error);
  }
  let value: unknown;
  const json = text.replace(/^\uFEFF/, "");
  try {
    value = JSON.parse(json);
  } catch (error) {
    throw new InvalidManifest(join(shown, "package.json"), `is not valid JSON${mistakeAt(json)}`, error);
  }
  if (!isRecord(value)) throw new InvalidManifest(join(shown, "package.json"), "is not a JSON object");
  return { text, value };
}

/**
 * The folders whose lockfile or manifest may name the manager, the package's own first: up to the top of the repository, or
 * to the target when there is none; a stray lockfile in the home folder says nothing.
 */
async function foldersUp(directory: string, root: string, look: Folders): Promise<readonly string[]> {
  const folders: string[] = [];
  for (let folder = directory; ; folder = dirname(folder)) {
    folders.push(folder);
    if ((await look.names(folder)).has(".git")) return folders;
    if (dirname(folder) === folder) break;
  }
  return folders.filter((folder) => pathWithin(root, folder) !== null);
}
