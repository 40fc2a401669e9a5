import type { Manifest } from "../tarball/manifest.ts";
import { bun } from "./bun.ts";
import type { PackageDir } from "./discover.ts";
import { npm } from "./npm.ts";
import type { Dependencies } from "./order.ts";
import { pnpm } from "./pnpm.ts";
import type { Command } from "./run.ts";
import { yarn } from "./yarn.ts";

/** The managers whose publish the gate must repeat. Yarn 1 and yarn 4 share a name, their version tells them apart. */
export const managerNames = ["npm", "pnpm", "yarn", "bun"] as const;
export type ManagerName = (typeof managerNames)[number];

/** What a manager needs to pack one package. */
export interface PackJob {
  readonly package: PackageDir;
  /** An empty folder, outside the work tree, for the tarball and nothing else. */
  readonly destination: string;
  /** Run the scripts that the manager's own `publish FOLDER` runs before it packs: `prepublishOnly` and its like. */
  readonly prepublishOnly: boolean;
  readonly env: Readonly<Record<string, string>>;
  readonly log: (line: string) => void;
  readonly abort?: AbortSignal | undefined;
}

/** The scripts of a package that run when the gate packs it, whatever the version (measured: the tests run them all). */
export interface PackScripts {
  /** Those of the manager's own pack command. */
  readonly pack: readonly string[];
  /** Those that only its publish runs, and that the gate runs before. */
  readonly publish: readonly string[];
}

/** What a manager needs to pack several members of one workspace in one process. */
export interface BatchJob extends Omit<PackJob, "package"> {
  /** In the order in which they are to be packed, all of the same project. */
  readonly packages: readonly PackageDir[];
  /** How many packages may be packed at once because their scripts run; null when no scripts run. */
  readonly pace: number | null;
}

/** How a manager packs several packages in one process, where it can. */
export interface Batching {
  /** Whether a version can. One that cannot ends at once, and has packed nothing and run no script. */
  supports(version: string): boolean;
  /** The folders, absolute, of the project's members that are packed from its root with the bytes that they have when packed alone. */
  members(projectRoot: string): Promise<ReadonlySet<string>>;
  /** Whether nothing about the package asks to be packed from its own folder. */
  admits(packageDir: PackageDir): boolean;
  /** Whether `next` is packed after the packages of the batch that it needs, when its scripts run. */
  keepsOrder(next: PackageDir, batch: readonly PackageDir[], dependencies: Dependencies): boolean;
  /** Whether a version that can packs several packages at once in one process, where their scripts run too, each after what it needs. */
  pacesItself(version: string): boolean;
  /** How many small packages without scripts are packed in the time in which one process starts: fewer are not worth another. */
  readonly fewest: number;
  /** One package after the other in the order of the job, so that a tarball says that those before it are whole. */
  readonly isSequential: boolean;
  /** Runs in the project's root. Resolves with whether the manager says that all went well. Throws the reason of `abort`. */
  pack(job: BatchJob): Promise<boolean>;
}

/**
 * A package manager as the gate sees it. It runs the package's own scripts and leaves a tarball in the destination; what it
 * prints is for people. Who takes the tarball, and checks that there is one, is `pack`: the same for every manager.
 */
export interface PackageManager {
  readonly name: ManagerName;
  /** As the manager says it, or its own package.json does; found out once for each project. */
  version(job: PackJob): Promise<string>;
  /** Resolves with the command that was run, as a user would type it. Throws PackFailed, PackKilled, ManagerMissing. */
  pack(job: PackJob): Promise<string>;
  readonly scripts: PackScripts;
  /** Whether the project brings code besides the scripts that runs while its packages are packed; never where it is absent. */
  readonly runsHooks?: (packageDir: PackageDir) => Promise<boolean>;
  /** Absent where the manager packs one package a process. */
  readonly batching?: Batching;
  /** The folder whose package.json is packed, where that need not be the package's own. */
  readonly packedFolder?: (packageDir: PackageDir) => string;
  /** The name that this manager may give a package instead of the manifest's; null when it has none in mind. */
  readonly otherName?: (manifest: Manifest) => string | null;
}

const makers = { npm, pnpm, yarn, bun } satisfies Record<ManagerName, (command?: Command) => PackageManager>;

/** The manager by its name; `command` replaces the one from the PATH. */
export function packageManager(name: ManagerName, command?: Command): PackageManager {
  return makers[name](command);
}

/** The managers of one run: each is made once, so that its version is asked once. */
export type PackageManagers = (name: ManagerName) => PackageManager;

export function packageManagers(): PackageManagers {
  const made = new Map<ManagerName, PackageManager>();
  return (name) => {
    const manager = made.get(name) ?? packageManager(name);
    made.set(name, manager);
    return manager;
  };
}
