/** Real tarballs, fetched once with `npm pack` and kept outside the repository. They are never unpacked to run nor installed. */
import { access, copyFile, rename } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { cacheFolder, scratchFolder } from "./folders.ts";

/** As `npm pack` names it: `@scope/name` 1.0.0 → `scope-name-1.0.0.tgz`. */
export function tarballName(name: string, version: string): string {
  return `${name.replace(/^@/, "").replace("/", "-")}-${version}.tgz`;
}

/** Absolute path of the tarball in the folder that LASTGATE_CORPUS names, else in the cache; fetched when it is not there. */
export async function tarball(name: string, version: string): Promise<string> {
  const folder = process.env.LASTGATE_CORPUS || (await cacheFolder("tarballs"));
  const file = join(folder, tarballName(name, version));
  if (await exists(file)) return file;
  console.error(`fetching ${name}@${version}`);
  await using scratch = await scratchFolder();
  const fetched = join(scratch.path, tarballName(name, version));
  await execa("npm", ["pack", `${name}@${version}`, "--ignore-scripts", "--pack-destination", scratch.path], {
    cwd: scratch.path,
  });
  // A move within the folder is whole or not at all: an interrupted run leaves no half tarball behind.
  const draft = `${file}.${process.pid}.tmp`;
  await copyFile(fetched, draft);
  await rename(draft, file);
  return file;
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
