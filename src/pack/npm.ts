import { dirname, relative, sep } from "node:path";
import { installedVersion } from "./installed.ts";
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
  const tool = createTool("npm", command, ({ env }) => installedVersion(command, /^npm$/, env.PATH));
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
  /** Of each project, as it was before any script ran. */
  const familiesOf = new Map<string, ReadonlyMap<string, readonly string[]>>();
  return {
    supports: () => true,
    async members(projectRoot) {
      // Loaded where it is needed, as in discovery.
      const { npmFamilies, npmMembers } = await import("./workspace.ts");
      const [members, families] = await Promise.all([npmMembers(projectRoot), npmFamilies(projectRoot)]);
      familiesOf.set(projectRoot, families);
      const parents = new Set([...members].map((folder) => dirname(folder)));
      // A workspace that is named by its folder stands for those right below it as well.
      return new Set([...members].filter((folder) => !parents.has(folder)));
    },
    // The only thing that differs for a script: INIT_CWD is the root, as it is in `npm publish --workspaces`.
    admits: (packageDir) =>
      ![...scriptsOf(packageDir).values()].some((script) => script.includes("INIT_CWD")),
    keepsOrder: () => true,
    pacesItself: () => false,
    fewest: 30,
    isSequential: true,
    pack(job) {
      const projectRoot = job.packages[0]?.projectRoot ?? "";
      const families = familiesOf.get(projectRoot) ?? new Map();
      const folders = job.packages.map(({ directory }) => directory);
      const workspaces = withFamilies(folders, families).map(
        (folder) => `--workspace=${inside(projectRoot, folder)}`,
      );
      return tool.batch(["pack", ...workspaces, "--pack-destination", job.destination], job);
    },
  };
}

/** A path from the root that no package's name can be. npm makes a pattern of it: the shorter, the cheaper. */
function inside(root: string, folder: string): string {
  return `./${relative(root, folder).split(sep).join("/")}`;
}

/**
 * Folders of members by fewer names: where all of a family stand in npm's own order, the folder above stands for them. npm compares each
 * name with each member, which takes a second for 200 of 200.
 */
export function withFamilies(
  folders: readonly string[],
  families: ReadonlyMap<string, readonly string[]>,
): readonly string[] {
  const names: string[] = [];
  for (let index = 0; index < folders.length; ) {
    const folder = folders[index] ?? "";
    const family = families.get(dirname(folder)) ?? [];
    const isWhole = family.length > 1 && family.every((member, place) => folders[index + place] === member);
    names.push(isWhole ? dirname(folder) : folder);
    index += isWhole ? family.length : 1;
  }
  return names;
}
