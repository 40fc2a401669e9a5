import { access, readFile, realpath, stat } from "node:fs/promises";
import { join } from "node:path";
import { isRecord } from "../tarball/manifest.ts";
import { InvalidManifest } from "./failures.ts";
import { parseJsonc } from "./jsonc.ts";
import type { ManagerName } from "./manager.ts";

/** @see https://rushjs.io/pages/configs/rush_json/ */
interface Rush {
  readonly npmVersion?: string;
  readonly pnpmVersion?: string;
  readonly yarnVersion?: string;
  readonly projects: readonly { readonly packageName: string; readonly projectFolder: string }[];
}

function isRush(value: unknown): value is Rush {
  return (
    isRecord(value) &&
    [value.npmVersion, value.pnpmVersion, value.yarnVersion].every(
      (version) => version === undefined || typeof version === "string",
    ) &&
    Array.isArray(value.projects) &&
    value.projects.every(
      (project) =>
        isRecord(project) &&
        typeof project.packageName === "string" &&
        typeof project.projectFolder === "string",
    )
  );
}

/** Whether the folder is the root of a Rush repository: it is no project of it, with or without a package.json. */
export async function isRushRoot(folder: string): Promise<boolean> {
  return (await stat(join(folder, "rush.json")).catch(() => null))?.isFile() ?? false;
}

/**
 * The folders of the projects that rush.json lists one by one: absolute, links resolved; null when the folder has none. Throws InvalidManifest when the file cannot be read, or lists a folder without a package.json.
 */
export async function rushProjects(root: string): Promise<readonly string[] | null> {
  const rush = await readRush(root);
  if (rush === null) return null;
  return Promise.all(
    rush.projects.map(async ({ packageName, projectFolder }) => {
      const folder = join(root, projectFolder);
      await access(join(folder, "package.json")).catch((error: unknown) => {
        const clause = `lists ${packageName} in ${projectFolder}, where there is no package.json`;
        throw new InvalidManifest(join(root, "rush.json"), clause, error);
      });
      return realpath(folder);
    }),
  );
}

/** The manager that rush.json names; null when the folder has none, or it cannot be read: discovery says so. */
export async function rushManager(folder: string): Promise<ManagerName | null> {
  const rush = await readRush(folder).catch(() => null);
  if (rush?.pnpmVersion !== undefined) return "pnpm";
  if (rush?.npmVersion !== undefined) return "npm";
  return rush?.yarnVersion === undefined ? null : "yarn";
}

async function readRush(root: string): Promise<Rush | null> {
  const file = join(root, "rush.json");
  const text = await readFile(file, "utf8").catch(() => null);
  if (text === null) return null;
  const value = parseJsonc(text);
  if (isRush(value)) return value;
  throw new InvalidManifest(file, 'is not JSON with a list of "projects"');
}
