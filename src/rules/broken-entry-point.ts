import { posix } from "node:path";
import type { Policy } from "../policy/policy.ts";
import { type EntryPoint, entryPointsOf, type Lookup } from "../tarball/entry-points.ts";
import { filePaths } from "../tarball/file-paths.ts";
import { stringsOf } from "../tarball/manifest.ts";
import type { Tarball } from "../tarball/tarball.ts";
import { installEvents, missingInstallScript } from "./install-script.ts";
import { isScriptStopped } from "./lifecycle-script.ts";
import { PathRanges } from "./path-ranges.ts";
import { defineRule, noOptions, type Problem } from "./rule.ts";
import { shown } from "./shown.ts";

export const brokenEntryPoint = defineRule({
  id: "broken-entry-point",
  title: "An entry point that leads nowhere",
  catches:
    "`main`, `module`, `browser`, `types`, `typings`, `bin`, `directories.bin`, `exports` and `imports` (every condition and subpath) that name no file of the " +
    "tarball, also when only the letter case differs, and targets of `exports` that do not begin with `./`; and an install script `node <file>` whose file is missing, so that every install fails (where lifecycle-script stops the script itself, it says so instead). Each field is looked up as its reader does it: " +
    "endings and index files for `main`, none for `exports`, one match for a `*`, one of a fallback array. Warnings only: a `main` that Node replaces by index.js, the " +
    "`index.js` that `npm init` writes when the package is a command, a `browser` key without its file, a pattern that fits nothing in a folder that ships or beside an entry point that works, " +
    "conditions of the project's own (`source`), `types` beside `exports` with declarations that ship, and `imports`, which only the package itself reads. Left alone: no `main` at all, `null`, `false` and package names as targets, `typesVersions`, " +
    "`man`, and what node-gyp builds on install.",
  incident:
    "ruvector 0.2.23 (2026-04-24) named `dist/index.js` as `main` and shipped no dist: every import failed. contentful-cli 4.0.2 (June 2026) and " +
    "storybook-addon-remix-react-router 6.0.0 (`main` is `../../dist/index.js`) did the same in one field.",
  fix: "Build before packing, let `files` ship the file, or correct the field.",
  options: noOptions,
  start: ({ policy }) => ({
    *tarball(tarball) {
      yield* missingScripts(tarball, policy);
      const shipped = new Shipped(tarball);
      const points = entryPointsOf(tarball.manifest).map((point) => ({
        point,
        fault: shipped.faultOf(point),
      }));
      const working = points
        .filter(
          ({ point, fault }) => fault === null && !point.isKey && !point.targets.includes("./package.json"),
        )
        .map(({ point }) => point);
      const broken = points.flatMap(({ point, fault }) => {
        if (fault === null) return [];
        return [{ point, ...fault, level: isSecondary(point, working) ? "warn" : fault.level }];
      });
      const groups = new Map<string, typeof broken>();
      for (const found of broken) {
        const key = JSON.stringify([found.about, found.level]);
        const group = groups.get(key);
        if (group) group.push(found);
        else groups.set(key, [found]);
      }
      // One missing build is one finding, however many fields name it.
      for (const [first, ...others] of groups.values()) {
        if (first === undefined) continue;
        const also = alsoIn(others.map(({ point }) => point.name));
        yield problem(first.point, `${shown(first.point.name)} ${first.text}${also}`, first.level);
      }
    },
  }),
});

/** Install scripts whose file is missing. Where lifecycle-script stops the tarball for the script itself, that finding says so. */
function* missingScripts(tarball: Tarball, policy: Policy): Iterable<Problem> {
  for (const event of installEvents) {
    const missing = missingInstallScript(tarball, event);
    const script = stringsOf(tarball.manifest.scripts).get(event);
    if (missing === null || script === undefined || isScriptStopped(policy, event, script)) continue;
    yield {
      path: "package.json",
      field: `scripts.${event}`,
      message: `scripts.${event} runs "${shown(missing)}", which is not in the tarball: every install fails with MODULE_NOT_FOUND`,
      fix: `Let \`files\` ship ${shown(missing)}, or delete \`scripts.${event}\` from package.json.`,
    };
  }
}

/** Others of the package's entry points make up for this one, or nobody else's tools ask for it. */
function isSecondary(
  { field, targets, lookup, isOwnCondition }: EntryPoint,
  working: readonly EntryPoint[],
): boolean {
  if (isOwnCondition) return true;
  if (lookup === "pattern") return working.length > 0;
  if (field === "main" && /^(?:\.\/)?index(?:\.js)?$/.test(targets[0] ?? ""))
    return working.some((point) => /^bin(?:\.|$)/.test(point.field));
  // A compiler that reads `exports` does not look at these.
  return (
    (field === "types" || field === "typings") &&
    working.some((point) => point.field.startsWith("exports.") && isDeclaration(point))
  );
}

function isDeclaration({ targets }: EntryPoint): boolean {
  return targets.some((target) => /\.d\.[mc]?ts$/.test(target));
}

interface Fault {
  readonly text: string;
  /** The paths that it is about, the same for every field that names them. */
  readonly about: readonly string[];
  readonly level: "error" | "warn";
}

function error(text: string, about: readonly string[]): Fault {
  return { text, about, level: "error" };
}

function warning(text: string, about: readonly string[]): Fault {
  return { text, about, level: "warn" };
}

function problem(point: EntryPoint, message: string, level: Fault["level"]): Problem {
  const edit = `Let the build make the file and \`files\` ship it, or correct \`${shown(point.name)}\` in package.json.`;
  return {
    path: "package.json",
    field: point.field,
    message,
    fix: edit,
    ...(level === "warn" ? { level } : {}),
  };
}

function alsoIn(names: readonly string[]): string {
  if (names.length === 0) return "";
  const more = names.length > 3 ? ` and ${names.length - 3} more` : "";
  return ` (so do ${names.slice(0, 3).map(shown).join(", ")}${more})`;
}

/** Endings that are tried after the name itself, and index files in a folder of that name. */
const ENDINGS: Readonly<Record<Lookup, readonly string[]>> = {
  // https://nodejs.org/api/modules.html#all-together
  node: [".js", ".json", ".node"],
  // https://webpack.js.org/configuration/resolve/#resolveextensions, and the module endings that bundlers add
  bundler: [".js", ".json", ".node", ".mjs", ".cjs", ".wasm"],
  // https://www.typescriptlang.org/docs/handbook/modules/reference.html#packagejson-main-and-types
  types: [".d.ts", ".ts", ".tsx", ".d.mts", ".d.cts"],
  exact: [],
  folder: [],
  pattern: [],
};

/** The paths that npm would install, and what can be said of a path that is not among them. */
class Shipped {
  readonly #paths: ReadonlySet<string>;
  /** Made when a path is missing, which in most packages none is. */
  #byLowerCase: ReadonlyMap<string, string> | null = null;
  #allFolders: ReadonlySet<string> | null = null;
  #ranges: PathRanges | null = null;
  /** Answers for patterns: many subpaths can name the same. */
  readonly #fitting = new Map<string, boolean>();

  constructor(tarball: Tarball) {
    this.#paths = filePaths(tarball);
  }

  /** Made when the first folder is asked for, which most manifests never do. */
  get #folders(): ReadonlySet<string> {
    this.#allFolders ??= foldersOf(this.#paths);
    return this.#allFolders;
  }

  faultOf(point: EntryPoint): Fault | null {
    const replaced = point.instead === null ? "" : insideOf(point.instead);
    if (replaced === null || (replaced !== "" && !this.#has(replaced, "bundler"))) return null;
    if (point.targets.length === 0)
      return error("nests its conditions too deeply to be followed", [point.field]);
    const named = point.targets.slice(0, 3).map((target) => `"${shown(target)}"`);
    if (point.targets.length > named.length) named.push("…");
    const names = `names ${named.join(" or ")}`;
    const usable = point.targets.filter((target) => !point.relativeOnly || target.startsWith("./"));
    if (usable.length === 0) {
      return error(`${names}, which does not begin with "./", so that Node refuses it`, point.targets);
    }
    const inside = usable.flatMap((target) => insideOf(target) ?? []);
    if (inside.length === 0) return error(`${names}, which leads out of the package`, usable);
    if (inside.some((path) => this.#has(path, point.lookup) || this.#isBuiltOnInstall(path))) return null;
    const twin = inside.map((path) => this.#caseTwin(path, point.lookup)).find((path) => path !== null);
    if (twin) {
      const clause = "the letter case works on macOS and Windows and fails on Linux";
      return error(`${names}, but the tarball has "${shown(twin)}": ${clause}`, inside);
    }
    if (point.isKey) return warning(`replaces ${named[0]}, which is not in the tarball`, inside);
    if (point.field === "main" && this.#has("", "node")) {
      const clause = "Node falls back to the index file with a deprecation (DEP0128)";
      return warning(`${names}, which is not in the tarball; ${clause}`, inside);
    }
    const text = `${names}, ${nothing[point.lookup]}`;
    return inside.some((path) => this.#isHarmless(path, point)) ? warning(text, inside) : error(text, inside);
  }

  /**
   * A pattern over a folder that does ship promises no file in particular. `imports` are read by the package's own code alone, and that was
   * mostly bundled with what they name.
   */
  #isHarmless(path: string, { lookup, field }: EntryPoint): boolean {
    if (field.startsWith("imports.")) return true;
    if (lookup !== "pattern") return false;
    const folder = path.slice(0, path.indexOf("*")).replace(/\/?[^/]*$/, "");
    return folder === "" || this.#folders.has(folder);
  }

  #has(path: string, lookup: Lookup): boolean {
    if (lookup === "folder") return path === "" || this.#folders.has(path.replace(/\/$/, ""));
    if (lookup === "pattern") return this.#fits(path);
    return candidates(path, lookup).some((candidate) => this.#paths.has(candidate));
  }

  #caseTwin(path: string, lookup: Lookup): string | null {
    if (lookup === "folder" || lookup === "pattern") return null;
    this.#byLowerCase ??= new Map([...this.#paths].map((known) => [known.toLowerCase(), known]));
    for (const candidate of candidates(path, lookup)) {
      const twin = this.#byLowerCase.get(candidate.toLowerCase());
      if (twin !== undefined) return twin;
    }
    return null;
  }

  /** Every `*` of a target stands for the same text, which has at least one character and may hold `/`. */
  #fits(pattern: string): boolean {
    const fits = this.#fitting.get(pattern) ?? this.#isThere(pattern);
    this.#fitting.set(pattern, fits);
    return fits;
  }

  #isThere(pattern: string): boolean {
    const parts = pattern.split("*");
    const stars = parts.length - 1;
    const fixed = pattern.length - stars;
    const [before = ""] = parts;
    // To sort all paths costs more than to look through them a few times.
    if (this.#fitting.size >= fewPatterns) this.#ranges ??= new PathRanges(this.#paths);
    for (const path of this.#ranges?.among(before, parts.at(-1) ?? "") ?? this.#paths) {
      const length = (path.length - fixed) / stars;
      if (length < 1 || !Number.isInteger(length) || !path.startsWith(before)) continue;
      if (parts.join(path.slice(before.length, before.length + length)) === path) return true;
    }
    return false;
  }

  /** `build/Release/x.node` is there once node-gyp has run on the consumer's machine. */
  #isBuiltOnInstall(path: string): boolean {
    return this.#paths.has("binding.gyp") && (path.endsWith(".node") || path.startsWith("build/"));
  }
}

/** Patterns for which all paths are looked through. */
const fewPatterns = 16;

function foldersOf(paths: ReadonlySet<string>): ReadonlySet<string> {
  const folders = new Set<string>();
  for (const path of paths) {
    for (let at = path.lastIndexOf("/"); at > 0; at = path.lastIndexOf("/", at - 1)) {
      const folder = path.slice(0, at);
      if (folders.has(folder)) break;
      folders.add(folder);
    }
  }
  return folders;
}

const nothing: Readonly<Record<Lookup, string>> = {
  node: "which is not in the tarball, nor with .js, .json, .node or as a folder with an index file",
  bundler: "which is not in the tarball, nor with an ending or as a folder with an index file",
  types: "which is not in the tarball, nor with .d.ts or as a folder with an index.d.ts",
  exact: "which is not in the tarball",
  folder: "a folder with no file in the tarball",
  pattern: "which fits no file in the tarball",
};

/** The path within the package (`` for its root folder); null when it leads out of it. A trailing `/` stays. */
function insideOf(target: string): string | null {
  if (target.startsWith("/")) return null;
  const path = posix.normalize(target);
  if (path === ".." || path.startsWith("../")) return null;
  return path === "." || path === "./" ? "" : path;
}

function candidates(path: string, lookup: Lookup): readonly string[] {
  const endings = ENDINGS[lookup];
  const folder = path === "" || path.endsWith("/") ? path : `${path}/`;
  const index = endings.map((ending) => `${folder}index${ending}`);
  if (folder === path) return index;
  // TypeScript looks for the declarations beside a JavaScript file that is named as types.
  const declarations = lookup === "types" ? [path.replace(/\.([mc]?)js$/, ".d.$1ts")] : [];
  return [path, ...endings.map((ending) => path + ending), ...declarations, ...index];
}
