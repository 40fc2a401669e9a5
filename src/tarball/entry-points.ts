import { posix } from "node:path";
import { binsOf } from "./bins.ts";
import { isRecord, type Manifest } from "./manifest.ts";

/**
 * How a reader of the field gets from its text to a file: `node` and `bundler` try endings and index files, `types` those of
 * TypeScript; `exact` takes the file as named, `folder` anything below it, `pattern` anything that fits the `*`.
 */
export type Lookup = "node" | "bundler" | "types" | "exact" | "folder" | "pattern";

/** A place in a manifest that names a file of the package. */
export interface EntryPoint {
  /** Dotted path of the manifest field (`exports...import` for the `.` subpath). */
  readonly field: string;
  /** The same as people write it (`exports["."].import`). */
  readonly name: string;
  /** The paths as the manifest spells them; one that is there is enough. Empty when conditions nest too deeply to be followed. */
  readonly targets: readonly string[];
  readonly lookup: Lookup;
  /** `exports` and `imports`: the target must begin with `./`. */
  readonly relativeOnly: boolean;
  /** A place that nothing is loaded from: a key of a `browser` map, which replaces a file that it names. */
  readonly isKey: boolean;
  /** A file without which nobody comes here: the one that a `browser` map replaces. */
  readonly instead: string | null;
  /** Below a condition of the project's own, which nobody else's tools set. */
  readonly isOwnCondition: boolean;
}

/**
 * Everything in a manifest that points at a file of its own package: main, module, browser, types, typings, bin, directories.bin,
 * exports and imports. Targets that are bare package names, `null` and `false` are left out.
 * @see https://nodejs.org/api/packages.html#package-entry-points
 */
export function entryPointsOf(manifest: Manifest): readonly EntryPoint[] {
  return [
    ...plain(manifest, "main", "node"),
    ...plain(manifest, "module", "bundler"),
    ...browser(manifest.browser),
    ...types(manifest),
    ...bins(manifest),
    ...targets(manifest.exports, "exports"),
    ...targets(manifest.imports, "imports"),
  ];
}

const PLAIN = { relativeOnly: false, isKey: false, instead: null, isOwnCondition: false };

function plain(manifest: Manifest, field: string, lookup: Lookup): EntryPoint[] {
  const target = manifest[field];
  // An empty main is none, for Node as for npm.
  return typeof target === "string" && target !== ""
    ? [{ field, name: field, targets: [target], lookup, ...PLAIN }]
    : [];
}

/** @see https://github.com/defunctzombie/package-browser-field-spec */
function browser(value: unknown): EntryPoint[] {
  if (typeof value === "string")
    return plain({ name: "", version: "", browser: value }, "browser", "bundler");
  if (!isRecord(value)) return [];
  const points: EntryPoint[] = [];
  for (const [key, replacement] of Object.entries(value)) {
    const at = { field: `browser.${key}`, name: nameOf(["browser", key]), lookup: "bundler" as const };
    if (isPath(key)) points.push({ ...at, ...PLAIN, targets: [key], isKey: true });
    if (typeof replacement === "string" && isPath(replacement)) {
      points.push({ ...at, ...PLAIN, targets: [replacement], instead: isPath(key) ? key : null });
    }
  }
  return points;
}

function isPath(text: string): boolean {
  return /^\.{0,2}\//.test(text);
}

function types(manifest: Manifest): EntryPoint[] {
  return ["types", "typings"].flatMap((field) =>
    plain(manifest, field, "types").map((point) => ({
      ...point,
      targets: point.targets.flatMap((target) => [target, ...typesVersions(manifest.typesVersions, target)]),
    })),
  );
}

/**
 * Where `typesVersions` sends a path, for every compiler version. Its targets are not judged themselves: they are fallback lists.
 * @see https://www.typescriptlang.org/docs/handbook/declaration-files/publishing.html#version-selection-with-typesversions
 */
function typesVersions(value: unknown, target: string): string[] {
  if (!isRecord(value)) return [];
  const path = posix.normalize(target);
  const sent: string[] = [];
  for (const mapping of Object.values(value).filter(isRecord)) {
    for (const [key, substitutes] of Object.entries(mapping)) {
      const star = key.indexOf("*");
      const [before, after] = star === -1 ? [key, ""] : [key.slice(0, star), key.slice(star + 1)];
      const fits = star === -1 ? path === key : path.startsWith(before) && path.endsWith(after);
      if (!fits || !Array.isArray(substitutes)) continue;
      const middle = path.slice(before.length, path.length - after.length);
      for (const substitute of substitutes) {
        if (typeof substitute === "string") sent.push(substitute.replace("*", () => middle));
      }
    }
  }
  return sent;
}

function bins(manifest: Manifest): EntryPoint[] {
  const named: EntryPoint[] = binsOf(manifest).map(({ field, path }) => ({
    field,
    name: nameOf(field === "bin" ? ["bin"] : ["bin", field.slice("bin.".length)]),
    targets: [`./${path}`],
    lookup: "exact",
    ...PLAIN,
  }));
  const folder = isRecord(manifest.directories) ? manifest.directories.bin : undefined;
  // npm reads directories.bin only when there is no bin.
  if (manifest.bin || typeof folder !== "string" || folder === "") return named;
  return [
    { field: "directories.bin", name: "directories.bin", targets: [folder], lookup: "folder", ...PLAIN },
  ];
}

/** Levels of conditions and arrays that are followed; real packages use four. */
const DEEPEST = 50;

/**
 * The leaves of `exports` or `imports`, conditions and subpaths alike. The strings of a fallback array count as one.
 * Walks with a stack of its own, because the nesting is the publisher's choice.
 */
function targets(value: unknown, field: "exports" | "imports"): EntryPoint[] {
  const points: EntryPoint[] = [];
  const open: { path: readonly string[]; value: unknown }[] = [{ path: [field], value }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { path, value } = next;
    if (path.length > DEEPEST) {
      points.push({ ...entryPoint(path), targets: [], lookup: "exact" });
      continue;
    }
    const children: typeof open = [];
    if (typeof value === "string") points.push(...target(path, [value]));
    else if (Array.isArray(value)) {
      const strings = value.filter((item) => typeof item === "string");
      points.push(...target(path, strings));
      for (const [at, item] of value.entries()) {
        if (typeof item === "object") children.push({ path: [...path, String(at)], value: item });
      }
    } else if (isRecord(value)) {
      for (const [key, item] of Object.entries(value)) children.push({ path: [...path, key], value: item });
    }
    open.push(...children.reverse());
  }
  return points;
}

function target(path: readonly string[], spelled: readonly string[]): EntryPoint[] {
  // In imports a target without ./ is a package, and one of those ends the search.
  if (path[0] === "imports" && spelled.some((text) => !isPath(text))) return [];
  const [first] = spelled;
  if (first === undefined) return [];
  const lookup = first.includes("*") ? "pattern" : first.endsWith("/") ? "folder" : "exact";
  return [{ ...entryPoint(path), targets: spelled, lookup }];
}

function entryPoint(path: readonly string[]) {
  const isOwnCondition = path
    .slice(1)
    .some((key) => !/^(?:[.#]|types@|\d+$)/.test(key) && !conditions.has(key));
  return { ...PLAIN, field: path.join("."), name: nameOf(path), relativeOnly: true, isOwnCondition };
}

/**
 * Conditions that runtimes, bundlers and compilers set by themselves. A repository has others, such as `source`, by which its own
 * packages find each other's sources.
 * @see https://nodejs.org/api/packages.html#community-conditions-definitions
 */
const conditions: ReadonlySet<string> = new Set(
  (
    "import require default node node-addons module-sync types browser module development production deno bun worker workerd " +
    "edge-light react-native react-server electron svelte"
  ).split(" "),
);

/** `exports["./feature"].import` */
function nameOf([field, ...keys]: readonly string[]): string {
  const rest = keys.map((key) => (/^[A-Za-z_$][\w$]*$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`));
  return `${field}${rest.join("")}`;
}
