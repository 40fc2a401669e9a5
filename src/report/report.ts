import type { Level, LoweredRule, Place, Waiver } from "../policy/policy.ts";
import type { FindingLevel } from "../rules/rule.ts";

/** Name of the shape of a JSON report; the number changes whenever the shape does. */
export const SCHEMA = "lastgate-report/1";

/** More than a workflow can start: a matrix has at most 256 jobs. */
export const MOST_SHARDS = 999;

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

/** What a run found to judge, before it was. */
export interface Listed {
  /** The package's name; the target's own words for a ready tarball. */
  readonly name: string;
  /** With `/`; null for a ready tarball. */
  readonly directory: string | null;
}

/** What the judged packages say of the policy's waivers. Only all packages of a run together tell which of them are useless. */
export interface WaiverFacts {
  /** Each waiver once, by its place in the policy. */
  readonly seen: readonly (Pick<Waiver, "rule" | "files" | "expires" | "fingerprints" | "at"> & {
    readonly state: "expired" | "used" | "unused";
  })[];
  /** The strictest level that any package's policy gives to a rule about waivers, before and after the change that is judged. */
  readonly levels: readonly {
    readonly rule: string;
    readonly before: Level;
    readonly after: Level;
    /** The policy line of `after`; null for a built-in preset. */
    readonly at: Place | null;
  }[];
  /** The strictest level of `policy-relaxed`; `off` when no change of the policy is judged. */
  readonly relaxed: Level;
  /** Packages were left out that could have used a waiver. */
  readonly partial: boolean;
}

/** One share of a run that is spread over several jobs, with what makes one report of them again. */
export interface Shard {
  /** From 1 to `of`. */
  readonly index: number;
  readonly of: number;
  /** Whole name of the commit that was checked out before any script ran; null without git, or when it could not be told. */
  readonly commit: string | null;
  /**
   * Everything that the whole run judges, in its order; directories are relative to the repository root, and empty for the root itself. The shares are dealt out in
   * turn. Null when it could not be told, and the failures say why.
   */
  readonly subjects: readonly Listed[] | null;
  /** Which subject each of the report's packages, failures and notes is about, by its position from 0; null for the run as a whole. */
  readonly about: {
    readonly packages: readonly number[];
    readonly failures: readonly (number | null)[];
    readonly notes: readonly (number | null)[];
  };
  readonly waivers: WaiverFacts;
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
  /** Null for a whole run, and for one that was merged from its shards. */
  readonly shard: Shard | null;
}
