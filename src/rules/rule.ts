import type { Place, Policy } from "../policy/policy.ts";
import type { Source } from "../source.ts";
import type { Entry, Tarball } from "../tarball/tarball.ts";
import { RuleOptions } from "./rule-options.ts";

/** A level that a finding can have. */
export type FindingLevel = "error" | "warn";

/**
 * What a rule says. Text is raw: names from the tarball stand in it as they are, and the report escapes them.
 * What a rule leaves out (why it ships, the edit that fixes it, where) the attribution adds.
 */
export interface Problem {
  /** Path without the root folder. For a manifest field it is `package.json` and need not be given. */
  readonly path?: string;
  /** Dotted path of a manifest field (`scripts.postinstall`, `dependencies.@scope/name`). */
  readonly field?: string;
  /** Line in the file at `path`, from 1. */
  readonly line?: number;
  /** One sentence without the path: what is wrong, with its measure. Never holds a credential. */
  readonly message: string;
  /** The one edit that makes it right, when the rule knows better than the attribution. */
  readonly fix?: string;
  /** Makes the fix of the attribution's own edit, which leaves the file out: for a file that may be meant to ship. */
  readonly fixWith?: (leavingOut: string) => string;
  /** Where that edit goes, when the rule knows (a policy line). */
  readonly at?: Place;
  /**
   * False where package managers install other files than those that were judged: neither a waiver nor a level of the policy
   * makes that go away.
   */
  readonly waivable?: boolean;
  /** Lowers the finding below the rule's level; it never raises it. */
  readonly level?: FindingLevel;
  /** First 12 hex digits of the sha256 of a value that must not be printed, so that a waiver can name it. */
  readonly fingerprint?: string;
  /** The rule that says it, when it is another one than that which found the place (what lies inside an archive). */
  readonly inNameOf?: Rule;
  /** The secret value itself, only to be masked in logs (core.setSecret). No report ever receives it. */
  readonly mask?: string;
}

/** What a rule may look at besides the entries. */
export interface RuleContext<Options = unknown> {
  readonly policy: Policy;
  readonly options: Options;
  /** The package as it lies in the repository; for a ready tarball there is none of it (see Source). */
  readonly source: Source;
  /** Tarball of the release to compare with, already read; null when there is none. */
  readonly baseline: Tarball | null;
}

/** One run of one rule over one tarball. A rule that must remember something keeps it in its closure. */
export interface Inspector {
  /** Called once for each entry, in archive order, while its content is in memory. */
  entry?(entry: Entry): Iterable<Problem>;
  /** Called once at the end, when the manifest and all paths are known. */
  tarball?(tarball: Tarball): Iterable<Problem>;
}

/** A rule: texts for people, a schema for its options, and the inspection. */
export interface Rule<Options = unknown> {
  /** kebab-case; equals the file name, the policy key and the anchor in docs/rules.md. It never changes meaning. */
  readonly id: string;
  readonly title: string;
  /** What it catches, and what it leaves alone. */
  readonly catches: string;
  /** A real case, with name, version and date where known. */
  readonly incident: string;
  readonly fix: string;
  /** Options beside `level` and `reason`; `noOptions` when there are none. */
  readonly options: RuleOptions<Options>;
  /** Loads what only few policies need: awaited before the rule's options in a policy are looked at, when that has any. */
  prepare?(): Promise<void>;
  /** Runs even when the policy switches it off, for its problems that are not waivable and those in the name of other rules. */
  readonly alwaysRuns?: boolean;
  start(context: RuleContext<Options>): Inspector;
}

/** The options of most rules. */
export const noOptions = new RuleOptions<unknown>({}, ({ z }) => z.strictObject({}));

/** Keeps the option type together with the rule that declares it, and forgets it for the list of all rules. */
export function defineRule<Options>(rule: Rule<Options>): Rule {
  return {
    ...rule,
    start: (context) => rule.start({ ...context, options: rule.options.read(context.options) }),
  };
}
