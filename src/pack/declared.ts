import { readFile } from "node:fs/promises";
import { join } from "node:path";
import valid from "semver/functions/valid.js";
import { isRecord } from "../tarball/manifest.ts";
import type { ManagerName } from "./manager.ts";

/** The version of this manager that `packageManager` in the project's package.json names; null when it names none of it. */
export async function declaredVersion(manager: ManagerName, projectRoot: string): Promise<string | null> {
  const manifest = await manifestOf(projectRoot);
  return manifest === null ? null : versionOf(manifest.packageManager, manager);
}

/** Whether nothing in the project's package.json asks for another manager, or another version, than this one. */
export async function asksForNoOther(
  manager: ManagerName,
  version: string,
  projectRoot: string,
): Promise<boolean> {
  const manifest = await manifestOf(projectRoot);
  if (manifest === null) return false;
  const { packageManager, devEngines } = manifest;
  const isNamed = packageManager !== undefined && versionOf(packageManager, manager) !== version;
  return !isNamed && (!isRecord(devEngines) || devEngines.packageManager === undefined);
}

/** Null when it cannot be read: discovery has said what is wrong with it. */
async function manifestOf(projectRoot: string): Promise<Record<string, unknown> | null> {
  try {
    const manifest: unknown = JSON.parse(await readFile(join(projectRoot, "package.json"), "utf8"));
    return isRecord(manifest) ? manifest : null;
  } catch {
    return null;
  }
}

function versionOf(packageManager: unknown, manager: ManagerName): string | null {
  const named = String(packageManager);
  return named.startsWith(`${manager}@`) ? valid(named.slice(manager.length + 1)) : null;
}
