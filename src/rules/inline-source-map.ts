import { count } from "../report/format.ts";
import { allowOptions, fitting, policyAdvice, strictest } from "../source-map/allow.ts";
import { describeContent } from "../source-map/describe.ts";
import { type InlineMaps, inlineMaps } from "../source-map/inline.ts";
import { placesOf } from "../source-map/sources.ts";
import { filePaths } from "../tarball/file-paths.ts";
import { defineRule } from "./rule.ts";

export const inlineSourceMap = defineRule({
  id: "inline-source-map",
  title: "A source map inside a shipped file",
  catches:
    "`sourceMappingURL=data:…` anywhere in a file of any kind (code, styles, pages, the custom section of a WebAssembly module), in base64 or " +
    "percent-encoded, with any media type, also inside the strings of a development build that evaluates its modules. It counts only when it decodes to a " +
    "source map; code that puts such comments together is left alone. The report is that of source-map.",
  incident:
    "The first release of @anthropic-ai/claude-code (February 2025): cli.mjs ended in an 18 MB `sourceMappingURL=data:` comment that held the whole source. " +
    "No `.map` file was there to be excluded.",
  fix:
    "Build what you publish without inline maps: esbuild `sourcemap: false` or `external`, TypeScript `inlineSourceMap: false`, webpack `devtool: false`, " +
    'terser without `sourceMap.url: "inline"`, sass without `--embed-source-map`.',
  options: allowOptions,
  start: ({ options, source }) => {
    const found: { readonly path: string; readonly maps: InlineMaps }[] = [];
    return {
      entry(entry) {
        const maps = entry.kind === "file" ? inlineMaps(entry) : null;
        if (maps !== null) found.push({ path: entry.path, maps });
        return [];
      },
      *tarball(tarball) {
        if (found.length === 0) return;
        const shipped = filePaths(tarball);
        for (const { path, maps } of found) {
          const { content, broken, line } = maps;
          const places = placesOf(content, path);
          const fits = broken === 0 ? fitting(content, places, shipped, source) : new Set<never>();
          if (options.allow !== "none" && fits.has(options.allow)) continue;
          const option = strictest(fits);
          const parts = [
            ...(content.maps > 0 ? [describeContent(content, places)] : []),
            ...(broken > 0 ? [`holds ${count(broken, "map")} that cannot be read to the end`] : []),
            ...(option === null ? [] : [policyAdvice("inline-source-map", option)]),
          ];
          yield {
            path,
            ...(line === null ? {} : { line }),
            message: `has a source map inside that ${parts.join("; ")}`,
            fix: "Build this file without an inline source map, and pack again: excluding the file would not help those who need it.",
          };
        }
      },
    };
  },
});
