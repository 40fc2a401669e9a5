import type { Rule } from "../rules/rule.ts";
import { audiencesOf, checkChain } from "./checks.ts";
import { readChain } from "./extends.ts";
import type { PolicyFiles } from "./files.ts";
import { compileGlobs } from "./globs.ts";
import { mergeChain } from "./merge.ts";
import { partsOf } from "./parts.ts";
import type { Placed, Policy } from "./policy.ts";
import { defaultPolicyFile } from "./policy-file.ts";
import { PolicyError, PolicyFileError, quote, UnknownAudience } from "./problems.ts";
import { didYouMean } from "./suggest.ts";

export type { PolicyFiles } from "./files.ts";

/** Where a repository keeps its policy. */

/** A valid policy with everything that it extends, before it is known for which package. */
export interface LoadedPolicy {
  /** Repository-relative path; null when there is none and `recommended` applies. */
  readonly file: string | null;
  /** Presets as named and files as `extends` spells them, in the order in which they apply. */
  readonly extends: readonly string[];
  /** The audiences that exist: `public`, `internal` and those that the policy declares. */
  readonly audiences: readonly string[];
  /** How many packages whose scripts run may be packed at once. */
  readonly packConcurrency: number;
  /** The policy is not the same for every package and audience, so a package's name must be known before it is judged. */
  readonly dependsOnPackage: boolean;
  /**
   * The policy in force for one package and one audience.
   * Throws UnknownAudience, and PolicyError when options from several parts do not go together.
   */
  resolve(request: { name: string; audience: string }): Policy;
  /** The keys of `packages:` that none of these packages meets: most likely misspelled, or of a package that is gone. */
  unmatchedPackages(names: readonly string[]): readonly Placed<string>[];
}

/**
 * Reads, checks and merges a policy.
 * Throws PolicyError with every problem of every file at its place, or PolicyFileError when the file itself cannot be read.
 */
export async function loadPolicy(request: {
  /** Repository-relative path of the policy; null when the repository has none. */
  file: string | null;
  files: PolicyFiles;
  presets: PolicyFiles;
  rules: readonly Rule[];
}): Promise<LoadedPolicy> {
  const { layers, problems } = await readChain(request);
  const all = [...problems, ...checkChain(layers)];
  if (all.length > 0) {
    // The policy itself first, then what it extends, each from top to bottom.
    const order = layers.map((layer) => layer.document.file).reverse();
    all.sort(
      (a, b) => order.indexOf(a.file) - order.indexOf(b.file) || a.line - b.line || a.column - b.column,
    );
    throw new PolicyError(all);
  }
  const merge = mergeChain(layers, request.rules, request.file);
  const audiences = audiencesOf(layers);
  const dependsOnPackage = layers
    .flatMap((layer) => partsOf(layer.document))
    .some((part) => part.package !== null || part.audience !== null || part.data.list !== undefined);
  // Hundreds of packages mostly have one policy between them: merged once, and kept once.
  const merged = new Map<string, Policy>();
  return {
    file: request.file,
    extends: merge({ name: "", audience: "public" }).extends,
    audiences,
    packConcurrency:
      layers.map(({ content }) => content?.pack?.concurrency).findLast((value) => value !== undefined) ?? 1,
    dependsOnPackage,
    resolve: (wanted) => {
      if (!audiences.includes(wanted.audience)) {
        const rest = didYouMean(wanted.audience, audiences) || `; the policy knows ${audiences.join(", ")}.`;
        throw new UnknownAudience(`There is no audience ${quote(wanted.audience)}${rest}`);
      }
      const key = dependsOnPackage ? `${wanted.audience}\0${wanted.name}` : wanted.audience;
      const policy = merged.get(key) ?? merge(wanted);
      merged.set(key, policy);
      return policy;
    },
    unmatchedPackages: (names) =>
      layers.flatMap((layer) =>
        partsOf(layer.document).flatMap((part) => {
          if (
            part.package === null ||
            names.includes(part.package) ||
            names.some(compileGlobs([part.package]))
          )
            return [];
          return [{ value: part.package, at: layer.document.place(part.path) }];
        }),
      ),
  };
}

/**
 * The policy file of a repository: `.github/lastgate.yml`, or null when there is none.
 * Throws PolicyFileError when one lies where nobody would read it, because `recommended` would then apply unnoticed.
 */
export async function findPolicy(files: PolicyFiles): Promise<string | null> {
  if ((await files.read(defaultPolicyFile)) !== null) return defaultPolicyFile;
  for (const misplaced of [".github/lastgate.yaml", "lastgate.yml", "lastgate.yaml", ".lastgate.yml"])
    if ((await files.read(misplaced)) !== null)
      throw new PolicyFileError(
        `The policy belongs in ${quote(defaultPolicyFile)}; move ${quote(misplaced)} there, or name it with the \`policy\` input (\`--policy\` on the command line).`,
      );
  return null;
}
