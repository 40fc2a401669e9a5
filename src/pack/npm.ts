import type { PackageManager } from "./manager.ts";
import type { Command } from "./run.ts";
import { createTool } from "./tool.ts";

/**
 * npm, from the PATH unless a command is given.
 * `npm pack` runs prepack, prepare and postpack; `npm publish FOLDER` runs prepublishOnly before them.
 * @see https://docs.npmjs.com/cli/using-npm/scripts#npm-publish
 */
export function npm(command: Command = { file: "npm", args: [] }): PackageManager {
  const tool = createTool("npm", command);
  return {
    name: "npm",
    version: tool.version,
    async pack(job) {
      await tool.publishScripts(["prepublishOnly"], job);
      return tool.step(["pack", "--pack-destination", job.destination], "npm pack", job);
    },
  };
}
