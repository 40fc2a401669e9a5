/** Generated tarballs whose entries, or whose bytes, double from one to the next. The same bytes on each run. */
import { createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { pack } from "tar-stream";
import { code } from "./leak.ts";

const MB = 1_000_000;

export interface Series {
  readonly name: string;
  /** What doubles: `entries`, or `MB` unpacked. */
  readonly unit: string;
  readonly steps: readonly number[];
  /** How many entries of how many bytes a step holds. */
  shape(step: number): { readonly entries: number; readonly bytes: number };
}

const doubling = (first: number, last: number): number[] =>
  first > last ? [] : [first, ...doubling(first * 2, last)];

export const series: readonly Series[] = [
  {
    name: "entries",
    unit: "entries of 500 bytes",
    steps: doubling(1_000, 128_000),
    shape: (entries) => ({ entries, bytes: 500 }),
  },
  {
    name: "bytes",
    unit: "MB in entries of 4 MB",
    steps: doubling(8, 1_024),
    shape: (megabytes) => ({ entries: megabytes / 4, bytes: 4 * MB }),
  },
];

/** Different texts that the entries take turns with: enough that no compressor or cache sees the same one twice in a row. */
const TEXTS = 16;

export async function writeSeriesTarball(
  file: string,
  { entries, bytes }: { entries: number; bytes: number },
): Promise<void> {
  const texts = Array.from({ length: Math.min(TEXTS, entries) }, (_, index) =>
    Buffer.from(code(bytes, index)),
  );
  const manifest = { name: "series", version: "1.0.0", type: "module", exports: "./dist/d0/file0.js" };
  const archive = pack();
  const mtime = new Date(499162500000);
  const add = (name: string, body: Buffer | string) =>
    new Promise<void>((resolve, reject) => {
      archive.entry({ name: `package/${name}`, mtime }, body, (error) => (error ? reject(error) : resolve()));
    });
  const writing = pipeline(Readable.from(archive), createGzip({ level: 1 }), createWriteStream(file));
  await add("package.json", JSON.stringify(manifest));
  await add("README.md", "# series\n");
  await add("LICENSE", "No rights reserved.\n");
  for (let index = 0; index < entries; index++) {
    const text = texts[index % texts.length];
    if (text) await add(`dist/d${Math.floor(index / 100)}/file${index}.js`, text);
  }
  archive.finalize();
  await writing;
}
