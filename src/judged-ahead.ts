import { createHash } from "node:crypto";
import { statSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import { type Judged, judge } from "./judged.ts";
import type { PackageDir } from "./pack/discover.ts";
import type { PackedTarball } from "./pack/pack.ts";
import { type Plan, prepare, type Ready, type Repository } from "./plan.ts";
import type { LoadedPolicy } from "./policy/load.ts";
import { openRegularFile, partsOf } from "./regular-file.ts";
import type { GateRequest } from "./request.ts";
import { smallFile } from "./tarball/open-archive.ts";

interface Early {
  readonly ready: Ready;
  readonly judged: Judged;
  readonly notes: readonly string[];
}

/**
 * Judges large tarballs while others are still being packed, one at a time. A small one can wait: at the end it takes a millisecond, and
 * three beside managers that keep every core at work. Scripts that run meanwhile can change a tarball, or what else is
 * read for it, so a judgement made ahead counts only when, with no script left to run, all that it was made of is found unchanged: every
 * byte of the tarball, by its sha512, and what the work tree says of the package. Whatever is not so, or went wrong, is judged anew.
 */
export class JudgedAhead {
  readonly #plans: ReadonlyMap<PackageDir, Plan>;
  readonly #request: GateRequest;
  readonly #repository: Repository;
  readonly #loaded: LoadedPolicy;
  readonly #early = new Map<PackageDir, Early>();
  /** The last file that was told of each package. */
  readonly #told = new Map<PackageDir, string>();
  readonly #waiting = new Map<PackageDir, PackedTarball>();
  #working: Promise<void> | null = null;
  #isOver = false;
  /** The last judgement that was begun anew, when it has ended. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(plans: readonly Plan[], request: GateRequest, repository: Repository, loaded: LoadedPolicy) {
    this.#plans = new Map(
      plans.flatMap((plan) => (plan.subject.kind === "package" ? [[plan.subject.package, plan]] : [])),
    );
    this.#request = request;
    this.#repository = repository;
    this.#loaded = loaded;
  }

  /** A tarball that seems to be whole. */
  arrived(item: PackageDir, tarball: PackedTarball): void {
    if (this.#isOver || this.#told.get(item) === tarball.file) return;
    this.#told.set(item, tarball.file);
    if (!isLarge(tarball.file)) return;
    this.#waiting.set(item, tarball);
    this.#working ??= this.#work();
  }

  /** Everything is packed: what has not begun is left, and what has is waited for. */
  async end(): Promise<void> {
    this.#isOver = true;
    this.#waiting.clear();
    await this.#working;
  }

  /** The judgement of a tarball. Call it when no script runs any more, and with what was read since. */
  async judge(ready: Ready, note: (sentence: string) => void): Promise<Judged> {
    const early = ready.subject.kind === "package" ? this.#early.get(ready.subject.package) : undefined;
    if (early === undefined || !isUnchanged(early, ready)) return this.#inTurn(ready, note);
    for (const sentence of early.notes) note(sentence);
    return early.judged;
  }

  /**
   * One at a time, so that only one entry's content is in memory. Signals are heard in between: nothing is waited for while a small
   * tarball is judged.
   */
  #inTurn(ready: Ready, note: (sentence: string) => void): Promise<Judged> {
    const turn = this.#turn
      .then(() => new Promise((resolve) => setImmediate(resolve)))
      .then(() => judge(ready, this.#request, this.#loaded, note));
    this.#turn = turn.catch(() => {});
    return turn;
  }

  async #work(): Promise<void> {
    // What arrives on the way has its turn as well.
    for (const [item, tarball] of this.#waiting) {
      this.#waiting.delete(item);
      const early = await this.#judgeNow(item, tarball).catch(() => null);
      if (early === null) this.#early.delete(item);
      else this.#early.set(item, early);
    }
    this.#working = null;
  }

  async #judgeNow(item: PackageDir, tarball: PackedTarball): Promise<Early> {
    const plan = this.#plans.get(item);
    if (plan === undefined) throw new Error(`${item.manifest.name} was not planned`);
    const ready = await prepare(plan, new Map([[item, tarball]]), this.#request, this.#repository);
    const notes: string[] = [];
    const judged = await judge(ready, this.#request, this.#loaded, (sentence) => notes.push(sentence));
    return { ready, judged, notes };
  }
}

/** Not when a script took it away, or barred the way to it. */
function isLarge(file: string): boolean {
  try {
    return statSync(file).size > smallFile;
  } catch {
    return false;
  }
}

/** Whether a judgement of `ready` would be the one that was made: a judgement depends on nothing else. */
function isUnchanged({ ready: before, judged }: Early, ready: Ready): boolean {
  const { integrity } = judged.report.tarball;
  return isDeepStrictEqual(before, ready) && integrityOf(ready.file) === integrity;
}

function integrityOf(file: string): string {
  const sha512 = createHash("sha512");
  for (const part of partsOf(openRegularFile(file))) sha512.update(part);
  return `sha512-${sha512.digest("base64")}`;
}
