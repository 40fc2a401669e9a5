import { type MapContent, noContent, underRoot } from "./content.ts";
import { KeyTable } from "./json-scan.ts";

const names = [
  "version",
  "mappings",
  "sections",
  "map",
  "url",
  "offset",
  "sources",
  "sourcesContent",
  "sourceRoot",
  "inputs",
  "outputs",
  "bytesInOutput",
  "program",
  "fileNames",
  "fileInfos",
  "modules",
  "source",
  "chunks",
  "assets",
  "identifier",
  "name",
  "size",
  "nodeParts",
  "nodeMetas",
  "label",
  "statSize",
] as const;
export type KeyName = (typeof names)[number];
/** The keys by which source maps and other containers of original code are known. */
export const table = new KeyTable(names, "mappings");
const ids = new Map<string, number>(names.map((name, index) => [name, index + 1]));
/** Number of a key, as the scanner reports it. */
export const id = (name: KeyName): number => ids.get(name) ?? 0;
export const bit = (name: KeyName): number => 1 << id(name);

/** What one object has shown of itself: a bit for each known key, by the type of its value. */
export class Frame {
  strings = 0;
  scalars = 0;
  arrays = 0;
  objects = 0;
  hasMapVersion = false;
  sourceRoot = "";
  sourceBytes = 0;
  sectionMaps = 0;
  content: MapContent | null = null;

  reset(): void {
    this.strings = 0;
    this.scalars = 0;
    this.arrays = 0;
    this.objects = 0;
    this.hasMapVersion = false;
    this.sourceRoot = "";
    this.sourceBytes = 0;
    this.sectionMaps = 0;
    this.content = null;
  }

  own(): MapContent {
    this.content ??= noContent();
    return this.content;
  }
}

/**
 * A map has `mappings` as a string and lists its sources (or says a version from 1 to 3); an index map has sections with
 * maps or with addresses of maps. Sources with their text are handed out even when `mappings` is missing or broken.
 * @see https://tc39.es/ecma426/#sec-source-map-format
 */
export function mapOf(frame: Frame, atTop: boolean): MapContent | null {
  const listsSources = (frame.arrays & bit("sources")) !== 0;
  const hasMappings = (frame.strings & bit("mappings")) !== 0;
  const isIndex =
    (frame.arrays & bit("sections")) !== 0 &&
    (frame.sectionMaps > 0 || (frame.content?.sectionUrls ?? 0) > 0);
  const isPlain = hasMappings && (listsSources || (atTop && frame.hasMapVersion));
  const isCarrier = (listsSources || hasMappings) && (frame.content?.texts ?? 0) > 0;
  if (!isIndex && !isPlain && !isCarrier) return null;
  const content = frame.content ?? noContent();
  if (frame.sourceRoot !== "" && frame.sectionMaps === 0) {
    const { sourceRoot } = frame;
    content.paths.forEach((path, index) => {
      content.paths[index] = underRoot(sourceRoot, path);
    });
  }
  return content;
}

/** Two of the keys that together only a map has. */
export function resemblesMap(frame: Frame): boolean {
  const all = frame.strings | frame.scalars | frame.arrays | frame.objects;
  const telling = all & (bit("mappings") | bit("sections") | bit("sources") | bit("sourcesContent"));
  return telling !== 0 && (all & ~telling & bit("version")) !== 0;
}
