import { posix } from "node:path";
import { isAbsolute, type MapContent } from "./content.ts";

/** Where one source of a map lies, as far as the map says. */
export interface SourcePlace {
  /** As the map spells it. */
  readonly written: string;
  /** Path from the package root, perhaps beginning with `../`; null for an address, an absolute path and the like. */
  readonly path: string | null;
  /** It points out of the package: `../` beyond its root, an absolute path, or an address (`webpack://`, `file://`, `https://`). */
  readonly leaves: boolean;
  /** Text that the bundler wrote itself (webpack's runtime, a stub for an external module): nobody's original. */
  readonly isGenerated: boolean;
}

/**
 * Resolves a source (with `sourceRoot` in front) against the file that holds the map, as the specification does.
 * A webpack address names a path under the package root when it goes on with `./`.
 * @see https://tc39.es/ecma426/#sec-decode-source-map-sources
 * @see https://webpack.js.org/configuration/output/#outputdevtoolmodulefilenametemplate
 */
export function placeOf(source: string, mapPath: string): SourcePlace {
  const webpack = source.startsWith("webpack:") ? /^webpack:\/\/[^/]*\/(.*)$/s.exec(source) : null;
  if (webpack) {
    const inside = (webpack[1] ?? "").replace(/\?[^?]*$/, "");
    return {
      written: source,
      path: /^\.\.?\//.test(inside) ? posix.normalize(inside) : null,
      leaves: true,
      isGenerated: /^(?:webpack\/|external )/.test(inside),
    };
  }
  if (isAbsolute(source)) return { written: source, path: null, leaves: true, isGenerated: false };
  const path = posix.join(posix.dirname(mapPath), source);
  return { written: source, path, leaves: path.startsWith("../"), isGenerated: false };
}

/** The places of all sources that are kept of a map. `mapPath` is the file that holds it. */
export function placesOf(content: MapContent, mapPath: string): readonly SourcePlace[] {
  return content.paths.map((path) => placeOf(path, mapPath));
}

/** A path with its percent-encoding undone; as it is when the encoding is broken. */
export function decodedPath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
