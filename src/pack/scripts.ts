import { access, readFile } from "node:fs/promises";
import { join } from "node:path";
import { stringsOf } from "../tarball/manifest.ts";
import type { PackageDir } from "./discover.ts";
import { namesIn } from "./folders.ts";
import type { PackageManager } from "./manager.ts";

/** The scripts of a package, the empty ones left out: no manager runs them. */
export function scriptsOf({ manifest }: PackageDir): ReadonlyMap<string, string> {
  return new Map([...stringsOf(manifest.scripts)].filter(([, script]) => script !== ""));
}

/** Whether packing it runs code of the project: a script of its own, or a hook of the manager. Ask before any script has run. */
export async function runsCode(
  packageDir: PackageDir,
  { scripts, runsHooks }: PackageManager,
): Promise<boolean> {
  const own = scriptsOf(packageDir);
  if ([...scripts.pack, ...scripts.publish].some((name) => own.has(name))) return true;
  return (await runsHooks?.(packageDir)) ?? false;
}

/**
 * Looks for a manager's hooks where its settings lie, the package's folder and the project's root: one of `files` exists, or one of
 * `settings` says what `pattern` looks for. Each folder is looked at once.
 */
export function hookSearch(search: {
  readonly files: readonly string[];
  readonly settings: readonly string[];
  readonly pattern: RegExp;
}): (packageDir: PackageDir) => Promise<boolean> {
  const found = new Map<string, Promise<boolean>>();
  const look = async (folder: string): Promise<boolean> => {
    const names = await namesIn(folder);
    if (search.files.some((file) => names.has(file))) return true;
    for (const file of search.settings.filter((each) => names.has(each))) {
      const text = await readFile(join(folder, file), "utf8").catch(() => "");
      if (search.pattern.test(text)) return true;
    }
    return false;
  };
  const ask = (folder: string): Promise<boolean> => {
    const known = found.get(folder) ?? look(folder);
    found.set(folder, known);
    return known;
  };
  return async ({ directory, projectRoot }) => (await ask(projectRoot)) || (await ask(directory));
}

export function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
