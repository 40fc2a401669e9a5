import { glob } from "node:fs/promises";
import { sep } from "node:path";

const files = [
  "__tests__/*.test.ts",
  "__tests__/{attribution,bench,policy,report,source-map,tarball}/*.test.ts",
  "__tests__/rules/**/*.test.ts",
];

/** They start packers, installers, bundlers, a browser or `dist`: a mutant, which lives in this process, cannot be seen from there. */
const filesOutside: ReadonlySet<string> = new Set([
  "__tests__/architecture.test.ts",
  "__tests__/attribution/npm.test.ts",
  "__tests__/fresh.test.ts",
  "__tests__/package.test.ts",
  "__tests__/recipes.test.ts",
  "__tests__/report/browser.test.ts",
  "__tests__/source-map/tools.test.ts",
  "__tests__/tarball/packers.test.ts",
  "__tests__/threat-model.test.ts",
  "__tests__/workflows.test.ts",
]);

/** Single tests of the other files that take no part. */
const testsOutside: readonly RegExp[] = [
  // They start children of their own.
  /^a bomb is put down at once/,
  /^what real .* rewrites while packing/,
  /with real npm$/,
  // They measure time or memory: on a busy machine they would kill mutants that they never saw.
  /^the cost of .* grows with its length$/,
  /^time grows with/,
  /^one bomb or many cost no more/,
  /^deep and long manifests take a moment$/,
  /in no time$/,
  /^costs next to nothing in binary data/,
  /^many (?:keywords|near-misses) in /,
  / over many files$/,
  /^a flood of credentials costs no more/,
  /^a hundred thousand findings take seconds/,
  /costs less than twice its length of memory$/,
  // Seconds of work for one comparison, once each of its steps asks which mutant is active.
  /^too many entries are refused$/,
  /^an archive of very many files is counted/,
  /^what is large or compresses well, but honest, is read$/,
  /^the files of all archives of a tarball are counted up to/,
  /^finds every literal at every place, whatever/,
  /^what unpacks to too much is a warning in Brotli/,
  /^a document or a compressed file that cannot be opened is a warning$/,
  /^a zip whose files share their bytes costs no more/,
  /^a file whose last read holds a part of the trailer only is read$/,
  /nesting that the parser gives up on$/,
  /^knows a heap snapshot that this Node writes$/,
];

/** The test files that run in process, by their path from the root, in a fixed order. */
export async function testFiles(root: string): Promise<string[]> {
  const found = await Array.fromAsync(glob(files, { cwd: root }), (file) => file.split(sep).join("/"));
  return found.filter((file) => !filesOutside.has(file)).sort();
}

export function runsInProcess(test: string): boolean {
  return !testsOutside.some((pattern) => pattern.test(test));
}
