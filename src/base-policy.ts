import { CouldNotJudge } from "./failure.ts";
import { audienceOf } from "./policy/audience.ts";
import type { PolicyFiles } from "./policy/files.ts";
import { findPolicy, type LoadedPolicy, loadPolicy } from "./policy/load.ts";
import type { Policy } from "./policy/policy.ts";
import { PolicyError, PolicyFileError, UnknownAudience } from "./policy/problems.ts";
import type { Rule } from "./rules/rule.ts";
import { type Manifest, parseManifest } from "./tarball/manifest.ts";

/** The commit that a change is judged against. */
export interface BaseCommit {
  readonly sha: string;
  /** Its files. A read throws BaseUnreadable when nobody can tell what they hold. */
  readonly files: PolicyFiles;
}

/** What the base commit holds cannot be told, so nobody knows what the change relaxes. */
export class BaseUnreadable extends CouldNotJudge {
  readonly kind = "base-unreadable";
}

/** A package as the change has it. */
export interface ChangedPackage {
  readonly manifest: Manifest;
  /** Relative to the repository root; null for a ready tarball. */
  readonly directory: string | null;
  /** The audience that was asked for; null when `publishConfig` tells it. */
  readonly audience: string | null;
}

/** The policy as it was before the change. */
export interface BasePolicy {
  /** A sentence for the report when the base commit has no policy that can be used. */
  readonly note: string | null;
  readonly dependsOnPackage: boolean;
  /** The policy in force for a package, by the name and the audience that it has in the base commit. */
  resolve(changed: ChangedPackage): Promise<Policy>;
}

/**
 * Loads the policy of the base commit. Without a policy there, `recommended` applied. An invalid one is replaced by `recommended`
 * as well: a change must be able to mend it, and was not allowed anything by it.
 * Throws BaseUnreadable when the commit cannot be read at all.
 */
export async function loadBasePolicy(request: {
  readonly base: BaseCommit;
  /** The policy that was asked for by its path; null for the default one. */
  readonly file: string | null;
  /** The work tree, and the paths in it that git tracks; null without git. */
  readonly workTree: PolicyFiles;
  readonly tracked: ReadonlySet<string> | null;
  readonly presets: PolicyFiles;
  readonly rules: readonly Rule[];
}): Promise<BasePolicy> {
  const { base, presets, rules } = request;
  const recommended = () => loadPolicy({ file: null, files: base.files, presets, rules });
  let loaded: LoadedPolicy;
  let note: string | null = null;
  try {
    // A policy that the base commit does not have under this name is new: what applied before it is the default one.
    const named =
      request.file !== null && (await base.files.read(request.file)) !== null ? request.file : null;
    const file = named ?? (await findPolicy(base.files));
    loaded = await loadPolicy({ file, files: withFilesBeside(request, file), presets, rules });
    // Options that do not go together show when they are merged.
    for (const audience of loaded.audiences) loaded.resolve({ name: "", audience });
  } catch (error) {
    if (!(error instanceof PolicyError || error instanceof PolicyFileError)) throw error;
    note = invalidNote(base, error);
    loaded = await recommended();
  }

  return {
    note,
    dependsOnPackage: loaded.dependsOnPackage,
    async resolve(changed) {
      const before = await manifestBefore(base, changed);
      const name = before?.name ?? changed.manifest.name;
      // A package that was not there had no audience: `public` is the stricter one.
      const audience =
        changed.audience ?? (before && audienceOf({ input: null, manifest: before })) ?? "public";
      try {
        return loaded.resolve({ name, audience });
      } catch (error) {
        if (error instanceof UnknownAudience) return loaded.resolve({ name, audience: "public" });
        if (error instanceof PolicyError) return (await recommended()).resolve({ name, audience: "public" });
        throw error;
      }
    },
  };
}

/**
 * The files of the base commit, and what its policy extends of the work tree although the repository does not have it: a policy that
 * the workflow checks out beside it (`extends: ../org-policy/lastgate.yml`) belongs to the workflow, not to the change.
 */
function withFilesBeside(
  { base, workTree, tracked }: Parameters<typeof loadBasePolicy>[0],
  policy: string | null,
): PolicyFiles {
  return {
    async read(path) {
      const text = await base.files.read(path);
      if (text !== null || path === policy || tracked === null || tracked.has(path)) return text;
      return workTree.read(path);
    },
  };
}

function invalidNote({ sha }: BaseCommit, error: CouldNotJudge): string {
  return `The policy of the base commit ${sha.slice(0, 7)} is not valid, so what this change relaxes was measured against \`recommended\`. ${error.message}`;
}

/** Null when the base commit has no such package. */
async function manifestBefore({ files }: BaseCommit, changed: ChangedPackage): Promise<Manifest | null> {
  const folder = changed.directory === null || changed.directory === "" ? "" : `${changed.directory}/`;
  try {
    const text = await files.read(`${folder}package.json`);
    const before = text === null ? null : parseManifest(text);
    // Where a ready tarball was packed is unknown; the root is believed when the names agree.
    return changed.directory === null && before?.name !== changed.manifest.name ? null : before;
  } catch (error) {
    if (error instanceof CouldNotJudge && !(error instanceof PolicyFileError)) throw error;
    return null;
  }
}
