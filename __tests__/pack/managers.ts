import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { z } from "zod";
import type { ManagerName } from "../../src/pack/manager.ts";
import type { Command } from "../../src/pack/run.ts";
import {
  bun,
  node,
  npm,
  npmMajors,
  pnpm,
  pnpmMajors,
  pnpmNative,
  toolsFolder,
  yarn3,
  yarnBerry,
  yarnClassic,
} from "../tools.ts";

/** A package manager that is really installed. */
export interface Real {
  /** `pnpm 10`: the name of its installer in the archive tests, too. */
  readonly label: string;
  readonly name: ManagerName;
  readonly version: string;
  readonly command: Command;
}

const { dependencies, optionalDependencies } = z
  .object({
    dependencies: z.record(z.string(), z.string()),
    optionalDependencies: z.record(z.string(), z.string()),
  })
  .parse(JSON.parse(await readFile(join(toolsFolder, "package.json"), "utf8")));

/** The version that stands in the tools' own manifest, which installs no ranges. */
function versionOf(tool: string): string {
  const spec = dependencies[tool] ?? optionalDependencies[tool] ?? "";
  return spec.slice(spec.lastIndexOf("@") + 1);
}

function real(label: string, name: ManagerName, tool: string, command: Command | null): Real[] {
  return command === null ? [] : [{ label, name, version: versionOf(tool), command }];
}

/** Every manager that the tests have, pnpm 12 and bun where they run. */
export const reals: readonly Real[] = [
  ...npmMajors.flatMap((major) => real(`npm ${major}`, "npm", `npm-${major}`, npm(major))),
  ...pnpmMajors.flatMap((major) => real(`pnpm ${major}`, "pnpm", `pnpm-${major}`, pnpm(major))),
  ...real("pnpm 12", "pnpm", "@pnpm/exe.linux-x64", pnpmNative()),
  ...real("yarn 1", "yarn", "yarn", yarnClassic()),
  ...real("yarn 3", "yarn", "yarn-3", yarn3()),
  ...real("yarn 4", "yarn", "@yarnpkg/cli-dist", yarnBerry()),
  ...real("bun", "bun", "@oven/bun-linux-x64", bun()),
];

/** Whether it is a yarn from 2 on. */
export function isBerry({ label }: Real): boolean {
  return label === "yarn 3" || label === "yarn 4";
}

/** What a project needs so that this manager packs and installs it, and nothing of it comes from a network. */
export function settingsFor(manager: Real): Readonly<Record<string, string>> {
  if (isBerry(manager)) {
    const settings = ["nodeLinker: node-modules", "enableTelemetry: false", "enableNetwork: false"];
    return { ".yarnrc.yml": `${settings.join("\n")}\nenableGlobalCache: false\n`, "yarn.lock": "" };
  }
  return {};
}

/** A folder for the PATH in which the manager stands under its own name, and no other manager does. */
export async function pathWith({ name, command }: Real, folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const words = [command.file, ...command.args].map((word) => `'${word}'`);
  await writeFile(join(folder, name), `#!/bin/sh\nexec ${words.join(" ")} "$@"\n`);
  await chmod(join(folder, name), 0o755);
  // Node for the scripts; the folder of the Node that runs the tests holds no manager.
  return `${folder}:${dirname(node)}:/usr/bin:/bin`;
}
