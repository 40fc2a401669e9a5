import type { LoweredRule, Place } from "../policy/policy.ts";
import type { FindingLevel } from "../rules/rule.ts";

/** The three outcomes, never mixed up. Exit codes 0, 1 and 2. */
export type Outcome = "passed" | "stopped" | "could-not-judge";

/** One thing that must not ship, with everything a maintainer needs to mend it. All text is untrusted and unescaped. */
export interface Finding {
  readonly rule: string;
  readonly level: FindingLevel;
  /** Path without the root folder; null for a finding on the tarball as a whole. */
  readonly path: string | null;
  /** Dotted path in package.json, else null. */
  readonly field: string | null;
  /** Line in the shipped file, from 1. */
  readonly line: number | null;
  readonly message: string;
  /** Why the file ships: ``ships because `files[0]` is `dist` ``. */
  readonly why: string | null;
  /** The edit that mends it, ready to paste. */
  readonly fix: string;
  /** Where that edit goes, in the repository. */
  readonly at: { readonly file: string; readonly line: number | null } | null;
}

/** A finding that a waiver covers: still shown, with the reason. */
export interface WaivedFinding extends Finding {
  readonly waiver: {
    readonly reason: string;
    readonly owner: string | null;
    readonly expires: string;
    readonly at: Place | null;
  };
}

export interface PackageReport {
  readonly name: string;
  readonly version: string;
  /** Relative to the repository root; null for a ready tarball. */
  readonly directory: string | null;
  readonly audience: string;
  /** The package manager that packed it; null for a ready tarball and for one of a pack command. */
  readonly packedWith: { readonly name: string; readonly version: string } | null;
  readonly tarball: {
    readonly path: string;
    readonly integrity: string;
    readonly shasum: string;
    readonly packedSize: number;
    readonly unpackedSize: number;
    /** Number of file entries. */
    readonly files: number;
  };
  /** Errors first, then by rule order, then by path. */
  readonly findings: readonly Finding[];
  readonly waived: readonly WaivedFinding[];
  /** Rules that the policy put below its presets, for this package and audience. */
  readonly lowered: readonly LoweredRule[];
  /** What ships, for the summary; not part of the JSON report. */
  readonly contents: readonly { readonly path: string; readonly size: number }[];
}

/** Something that could not be judged: the check fails, and what was judged is still reported. */
export interface Failure {
  /** Kind of failure (CouldNotJudge.kind). */
  readonly kind: string;
  /** Package or file concerned, else null. */
  readonly subject: string | null;
  readonly message: string;
  readonly detail: readonly string[];
  readonly at: { readonly file: string; readonly line: number | null } | null;
}

/** The whole result of one run, the only thing that the writers in this folder read. */
export interface Report {
  readonly outcome: Outcome;
  /** False when `enforce: false` made a stopped verdict green; every writer says so in its first line. */
  readonly enforced: boolean;
  readonly policy: {
    /** Null when there is no policy file and `recommended` applies. */
    readonly file: string | null;
    readonly extends: readonly string[];
  };
  readonly packages: readonly PackageReport[];
  readonly failures: readonly Failure[];
  /** Plain sentences that every report should carry: private packages left out, no baseline yet. */
  readonly notes: readonly string[];
}
