import { count, size } from "../report/format.ts";
import { allowOptions, fitting, policyFix, strictest } from "../source-map/allow.ts";
import type { MapContent } from "../source-map/content.ts";
import { describeContent } from "../source-map/describe.ts";
import { examine } from "../source-map/examine.ts";
import { placesOf } from "../source-map/sources.ts";
import { filePaths } from "../tarball/file-paths.ts";
import type { Entry } from "../tarball/tarball.ts";
import { defineRule, type Problem } from "./rule.ts";

/** A map beside the code that it maps, by its name: `cli.js.map`, `index.d.ts.map`, `app.css.map`. */
const codeMap = /\.(?:[cm]?[jt]sx?|css|wasm|bundle|jsbundle)\.map$/i;
const anyMap = /\.map$/i;
const compressedMap = /\.(?:[cm]?[jt]sx?|css|wasm)\.map\.(?:gz|br|zst|xz|bz2|zip)$/i;

/** A map of which the measure is known; the policy's option decides at the end. */
interface Measured {
  readonly path: string;
  readonly content: MapContent;
  /** Where it breaks off, in words; empty for a whole one. */
  readonly broken: string;
}

export const sourceMap = defineRule({
  id: "source-map",
  title: "A source map with the original code",
  catches:
    "Source maps under any name, known by their shape: `mappings` with `sources`, index maps with `sections`, or sources beside their text, in any " +
    "order of keys, at any size, with a byte order mark or a `)]}'` line in front. Files named as a map of code (`*.js.map`, `*.css.map`, `*.d.ts.map`) " +
    "are caught even when they are empty, cut off, compressed or unreadable. The message says how many original files an outsider would get, how many " +
    "bytes of them, and which paths lead out of the package. Left alone: `.map` files that are something else (game levels, data), and what `allow` lets ship.",
  incident:
    "@anthropic-ai/claude-code 2.1.88 (2026-03-31) shipped cli.js.map, 59.8 MB with the text of about 1,900 TypeScript files, beside the bundle of 13 MB; " +
    "the whole source of a closed product, for anyone to read.",
  fix:
    'Leave maps out: `"!**/*.map"` in `files`, or switch them off in the build. If people need them, say which: `allow: without-sources` (positions and ' +
    "paths only), `own-sources` (the sources ship anyway) or `public-sources` (they are in this public repository).",
  options: allowOptions,
  start: ({ options, source, policy }) => {
    const measured: Measured[] = [];
    const unreadable: Problem[] = [];
    return {
      entry(entry) {
        if (entry.kind !== "file") return [];
        const { json } = examine(entry);
        if (json?.map != null) {
          const broken =
            json.status === "complete" ? "" : ` (it breaks off or cannot be read after ${size(json.end)})`;
          measured.push({ path: entry.path, content: json.map, broken });
          return [];
        }
        const message = unreadableMap(entry);
        if (message !== null) unreadable.push({ path: entry.path, message });
        return [];
      },
      *tarball(tarball) {
        yield* unreadable;
        if (measured.length === 0) return;
        const shipped = filePaths(tarball);
        for (const { path, content, broken } of measured) {
          const places = placesOf(content, path);
          const fits = fitting(content, places, shipped, source);
          if (options.allow !== "none" && broken === "" && fits.has(options.allow)) continue;
          const option = broken === "" ? strictest(fits) : null;
          yield {
            path,
            message: `${describeContent(content, places)}${broken}`,
            ...(option !== null && { fixWith: policyFix("source-map", option, policy.file) }),
          };
        }
      },
    };
  },
});

/** Says what is wrong with a file that by name or content is a map and cannot be measured; null when it is no map. */
function unreadableMap(entry: Entry): string | null {
  const { path, content } = entry;
  if (compressedMap.test(path)) {
    return `is a compressed source map by its name (${size(content.length)}): what it hands out was not measured`;
  }
  if (!anyMap.test(path)) return null;
  const { json } = examine(entry);
  const isWhole = json !== null && json.status === "complete";
  if (isWhole && !(json.resemblesMap && codeMap.test(path))) return null;
  const resembles = json?.resemblesMap === true || mentionsMap(content);
  if (!resembles && !codeMap.test(path)) return null;
  if (content.length === 0)
    return "is named like a source map and is empty: the build that wrote it is broken";
  const whatItIs = entry.isText ? "text" : "binary data";
  return `is named like a source map, but its ${count(content.length, "byte")} of ${whatItIs} cannot be read as one: nobody can say what it hands out`;
}

/** The words that only a map brings together, in UTF-8 or UTF-16. */
function mentionsMap(content: Buffer): boolean {
  // As bytes: Node's own search for UTF-16 never ends in bytes that begin at an odd place in memory.
  const holds = (word: string): boolean =>
    content.includes(word) || content.includes(Buffer.from(word, "utf16le"));
  return holds("mappings") && (holds("sources") || holds("version"));
}
