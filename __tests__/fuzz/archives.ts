import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { type Files, type Judged, judgeArchive } from "../tarball/gate-list.ts";
import { allInstallers, listedPath, type Subject } from "../tarball/installers.ts";
import { archives } from "./archive-grammar.ts";
import { installWithNodeTar } from "./node-tar.ts";
import { checking, count, inTime, type Target } from "./target.ts";

/** Installed files that the gate did not judge, although some policy could make its verdict green. */
export function unseen(judged: Judged, installed: Files): string[] {
  if (!canBeGreen(judged)) return [];
  const isListed = ([path, sha256]: readonly [string, string]) =>
    listedPath(path).some((listed) => judged.files.get(listed) === sha256);
  return [...installed].filter((file) => !isListed(file)).map(([path]) => path);
}

function canBeGreen(judged: Judged): judged is Exclude<Judged, { outcome: "refused" }> {
  return judged.outcome === "clean" || (judged.outcome === "findings" && !judged.firm);
}

/**
 * Each archive gets a verdict in time, and when npm's tar library installs a file that is not in the gate's list with the same
 * bytes, no policy can make the verdict green.
 */
export const archiveTarget: Target = checking(
  "archives",
  archives,
  async ({ bytes, chunk }, { folder, counts }) => {
    const file = join(folder, "fuzzed.tgz");
    await writeFile(file, bytes);
    const judged = await inTime(() => judgeArchive(file));
    if (!canBeGreen(judged)) return count(counts, "red");
    const installed = await installWithNodeTar(bytes, chunk, join(folder, "installed"));
    count(counts, installed.size > 1 ? "green, and npm installs it" : "green, nothing to install");
    const paths = unseen(judged, installed);
    if (paths.length > 0) throw new Error(`installed, and not in the list: ${JSON.stringify(paths)}`);
  },
);

/** Archives that go to the package managers in one batch. */
const batch = 100;

/** The green ones among generated archives, installed for real by every package manager that the tests have. Slow. */
export const installTarget: Target = {
  name: "installs",
  run: async ({ seed, runs, folder, counts }) => {
    const failures: string[] = [];
    let subjects: Subject[] = [];
    const verdicts = new Map<string, Judged>();
    const flush = async (): Promise<void> => {
      for (const installer of allInstallers()) {
        const target = join(folder, `${installer.name} ${verdicts.size}`);
        await mkdir(target);
        for (const [id, files] of await installer.install(subjects, target)) {
          const judged = verdicts.get(id);
          const paths = judged === undefined ? [] : unseen(judged, files);
          if (paths.length > 0)
            failures.push(`${installer.name} installs ${JSON.stringify(paths)} of ${id} (seed ${seed})`);
          if (files.size > 1) count(counts, installer.name);
        }
      }
      subjects = [];
    };
    const generated = fc.sample(archives, { seed, numRuns: runs });
    for (const [index, { bytes }] of generated.entries()) {
      const id = `fuzzed-${index}`;
      const file = join(folder, `${id}.tgz`);
      await writeFile(file, bytes);
      const judged = await inTime(() => judgeArchive(file));
      if (!canBeGreen(judged) || judged.files.size < 2) continue;
      verdicts.set(id, judged);
      subjects.push({ id, file });
      if (subjects.length === batch) await flush();
    }
    if (subjects.length > 0) await flush();
    count(counts, `green of ${runs}: ${verdicts.size}`);
    return failures.length === 0 ? null : failures.join("\n");
  },
};
