import { join } from "node:path";
import { type Manifest, stringsOf } from "../tarball/manifest.ts";
import type { PackageManager } from "./manager.ts";
import type { Command } from "./run.ts";
import { createTool } from "./tool.ts";

/** From version 11 on `pnpm run` would install what is missing first, which `pnpm publish` does not. */
const withoutInstall = "--config.verify-deps-before-run=false";

/**
 * pnpm, from the PATH unless a command is given. `pnpm pack` runs prepack, prepare and postpack; `pnpm publish` runs
 * prepublishOnly and prepublish before them (measured with pnpm 9 to 12).
 * @see https://pnpm.io/cli/publish#scripts-ran-by-publish
 */
export function pnpm(command: Command = { file: "pnpm", args: [] }): PackageManager {
  const tool = createTool("pnpm", command);
  return {
    name: "pnpm",
    version: tool.version,
    async pack(job) {
      await tool.publishScripts(["prepublishOnly", "prepublish"], job, [withoutInstall]);
      return tool.step(["pack", "--pack-destination", job.destination], "pnpm pack", job);
    },
    packedFolder({ directory, manifest }) {
      return join(directory, publishConfig(manifest).get("directory") ?? ".");
    },
    otherName: (manifest) => publishConfig(manifest).get("name") ?? null,
  };
}

/**
 * `directory` moves the package's root, with the name and version of the package.json there; `name`, from version 11 on, renames.
 * @see https://pnpm.io/package_json#publishconfigdirectory
 */
function publishConfig(manifest: Manifest): ReadonlyMap<string, string> {
  return stringsOf(manifest.publishConfig);
}
