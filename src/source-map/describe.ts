import { count, number, size } from "../report/format.ts";
import { shown } from "../rules/shown.ts";
import type { MapContent } from "./content.ts";
import type { SourcePlace } from "./sources.ts";

/** Paths that a message names. */
const named = 3;

/**
 * What an outsider gets from a map, as a clause: `hands out 1,902 original sources (31.2 MB), among them src/cli.tsx, …`.
 */
export function describeContent(content: MapContent, places: readonly SourcePlace[]): string {
  return [handsOut(content), among(places), leaving(places, content)].join("");
}

function handsOut({ sources, texts, textBytes, maps, sectionUrls }: MapContent): string {
  const inMaps = maps > 1 ? ` in ${count(maps, "map")}` : "";
  const sections = sectionUrls > 0 ? `points to ${count(sectionUrls, "further map")}` : "";
  if (texts === 0 && sources === 0) return sections || "maps this build and names no source";
  const also = sections === "" ? "" : `, and ${sections}`;
  if (texts === 0) return `names ${count(sources, "original source")}${inMaps} without the text${also}`;
  const share =
    texts < sources
      ? `${number(texts)} of ${number(sources)} original sources`
      : count(texts, "original source");
  return `hands out ${share}${inMaps} (${size(textBytes)})${also}`;
}

/** The author's own files say more than those of dependencies: they come first. */
function among(places: readonly SourcePlace[]): string {
  const real = places.filter(({ isGenerated }) => !isGenerated);
  const own = real.filter(({ written }) => !written.includes("node_modules/"));
  const names = (own.length > 0 ? own : real)
    .slice(0, named)
    .map(({ path, written }) => shown(path ?? written));
  if (names.length === 0) return "";
  return names.length === 1 && real.length === 1 ? `: ${names[0]}` : `, among them ${names.join(", ")}`;
}

function leaving(places: readonly SourcePlace[], { pathsCut }: MapContent): string {
  const outside = places.filter(({ leaves }) => leaves);
  if (outside.length === 0) return "";
  const atLeast = pathsCut ? "at least " : "";
  const verb = outside.length === 1 ? "leaves" : "leave";
  const first = shown(outside[0]?.written ?? "");
  return `; ${atLeast}${count(outside.length, "path")} ${verb} the package (${first})`;
}
