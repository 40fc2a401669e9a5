import { dirname } from "node:path";
import type { Batching, PackageManager } from "./manager.ts";
import type { Command } from "./run.ts";
import { scriptsOf } from "./scripts.ts";
import { createTool, type Tool } from "./tool.ts";

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
    scripts: { pack: ["prepack", "prepare", "postpack"], publish: ["prepublishOnly"] },
    batching: batching(tool),
    async pack(job) {
      await tool.publishScripts(["prepublishOnly"], job);
      return tool.step(["pack", "--pack-destination", job.destination], "npm pack", job);
    },
  };
}

/**
 * `npm pack --workspace=A --workspace=B` packs one after the other in the order of its arguments, each with the ignore files between
 * the root and itself, as in its own folder (npm 10 to 12).
 * @see https://docs.npmjs.com/cli/commands/npm-pack#workspace
 */
function batching(tool: Tool): Batching {
  return {
    supports: async () => true,
    async members(projectRoot) {
      // Loaded where it is needed, as in discovery.
      const { npmMembers } = await import("./workspace.ts");
      const members = await npmMembers(projectRoot);
      const parents = new Set([...members].map((folder) => dirname(folder)));
      // A workspace that is named by its folder stands for those right below it as well.
      return new Set([...members].filter((folder) => !parents.has(folder)));
    },
    // The only thing that differs for a script: INIT_CWD is the root, as it is in `npm publish --workspaces`.
    admits: (packageDir) =>
      ![...scriptsOf(packageDir).values()].some((script) => script.includes("INIT_CWD")),
    keepsOrder: () => true,
    pacesItself: async () => false,
    fewest: 40,
    isSequential: true,
    pack(job) {
      const workspaces = job.packages.map(({ directory }) => `--workspace=${directory}`);
      return tool.batch(["pack", ...workspaces, "--pack-destination", job.destination], job);
    },
  };
}
