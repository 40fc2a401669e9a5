import { isRemote, type Reference, references } from "../source-map/references.ts";
import { filePaths } from "../tarball/file-paths.ts";
import { defineRule, noOptions, type Problem } from "./rule.ts";
import { shown } from "./shown.ts";

export const sourceMapReference = defineRule({
  id: "source-map-reference",
  title: "A pointer to a source map that is elsewhere",
  catches:
    "A `sourceMappingURL` that counts (`//#`, the old `//@`, `/*# … */` in styles, the custom section of a WebAssembly module) and headers `SourceMap` in " +
    "hosting configuration. A remote address is an error: it tells the world where the source lies, and anyone can try it. An address that names no file " +
    "of the tarball is a warning: debuggers ask for it in vain. Left alone: mentions in code, strings and prose, and `data:` URLs (inline-source-map).",
  incident:
    "typescript 5.9.3: lib/_tsc.js and four more files end in `sourceMappingURL=_tsc.js.map`, and no such file ships: every debugger asks for it and fails. With an " +
    "address on an internal host in its place, the same line tells a stranger where to look for the source.",
  fix:
    'Build without the comment: esbuild `sourcemap: "external"`, webpack `devtool: "hidden-source-map"`, rollup and Vite `sourcemap: "hidden"`; and keep ' +
    "the maps where only your error tracker gets them.",
  options: noOptions,
  start: () => {
    const local: { readonly path: string; readonly reference: Reference }[] = [];
    return {
      entry(entry) {
        if (entry.kind !== "file") return [];
        return references(entry).flatMap((reference): Problem | readonly never[] => {
          if (!isRemote(reference.url)) {
            local.push({ path: entry.path, reference });
            return [];
          }
          return {
            path: entry.path,
            ...lineOf(reference),
            message: `tells the world where its source map lies: ${shown(reference.url)}`,
            fix: "Build this file without the `sourceMappingURL` comment (a hidden source map), and pack again.",
          };
        });
      },
      *tarball(tarball) {
        if (local.length === 0) return;
        const shipped = filePaths(tarball);
        for (const { path, reference } of local) {
          if (reference.target !== null && shipped.has(reference.target)) continue;
          yield {
            path,
            ...lineOf(reference),
            level: "warn",
            message: `points to a source map that is not in the tarball: ${shown(reference.url)}`,
            fix: "Build this file without the `sourceMappingURL` comment (a hidden source map), and pack again.",
          };
        }
      },
    };
  },
});

function lineOf({ line }: Reference): { line?: number } {
  return line === null ? {} : { line };
}
