import { stat } from "node:fs/promises";
import { basename, resolve } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { showOutput } from "./child-output.ts";
import type { Collected } from "./collected.ts";
import { type Releases, releaseInFile } from "./comparison.ts";
import { CouldNotJudge } from "./failure.ts";
import { packByCommand } from "./pack/command.ts";
import { discover, type PackageDir } from "./pack/discover.ts";
import { EmptyWorkspace, NoManifest, PrivateOnly } from "./pack/failures.ts";
import { gatherSource } from "./pack/source.ts";
import type { Plan, Repository, Subject } from "./plan.ts";
import type { GateRequest } from "./request.ts";
import { noSource, type Source } from "./source.ts";
import { type Manifest, parseManifest } from "./tarball/manifest.ts";
import { peekManifest } from "./tarball/read.ts";

/** The pack command would run nowhere, and what it should have packed would go unjudged. */
class PackCommandIdle extends CouldNotJudge {
  readonly kind = "pack-command-idle";
  constructor(targets: readonly string[]) {
    super(
      `The pack command has no folder to run in, because no target is one (${targets.join(", ")}): name a folder, or take the command away.`,
    );
  }
}

/** The pack command packs all that it packs at once, and only then is it known what that is. */
class PackCommandWhole extends CouldNotJudge {
  readonly kind = "pack-command-whole";
  constructor(why: string) {
    super(
      `The pack command packs everything at once, so ${why} cannot choose what it packs: take one of the two away, or run the command before and name its tarballs as targets.`,
    );
  }
}

/** The targets that the pack command packs, and those that it has nothing to do with: ready tarballs. Throws PackCommandIdle or PackCommandWhole. */
export async function splitTargets({
  targets,
  folder,
  packCommand,
  shard,
  changedOnly,
}: GateRequest): Promise<{
  readonly byCommand: readonly string[];
  readonly others: readonly string[];
}> {
  if (packCommand === null) return { byCommand: [], others: targets };
  if (shard !== null) throw new PackCommandWhole("a shard");
  if (changedOnly !== null) throw new PackCommandWhole("what changed");
  const folders = new Set<string>();
  for (const target of targets) {
    const facts = await stat(resolve(folder, target)).catch(() => null);
    if (facts?.isDirectory()) folders.add(target);
  }
  if (folders.size === 0) throw new PackCommandIdle(targets);
  return { byCommand: [...folders], others: targets.filter((target) => !folders.has(target)) };
}

/** What the gate does around each step: plan a subject, and collect what could not be judged. */
interface Surroundings {
  readonly plan: (subject: Subject) => Promise<Plan>;
  readonly collected: Collected;
}

/** A target of the pack command, with what must be known of its packages before any command runs. */
export interface CommandTarget {
  readonly target: string;
  readonly folder: string;
  /** By name. */
  readonly packages: ReadonlyMap<string, { readonly item: PackageDir; readonly plan: Plan }>;
  /** For a package that the folder does not have. */
  readonly releases: Releases;
}

export async function readTarget(
  target: string,
  request: GateRequest,
  plan: Surroundings["plan"],
): Promise<CommandTarget> {
  const folder = resolve(request.folder, target);
  const packages = new Map<string, { readonly item: PackageDir; readonly plan: Plan }>();
  for (const item of await packagesIn(folder)) {
    const { name } = item.manifest;
    packages.set(name, { item, plan: await plan({ kind: "package", label: name, package: item }) });
  }
  return { target, folder, packages, releases: await releaseInFile(request) };
}

/**
 * Runs the pack command in a target folder and plans each tarball that it wrote. A tarball belongs to the package of the folder
 * that has its name, and to none when there is no such package.
 */
export async function planByCommand(
  { target, folder, packages, releases }: CommandTarget,
  command: string,
  request: GateRequest,
  { plan, collected }: Surroundings,
): Promise<readonly Plan[]> {
  const files = await runCommand(target, folder, command, request);
  const plans: Plan[] = [];
  const missing = new Set(packages.keys());
  for (const file of files) {
    await collected.during(basename(file), null, async () => {
      const manifest = await peekManifest(file);
      const known = packages.get(manifest.name);
      missing.delete(manifest.name);
      const label = manifest.name;
      const packedFrom = known?.item ?? "elsewhere";
      const subject: Subject = { kind: "tarball", label, file, packedFrom };
      const planned = known?.plan ?? { ...(await plan(subject)), releases };
      plans.push({ ...planned, subject, manifest });
    });
  }
  if (missing.size > 0)
    collected.note(`The pack command wrote no tarball of ${[...missing].join(", ")}, so none was judged.`);
  return plans;
}

/** The folder's packages; none where there is nothing that a package manager could publish. */
async function packagesIn(folder: string): Promise<readonly PackageDir[]> {
  try {
    // Named, so that nothing has to be detected: it packs nothing.
    const found = await discover(folder, { manager: "npm" });
    return found.kind === "packages" ? found.packages : [];
  } catch (error) {
    const nothing = [NoManifest, PrivateOnly, EmptyWorkspace].some((kind) => error instanceof kind);
    if (nothing) return [];
    throw error;
  }
}

async function runCommand(
  target: string,
  folder: string,
  command: string,
  request: GateRequest,
): Promise<readonly string[]> {
  const { observer, destination, env, abort } = request;
  const title = `Packing ${target} with the pack command`;
  const lines: string[] = [];
  observer.progress(title);
  try {
    const log = (line: string) => lines.push(line);
    return await packByCommand({ command, folder, destination, env, log, abort });
  } finally {
    showOutput(title, lines, request);
  }
}

/**
 * What is known of a tarball of the pack command. The folder's package.json explains it only where it is the one that was packed:
 * a command may well pack another one that it made.
 */
export async function sourceByCommand(
  packedFrom: PackageDir | "elsewhere",
  packed: Manifest | null,
  list: Source["artifactList"],
  repository: Repository,
  { repositoryIsPublic }: GateRequest,
): Promise<Source> {
  if (packedFrom === "elsewhere")
    return { ...noSource, repositoryIsPublic, machinePaths: repository.machinePaths };
  const tracked = await repository.tracked();
  const source = gatherSource(packedFrom.directory, repository, tracked, list, repositoryIsPublic);
  return { ...source, manifestText: isManifest(source.manifestText, packed) ? source.manifestText : null };
}

function isManifest(text: string | null, packed: Manifest | null): boolean {
  try {
    return text !== null && isDeepStrictEqual(parseManifest(text), packed);
  } catch {
    return false;
  }
}
