import { isRecord } from "../tarball/manifest.ts";
import { ManagerConflict } from "./failures.ts";
import { Folders } from "./folders.ts";
import { type ManagerName, managerNames } from "./manager.ts";
import { rushManager } from "./rush.ts";

const lockfiles: readonly (readonly [file: string, manager: ManagerName])[] = [
  ["package-lock.json", "npm"],
  ["npm-shrinkwrap.json", "npm"],
  ["pnpm-lock.yaml", "pnpm"],
  ["yarn.lock", "yarn"],
  ["bun.lock", "bun"],
  ["bun.lockb", "bun"],
];

interface Evidence {
  readonly manager: ManagerName;
  /** Where it stands, for the user. */
  readonly from: string;
}

export interface Detected {
  readonly manager: ManagerName;
  /** The folder that names it; null when none does. */
  readonly folder: string | null;
}

/**
 * The manager that the project names: `packageManager`, `devEngines.packageManager`, rush.json or a lockfile, in the first of `folders`
 * (the package's own first) that says anything; npm when none does. Throws ManagerConflict when one folder names two.
 * With a `chosen` one nothing is in conflict, and only its folder is looked for.
 * @see https://docs.npmjs.com/cli/configuring-npm/package-json#devengines
 */
export async function detectManager(
  folders: readonly string[],
  chosen: ManagerName | null = null,
  look = new Folders(),
): Promise<Detected> {
  for (const folder of folders) {
    const inside = await look.names(folder);
    const evidence = [
      ...(await declared(folder, look)),
      ...(inside.has("rush.json") ? await rushed(folder) : []),
      ...locked(inside),
    ];
    const [first] = evidence;
    if (first === undefined) continue;
    if (chosen !== null) {
      if (evidence.some(({ manager }) => manager === chosen)) return { manager: chosen, folder };
      continue;
    }
    const other = evidence.find(({ manager }) => manager !== first.manager);
    if (other !== undefined) throw new ManagerConflict(folder, [first, other]);
    return { manager: first.manager, folder };
  }
  return { manager: chosen ?? "npm", folder: null };
}

async function declared(folder: string, look: Folders): Promise<Evidence[]> {
  let value: unknown;
  try {
    value = JSON.parse((await look.manifestText(folder)).replace(/^\uFEFF/, ""));
  } catch {
    // Not there, or broken: discovery says so for the packages that it judges.
    return [];
  }
  if (!isRecord(value)) return [];
  const { packageManager, devEngines } = value;
  // A list is in order of preference.
  const engines: readonly unknown[] = isRecord(devEngines) ? [devEngines.packageManager].flat() : [];
  return [
    ...named(
      typeof packageManager === "string" ? packageManager.split("@")[0] : null,
      "packageManager in package.json",
    ),
    ...named(engines.every(hasName) ? engines[0]?.name : null, "devEngines.packageManager in package.json"),
  ];
}

function hasName(value: unknown): value is { readonly name: string } {
  return isRecord(value) && typeof value.name === "string";
}

async function rushed(folder: string): Promise<Evidence[]> {
  const manager = await rushManager(folder);
  return manager === null ? [] : [{ manager, from: `${manager}Version in rush.json` }];
}

function named(name: string | null | undefined, from: string): Evidence[] {
  const manager = managerNames.find((known) => known === name);
  return manager === undefined ? [] : [{ manager, from }];
}

function locked(names: ReadonlySet<string>): Evidence[] {
  return lockfiles.flatMap(([file, manager]) => (names.has(file) ? [{ manager, from: file }] : []));
}
