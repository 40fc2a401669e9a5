import { CouldNotJudge } from "../failure.ts";

/** The target that the user named is not there. */
export class TargetMissing extends CouldNotJudge {
  readonly kind = "target-missing";
  constructor(target: string) {
    super(`${target} does not exist: name a package folder, a workspace root or a .tgz file.`);
  }
}

/** The target is a file, but not one that a packer writes. */
export class NotATarball extends CouldNotJudge {
  readonly kind = "not-a-tarball";
  constructor(target: string) {
    super(`${target} is not a .tgz file: name a package folder, a workspace root or a .tgz file.`);
  }
}

/** A glob that matches no tarball: most often a build that wrote elsewhere, or folders that were meant as packages. */
export class NoTarballMatches extends CouldNotJudge {
  readonly kind = "no-tarball-matches";
  constructor(target: string, matchesFolders: boolean) {
    super(
      matchesFolders
        ? `${target} matches folders, and globs are for .tgz files: name the folders themselves, or the workspace root for all its packages.`
        : `No .tgz file matches ${target}: correct the pattern, or pack before the gate runs.`,
    );
  }
}

export class NoManifest extends CouldNotJudge {
  readonly kind = "no-manifest";
  constructor(folder: string) {
    super(`There is no package.json in ${folder}: name the folder of a package or the root of a workspace.`);
  }
}

/** A package.json, or the file that lists the packages, that cannot be used as it is. */
export class InvalidManifest extends CouldNotJudge {
  readonly kind = "invalid-manifest";
  constructor(file: string, clause: string, cause?: unknown) {
    super(`${file} ${clause}: mend it, then run again.`, { cause });
  }
}

export class PrivateOnly extends CouldNotJudge {
  readonly kind = "private-only";
  constructor(folder: string, names: readonly string[]) {
    const what =
      names.length === 1 ? "its only package is private" : `all its ${names.length} packages are private`;
    super(
      `There is nothing to publish in ${folder}, ${what}: judge another folder, or take "private" out if it is meant to be published.`,
      {
        detail: names,
      },
    );
  }
}

/** The workspace's own patterns find no package. Most often a typing error, and green would be a lie. */
export class EmptyWorkspace extends CouldNotJudge {
  readonly kind = "empty-workspace";
  constructor(root: string, patterns: readonly string[]) {
    super(
      `The workspace patterns of ${root} match no package: correct them, or judge the package's own folder.`,
      {
        detail: patterns,
      },
    );
  }
}

/** packageManager, devEngines and the lockfiles name different managers, which pack the same folder differently. */
export class ManagerConflict extends CouldNotJudge {
  readonly kind = "manager-conflict";
  constructor(folder: string, evidence: readonly { manager: string; from: string }[]) {
    const said = evidence.map(({ manager, from }) => `${manager} (${from})`).join(" and ");
    super(
      `${folder} names two package managers, ${said}: remove one, or say which one publishes with \`package-manager\` (\`--package-manager\` on the command line).`,
    );
  }
}

/** How each program gets on the PATH: in a workflow, and elsewhere. */
const installing: ReadonlyMap<string, string> = new Map([
  ["npm", "add the step actions/setup-node, or install Node.js, which brings it"],
  ["pnpm", "add the step pnpm/action-setup, or run `npm install --global pnpm`"],
  [
    "yarn",
    "run `corepack enable` (after `npm install --global corepack` where there is none), or `npm install --global yarn` for yarn 1",
  ],
  ["bun", "add the step oven-sh/setup-bun, or run `npm install --global bun`"],
]);

export class ManagerMissing extends CouldNotJudge {
  readonly kind = "manager-missing";
  constructor(program: string, reason: string) {
    super(
      `${program} could not be started (${reason}): ${installing.get(program) ?? "install it and put it on the PATH"}.`,
    );
  }
}

/** A script of another package removed the folder before its turn came: no program can be started there. */
export class FolderGone extends CouldNotJudge {
  readonly kind = "folder-gone";
  constructor(folder: string) {
    super(`${folder} is gone, so that nothing can be packed there: mend the script that removes it.`);
  }
}

/** The command that packs ended with an exit code other than 0. */
export class PackFailed extends CouldNotJudge {
  readonly kind = "pack-failed";
  constructor(step: string, folder: string, exitCode: number, detail: readonly string[]) {
    super(`\`${step}\` failed with exit code ${exitCode} in ${folder}: mend what its last lines name.`, {
      detail,
    });
  }
}

/** The command that packs, or a script that it runs, was killed. */
export class PackKilled extends CouldNotJudge {
  readonly kind = "pack-killed";
  constructor(step: string, folder: string, signal: string, detail: readonly string[]) {
    super(
      `\`${step}\` was killed by ${signal} in ${folder}: run it again with more memory or time, or mend the script that was killed.`,
      { detail },
    );
  }
}

export class NoTarball extends CouldNotJudge {
  readonly kind = "no-tarball";
  constructor(step: string, folder: string, detail: readonly string[]) {
    super(
      `\`${step}\` succeeded in ${folder} but wrote no tarball: look for a dry-run setting or a script that removes it.`,
      { detail },
    );
  }
}

export class SeveralTarballs extends CouldNotJudge {
  readonly kind = "several-tarballs";
  constructor(step: string, folder: string, names: readonly string[]) {
    super(
      `\`${step}\` left ${names.length} tarballs in ${folder}, and only one can be the package: remove the script that writes the others.`,
      { detail: names },
    );
  }
}

/** Where the tarball should be lies a link, a folder or a device. */
export class TarballNotAFile extends CouldNotJudge {
  readonly kind = "tarball-not-a-file";
  constructor(step: string, folder: string, name: string) {
    super(
      `\`${step}\` left ${name} in ${folder}, which is not a regular file: remove the script that puts it there.`,
    );
  }
}

/** A package was packed, and a script of another one that was packed later took its tarball away. */
export class TarballReplaced extends CouldNotJudge {
  readonly kind = "tarball-replaced";
  constructor(file: string, name: string) {
    super(
      `The tarball of ${name}, ${file}, was removed or replaced by something that is not a regular file after it was packed: remove the script that does this.`,
    );
  }
}

/** The temporary folder lies inside the package, so that packing would pack its own result. */
export class DestinationInside extends CouldNotJudge {
  readonly kind = "destination-inside";
  constructor(destination: string, folder: string) {
    super(
      `The folder for tarballs, ${destination}, lies inside the package ${folder}: set TMPDIR to a folder outside.`,
    );
  }
}

/** The tarball is not of the package that the folder's package.json names. */
export class ManifestIdentityMismatch extends CouldNotJudge {
  readonly kind = "manifest-identity-mismatch";
  constructor(packed: string, expected: string) {
    super(
      `The tarball is ${packed} but package.json says ${expected}: mend the script that changes one of them.`,
    );
  }
}

/** The artifact list that the policy names cannot be read. */
export class ArtifactListUnreadable extends CouldNotJudge {
  readonly kind = "artifact-list-unreadable";
  constructor(file: string, clause: string, remedy = "commit it") {
    super(`The artifact list ${file} ${clause}: ${remedy}, or remove "list" from the policy.`, {
      at: { file, line: null },
    });
  }
}

/** A member of the workspace that lies outside the repository, so that no path in it can be named. */
export class OutsideRepository extends CouldNotJudge {
  readonly kind = "outside-repository";
  constructor(folder: string, root: string) {
    super(`The package ${folder} lies outside the repository ${root}: judge its own folder by itself.`);
  }
}
