/** Bundles src into dist: the action and the command line, unminified, the same bytes on every machine. */
import { rename, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";
import type licensePlugin from "rollup-plugin-license";

// A CommonJS package whose types promise an ES module default: the function itself is what `require` gives.
const license: typeof licensePlugin.default = createRequire(import.meta.url)("rollup-plugin-license");

const root = fileURLToPath(new URL("..", import.meta.url));

/** Writes the bundle beside its place first: a build that fails leaves the last one as it was. */
export async function build(target: string): Promise<void> {
  const directory = `${target}.${process.pid}.tmp`;
  try {
    await write(directory);
    await rm(target, { recursive: true, force: true });
    await rename(directory, target);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function write(directory: string): Promise<void> {
  const bundle = await rolldown({
    cwd: root,
    input: { action: "src/action.ts", cli: "src/cli.ts" },
    platform: "node",
    // jsonc-parser's CommonJS form hides its imports from bundlers.
    resolve: { mainFields: ["module", "main"] },
    treeshake: true,
    plugins: [
      license({
        thirdParty: {
          multipleVersions: true,
          allow: {
            test: "(MIT OR ISC OR Apache-2.0 OR BSD-2-Clause OR BSD-3-Clause OR 0BSD OR BlueOak-1.0.0 OR CC0-1.0 OR Unlicense)",
            failOnUnlicensed: true,
            failOnViolation: true,
          },
          output: { file: `${directory}/licenses.txt` },
        },
      }),
    ],
  });
  await bundle.write({
    dir: directory,
    format: "esm",
    minify: false,
    chunkFileNames: "[name].js",
    // What both entries share, under a name that says so. What only some runs load has chunks of its own, named by its module.
    codeSplitting: {
      groups: [
        { name: "globs", test: /node_modules\/(picomatch|tinyglobby|fdir)\//, priority: 1 },
        { name: "yaml", test: /node_modules\/yaml\//, priority: 1 },
        { name: "zod", test: /node_modules\/zod\//, priority: 1 },
        {
          name: "engine",
          minShareCount: 2,
          // Schemas are for policies and reports that are read, and for packages that are looked for.
          test: (id) =>
            !/node_modules\/(undici|@actions|@octokit)\/|src\/(jitless-zod|policy\/(values|schema|sentences)|report\/(schema|parse))\.ts$/.test(
              id,
            ),
        },
      ],
    },
    banner: (chunk) => (chunk.name === "cli" ? "#!/usr/bin/env node" : ""),
    plugins: [{ name: "ascii", renderChunk: (code) => ({ code: inAscii(code) }) }],
  });
  await bundle.close();
}

/**
 * The same program in ASCII: V8 keeps such a source at one byte a character, and Node decodes it faster. Where a backslash already
 * escapes a character, the two are that character.
 */
function inAscii(code: string): string {
  if (/String\.raw`[^`]*[^\x00-\x7f]/.test(code))
    throw new Error("A raw template holds a character that is not ASCII");
  return code.replace(/(\\*)([^\x00-\x7f])/g, (_, slashes: string, unit: string) => {
    const escaped = `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
    return `${slashes.length % 2 === 0 ? slashes : slashes.slice(1)}${escaped}`;
  });
}

if (import.meta.main) await build(fileURLToPath(new URL("../dist", import.meta.url)));
