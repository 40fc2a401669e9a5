import { availableParallelism } from "node:os";
import { atOnce } from "../at-once.ts";
import { CouldNotJudge } from "../failure.ts";
import { packBatch } from "./batch.ts";
import type { PackageDir } from "./discover.ts";
import type { PackageManagers } from "./manager.ts";
import { dependenciesOf, sequenceOf, stagesOf } from "./order.ts";
import { type PackedTarball, type PackOptions, pack } from "./pack.ts";
import { canBatch, inOrder, type Piece, type Project, projectsOf, spread } from "./pieces.ts";
import { runsCode } from "./scripts.ts";

export interface PackAllOptions extends Omit<PackOptions, "manager" | "log"> {
  readonly managers: PackageManagers;
  /** How many packages whose scripts run may be packed at once. */
  readonly concurrency: number;
  readonly progress: (message: string) => void;
  /** Hears of a tarball that seems to be whole, while others are still being packed: a script may change it yet, or it is packed again. */
  readonly arrived: (item: PackageDir, tarball: PackedTarball) => void;
  /** What a manager and the scripts printed, once it ended. Untrusted text. */
  readonly output: (title: string, lines: readonly string[]) => void;
}

/** The tarball of a package, or why there is none. */
export type Packed = PackedTarball | CouldNotJudge;

/**
 * Packs every package and says of each what became of it: one that fails hides nothing of the others. First those whose scripts run, each
 * after what it needs and no more at once than `concurrency`, because they may build what a neighbour ships; then the others, as many at
 * once as there are processors. Where the manager can, one process packs many of them (`Batching`); what does not end there exactly
 * as it should is packed again, in smaller batches and at last by itself, so that its failure is its own.
 */
export async function packAll(
  packages: readonly PackageDir[],
  options: PackAllOptions,
): Promise<ReadonlyMap<PackageDir, Packed>> {
  const packing = new Packing(packages, options);
  await packing.run();
  return packing.packed;
}

/** Each looks for a few files. */
const askedAtOnce = 16;

class Packing {
  readonly packed = new Map<PackageDir, Packed>();
  readonly #packages: readonly PackageDir[];
  readonly #options: PackAllOptions;
  /** Projects whose manager turned out to pack one package a process. */
  readonly #unable = new Set<Project>();

  constructor(packages: readonly PackageDir[], options: PackAllOptions) {
    this.#packages = packages;
    this.#options = options;
  }

  async run(): Promise<void> {
    const { managers, concurrency } = this.#options;
    // All are asked before the first script runs: it could write another's package.json.
    const [runs, found] = await Promise.all([
      atOnce(this.#packages, askedAtOnce, (item) => runsCode(item, managers(item.manager))),
      projectsOf(this.#packages, managers, this.#options),
    ]);
    const scripted = this.#packages.filter((_, index) => runs[index]);
    // A manager that packs several at once by itself, each after what it needs, needs one process for all, and not one for each stage.
    const projectOf = (item: PackageDir): Project | null => {
      const project = found(item);
      return project !== null && this.#unable.has(project) ? null : project;
    };
    const paced = concurrency === 1 ? new Set() : await this.#paced(scripted.map(projectOf));
    const isFirst = (item: PackageDir, index: number) => runs[index] || paced.has(projectOf(item));
    const first = this.#packages.filter(isFirst);
    const plain = this.#packages.filter((item, index) => !isFirst(item, index));
    const dependencies = dependenciesOf(this.#packages);
    if (concurrency === 1 || paced.size > 0)
      await this.#work(inOrder(sequenceOf(first, dependencies), projectOf, dependencies), concurrency, 1);
    else
      for (const stage of stagesOf(first, dependencies))
        await this.#work(spread(stage, projectOf, concurrency, true), 1, concurrency);
    const processors = availableParallelism();
    await this.#work(spread(plain, projectOf, processors, false), null, processors);
  }

  /**
   * The projects whose manager paces itself, as its version tells. Asking for that takes a start of the manager, for which everything
   * waits only here, and not where the project names the version: should another one run, it is only slower.
   */
  async #paced(projects: readonly (Project | null)[]): Promise<ReadonlySet<unknown>> {
    const paced = new Set<Project>();
    for (const project of new Set(projects)) {
      if (project === null) continue;
      const { batching, declared } = project;
      if (declared !== null && batching.supports(declared)) {
        if (batching.pacesItself(declared)) paced.add(project);
      } else if (!(await canBatch(project))) this.#unable.add(project);
      else if (batching.pacesItself(await project.version())) paced.add(project);
    }
    return paced;
  }

  /** Works through the pieces in their order, as many of them at once as there are workers; `pace` is for the packages of one. */
  async #work(pieces: readonly Piece[], pace: number | null, workers: number): Promise<void> {
    await atOnce(pieces, workers, (piece) => this.#pack(piece, pace));
  }

  async #pack({ project, packages }: Piece, pace: number | null): Promise<void> {
    const [first, second] = packages;
    if (first === undefined) return;
    if (project === null || second === undefined) return this.#alone(first);
    if (this.#unable.has(project)) {
      for (const item of packages) await this.#alone(item);
      return;
    }
    const isCertain = await this.#together(project, packages, pace);
    const others = packages.filter((item) => !isCertain.has(item));
    // Where some are certain, whichever failed is the first or the second of the others; else it can be any of them.
    const half = Math.ceil(others.length / 2);
    const cuts = isCertain.size > 0 ? [0, 1, 2] : [0, half];
    for (const [index, start] of cuts.entries())
      await this.#pack({ project, packages: others.slice(start, cuts[index + 1]) }, pace);
  }

  /** Those that are packed for certain. */
  async #together(
    project: Project,
    packages: readonly PackageDir[],
    pace: number | null,
  ): Promise<ReadonlySet<PackageDir>> {
    if (this.#options.abort?.aborted) return new Set();
    const { manager, version: versionOf, batching } = project;
    const { name } = manager;
    const title = `Packing ${packages.length} packages with ${name}`;
    const lines: string[] = [];
    this.#options.progress(title);
    try {
      const tarballOf = async (item: PackageDir, file: string): Promise<PackedTarball> => ({
        file,
        folder: item.directory,
        manager: { name, version: await versionOf() },
      });
      const options = {
        ...this.#options,
        log: (line: string) => lines.push(line),
        arrived: (item: PackageDir, file: string) =>
          void tarballOf(item, file).then(
            (tarball) => this.#options.arrived(item, tarball),
            // Who waits for the batch hears of it.
            () => {},
          ),
        written: (count: number) =>
          this.#options.progress(`Packed ${this.packed.size + count} of ${this.#packages.length} so far`),
      };
      // The version is asked beside the packing: one that cannot do it comes to nothing.
      const [tarballs, isAble] = await Promise.all([
        packBatch(packages, batching, pace, options),
        canBatch(project),
      ]);
      if (!isAble) {
        this.#unable.add(project);
        return new Set();
      }
      for (const [item, file] of tarballs) this.#keep(item, await tarballOf(item, file));
      this.#tellHowMany(packages.length - tarballs.size);
      return new Set(tarballs.keys());
    } catch (error) {
      // Each of them says it for itself.
      if (error instanceof CouldNotJudge) return new Set();
      throw error;
    } finally {
      if (!this.#unable.has(project)) this.#options.output(title, lines);
    }
  }

  async #alone(item: PackageDir): Promise<void> {
    const { managers, progress, output, abort } = this.#options;
    const title = `Packing ${item.manifest.name} with ${item.manager}`;
    const lines: string[] = [];
    try {
      abort?.throwIfAborted();
      progress(title);
      const options = {
        ...this.#options,
        manager: managers(item.manager),
        log: (line: string) => lines.push(line),
      };
      this.#keep(item, await pack(item, options).finally(() => output(title, lines)));
    } catch (error) {
      if (!(error instanceof CouldNotJudge)) throw error;
      this.packed.set(item, error);
    }
    this.#tellHowMany(0);
  }

  #keep(item: PackageDir, tarball: PackedTarball): void {
    this.packed.set(item, tarball);
    this.#options.arrived(item, tarball);
  }

  /** `again`: how many are packed once more, because their batch did not end as it should. */
  #tellHowMany(again: number): void {
    const [done, total] = [this.packed.size, this.#packages.length];
    if (total === 1) return;
    const more =
      again === 0 ? "" : `; the batch did not end well, so ${again} are packed again in smaller ones`;
    this.#options.progress(`Packed ${done} of ${total}${more}`);
  }
}
