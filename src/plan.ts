import { dirname } from "node:path";
import type { BasePolicy } from "./base-policy.ts";
import { pathWithin } from "./baseline/worktree.ts";
import { sourceByCommand } from "./by-command.ts";
import { showOutput } from "./child-output.ts";
import { type Releases, releasesOf } from "./comparison.ts";
import { CouldNotJudge } from "./failure.ts";
import type { PackageDir } from "./pack/discover.ts";
import { packageManager, packageManagers } from "./pack/manager.ts";
import { expectStillThere, packedManifest } from "./pack/pack.ts";
import { type PackAllOptions, type Packed, packAll } from "./pack/pack-all.ts";
import { gatherSource, readArtifactList, type WorkTree } from "./pack/source.ts";
import { audienceOf } from "./policy/audience.ts";
import type { LoadedPolicy } from "./policy/load.ts";
import type { Policy } from "./policy/policy.ts";
import type { GateRequest } from "./request.ts";
import { noSource, type Source } from "./source.ts";
import { type Manifest, parseManifest } from "./tarball/manifest.ts";
import { peekManifest } from "./tarball/read.ts";

class TargetOutside extends CouldNotJudge {
  readonly kind = "target-outside";
}

/** Where the policy and the tracked files come from. */
export interface Repository extends WorkTree {
  /** As they were before any script ran; null without git. Asked once, and never for a ready tarball alone. */
  tracked(): Promise<ReadonlySet<string> | null>;
}

export type Subject =
  | {
      readonly kind: "tarball";
      readonly label: string;
      readonly file: string;
      /** Set when the pack command wrote it. */
      readonly packedFrom?: PackageDir | "elsewhere";
    }
  | { readonly kind: "package"; readonly label: string; readonly package: PackageDir };

/** A subject, with what a script must not be able to change: read before any of them runs. */
export interface Plan {
  readonly subject: Subject;
  /** Null for a ready tarball of which nothing needs to be known before it is read. */
  readonly manifest: Manifest | null;
  readonly list: Source["artifactList"];
  /** The base commit's policy for this package; null when no change is judged. */
  readonly base: { readonly policy: Policy; readonly list: Source["artifactList"] } | null;
  readonly releases: Releases;
  /** For whom the folder's package.json said it is, before any script could say otherwise; null where there was none to read. */
  readonly audience: string | null;
}

/** Reads what must be known of a subject before anything is packed. */
export async function plan(
  subject: Subject,
  request: GateRequest,
  { root }: Repository,
  loaded: LoadedPolicy,
  basePolicy: BasePolicy | null,
): Promise<Plan> {
  const isPackage = subject.kind === "package";
  const directory = isPackage ? pathWithin(root, subject.package.directory) : null;
  if (isPackage && directory === null) {
    throw new TargetOutside(
      `${subject.package.directory} lies outside ${root}: run the gate inside its repository.`,
    );
  }
  const manifest = isPackage
    ? subject.package.manifest
    : await manifestInside(subject.file, request, loaded, basePolicy);
  const listOf = async (policy: Policy) =>
    isPackage && policy.list !== null ? readArtifactList(root, policy.list.value) : null;
  if (manifest === null)
    return { subject, manifest, list: null, base: null, releases: new Map(), audience: null };

  const policy = policyFor(loaded, manifest, request);
  const list = await listOf(policy);
  const audience = isPackage ? policy.audience : null;
  if (basePolicy === null) {
    const releases = await releasesFor(subject, manifest, [policy], request);
    return { subject, manifest, list, base: null, releases, audience };
  }
  const before = await basePolicy.resolve({ manifest, directory, audience: request.audience });
  // A list that the change took away is a list to which nothing conforms, and the rule says so.
  const baseList = await listOf(before).catch((error: unknown) => {
    if (error instanceof CouldNotJudge) return null;
    throw error;
  });
  const releases = await releasesFor(subject, manifest, [policy, before], request);
  return { subject, manifest, list, base: { policy: before, list: baseList }, releases, audience };
}

async function releasesFor(
  subject: Subject,
  manifest: Manifest,
  policies: readonly Policy[],
  request: GateRequest,
): Promise<Releases> {
  // Whoever learns of a package from what a command wrote comes too late to ask a registry.
  if (subject.kind === "tarball" && subject.packedFrom !== undefined) return new Map();
  const names = new Set([manifest.name]);
  if (subject.kind === "package") {
    const { otherName } = packageManager(subject.package.manager);
    names.add(otherName?.(manifest) ?? manifest.name);
  }
  const folder = subject.kind === "package" ? subject.package.directory : dirname(subject.file);
  return releasesOf(manifest, names, folder, policies, request);
}

/** A tarball on disk, with what is known of the folder that it was packed from. */
export interface Ready extends Plan {
  readonly file: string;
  readonly source: Source;
}

/** Packs whatever is a package, and says of each what became of it. */
export function packPackages(
  plans: readonly Plan[],
  { destination, prepublishOnly, env, abort, observer }: GateRequest,
  { packConcurrency }: LoadedPolicy,
  arrived: PackAllOptions["arrived"],
): Promise<ReadonlyMap<PackageDir, Packed>> {
  const packages = plans.flatMap(({ subject }) => (subject.kind === "package" ? [subject.package] : []));
  return packAll(packages, {
    managers: packageManagers(),
    concurrency: packConcurrency,
    destination,
    prepublishOnly,
    env,
    abort,
    progress: (message) => observer.progress(message),
    arrived,
    output: (title, lines) => showOutput(title, lines, { env, observer }),
  });
}

/** Looks at what is there to judge once it is packed. Throws the failure of a package that could not be packed. */
export async function prepare(
  each: Plan,
  packed: ReadonlyMap<PackageDir, Packed>,
  request: GateRequest,
  repository: Repository,
): Promise<Ready> {
  const { subject, list, manifest: known } = each;
  if (subject.kind === "tarball") {
    const { file, packedFrom } = subject;
    if (packedFrom === undefined) return { ...each, file, source: noSource };
    const source = await sourceByCommand(packedFrom, known, list, repository, request);
    return { ...each, file, source };
  }
  const tarball = packed.get(subject.package);
  if (tarball === undefined) throw new Error(`${subject.label} was not packed`);
  if (tarball instanceof CouldNotJudge) throw tarball;
  const { repositoryIsPublic } = request;
  expectStillThere(tarball, subject.label);
  // Scripts may have changed package.json, so it is read again: this is what the registry would be told.
  const tracked = await repository.tracked();
  const source = gatherSource(tarball.folder, repository, tracked, list, repositoryIsPublic, tarball.manager);
  const onDisk = parseManifest(source.manifestText ?? "");
  const manifest = await packedManifest(tarball.file, onDisk, packageManager(subject.package.manager));
  return { ...each, file: tarball.file, manifest, source };
}

/**
 * The manifest of a ready tarball, when the policy or the baseline depends on it. It costs a second walk up to package.json, which a
 * policy that is the same for every package need not pay (and no change is judged): then null.
 */
async function manifestInside(
  file: string,
  { baseline }: GateRequest,
  loaded: LoadedPolicy,
  basePolicy: BasePolicy | null,
): Promise<Manifest | null> {
  const named = baseline?.kind === "latest" || baseline?.kind === "version";
  const compared = loaded.resolve({ name: "", audience: "public" }).limits.growth !== null;
  return named || compared || loaded.dependsOnPackage || basePolicy !== null ? peekManifest(file) : null;
}

/** The policy in force for a package, for whom it is meant. */
export function policyFor(
  loaded: LoadedPolicy,
  manifest: Manifest,
  { audience: input }: GateRequest,
): Policy {
  return loaded.resolve({ name: manifest.name, audience: audienceOf({ input, manifest }) });
}
