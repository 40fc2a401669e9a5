import { readdirSync } from "node:fs";
import { join } from "node:path";
import { readRegularFile } from "../regular-file.ts";

/**
 * What lies in folders, each looked at once in a discovery: the members of a workspace share those above them. Read synchronously: a
 * turn of the thread pool takes longer than the look.
 */
export class Folders {
  readonly #names = new Map<string, Promise<ReadonlySet<string>>>();
  readonly #manifests = new Map<string, Promise<string>>();

  /** Empty where there is no such folder, or it cannot be read. */
  names(folder: string): Promise<ReadonlySet<string>> {
    const known = this.#names.get(folder) ?? namesIn(folder);
    this.#names.set(folder, known);
    return known;
  }

  /** Its package.json. Rejects with what `readRegularFile` throws. */
  manifestText(folder: string): Promise<string> {
    const known = this.#manifests.get(folder) ?? manifestIn(folder);
    this.#manifests.set(folder, known);
    return known;
  }
}

export async function namesIn(folder: string): Promise<ReadonlySet<string>> {
  try {
    return new Set(readdirSync(folder));
  } catch {
    return new Set();
  }
}

async function manifestIn(folder: string): Promise<string> {
  return readRegularFile(join(folder, "package.json"));
}
