import { access } from "node:fs/promises";
import { join } from "node:path";

/**
 * Manifests that pnpm reads, packs and publishes where there is no package.json, and that the gate does not read.
 * @see https://www.npmjs.com/package/@pnpm/read-project-manifest
 */
export const foreignManifests = ["package.json5", "package.yaml"] as const;

/** The name of the one that the folder holds; null when it holds none. */
export async function foreignManifestIn(folder: string): Promise<string | null> {
  for (const name of foreignManifests) {
    const isThere = await access(join(folder, name)).then(
      () => true,
      () => false,
    );
    if (isThere) return name;
  }
  return null;
}
