import type { Entry } from "../tarball/tarball.ts";
import { addContent, type MapContent, noContent } from "./content.ts";
import { type DataUrl, readDataUrl } from "./data-url.ts";
import { examine, keyword } from "./examine.ts";
import { lineAt } from "./lines.ts";
import { isWasm, mappingUrl } from "./wasm.ts";

/** The source maps that a file carries in `data:` URLs, added up. */
export interface InlineMaps {
  readonly content: MapContent;
  /** URLs that are a map by their keys but break off or cannot be read to the end. */
  readonly broken: number;
  /** Line of the first one, from 1; null in a binary file. */
  readonly line: number | null;
}

/**
 * Finds `sourceMappingURL=data:…` anywhere in a file. Only what decodes to a source map counts: code that merely puts such
 * comments together is none. Null when there is none. Time is linear: what was read as JSON is not looked at again.
 */
export function inlineMaps(entry: Entry): InlineMaps | null {
  const { content: bytes } = entry;
  const { isMap, firstMention } = examine(entry);
  if (isMap || firstMention < 0) return null;
  const content = noContent();
  let broken = 0;
  let first = -1;
  const note = (url: DataUrl | null, position: number): boolean => {
    const json = url?.json;
    if (json == null) return false;
    if (json.map !== null) {
      content.maps += json.map.maps;
      addContent(content, json.map);
    } else if (json.status !== "complete" && json.resemblesMap) {
      broken++;
    } else {
      return json.status === "truncated";
    }
    if (first < 0) first = position;
    return true;
  };
  const section = isWasm(bytes) ? mappingUrl(bytes) : null;
  if (section !== null) note(readDataUrl(bytes, section.start, section.end), section.start);
  for (let at = firstMention; at >= 0; ) {
    const start = at + keyword.length;
    let next = start;
    if (bytes[start] === 0x3d) {
      const url = readDataUrl(bytes, start + 1, bytes.length);
      if (note(url, at) && url !== null) next = url.next;
    }
    at = bytes.indexOf(keyword, next);
  }
  if (first < 0) return null;
  return { content, broken, line: entry.isText ? lineAt(bytes, first) : null };
}
