import type { PackageManager } from "./manager.ts";
import type { Command } from "./run.ts";
import { createTool } from "./tool.ts";

/**
 * bun, from the PATH unless a command is given. `bun pm pack` runs prepack, prepare and postpack; `bun publish` runs
 * prepublishOnly before them (measured with 1.4.5). Both show the scripts what `.env` holds, so the gate leaves it at that.
 * @see https://bun.com/docs/pm/cli/publish and https://bun.com/docs/pm/cli/pm#pack
 */
export function bun(command: Command = { file: "bun", args: [] }): PackageManager {
  const tool = createTool("bun", command);
  return {
    name: "bun",
    version: tool.version,
    scripts: { pack: ["prepack", "prepare", "postpack"], publish: ["prepublishOnly"] },
    async pack(job) {
      await tool.publishScripts(["prepublishOnly"], job);
      return tool.step(["pm", "pack", "--destination", job.destination], "bun pm pack", job);
    },
  };
}
