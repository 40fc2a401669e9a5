/**
 * What one map, or several added up, hands to an outsider. Sizes are bytes of UTF-8 with JSON's escapes undone.
 */
export interface MapContent {
  /** Number of maps added up; an index map and its sections are one. */
  maps: number;
  /** Entries of `sources`, nulls included. */
  sources: number;
  /** Entries of `sources` that are null or empty: text without a name. */
  unnamed: number;
  /** Entries of `sourcesContent` that hold text; nulls do not count. */
  texts: number;
  textBytes: number;
  /** Source paths with `sourceRoot` in front, in map order, at most `mostPaths` of them. */
  readonly paths: string[];
  /** There are more paths than `paths` holds, or one was too long to keep. */
  pathsCut: boolean;
  /** Sections of an index map that lie elsewhere (`url`). */
  sectionUrls: number;
}

/** Paths kept of one file: a map of a large application has a few thousand. Counts go on beyond it. */
export const mostPaths = 20_000;

/** Characters kept of one path; a longer one is no path but content (a `data:` URL). */
export const longestPath = 1024;

export function noContent(): MapContent {
  return {
    maps: 0,
    sources: 0,
    unnamed: 0,
    texts: 0,
    textBytes: 0,
    paths: [],
    pathsCut: false,
    sectionUrls: 0,
  };
}

/** Adds what `part` hands out to `total`, `maps` aside. */
export function addContent(total: MapContent, part: MapContent): void {
  total.sources += part.sources;
  total.unnamed += part.unnamed;
  total.texts += part.texts;
  total.textBytes += part.textBytes;
  total.sectionUrls += part.sectionUrls;
  total.pathsCut ||= part.pathsCut;
  for (const path of part.paths) keepPath(total, path);
}

export function keepPath(content: MapContent, path: string): void {
  if (content.paths.length >= mostPaths) content.pathsCut = true;
  else content.paths.push(path);
}

/**
 * Puts `sourceRoot` in front of a source. The specification wants a slash between them.
 * @see https://tc39.es/ecma426/#sec-source-map-format
 */
export function underRoot(sourceRoot: string, source: string): string {
  if (sourceRoot === "" || isAbsolute(source)) return source;
  return sourceRoot.endsWith("/") ? sourceRoot + source : `${sourceRoot}/${source}`;
}

/** A URL with a scheme, a rooted path, or a path with a drive or host of Windows. */
export function isAbsolute(path: string): boolean {
  return /^(?:[a-z][a-z\d+.-]*:|[/\\])/i.test(path);
}
