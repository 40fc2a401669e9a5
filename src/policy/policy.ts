export const levels = ["error", "warn", "off"] as const;

/** A level as a policy writes it. */
export type Level = (typeof levels)[number];

export function isLevel(value: unknown): value is Level {
  return levels.some((level) => level === value);
}

/** A place in a file of the repository. Lines and columns count from 1; the file is relative to the repository root, with `/`. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A value together with the policy line that set it. */
export interface Placed<T> {
  readonly value: T;
  /** Null when the value comes from a built-in preset or default. */
  readonly at: Place | null;
}

/** What the effective policy says of one rule. `options` was validated by that rule's own schema. */
export interface RuleSetting {
  readonly level: Level;
  readonly options: unknown;
  /** Required by the language when a policy lowers a rule below its preset. */
  readonly reason: string | null;
  readonly at: Place | null;
}

/** An exception: one rule, named files, a reason, an end. */
export interface Waiver {
  readonly rule: string;
  /** Globs over tarball paths; a finding on a manifest field is on the path `package.json`. */
  readonly files: readonly string[];
  readonly reason: string;
  readonly owner: string | null;
  /** `YYYY-MM-DD`, the last day on which it holds; anything unreadable counts as expired. */
  readonly expires: string;
  /** Only for this audience; null for all. */
  readonly audience: string | null;
  /** Only for findings with one of these fingerprints (see Problem.fingerprint); null for any. */
  readonly fingerprints: readonly string[] | null;
  readonly at: Place | null;
}

/** A rule that the policy put below what its presets say. Printed in every summary. */
export interface LoweredRule {
  readonly rule: string;
  readonly from: Level;
  readonly to: Level;
  readonly reason: string;
  readonly at: Place | null;
}

/** Sizes in bytes, `files` a count, `growth` a ratio (0.25 for 25%). A key that no policy sets is null. */
export interface Limits {
  readonly packed: Placed<number> | null;
  readonly unpacked: Placed<number> | null;
  readonly file: Placed<number> | null;
  readonly files: Placed<number> | null;
  readonly growth: Placed<number> | null;
}

/** The policy in force for one package and one audience: preset → policy → audience → package, already merged. */
export interface Policy {
  /** Repository-relative path of the policy file; null when there is none and `recommended` applies. */
  readonly file: string | null;
  /** What the policy extends, as written (`recommended`, `./base.yml`), outermost last. */
  readonly extends: readonly string[];
  readonly audience: string;
  /** The allowlist as written, each pattern with its line; null when the policy has none. */
  readonly ship: readonly Placed<string>[] | null;
  readonly require: readonly Placed<string>[];
  /** The artifact list's path with `{name}` filled in, relative to the repository root. */
  readonly list: Placed<string> | null;
  readonly limits: Limits;
  /** A setting for every rule that exists, keyed by rule id. */
  readonly rules: ReadonlyMap<string, RuleSetting>;
  readonly waivers: readonly Waiver[];
  readonly lowered: readonly LoweredRule[];
}
