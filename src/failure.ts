/**
 * The gate could not judge. The message is one sentence for the user: what is wrong, where, and what to do.
 * One subclass per kind of failure; anything that is not a CouldNotJudge is a bug and shows its stack.
 */
export abstract class CouldNotJudge extends Error {
  /** Stable, kebab-case name of the kind of failure, for the JSON report. */
  abstract readonly kind: string;
  /** Where the user should look (file, and line when known), if anywhere in the repository. */
  readonly at: { readonly file: string; readonly line: number | null } | null;
  /** Further material below the sentence: the last lines of a child's output, a list. Untrusted text. */
  readonly detail: readonly string[];

  constructor(
    message: string,
    options: {
      at?: { file: string; line: number | null };
      detail?: readonly string[];
      cause?: unknown;
    } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.at = options.at ?? null;
    this.detail = options.detail ?? [];
  }
}
