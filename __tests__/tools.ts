import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "../src/pack/run.ts";

/** The folder that scripts/tools.ts installs into. */
export const toolsFolder = join(import.meta.dirname, "tools");
const modules = join(toolsFolder, "node_modules");

/** The Node that runs the tests also runs the tools, whatever the PATH says. */
export const node = process.execPath;

export const npmMajors = [10, 11, 12] as const;
export const pnpmMajors = [9, 10, 11] as const;

function script(path: string): Command {
  const file = join(modules, path);
  if (!existsSync(file)) throw new Error("The tools are not installed: run `node scripts/tools.ts`.");
  return { file: node, args: [file] };
}

/** Null where the program is not for this platform. */
function program(path: string): Command | null {
  const file = join(modules, path);
  return existsSync(file) ? { file, args: [] } : null;
}

export const npm = (major: (typeof npmMajors)[number]): Command => script(`npm-${major}/bin/npm-cli.js`);

export const pnpm = (major: (typeof pnpmMajors)[number]): Command =>
  script(`pnpm-${major}/bin/pnpm.${major < 11 ? "cjs" : "mjs"}`);

/** pnpm 12, a native program. Its npm package lists fifteen platforms; this is the one that the tests run on. */
export const pnpmNative = (): Command | null => program("@pnpm/exe.linux-x64/pnpm");

export const yarnClassic = (): Command => script("yarn/bin/yarn.js");

export const yarn3 = (): Command => script("yarn-3/bin/yarn.js");

export const yarnBerry = (): Command => script("@yarnpkg/cli-dist/bin/yarn.js");

export const bun = (): Command | null => program("@oven/bun-linux-x64/bin/bun");
