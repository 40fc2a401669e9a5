import { globFor } from "../policy/globs.ts";
import type { Policy } from "../policy/policy.ts";
import { matchedPattern } from "../rules/path-table.ts";
import type { Source } from "../source.ts";
import { isYarnClassic, type ShipReason } from "./ship-reason.ts";

/** What must be done before the file is taken out, for what has leaked stays leaked. */
const first: ReadonlyMap<string, string> = new Map([
  ["secret-file", "If it holds credentials, revoke them. "],
  ["core-dump", "Change every secret that the process held. "],
]);

/** Rules whose findings are sometimes meant: the fix then also shows the waiver. */
const perhapsMeant: ReadonlySet<string> = new Set([
  "agent-file",
  "test-file",
  "dev-config",
  "ci-file",
  "nested-archive",
  "database-file",
]);

export interface Shipment {
  readonly rule: string;
  readonly path: string;
  readonly reason: ShipReason;
  readonly source: Source;
  readonly policy: Policy;
  /** Files and folders at the top of the package that should go on shipping. */
  readonly wanted: readonly string[];
  /** The `!` pattern of the policy's `ship` that forbids the path; null when none does. */
  readonly forbidding: string | null;
}

/** The edit that keeps a shipped path out, ready to paste, and the policy line where shipping may be meant. */
export function exclusion(shipment: Shipment): string {
  const { rule, path, policy } = shipment;
  const file = policy.file ?? ".github/lastgate.yml";
  const glob = likeGlob(rule, path);
  const edit = `${first.get(rule) ?? ""}${excludingEdit(shipment, glob)}`;
  if (rule === "unlisted-file" && shipment.forbidding !== null)
    return `${edit} Or narrow \`${shipment.forbidding}\` below \`ship\` in ${file}, if the file is meant to ship.`;
  if (rule === "unlisted-file")
    return `${edit} Or list it in ${file}: \`- ${JSON.stringify(globFor(path))}\` below \`ship\`.`;
  if (!perhapsMeant.has(rule)) return edit;
  const waiver = `- { rule: ${rule}, files: [${JSON.stringify(glob)}], reason: "…", expires: YYYY-MM-DD }`;
  return `${edit} Or, if it is meant to ship, below \`waivers\` in ${file}: \`${waiver}\`.`;
}

function excludingEdit({ reason, source, path, wanted }: Shipment, glob: string): string {
  const negation = `\`${JSON.stringify(`!${glob}`)}\``;
  switch (reason.kind) {
    case "always":
      return "Every packer adds this file and nothing in package.json keeps it out: delete it, or change what is in it.";
    case "forced":
      return `\`${reason.field}\` in package.json forces it in, and no pattern of \`files\` keeps it out: point \`${reason.field}\` elsewhere.`;
    case "bundled":
      return `It came with the bundled dependency \`${reason.name}\`: take that out of \`${reason.field}\` in package.json, or use a release of it without this file.`;
    case "negation":
      return `Take every \`!\` entry out of \`files\` in package.json, because with one of them yarn 1 packs the whole folder, and name only what ships, such as ${narrower(path)}.`;
    case "entry":
      if (isYarnClassic(source.packedWith) && (!reason.exact || reason.others))
        return `Name only what ships in \`files\` of package.json, such as ${narrower(path)} for \`${JSON.stringify(reason.entry)}\`: yarn 1 packs the whole folder when it finds a \`!\` entry, and no ignore file keeps out what \`files\` names.`;
      if (!reason.exact) return `Add ${negation} at the end of \`files\` in package.json.`;
      return reason.others
        ? `Take \`${JSON.stringify(reason.entry)}\` out of \`files\` in package.json and add \`${JSON.stringify(`!${globFor(path)}`)}\` at its end.`
        : `Take \`${JSON.stringify(reason.entry)}\` out of \`files\` in package.json.`;
    case "unexplained":
      if (isYarnClassic(source.packedWith)) return "Delete the file before packing.";
      return `Add ${negation} at the end of \`files\` in package.json, or delete the file before packing.`;
    case "no-files":
      return source.hasNpmignore ? `Add the line \`/${glob}\` to .npmignore.` : startFiles(path, wanted);
  }
}

/** An entry of `files` that takes in less than the folder that the path lies in. */
function narrower(path: string): string {
  const [top = "", ...below] = path.split("/");
  return `\`${JSON.stringify(below.length === 0 ? "dist/**/*.js" : `${globFor(top)}/**/*.js`)}\``;
}

/** Most names that a proposed `files` lists. */
const MOST_NAMES = 12;

/**
 * The whole list, so that pasting it loses nothing that should ship. A new .npmignore would switch .gitignore off and let out what that
 * kept in, so it is never proposed.
 */
function startFiles(path: string, wanted: readonly string[]): string {
  const [top = ""] = path.split("/");
  const names = wanted.map(globFor);
  if (wanted.includes(top)) names.push(`!${globFor(path)}`);
  const list = names.length === 0 || names.length > MOST_NAMES ? ["dist"] : names;
  const such = list === names ? ":" : ", such as";
  return `Say in package.json what ships${such} \`"files": [${list.map((name) => JSON.stringify(name)).join(", ")}]\` (not in a new .npmignore, which would switch .gitignore off).`;
}

/**
 * A glob for the path and for all that is there for the same reason: the folder that a rule names, the ending below the same top folder;
 * else the path alone. Special characters of names are spelled so that they are none.
 */
export function likeGlob(rule: string, path: string): string {
  const pattern = rule === "source-map" && path.endsWith(".map") ? "*.map" : matchedPattern(rule, path);
  const names = path.split("/");
  if (pattern === null) return globFor(path);
  if (pattern.endsWith("/")) {
    const depth = folderDepth(pattern, names);
    return depth === null ? globFor(path) : `${globFor(names.slice(0, depth).join("/"))}/**`;
  }
  if (rule === "os-junk" && !/[*?[/]/.test(pattern)) return `**/${globFor(names.at(-1) ?? path)}`;
  const [top] = names;
  const ending = /^\*\.[\w.-]+$/.test(pattern) && path.endsWith(pattern.slice(1));
  return ending && top !== undefined && names.length > 1 ? `${globFor(top)}/**/${pattern}` : globFor(path);
}

/** Number of names of the path up to and with the folder that the pattern names. */
function folderDepth(pattern: string, names: readonly string[]): number | null {
  const [last = "", before = "**"] = pattern.replace(/^\//, "").slice(0, -1).split("/").reverse();
  const folders = names.slice(0, -1);
  const index = folders.findIndex(
    (name, at) => isNamed(name, last) && (before === "**" || isNamed(folders[at - 1] ?? "", before)),
  );
  return index === -1 ? null : index + 1;
}

function isNamed(name: string, pattern: string): boolean {
  const [start = "", ...wild] = pattern.toLowerCase().split("*");
  return wild.length === 0 ? name.toLowerCase() === start : name.toLowerCase().startsWith(start);
}
