import { resolve } from "node:path";
import type { BaselineChoice } from "./baseline/choice.ts";
import { openPublished } from "./baseline/open.ts";
import { CouldNotJudge } from "./failure.ts";
import type { Policy } from "./policy/policy.ts";
import type { GateRequest } from "./request.ts";
import type { Manifest } from "./tarball/manifest.ts";
import { readTarball } from "./tarball/read.ts";
import type { Tarball } from "./tarball/tarball.ts";

/**
 * The releases that a package may be compared with, by the name under which each was asked for (none for a file); null where that
 * name was never published. Fetched before anything is packed: a script could
 * show npm another registry, and have it send credentials there.
 */
export type Releases = ReadonlyMap<string, Tarball | null>;

/** What decides whether there is something to compare with: the policies in force now and before. */
type Policies = readonly (Policy | null)[];

/** The package got its name, or its limit on growth, only when its scripts had run. */
class BaselineTooLate extends CouldNotJudge {
  readonly kind = "baseline-too-late";
  constructor(name: string) {
    super(
      `The release of ${name} to compare with was not known before the scripts ran, and none is fetched after them: give its package.json this name from the start, or set the baseline to a .tgz file or to none.`,
    );
  }
}

/** Asks the registry, where the choice or a limit on growth wants it. Throws a CouldNotJudge when a release is there and cannot be had. */
export async function releasesOf(
  manifest: Manifest,
  names: ReadonlySet<string>,
  packageFolder: string,
  policies: Policies,
  request: GateRequest,
): Promise<Releases> {
  const choice = choiceOf(request.baseline, policies);
  const releases = new Map<string, Tarball | null>();
  if (choice.kind === "file") return releaseInFile(request);
  if (choice.kind === "none") return releases;
  const { destination, env } = request;
  for (const name of names)
    releases.set(name, await openPublished(choice, { name, manifest, packageFolder, destination, env }));
  return releases;
}

/** The release that the baseline names as a file, of whatever package; none when it is no file. Throws UnreadableTarball. */
export async function releaseInFile({ baseline, folder }: GateRequest): Promise<Releases> {
  if (baseline?.kind !== "file") return new Map();
  return new Map([["", await readTarball(resolve(folder, baseline.file), () => {})]]);
}

/** The release for the package as it was packed; null, with a note, when there is none. Throws BaselineTooLate. */
export function releaseFor(
  { name }: Manifest,
  releases: Releases,
  policies: Policies,
  baseline: BaselineChoice | null,
  note: (sentence: string) => void,
): Tarball | null {
  const choice = choiceOf(baseline, policies);
  if (choice.kind === "none") {
    if (isLimited(policies))
      note(`${name} was not compared with a release, so \`limits.growth\` was not judged.`);
    return null;
  }
  const release = releases.get(choice.kind === "file" ? "" : name);
  if (release === undefined) throw new BaselineTooLate(name);
  if (release === null) note(`${name} was never published, so there is no release to compare with.`);
  return release;
}

function choiceOf(baseline: BaselineChoice | null, policies: Policies): BaselineChoice {
  return baseline ?? { kind: isLimited(policies) ? "latest" : "none" };
}

function isLimited(policies: Policies): boolean {
  return policies.some((policy) => policy !== null && policy.limits.growth !== null);
}
