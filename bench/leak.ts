/**
 * Writes a tarball with the dimensions of @anthropic-ai/claude-code 2.1.88 (31 March 2026): a bundle of 13.0 MB beside its
 * source map of 59.8 MB with the content of 1,900 sources. Generated text, nobody's code.
 */
import { createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { pack } from "tar-stream";

const MB = 1_000_000;

/** The same text on each run, with about the entropy of code (packs to roughly a quarter). */
export function code(bytes: number, seed: number): string {
  let state = seed + 1;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state;
  };
  const lines: string[] = [];
  let length = 0;
  while (length < bytes) {
    const line = `export function f${next().toString(36)}(a, b) { return a.${next().toString(36)}(b, ${next() % 1000}); }`;
    lines.push(line);
    length += line.length + 1;
  }
  return lines.join("\n").slice(0, bytes);
}

/** The map as JSON, `mapBytes` long to within a source. */
export function sourceMap(sources: number, mapBytes: number): string {
  const mappings = "AAAA,CAAC;".repeat(Math.floor((mapBytes * 0.2) / 10));
  const each = Math.floor((mapBytes - mappings.length) / sources) - 50;
  return JSON.stringify({
    version: 3,
    sources: Array.from({ length: sources }, (_, index) => `../src/part${index % 40}/module${index}.ts`),
    sourcesContent: Array.from({ length: sources }, (_, index) => code(each, index)),
    mappings,
    names: [],
  });
}

/** `inline` puts the map into the bundle's last line as a data: URL of about 18 MB instead of a file of its own. */
export async function writeLeak(file: string, inline = false): Promise<void> {
  const archive = pack();
  const writing = pipeline(archive, createGzip(), createWriteStream(file));
  const bundle = code(13 * MB, 7);
  const manifest = {
    name: "leak",
    version: "2.1.88",
    type: "module",
    bin: { leak: "cli.js" },
    files: ["cli.js"],
  };
  const mtime = new Date(499162500000);
  const add = (name: string, content: string) => archive.entry({ name: `package/${name}`, mtime }, content);
  add("package.json", JSON.stringify(manifest, null, 2));
  add("README.md", "# leak\n");
  add("LICENSE.md", "No rights reserved.\n");
  if (inline) {
    const map = Buffer.from(sourceMap(600, 13.5 * MB)).toString("base64");
    add(
      "cli.js",
      `#!/usr/bin/env node\n${bundle}\n//# sourceMappingURL=data:application/json;base64,${map}\n`,
    );
  } else {
    add("cli.js", `#!/usr/bin/env node\n${bundle}\n//# sourceMappingURL=cli.js.map\n`);
    add("cli.js.map", sourceMap(1_900, 59.8 * MB));
  }
  archive.finalize();
  await writing;
}

if (import.meta.main) {
  const [file, form] = process.argv.slice(2);
  if (!file) throw new Error("Usage: node bench/leak.ts FILE.tgz [inline]");
  await writeLeak(file, form === "inline");
}
