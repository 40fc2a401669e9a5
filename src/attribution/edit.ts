import { globFor } from "../policy/globs.ts";
import type { Policy } from "../policy/policy.ts";
import { belowKey } from "../policy/policy-file.ts";
import type { Source } from "../source.ts";
import { likeGlob } from "./like-glob.ts";
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
  /** A whole `files` list for a package that has none; null when there is none worth pasting. */
  readonly proposal: () => readonly string[] | null;
  /** README, LICENSE or an entry point: it ships because people need it. */
  readonly isProduct: boolean;
  /** The `!` pattern of the policy's `ship` that forbids the path; null when none does. */
  readonly forbidding: string | null;
}

/** The edit that keeps a shipped path out, ready to paste, and the policy line where shipping may be meant. */
export function exclusion(shipment: Shipment): string {
  const { rule, path, policy } = shipment;
  const place = belowKey("ship", policy.file);
  const glob = likeGlob(rule, path);
  const edit = `${first.get(rule) ?? ""}${excludingEdit(shipment, glob)}`;
  if (rule === "unlisted-file" && shipment.isProduct && shipment.forbidding === null) {
    const listing = `List it ${place}: \`- ${JSON.stringify(globFor(path))}\`.`;
    return shipment.reason.kind === "always"
      ? `${listing} Every packer adds it: only deleting it would keep it out.`
      : `${listing} Or, if it must not ship: ${edit}`;
  }
  if (rule === "unlisted-file" && shipment.forbidding !== null)
    return `${edit} Or narrow \`${shipment.forbidding}\` ${place}, if the file is meant to ship.`;
  if (rule === "unlisted-file") return `${edit} Or list it ${place}: \`- ${JSON.stringify(globFor(path))}\`.`;
  if (!perhapsMeant.has(rule)) return edit;
  const waiver = `- { rule: ${rule}, files: [${JSON.stringify(glob)}], reason: "...", expires: YYYY-MM-DD }`;
  return `${edit} Or, if it is meant to ship, ${belowKey("waivers", policy.file)}: \`${waiver}\`.`;
}

/** The waiver for one value in one file: another value in that file is still found. */
export function valueWaiver({
  rule,
  path,
  fingerprint,
  policy,
}: Pick<Shipment, "rule" | "path" | "policy"> & { readonly fingerprint: string }): string {
  const [file, mark] = [globFor(path), fingerprint].map((text) => JSON.stringify(text));
  const waiver = `- { rule: ${rule}, files: [${file}], fingerprints: [${mark}], reason: "...", expires: YYYY-MM-DD }`;
  return `A value that opens nothing is silenced ${belowKey("waivers", policy.file)}: \`${waiver}\`.`;
}

function excludingEdit({ reason, source, path, proposal }: Shipment, glob: string): string {
  const negation = `\`${JSON.stringify(`!${glob}`)}\``;
  switch (reason.kind) {
    case "always":
      return "Every packer adds this file and nothing in package.json keeps it out: delete it, or change what is in it.";
    case "forced":
      return `\`${reason.field}\` in package.json forces it in, and no pattern of \`files\` keeps it out: point \`${reason.field}\` elsewhere.`;
    case "bundled":
      return `It came with the bundled dependency \`${reason.name}\`: take that out of \`${reason.field}\` in package.json, or use a release of it without this file.`;
    case "negation":
      return `Take every \`!\` entry out of \`files\` in package.json, because with one of them yarn 1 packs the whole folder, and name only what ships${suchAs(path)}.`;
    case "entry":
      if (isYarnClassic(source.packedWith) && (!reason.exact || reason.others))
        return `Name only what ships in \`files\` of package.json${suchAs(path)} instead of \`${JSON.stringify(reason.entry)}\`: yarn 1 packs the whole folder when it finds a \`!\` entry, and no ignore file keeps out what \`files\` names.`;
      if (!reason.exact) return `Add ${negation} at the end of \`files\` in package.json.`;
      return reason.others
        ? `Take \`${JSON.stringify(reason.entry)}\` out of \`files\` in package.json and add \`${JSON.stringify(`!${globFor(path)}`)}\` at its end.`
        : `Take \`${JSON.stringify(reason.entry)}\` out of \`files\` in package.json.`;
    case "unexplained":
      if (isYarnClassic(source.packedWith)) return "Delete the file before packing.";
      return `Add ${negation} at the end of \`files\` in package.json, or delete the file before packing.`;
    case "no-files":
      return source.hasNpmignore
        ? `Add the line \`/${glob}\` to .npmignore.`
        : startFiles(proposal(), glob, isYarnClassic(source.packedWith));
  }
}

/** An entry of `files` that takes in less than the folder that the path lies in; empty for a path at the root. */
function suchAs(path: string): string {
  const [top = "", ...below] = path.split("/");
  return below.length === 0 ? "" : `, such as \`${JSON.stringify(`${globFor(top)}/**/*.js`)}\``;
}

/** A new .npmignore would switch .gitignore off and let out what that kept in, so it is never proposed. */
function startFiles(proposal: readonly string[] | null, glob: string, isClassic: boolean): string {
  const closing = "(not in a new .npmignore, which would switch .gitignore off)";
  if (proposal !== null)
    return `Say in package.json what ships: \`"files": [${proposal.map((name) => JSON.stringify(name)).join(", ")}]\` ${closing}.`;
  const end = isClassic ? "and nothing else" : `and has \`${JSON.stringify(`!${glob}`)}\` at its end`;
  return `Say in package.json what ships, in a \`files\` list that names it ${end} ${closing}.`;
}
