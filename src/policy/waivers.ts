import { compileGlobs } from "./globs.ts";
import type { Waiver } from "./policy.ts";

/** What a waiver looks at in a finding. */
export interface Waivable {
  readonly rule: string;
  /** Path without the root folder; a finding on a manifest field is on `package.json`. Null: on the tarball as a whole. */
  readonly path: string | null;
  /** Dotted path in package.json, else null. */
  readonly field: string | null;
  /** See Problem.fingerprint. */
  readonly fingerprint?: string | undefined;
  /** False for a finding that no waiver may cover. */
  readonly waivable?: boolean | undefined;
}

/** What the waivers do to the findings of one package. Waivers are the same objects as those passed in. */
export interface WaiverOutcome<F extends Waivable> {
  /** Findings that no waiver covers, in their order. */
  readonly standing: readonly F[];
  readonly waived: readonly { readonly finding: F; readonly waiver: Waiver }[];
  /** Every expired waiver for this audience, whether or not it would have covered something. */
  readonly expired: readonly Waiver[];
  /** Waivers in force that covered something. */
  readonly used: readonly Waiver[];
  /** Waivers in force that covered nothing in this package; another package may still use them. */
  readonly unused: readonly Waiver[];
}

/**
 * Applies waivers to the findings of one package. The first waiver in force that matches covers a finding; every other that
 * matches counts as used too. A finding on the tarball as a whole has no file and cannot be waived.
 * `today` is `YYYY-MM-DD`. Throws an Error (a bug of the caller) when it is not.
 */
export function applyWaivers<F extends Waivable>(request: {
  findings: readonly F[];
  waivers: readonly Waiver[];
  audience: string;
  today: string;
}): WaiverOutcome<F> {
  if (!isDate(request.today)) throw new Error(`Not a date: ${request.today}`);
  const forAudience = request.waivers.filter(
    (waiver) => waiver.audience === null || waiver.audience === request.audience,
  );
  const inForce = forAudience.filter((waiver) => holds(waiver.expires, request.today));
  const expired = forAudience.filter((waiver) => !inForce.includes(waiver));

  const matchers = inForce.map((waiver) => ({ waiver, covers: coverage(waiver) }));
  const used = new Set<Waiver>();
  const standing: F[] = [];
  const waived: { finding: F; waiver: Waiver }[] = [];
  for (const finding of request.findings) {
    const covering = matchers.filter(({ covers }) => covers(finding)).map(({ waiver }) => waiver);
    for (const waiver of covering) used.add(waiver);
    const [waiver] = covering;
    if (waiver === undefined) standing.push(finding);
    else waived.push({ finding, waiver });
  }
  return {
    standing,
    waived,
    expired,
    used: inForce.filter((waiver) => used.has(waiver)),
    unused: inForce.filter((waiver) => !used.has(waiver)),
  };
}

/** A waiver holds to the end of the day that it names; a date that cannot be read is in the past. */
export function holds(expires: string, today: string): boolean {
  return isDate(expires) && today <= expires;
}

/** A day of the calendar as `YYYY-MM-DD`. */
function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  // 2027-02-30 is read as March by some engines: only a date that comes back as it was written is one.
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

function coverage(waiver: Waiver): (finding: Waivable) => boolean {
  const files = compileGlobs(waiver.files);
  return (finding) => {
    if (finding.rule !== waiver.rule || finding.waivable === false) return false;
    const named =
      waiver.fingerprints === null ||
      (finding.fingerprint !== undefined && waiver.fingerprints.includes(finding.fingerprint));
    const path = finding.path ?? (finding.field === null ? null : "package.json");
    return named && path !== null && files(path);
  };
}

/** What to say of a waiver that has ended, and what to do: its date is past, or cannot be read. */
export function expiry({ rule, files, expires }: Pick<Waiver, "rule" | "files" | "expires">): {
  message: string;
  fix: string;
} {
  const which = `the waiver of ${rule} for ${files.join(", ")}`;
  if (isDate(expires)) {
    return {
      message: `${which} expired on ${expires}`,
      fix: "Mend what it waives and delete the waiver, or agree on a new `expires` with its owner.",
    };
  }
  return {
    message: `${which} has an end date that cannot be read, ${expires}, so it counts as expired`,
    fix: "Write `expires` as a day of the calendar, such as 2027-03-01.",
  };
}
