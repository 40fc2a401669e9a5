import { lstatSync } from "node:fs";
import { mkdtemp, readdir, realpath } from "node:fs/promises";
import { basename, join } from "node:path";
import { pathWithin } from "../baseline/worktree.ts";
import type { Manifest } from "../tarball/manifest.ts";
import { peekManifest } from "../tarball/read.ts";
import type { Tarball } from "../tarball/tarball.ts";
import type { PackageDir } from "./discover.ts";
import { type Environment, packEnvironment } from "./environment.ts";
import {
  DestinationInside,
  ManifestIdentityMismatch,
  NoTarball,
  SeveralTarballs,
  TarballNotAFile,
  TarballReplaced,
} from "./failures.ts";
import type { PackageManager } from "./manager.ts";

export interface PackOptions {
  readonly manager: PackageManager;
  /** An existing folder of the caller's, outside the work tree; each package gets a fresh folder inside it. */
  readonly destination: string;
  readonly prepublishOnly: boolean;
  /** The gate's own environment; what a script must not see is removed here. */
  readonly env: Environment;
  /** Receives each line that the manager and the scripts print. Untrusted text. */
  readonly log: (line: string) => void;
  readonly abort?: AbortSignal | undefined;
}

export interface PackedTarball {
  /** Absolute path. */
  readonly file: string;
  /** The folder whose package.json was packed; `publishConfig.directory` moves it. */
  readonly folder: string;
  readonly manager: { readonly name: string; readonly version: string };
}

/**
 * Packs one package with its own scripts. The tarball is the one file found in a fresh folder, whatever the manager prints:
 * output formats differ between versions and scripts write to the same stream.
 * Throws a CouldNotJudge when the manager fails, or leaves anything but one regular file.
 */
export async function pack(packageDir: PackageDir, options: PackOptions): Promise<PackedTarball> {
  const destination = await freshFolder(options.destination, [packageDir.directory]);
  const job = {
    package: packageDir,
    destination,
    prepublishOnly: options.prepublishOnly,
    env: packEnvironment(options.env),
    log: options.log,
    abort: options.abort,
  };
  const version = await options.manager.version(job);
  const step = await options.manager.pack(job);
  return {
    file: await onlyTarball(destination, step, packageDir.directory),
    folder: options.manager.packedFolder?.(packageDir) ?? packageDir.directory,
    manager: { name: options.manager.name, version },
  };
}

/** A fresh folder in `parent`. Throws DestinationInside when that is part of one of the package folders, whose links are resolved. */
export async function freshFolder(parent: string, packageFolders: readonly string[]): Promise<string> {
  const inner = await realpath(parent);
  const outer = packageFolders.find((folder) => pathWithin(folder, inner) !== null);
  if (outer !== undefined) throw new DestinationInside(parent, outer);
  return mkdtemp(join(inner, "pack-"));
}

/**
 * The manifest that the tarball should have, after the one of the packed folder: a manager may give it another name, and did so
 * when the tarball says it too.
 */
export async function packedManifest(
  file: string,
  manifest: Manifest,
  { otherName }: PackageManager,
): Promise<Manifest> {
  const name = otherName?.(manifest) ?? manifest.name;
  if (name === manifest.name || (await peekManifest(file)).name !== name) return manifest;
  return { ...manifest, name };
}

/**
 * The one tarball of a folder. `step` is the command that should have written it, `packageFolder` where it ran.
 * Throws NoTarball, SeveralTarballs or TarballNotAFile.
 */
export async function onlyTarball(folder: string, step: string, packageFolder: string): Promise<string> {
  const tarballs = await allTarballs(folder, step, packageFolder);
  const [file, second] = tarballs;
  if (file === undefined) throw new NoTarball(step, packageFolder, []);
  if (second !== undefined)
    throw new SeveralTarballs(
      step,
      packageFolder,
      tarballs.map((path) => basename(path)),
    );
  return file;
}

/** Every tarball of a folder, at least one, by name. Throws NoTarball or TarballNotAFile. */
export async function allTarballs(folder: string, step: string, packageFolder: string): Promise<string[]> {
  const names = await readdir(folder);
  const tarballs = names.filter((name) => /\.tgz$/i.test(name)).sort();
  if (tarballs.length === 0) throw new NoTarball(step, packageFolder, names);
  for (const name of tarballs) {
    // A script knows the folder: a link there would let it change the bytes behind the gate's back.
    if (!isRegularFile(join(folder, name))) throw new TarballNotAFile(step, packageFolder, name);
  }
  return tarballs.map((name) => join(folder, name));
}

/** Throws TarballReplaced when a script that ran after the package was packed put something else in the tarball's place. */
export function expectStillThere({ file }: PackedTarball, packageName: string): void {
  if (!isRegularFile(file)) throw new TarballReplaced(file, packageName);
}

/** A link is none. */
export function isRegularFile(path: string): boolean {
  try {
    return lstatSync(path).isFile();
  } catch {
    return false;
  }
}

/** Throws ManifestIdentityMismatch when the tarball is not of the package that `manifest` (read after packing) names. */
export function expectSamePackage(tarball: Pick<Tarball, "manifest">, manifest: Manifest): void {
  const packed = `${tarball.manifest.name}@${tarball.manifest.version}`;
  const expected = `${manifest.name}@${manifest.version}`;
  if (packed !== expected) throw new ManifestIdentityMismatch(packed, expected);
}
