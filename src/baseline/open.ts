import type { Environment } from "../pack/environment.ts";
import type { Manifest } from "../tarball/manifest.ts";
import { readTarball } from "../tarball/read.ts";
import type { Tarball } from "../tarball/tarball.ts";
import type { BaselineChoice } from "./choice.ts";
import { fetchBaseline } from "./published.ts";

/**
 * Reads the release that the registry has; null when the package was never published.
 * Throws a CouldNotJudge when it is there and cannot be had.
 */
export async function openPublished(
  choice: Extract<BaselineChoice, { kind: "latest" | "version" }>,
  about: {
    readonly name: string;
    readonly manifest: Manifest;
    /** Where npm looks for the project's settings. */
    readonly packageFolder: string;
    readonly destination: string;
    readonly env: Environment;
  },
): Promise<Tarball | null> {
  const file = await fetchBaseline({
    name: about.name,
    spec: choice.kind === "version" ? choice.version : "latest",
    destination: about.destination,
    folder: about.packageFolder,
    registry: registryOf(about.manifest),
    env: about.env,
    log: () => {},
  });
  return file === null ? null : readTarball(file, () => {});
}

function registryOf({ publishConfig }: Manifest): string | null {
  if (typeof publishConfig !== "object" || publishConfig === null || !("registry" in publishConfig))
    return null;
  return typeof publishConfig.registry === "string" ? publishConfig.registry : null;
}
