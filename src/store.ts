import { chmod, lstat, mkdir, realpath, rename } from "node:fs/promises";
import { basename, join } from "node:path";
import { CouldNotJudge } from "./failure.ts";

/** The folder that keeps judged tarballs cannot be used: somebody else could change what lies in it, or it cannot be written. */
class StoreUnusable extends CouldNotJudge {
  readonly kind = "store-unusable";
  constructor(folder: string, why: string, variable: string, cause?: unknown) {
    super(
      `The folder ${folder} for judged tarballs ${why}: remove it, or let ${variable} name another folder.`,
      {
        cause,
      },
    );
  }
}

/** Digits of the sha512 that name a tarball's folder: as many as a commit has. */
const digits = 40;

/**
 * Where judged tarballs stay, each at a path that its own bytes tell: the same bytes have the same path on every run and in every job,
 * so that reports of them are the same too. Runs beside each other are safe: what one replaces is what it puts there.
 */
export class TarballStore {
  readonly #folder: string;
  readonly #variable: string;
  #opened: Promise<string> | null = null;

  /** `parent` exists; `variable` is what the user sets to choose another one. Nothing is made before the first tarball. */
  constructor(parent: string, name: string, variable: string) {
    this.#folder = join(parent, name);
    this.#variable = variable;
  }

  /**
   * Moves a tarball that was read to its place, and returns that. `file` lies on the same file system. Throws StoreUnusable.
   * @param integrity its sha512, as the registry writes it
   */
  async keep(file: string, integrity: string): Promise<string> {
    this.#opened ??= this.#open();
    const hash = Buffer.from(integrity.replace(/^sha512-/, ""), "base64").toString("hex");
    const folder = join(await this.#opened, hash.slice(0, digits));
    const place = join(folder, basename(file));
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await rename(file, place);
    } catch (error) {
      throw this.#unusable(`cannot be written (${codeOf(error)})`, error);
    }
    return place;
  }

  async #open(): Promise<string> {
    try {
      await mkdir(this.#folder, { mode: 0o700 });
      // The mask of the process may have taken more than it should.
      await chmod(this.#folder, 0o700);
    } catch (error) {
      if (codeOf(error) !== "EEXIST") throw this.#unusable(`cannot be made (${codeOf(error)})`, error);
    }
    const facts = await lstat(this.#folder);
    if (!facts.isDirectory()) throw this.#unusable("is a link or a file");
    // Where there are no users by number, the system's temporary folder belongs to one of them.
    const user = process.getuid?.();
    if (user !== undefined && facts.uid !== user) throw this.#unusable("belongs to another user");
    if (user !== undefined && (facts.mode & 0o077) !== 0) throw this.#unusable("is open to other users");
    return realpath(this.#folder);
  }

  #unusable(why: string, cause?: unknown): StoreUnusable {
    return new StoreUnusable(this.#folder, why, this.#variable, cause);
  }
}

/** The name of a user's store in a folder that several users share. */
export function storeOfUser(): string {
  return `lastgate-${process.getuid?.() ?? "user"}`;
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "unknown error";
}
