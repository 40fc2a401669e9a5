import { mkdir, realpath } from "node:fs/promises";
import { join } from "node:path";
import { discover, type PackageDir } from "../../src/pack/discover.ts";
import type { PackageManager } from "../../src/pack/manager.ts";
import { type PackAllOptions, packAll } from "../../src/pack/pack-all.ts";
import { temporaryFolder } from "../archive.ts";
import { plainEnvironment, writeProject } from "../project.ts";

type Files = Parameters<typeof writeProject>[1];

/** A private root with every file that makes it a workspace for npm and pnpm; its packages lie in `packages/`. */
export const workspaceFiles: Files = {
  "package.json": { name: "root", private: true, workspaces: ["packages/*"] },
  "pnpm-workspace.yaml": "packages:\n  - packages/*\n",
};

/** A workspace on disk beside a folder for tarballs, packed by one real manager; all gone at the end. */
export async function monorepo(files: Files, manager: PackageManager) {
  const folder = await temporaryFolder();
  const top = await realpath(folder.path);
  const root = await writeProject(join(top, "tree"), files);
  const destination = join(top, "tarballs");
  await mkdir(destination);
  await mkdir(join(top, "home"));
  const progress: string[] = [];
  const titles: string[] = [];
  return {
    root,
    destination,
    progress,
    /** The titles of what was run, in the order in which it ended. */
    titles,
    async packages(...targets: readonly string[]): Promise<readonly PackageDir[]> {
      const found = await Promise.all(
        (targets.length === 0 ? ["."] : targets).map((target) =>
          discover(target, { folder: root, manager: manager.name }),
        ),
      );
      return found.flatMap((each) => (each.kind === "packages" ? each.packages : []));
    },
    /** What became of each package, by its name: the file, or the failure. */
    async pack(packages: readonly PackageDir[], more: Partial<PackAllOptions> = {}) {
      const packed = await packAll(packages, {
        managers: () => manager,
        concurrency: 1,
        destination,
        prepublishOnly: true,
        env: plainEnvironment(join(top, "home")),
        progress: (message) => progress.push(message),
        arrived: () => {},
        output: (title) => titles.push(title),
        ...more,
      });
      return new Map([...packed].map(([{ manifest }, outcome]) => [manifest.name, outcome]));
    },
    [Symbol.asyncDispose]: folder[Symbol.asyncDispose],
  };
}
