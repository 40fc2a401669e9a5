import { isRecord, type Manifest } from "../tarball/manifest.ts";

/**
 * The lock file that ships: npm 10 and 11 install a package's dependencies from where it says (measured), whatever package.json says.
 * In any letter case, because a disk that does not tell case gives it under its usual name.
 */
export function isShrinkwrap(path: string): boolean {
  return path.length === "npm-shrinkwrap.json".length && /^npm-shrinkwrap\.json$/iu.test(path);
}

/** A dependency and the place from which the shrinkwrap has it fetched. */
export interface Pin {
  /** As the shrinkwrap spells it: `node_modules/a`, or `a` in its first version. */
  readonly name: string;
  readonly from: string;
}

/**
 * Every place that a shrinkwrap names, of the forms that npm has written: `packages` (versions 2 and 3) and nested `dependencies`
 * (1 and 2). Null when it is no JSON object.
 * @see https://docs.npmjs.com/cli/configuring-npm/package-lock-json#file-format
 */
export function pinsOf(text: string): readonly Pin[] | null {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch {
    return null;
  }
  if (!isRecord(value)) return null;
  const pins: Pin[] = [];
  for (const [name, entry] of entriesOf(value.packages)) {
    if (name !== "" && typeof entry.resolved === "string") pins.push({ name, from: entry.resolved });
  }
  // A list that grows while it is walked, because the tree may be deeper than the stack.
  const trees: unknown[] = [value.dependencies];
  for (const tree of trees) {
    for (const [name, entry] of entriesOf(tree)) {
      const { resolved, version } = entry;
      // A place that is no registry stands in the version.
      for (const from of [resolved, version])
        if (typeof from === "string" && (from === resolved || /[:/]/.test(from))) pins.push({ name, from });
      trees.push(entry.dependencies);
    }
  }
  return pins;
}

function entriesOf(value: unknown): readonly (readonly [string, Readonly<Record<string, unknown>>])[] {
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([name, entry]) => (isRecord(entry) ? [[name, entry] as const] : []));
}

/** Public registries by their documented addresses: npm fetches from the one that the user chose instead. */
const publicRegistries = ["registry.npmjs.org", "registry.yarnpkg.com"];

/** Host of an address over HTTP; null for every other place. */
export function hostOf(from: string): string | null {
  if (!URL.canParse(from)) return null;
  const { protocol, hostname } = new URL(from);
  return protocol === "https:" || protocol === "http:" ? hostname : null;
}

/** True for a host of a public registry, or of one that the policy names. */
export function isRegistry(host: string, named: readonly string[]): boolean {
  return publicRegistries.includes(host) || named.some((name) => name.toLowerCase() === host);
}

/** The host that the manifest itself wants to be published to: its own word, which a change of it can make any. */
export function ownRegistry({ publishConfig }: Manifest): string | null {
  const own = isRecord(publishConfig) ? publishConfig.registry : undefined;
  return typeof own === "string" ? hostOf(own) : null;
}
