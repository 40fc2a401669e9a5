import { commandSafe, terminal } from "./escape.ts";
import { clip, count } from "./format.ts";
import { code, prose, row, table } from "./markdown-table.ts";
import type { Listed } from "./report.ts";

/** What a run found that was asked for a list alone. All text is untrusted. */
export interface Listing {
  readonly packages: readonly Listed[];
  readonly notes: readonly string[];
}

/** Most packages that are shown; the output has them all. */
const MOST = 200;

function headline({ packages }: Listing): string {
  return `listed ${count(packages.length, "package")}; nothing was judged`;
}

/** For a log; the last line says what was done, and what was not. */
export function listingText(listing: Listing): string {
  const { packages, notes } = listing;
  const shown = packages.slice(0, MOST).map(({ name, directory }) => `${name}  ${directory ?? ""}`.trimEnd());
  const more = packages.length - shown.length;
  return [
    ...shown.map((line) => clip(line, 500)),
    ...(more > 0 ? [`… and ${more} more`] : []),
    ...notes.map((note) => `note  ${note}`),
    headline(listing),
  ]
    .map((line) => `${commandSafe(terminal(line))}\n`)
    .join("");
}

/** For the job summary. */
export function listingMarkdown(listing: Listing): string {
  const { packages, notes } = listing;
  const line = headline(listing);
  const rows = packages
    .slice(0, MOST)
    .map(({ name, directory }) => row([code(name), directory === null ? "" : code(directory)]));
  const more = packages.length - rows.length;
  return `${[
    `## ${line.charAt(0).toUpperCase()}${line.slice(1)}`,
    ...(rows.length === 0 ? [] : [[table(["Package", "Folder"]), ...rows].join("\n")]),
    ...(more > 0 ? [`… and ${more} more`] : []),
    ...(notes.length === 0 ? [] : [notes.map((note) => `- ${prose(note)}`).join("\n")]),
  ].join("\n\n")}\n`;
}
