import type { BaseCommit } from "./base-policy.ts";
import type { BaselineChoice } from "./baseline/choice.ts";
import type { Environment } from "./pack/environment.ts";
import type { ManagerName } from "./pack/manager.ts";
import type { PolicyFiles } from "./policy/files.ts";
import type { Listed } from "./report/report.ts";
import type { Share } from "./shard.ts";
import type { TarballStore } from "./store.ts";

/** Everything that one run of the gate depends on. The edges (command line, action) fill it in; nothing else is read from outside. */
export interface GateRequest {
  /** Package folders, workspace roots or `.tgz` files, relative to `folder`. */
  readonly targets: readonly string[];
  /** Absolute; where relative paths start. */
  readonly folder: string;
  /** Null: `.github/lastgate.yml` of the repository when it exists, else `recommended`. */
  readonly policy: string | null;
  /** Null: told by each package's `publishConfig`. */
  readonly audience: string | null;
  /** Null: `latest` when the policy limits the growth, else none. */
  readonly baseline: BaselineChoice | null;
  /** Null: the one that each package's project names. */
  readonly packageManager: ManagerName | null;
  /** Packs instead of a package manager, once for each target folder; null for none. */
  readonly packCommand: string | null;
  /** Run `prepublishOnly` and its like before packing, as the manager's own publish would. */
  readonly prepublishOnly: boolean;
  readonly enforce: boolean;
  /** Judge only the packages that changed since a commit; `since` is null when the event names none, and all are judged. */
  readonly changedOnly: { readonly since: string | null } | null;
  /** Judge only this share of the packages; null for all. */
  readonly shard: Share | null;
  /** `YYYY-MM-DD`. */
  readonly today: string;
  /** An existing folder outside the work tree that receives the tarballs. */
  readonly destination: string;
  /** Where the tarballs that were packed go once they are judged; null leaves them in `destination`. */
  readonly store: TarballStore | null;
  readonly presets: PolicyFiles;
  /** The commit that a proposed change is judged against, whose policy counts as well; null when there is no such change. */
  readonly base: BaseCommit | null;
  /** Whether anyone can read the repository; null when nobody says so. */
  readonly repositoryIsPublic: boolean | null;
  readonly env: Environment;
  readonly observer: Observer;
  /** Ends the run with the signal's reason as a failure. */
  readonly abort: AbortSignal;
}

/** Who watches the gate at work. All text is untrusted. */
export interface Observer {
  /** Everything that there is to judge, before any of it is packed, and before it is shared out. Directories are targets: relative to `folder`, `.` for itself. */
  found(packages: readonly Listed[]): void;
  progress(message: string): void;
  /** What a package manager and its scripts printed, once they ended. */
  output(title: string, lines: readonly string[]): void;
  /** A value that must never be shown. Called before any report exists. */
  mask(value: string): void;
}
