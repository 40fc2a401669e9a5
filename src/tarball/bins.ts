import { posix } from "node:path";
import { isRecord, type Manifest } from "./manifest.ts";

/** A command that a package would install. */
export interface Bin {
  /** Dotted path of the manifest field: `bin` for the string form, else `bin.<key>`. */
  readonly field: string;
  readonly command: string;
  /** The file as the manifest spells it. */
  readonly spelled: string;
  /** The same without the root folder, as npm would link it. */
  readonly path: string;
}

/**
 * The commands of a manifest, read as npm reads them: `\`, `:` and leading `/` or `..` never lead out of the package.
 * `directories.bin` is not expanded here.
 * @see https://docs.npmjs.com/cli/configuring-npm/package-json#bin
 * @see https://github.com/npm/package-json/blob/main/lib/normalize.js (normalizePackageBin)
 */
export function binsOf(manifest: Manifest): readonly Bin[] {
  const { bin } = manifest;
  const named: [field: string, command: string, spelled: unknown][] = [];
  if (typeof bin === "string") named.push(["bin", posix.basename(manifest.name), bin]);
  else if (Array.isArray(bin)) for (const [at, file] of bin.entries()) named.push([`bin.${at}`, "", file]);
  else if (isRecord(bin))
    for (const [key, file] of Object.entries(bin)) named.push([`bin.${key}`, key, file]);
  return named.flatMap(([field, command, spelled]) => {
    if (typeof spelled !== "string" || spelled === "") return [];
    const path = posix.join("/", spelled.replace(/[\\:]/g, "/")).slice(1);
    return [{ field, command: command || posix.basename(path), spelled, path }];
  });
}
