import { posix } from "node:path";
import { filePaths } from "../tarball/file-paths.ts";
import { stringsOf } from "../tarball/manifest.ts";
import type { Tarball } from "../tarball/tarball.ts";

/** What runs on the machine of everyone who installs the package, in this order. */
export const installEvents = ["preinstall", "install", "postinstall"] as const;
export type InstallEvent = (typeof installEvents)[number];

/** One file for Node and nothing else: no flag, variable or operator of a shell, no argument. */
const plain = /^node\s+([\w@.][\w@./-]*)$/;

/** How Node finds the program that it is started with: endings, the index of a folder, and a folder's own package.json. @see https://nodejs.org/api/modules.html#all-together */
const tried = ["", ".js", ".json", ".node", "/index.js", "/index.json", "/index.node", "/package.json"];

/**
 * The file that `node <path>` of an install script is to run, when the tarball lacks it: every install then ends with MODULE_NOT_FOUND. Null
 * when it is there, and when nobody can say: another form of command, a path out of the package or into its dependencies, a file that
 * node-gyp builds, or a command of another form that runs before and may write it.
 */
export function missingInstallScript(tarball: Tarball, event: InstallEvent): string | null {
  const scripts = stringsOf(tarball.manifest.scripts);
  const before = installEvents.slice(0, installEvents.indexOf(event)).map((each) => scripts.get(each));
  if (before.some((script) => script && !plain.test(script.trim()))) return null;
  const spelled = plain.exec(scripts.get(event)?.trim() ?? "")?.[1];
  if (spelled === undefined) return null;
  const path = posix.normalize(spelled).replace(/\/$/, "");
  if (path === "." || /^(?:\.\.|node_modules)(?:\/|$)/.test(path)) return null;
  const files = filePaths(tarball);
  if (files.has("binding.gyp") && path.startsWith("build/")) return null;
  return tried.some((ending) => files.has(path + ending)) ? null : spelled;
}
