import { globFor } from "../policy/globs.ts";
import { matchedPattern } from "../rules/path-table.ts";

/**
 * A glob for the path and for all that is there for the same reason: the folder that a rule names, the ending below the same top folder;
 * else the path alone. Special characters of names are spelled so that they are none.
 */
export function likeGlob(rule: string, path: string): string {
  const pattern = rule === "source-map" && path.endsWith(".map") ? "*.map" : matchedPattern(rule, path);
  const names = path.split("/");
  if (pattern === null) return globFor(path);
  if (pattern.endsWith("/")) {
    const depth = folderDepth(pattern, names);
    return depth === null ? globFor(path) : `${globFor(names.slice(0, depth).join("/"))}/**`;
  }
  if (rule === "os-junk" && !/[*?[/]/.test(pattern)) return `**/${globFor(names.at(-1) ?? path)}`;
  const [top] = names;
  const ending = /^\*\.[\w.-]+$/.test(pattern) && path.endsWith(pattern.slice(1));
  return ending && top !== undefined && names.length > 1 ? `${globFor(top)}/**/${pattern}` : globFor(path);
}

/** Number of names of the path up to and with the folder that the pattern names. */
function folderDepth(pattern: string, names: readonly string[]): number | null {
  const [last = "", before = "**"] = pattern.replace(/^\//, "").slice(0, -1).split("/").reverse();
  const folders = names.slice(0, -1);
  const index = folders.findIndex(
    (name, at) => isNamed(name, last) && (before === "**" || isNamed(folders[at - 1] ?? "", before)),
  );
  return index === -1 ? null : index + 1;
}

function isNamed(name: string, pattern: string): boolean {
  const [start = "", ...wild] = pattern.toLowerCase().split("*");
  return wild.length === 0 ? name.toLowerCase() === start : name.toLowerCase().startsWith(start);
}
