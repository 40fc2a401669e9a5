import { access, readFile, realpath, stat } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
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
import { foreignManifestIn } from "./foreign-manifest.ts";
import { mistakeAt } from "./jsonc.ts";
import type { ManagerName } from "./manager.ts";
import { needsOf } from "./order.ts";
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
  const own = (await isRushRoot(root)) ? null : await readManifest(root, target);
  // As with globs below: loaded where it is needed, because a ready tarball needs none of it.
  const { workspaceFolders } = await import("./workspace.ts");
  const members = await workspaceFolders(root, own?.value ?? {});
  const found: Found = { packages: [], skippedPrivate: [], failures: [], workspaceNeeds: new Map() };

  const role = members === null ? "alone" : "workspace-root";
  if (own !== null) await sort(found, { directory: root, ...own }, { root, role, manager });
  for (const directory of members ?? []) {
    try {
      const member = await readManifest(directory, relative(root, directory));
      await sort(found, { directory, ...member }, { root, role: "member", manager });
    } catch (error) {
      // One broken package must not hide what is in the others.
      if (!(error instanceof InvalidManifest)) throw error;
      found.failures.push(error);
    }
  }

  if (found.packages.length === 0) {
    const [failure] = found.failures;
    if (failure !== undefined) throw failure;
    if (found.skippedPrivate.length > 0) throw new PrivateOnly(target, found.skippedPrivate);
    throw new EmptyWorkspace(target, []);
  }
  const { packages, skippedPrivate, failures } = found;
  return { kind: "packages", root, packages, skippedPrivate, failures };
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
  readonly workspaceNeeds: Map<string, readonly string[]>;
}

export interface ManifestFile {
  readonly text: string;
  readonly value: Readonly<Record<string, unknown>>;
}

/** Puts one folder where it belongs: to the packages, the private ones, the failures, or nowhere. */
async function sort(
  found: Found,
  { directory, text, value }: ManifestFile & { readonly directory: string },
  context: {
    readonly root: string;
    readonly role: "alone" | "workspace-root" | "member";
    readonly manager: ManagerName | null;
  },
): Promise<void> {
  const folder = relative(context.root, directory);
  if (typeof value.name === "string") {
    const ofItsName = found.workspaceNeeds.get(value.name) ?? [];
    found.workspaceNeeds.set(value.name, [...ofItsName, ...needsOf(value)]);
  }
  // Some managers publish what others take for private: the string "false", for one.
  if (value.private !== undefined && typeof value.private !== "boolean")
    throw new InvalidManifest(join(folder, "package.json"), 'has a "private" that is neither true nor false');
  // A private workspace root is as it should be, and no package left out.
  if (value.private) {
    const name = typeof value.name === "string" ? value.name : folder || ".";
    if (context.role !== "workspace-root") found.skippedPrivate.push(name);
    return;
  }
  // No manager can publish these: a marker such as `{"type": "module"}`, and a root that was never meant to ship.
  const [named, versioned] = [value.name !== undefined, value.version !== undefined];
  if (context.role === "member" && !named && !versioned) return;
  if (context.role === "workspace-root" && !(named && versioned)) return;

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
  const detected = await detectManager(await foldersUp(directory, context.root), context.manager);
  const projectRoot = detected.folder ?? context.root;
  found.packages.push({
    directory,
    manifest,
    manifestText: text,
    manager: detected.manager,
    projectRoot,
    workspaceNeeds: found.workspaceNeeds,
  });
}

/** package.json of a folder as it is, whatever it holds; `shown` names the folder in messages. Throws NoManifest or InvalidManifest. */
export async function readManifest(folder: string, shown: string): Promise<ManifestFile> {
  let text: string;
  try {
    text = await readFile(join(folder, "package.json"), "utf8");
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
async function foldersUp(directory: string, root: string): Promise<readonly string[]> {
  const folders: string[] = [];
  for (let folder = directory; ; folder = dirname(folder)) {
    folders.push(folder);
    const isTop = await access(join(folder, ".git")).then(
      () => true,
      () => false,
    );
    if (isTop) return folders;
    if (dirname(folder) === folder) break;
  }
  return folders.filter((folder) => pathWithin(root, folder) !== null);
}
