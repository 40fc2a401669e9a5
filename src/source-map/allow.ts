import { posix } from "node:path";
import { belowKey } from "../policy/policy-file.ts";
import { RuleOptions } from "../rules/rule-options.ts";
import type { Source } from "../source.ts";
import type { MapContent } from "./content.ts";
import { decodedPath, type SourcePlace } from "./sources.ts";

/** What a policy may let ship. Each asks for one property of the map; none includes another. */
export const allowances = ["none", "without-sources", "own-sources", "public-sources"] as const;
export type Allowance = (typeof allowances)[number];

/** Options of the rules that find source maps. */
export const allowOptions = new RuleOptions<{ readonly allow: Allowance }>({ allow: "none" }, ({ z }) =>
  z.strictObject({
    allow: z
      .enum(allowances)
      .default("none")
      .describe(
        "Maps that may ship: `none`; `without-sources`, when they hold no source's text; `own-sources`, when every source is in the " +
          "tarball too; `public-sources`, when every source is tracked in this repository and the repository is public.",
      ),
  }),
);

/** Which of the options fit one map. */
export type Fitting = ReadonlySet<Allowance>;

/** What shipping a map gives away beyond what the option's reader already has, in words for the fix. */
const because: Record<Exclude<Allowance, "none">, string> = {
  "without-sources": "it holds no source's text",
  "own-sources": "every source of it is in the tarball too",
  "public-sources": "every source of it is tracked in this public repository",
};

/**
 * Finds out which options a map meets. A map with more sources than are kept, or with text that has no name, meets
 * only what can be said without the names. An index map that points elsewhere meets none: what it hands out is not known.
 */
export function fitting(
  content: MapContent,
  places: readonly SourcePlace[],
  shipped: ReadonlySet<string>,
  source: Source,
): Fitting {
  const fits = new Set<Allowance>();
  if (content.sectionUrls > 0) return fits;
  if (content.texts === 0) fits.add("without-sources");
  if (content.pathsCut || content.paths.length === 0 || (content.unnamed > 0 && content.texts > 0))
    return fits;
  const written = places.filter(({ isGenerated }) => !isGenerated);
  if (written.length === 0) return fits;
  if (written.every((place) => isAmong(shipped, place, ""))) fits.add("own-sources");
  const { directory, tracked, repositoryIsPublic } = source;
  if (repositoryIsPublic === true && tracked !== null && directory !== null) {
    if (written.every((place) => isAmong(tracked, place, directory))) fits.add("public-sources");
  }
  return fits;
}

function isAmong(paths: ReadonlySet<string>, { path }: SourcePlace, directory: string): boolean {
  if (path === null) return false;
  if (directory === "" && paths.has(path)) return true;
  const full = posix.join(directory, path);
  return paths.has(full) || paths.has(decodedPath(full)) || paths.has(full.replace(/\?[^?]*$/, ""));
}

/** The strictest option that lets this very map ship; null when none does. */
export function strictest(fits: Fitting): Exclude<Allowance, "none"> | null {
  for (const option of allowances) if (option !== "none" && fits.has(option)) return option;
  return null;
}

/** `it holds no source's text: source-map: { allow: without-sources } in the policy's rules would let it ship`. */
export function policyAdvice(rule: string, option: Exclude<Allowance, "none">): string {
  return `${because[option]}: ${policyLine(rule, option)} in the policy's \`rules\` would let it ship`;
}

/** The policy line behind the edit that leaves the map out: its sources may be in the tarball only because too much is. */
export function policyFix(
  rule: string,
  option: Exclude<Allowance, "none">,
  policyFile: string | null,
): (leavingOut: string) => string {
  const line = `${policyLine(rule, option)} ${belowKey("rules", policyFile)}`;
  return (leavingOut) => `${leavingOut} Or let it ship, because ${because[option]}: ${line}.`;
}

function policyLine(rule: string, option: Allowance): string {
  return `\`${rule}: { allow: ${option} }\``;
}
