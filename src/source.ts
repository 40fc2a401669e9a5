/**
 * The package as it lies in the repository, gathered at the edge so that rules and attribution stay pure.
 * For a ready `.tgz` every field says that there is nothing to see: nulls, and empty lists.
 */
export interface Source {
  /** Package folder relative to the repository root, with `/`; `` for the root itself; null for a ready tarball. */
  readonly directory: string | null;
  /** package.json of that folder as text, for line numbers; null for a ready tarball. */
  readonly manifestText: string | null;
  /** Repository-relative paths that git tracks; null when there is no git repository to ask. */
  readonly tracked: ReadonlySet<string> | null;
  /** Whether anyone can read the repository, as the event says; null when nothing says so. */
  readonly repositoryIsPublic: boolean | null;
  /** The package folder has a `.npmignore` of its own. */
  readonly hasNpmignore: boolean;
  /** Absolute paths that must not be found in what ships: the builder's home and workspace. */
  readonly machinePaths: readonly string[];
  /** Lines of the committed artifact list that the policy names, without comments and blank lines; null when it names none. */
  readonly artifactList: {
    readonly file: string;
    readonly lines: readonly { readonly text: string; readonly line: number }[];
  } | null;
  /** The package manager that packed it, since each reads `files` in its own way; null when that is not known. */
  readonly packedWith: { readonly name: string; readonly version: string } | null;
}

/** For a tarball that nobody packed here. */
export const noSource: Source = {
  directory: null,
  manifestText: null,
  tracked: null,
  repositoryIsPublic: null,
  hasNpmignore: false,
  machinePaths: [],
  artifactList: null,
  packedWith: null,
};
