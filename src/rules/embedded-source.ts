import { count, size } from "../report/format.ts";
import { examine } from "../source-map/examine.ts";
import { lineAt } from "../source-map/lines.ts";
import type { Container } from "../source-map/measure.ts";
import { literalTexts } from "../source-map/texts.ts";
import type { Entry } from "../tarball/tarball.ts";
import { defineRule, noOptions, type Problem } from "./rule.ts";
import { shown } from "./shown.ts";

/** Pages that bundle analysers write, by what all of their versions hold. */
const pages: readonly { readonly tool: string; readonly holds: readonly string[] }[] = [
  { tool: "webpack-bundle-analyzer", holds: ["window.chartData", "window.defaultSizes"] },
  { tool: "vite-bundle-analyzer", holds: ["window.analyzeModule", "window.defaultSizes"] },
  { tool: "rollup-plugin-visualizer or esbuild-visualizer", holds: ['"nodeParts"', '"nodeMetas"'] },
  { tool: "source-map-explorer", holds: ["Source Map Explorer", "webtreemap"] },
  { tool: "sonda", holds: ["SONDA_JSON_REPORT"] },
  { tool: "statoscope", holds: ["Statoscope", "statoscope"] },
];

const page = /\.html?$/i;

/** Where a few lines of a map are an example more often than a leak. */
const prose = /\.(?:md|markdown|mdx|txt|rst|adoc|d\.[cm]?ts)$/i;

/** Names shown. */
const named = 3;

const names: Record<Container["kind"], string> = {
  tsbuildinfo: "is TypeScript's build state",
  "esbuild metafile": "is an esbuild metafile",
  "webpack stats": "is a webpack stats file",
  "bundle analyser data": "is the data of a bundle analyser",
  "source maps inside other data": "holds source maps",
};

export const embeddedSource = defineRule({
  id: "embedded-source",
  title: "Original code in another container",
  catches:
    "Other things that hand out what a source map would: maps and `sourcesContent` inside JSON or as literals in code, webpack stats with the modules' text " +
    "(errors); and those that only list the original files, with their sizes and imports: TypeScript build state, esbuild metafiles, webpack stats without " +
    "text, pages and data of bundle analysers (warnings). Found by shape under any name. Left alone: code that reads or writes maps, and what source-map reports.",
  incident:
    "wrangler 4.86.0 ships wrangler-dist/metafile-cjs.json (3.4 MB), the esbuild metafile with the path and size of each module that went into its bundle; " +
    "puppeteer 7.0.0 shipped four .tsbuildinfo files with the paths of the whole build.",
  fix: 'Write such reports outside the folder that ships, or exclude them: `"!dist/meta.json"` in `files`.',
  options: noOptions,
  start: () => ({
    entry(entry) {
      if (entry.kind !== "file") return [];
      const { isMap, json } = examine(entry);
      if (isMap) return [];
      const containers = json?.containers ?? [];
      const problems = containers.map((container) => problemOf(entry.path, container));
      if (!containers.some(({ texts }) => texts > 0)) problems.push(...literals(entry));
      // One finding a file: what holds text says more than what lists names.
      return problems.length === 0
        ? pageOf(entry)
        : [problems.find(({ level }) => level === undefined) ?? problems[0]].flatMap(
            (problem) => problem ?? [],
          );
    },
  }),
});

function problemOf(path: string, { kind, files, texts, textBytes, names: paths }: Container): Problem {
  const own = paths.filter((name) => !name.includes("node_modules/"));
  const few = (own.length > 0 ? own : paths).slice(0, named).map(shown);
  const among = few.length === 0 ? "" : `, among them ${few.join(", ")}`;
  if (texts > 0) {
    const from = files > 0 ? ` of ${count(files, "original file")}` : "";
    return {
      path,
      message: `${names[kind]} with ${count(texts, "text")}${from} (${size(textBytes)})${among}`,
    };
  }
  const listed = files === 0 ? "" : `: it names ${count(files, "file")} of the build${among}`;
  return { path, level: "warn", message: `${names[kind]}${listed}` };
}

function literals(entry: Entry): Problem[] {
  const found = literalTexts(entry.content, !prose.test(entry.path), !entry.isText);
  if (found === null) return [];
  const line = entry.isText ? { line: lineAt(entry.content, found.position) } : {};
  const { texts, textBytes } = found;
  return [
    {
      path: entry.path,
      ...line,
      message: `holds ${count(texts, "original text")} (about ${size(textBytes)}) in a \`sourcesContent\` list`,
      fix: "Find what writes a source map into this file (a bundler's plugin, a cache, a fixture), and build without it.",
    },
  ];
}

function pageOf({ path, content }: Entry): Problem[] {
  if (!page.test(path)) return [];
  const found = pages.find(({ holds }) => holds.every((text) => content.includes(text)));
  if (found === undefined) return [];
  return [
    {
      path,
      level: "warn",
      message: `is a page of ${found.tool}: it shows the files of the build and their sizes`,
    },
  ];
}
