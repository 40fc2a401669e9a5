import { resolve } from "node:path";
import type { Environment } from "../pack/environment.ts";
import type { Manifest } from "../tarball/manifest.ts";
import { readTarball } from "../tarball/read.ts";
import type { Tarball } from "../tarball/tarball.ts";
import type { BaselineChoice } from "./choice.ts";
import { fetchBaseline } from "./published.ts";

/**
 * Reads the release to compare with: a file, or what the registry has; null when there is none, because none was asked for or the
 * package was never published. Throws a CouldNotJudge when it is there and cannot be had.
 */
export async function openBaseline(
  choice: BaselineChoice,
  about: {
    readonly manifest: Manifest;
    /** Where relative paths start. */
    readonly folder: string;
    /** Where npm looks for the project's settings. */
    readonly packageFolder: string;
    readonly destination: string;
    readonly env: Environment;
  },
): Promise<Tarball | null> {
  const file = await fileOf(choice, about);
  return file === null ? null : readTarball(file, () => {});
}

async function fileOf(
  choice: BaselineChoice,
  about: Parameters<typeof openBaseline>[1],
): Promise<string | null> {
  if (choice.kind === "none") return null;
  if (choice.kind === "file") return resolve(about.folder, choice.file);
  return fetchBaseline({
    name: about.manifest.name,
    spec: choice.kind === "version" ? choice.version : "latest",
    destination: about.destination,
    folder: about.packageFolder,
    registry: registryOf(about.manifest),
    env: about.env,
    log: () => {},
  });
}

function registryOf({ publishConfig }: Manifest): string | null {
  if (typeof publishConfig !== "object" || publishConfig === null || !("registry" in publishConfig))
    return null;
  return typeof publishConfig.registry === "string" ? publishConfig.registry : null;
}
