import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** What lies in folders, each looked at once in a discovery: the members of a workspace share those above them. */
export class Folders {
  readonly #names = new Map<string, Promise<ReadonlySet<string>>>();
  readonly #manifests = new Map<string, Promise<string>>();

  /** Empty where there is no such folder, or it cannot be read. */
  names(folder: string): Promise<ReadonlySet<string>> {
    const known = this.#names.get(folder) ?? namesIn(folder);
    this.#names.set(folder, known);
    return known;
  }

  /** Its package.json. Rejects as `readFile` does. */
  manifestText(folder: string): Promise<string> {
    const known = this.#manifests.get(folder) ?? readFile(join(folder, "package.json"), "utf8");
    this.#manifests.set(folder, known);
    return known;
  }
}

export async function namesIn(folder: string): Promise<ReadonlySet<string>> {
  return new Set(await readdir(folder).catch(() => []));
}
