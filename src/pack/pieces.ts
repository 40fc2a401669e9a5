import { CouldNotJudge } from "../failure.ts";
import { tarballName } from "./batch.ts";
import { declaredVersion } from "./declared.ts";
import type { PackageDir } from "./discover.ts";
import { packEnvironment } from "./environment.ts";
import type { Batching, PackageManager, PackageManagers } from "./manager.ts";
import type { Dependencies } from "./order.ts";
import type { PackOptions } from "./pack.ts";
import { scriptsOf } from "./scripts.ts";

/** A project whose manager packs several of its packages in one process. */
export interface Project {
  readonly manager: PackageManager;
  /** Asked once: it takes a start of the manager, beside which the packing can begin. */
  readonly version: () => Promise<string>;
  /** What `packageManager` in the root's package.json says; null when it names no version of this manager. Another one may run. */
  readonly declared: string | null;
  readonly batching: Batching;
}

/** What is packed in one go: one package, or several of one project. Never empty. */
export interface Piece {
  /** Null when its one package is packed by itself. */
  readonly project: Project | null;
  readonly packages: readonly PackageDir[];
}

/** The project in whose process a package may be packed; null when it must be packed by itself. */
export type ProjectOf = (item: PackageDir) => Project | null;

/** Bounds what one failure costs: where the manager does not pack one after the other, all of them are packed again. */
const mostPackages = 250;
/** A command line has at most 8,191 characters on Windows, where npm is a batch file, and 128 KiB an argument elsewhere. */
const mostCharacters = process.platform === "win32" ? 6000 : 100_000;

/** Looks which packages of each project its manager may pack together. Call it before any script has run. */
export async function projectsOf(
  packages: readonly PackageDir[],
  managers: PackageManagers,
  options: Pick<PackOptions, "env" | "prepublishOnly" | "abort" | "destination">,
): Promise<ProjectOf> {
  const asked = new Map<string, Promise<{ project: Project; members: ReadonlySet<string> } | null>>();
  const found = new Map<PackageDir, Project>();
  const job = { ...options, env: packEnvironment(options.env), log: () => {} };
  const ask = async (item: PackageDir) => {
    const manager = managers(item.manager);
    const { batching } = manager;
    if (batching === undefined) return null;
    const members = await batching.members(item.projectRoot);
    if (members.size === 0) return null;
    const version = () => manager.version({ ...job, package: item });
    const declared = await declaredVersion(manager.name, item.projectRoot);
    return { project: { manager, version, declared, batching }, members };
  };
  for (const item of packages) {
    const key = `${item.manager}\0${item.projectRoot}`;
    const answer = asked.get(key) ?? ask(item);
    asked.set(key, answer);
    const known = await answer;
    if (known === null || !known.members.has(item.directory) || !known.project.batching.admits(item))
      continue;
    const own = scriptsOf(item);
    // The gate runs these before packing, and no pack command does.
    const runsFirst =
      options.prepublishOnly && known.project.manager.scripts.publish.some((name) => own.has(name));
    if (!runsFirst) found.set(item, known.project);
  }
  return (item) => found.get(item) ?? null;
}

/** Whether a manager of this version packs as its `Batching` says; one that tells no version says why for each package. */
export async function canBatch({ batching, version }: Project): Promise<boolean> {
  try {
    return batching.supports(await version());
  } catch (error) {
    if (error instanceof CouldNotJudge) return false;
    throw error;
  }
}

/** Packages whose scripts run, in the order in which they are packed: neighbours share a process where that keeps the order. */
export function inOrder(
  packages: readonly PackageDir[],
  projectOf: ProjectOf,
  dependencies: Dependencies,
): readonly Piece[] {
  return cut(packages, projectOf, (item, { project, packages: before }) =>
    project === null ? false : project.batching.keepsOrder(item, before, dependencies),
  );
}

/** Packages that do not need each other, spread over at most `parts` processes a project. The order is lost. */
export function spread(
  packages: readonly PackageDir[],
  projectOf: ProjectOf,
  parts: number,
  runsScripts: boolean,
): readonly Piece[] {
  const shared = new Map<Project, PackageDir[]>();
  const alone: Piece[] = [];
  for (const item of packages) {
    const project = projectOf(item);
    if (project === null) alone.push({ project, packages: [item] });
    else shared.set(project, [...(shared.get(project) ?? []), item]);
  }
  const together = [...shared].flatMap(([{ batching }, items]) => {
    const fewest = runsScripts ? 1 : batching.fewest;
    const count = Math.max(1, Math.min(parts, Math.floor(items.length / fewest)));
    // Dealt out like cards: large packages often stand beside each other.
    const hands = Array.from({ length: count }, (_, hand) =>
      items.filter((_, index) => index % count === hand),
    );
    return hands.flatMap((hand) => cut(hand, projectOf, () => true));
  });
  return [...together, ...alone];
}

function cut(
  packages: readonly PackageDir[],
  projectOf: ProjectOf,
  mayJoin: (item: PackageDir, piece: Piece) => boolean,
): readonly Piece[] {
  const pieces: GrowingPiece[] = [];
  for (const item of packages) {
    const project = projectOf(item);
    const last = pieces.at(-1);
    const fits = last !== undefined && project !== null && last.project === project && last.hasRoom(item);
    if (fits && mayJoin(item, last)) last.add(item);
    else pieces.push(new GrowingPiece(project, item));
  }
  return pieces;
}

class GrowingPiece implements Piece {
  readonly project: Project | null;
  readonly packages: PackageDir[] = [];
  /** Names of tarballs, and of packages. */
  readonly #taken = new Set<string>();
  #characters = 0;

  constructor(project: Project | null, first: PackageDir) {
    this.project = project;
    this.add(first);
  }

  /** Two tarballs of one name would be one file; and no batch outgrows a command line. */
  hasRoom(next: PackageDir): boolean {
    return (
      this.packages.length < mostPackages &&
      this.#characters + charactersFor(next) <= mostCharacters &&
      !this.#taken.has(tarballName(next)) &&
      !this.#taken.has(next.manifest.name)
    );
  }

  add(item: PackageDir): void {
    this.packages.push(item);
    this.#characters += charactersFor(item);
    this.#taken.add(tarballName(item)).add(item.manifest.name);
  }
}

/** What it takes of a command line, at most. */
function charactersFor({ directory }: PackageDir): number {
  return directory.length + 16;
}
