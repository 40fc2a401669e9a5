import { isRecord } from "../tarball/manifest.ts";
import type { PolicyDocument } from "./document.ts";
import { isLevel, type Level } from "./policy.ts";
import type { ValuePath } from "./problems.ts";

/** One map of a policy file that holds `ship`, `rules`, `waivers` and so on: the file's root, an audience's, a package's. */
export interface Part {
  readonly path: ValuePath;
  readonly data: Readonly<Record<string, unknown>>;
  /** The audience whose part this is, else null. */
  readonly audience: string | null;
  /** The package name or glob whose part this is, else null. */
  readonly package: string | null;
}

/** The parts of a file, read leniently: what has a wrong type is left to the schema to complain of. */
export function partsOf(document: PolicyDocument): Part[] {
  const root: Part = { path: [], data: document.data, audience: null, package: null };
  return [
    root,
    ...entries(document.data.audiences).map(([name, data]) => ({
      path: ["audiences", name],
      data,
      audience: name,
      package: null,
    })),
    ...entries(document.data.packages).map(([name, data]) => ({
      path: ["packages", name],
      data,
      audience: null,
      package: name,
    })),
  ];
}

/** What a part says of one rule. Options are as written: they merge by key first, and the rule's own schema reads the result. */
export interface RuleEntry {
  readonly rule: string;
  readonly path: ValuePath;
  readonly level: Level | null;
  readonly reason: string | null;
  readonly options: Readonly<Record<string, unknown>>;
}

export function rulesOf(part: Part): RuleEntry[] {
  const rules = part.data.rules;
  if (!isRecord(rules)) return [];
  return Object.entries(rules).map(([rule, entry]) => {
    const { level: written, reason, ...options } = isRecord(entry) ? entry : { level: entry };
    return {
      rule,
      path: [...part.path, "rules", rule],
      level: isLevel(written) ? written : null,
      reason: typeof reason === "string" ? reason : null,
      options,
    };
  });
}

export function waiversOf(part: Part): { path: ValuePath; data: Readonly<Record<string, unknown>> }[] {
  const waivers = part.data.waivers;
  if (!Array.isArray(waivers)) return [];
  return waivers.flatMap((data: unknown, index) =>
    isRecord(data) ? [{ path: [...part.path, "waivers", index], data }] : [],
  );
}

function entries(value: unknown): [string, Readonly<Record<string, unknown>>][] {
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([name, data]) => (isRecord(data) ? [[name, data]] : []));
}
