import { chmod, link, symlink } from "node:fs/promises";
import { join } from "node:path";
import { writeProject } from "../project.ts";
import type { Real } from "./managers.ts";

type Files = Parameters<typeof writeProject>[1];

const content: Files = {
  "index.js": "module.exports = 1;\n",
  "empty.txt": "",
  ".env": "SECRET=1\n",
  ".config/deep/.keep": "",
  "bin/crlf.js": "#!/usr/bin/env node\r\nconsole.log(1);\n",
  "grüße/naïve-文件.js": "1\n",
  "emoji-\u{1f600}.txt": "1\n",
  [`long/${"n".repeat(120)}.js`]: "1\n",
  [`${"folder-".repeat(20)}/${"other-".repeat(20)}/file.js`]: "1\n",
  [`${"ü".repeat(60)}/${"ä".repeat(60)}.js`]: "1\n",
  "with space/and 'quote' $HOME.txt": "1\n",
  "notes/## [x].md": "a name that shells and reports dislike\n",
  "ignored.log": "1\n",
  "sub/keep.log": "1\n",
  "sub/drop.txt": "1\n",
  "sub/deeper/drop.txt": "1\n",
  "sub/.gitignore": "drop.txt\n",
  "other/drop.txt": "1\n",
  "other/.npmignore": "drop.txt\n",
  "node_modules/bundled/package.json": { name: "bundled", version: "1.0.0", main: "index.js" },
  "node_modules/bundled/index.js": "module.exports = 2;\n",
  "node_modules/bundled/.env": "1\n",
  "node_modules/unbundled/package.json": { name: "unbundled", version: "1.0.0" },
};

/** The files that every packer must put in, whatever it makes of ignore files. */
export const always = Object.keys(content).filter(
  (path) => !/^(?:sub|other|node_modules)\/|ignored/.test(path),
);

export const crlfBin = "bin/crlf.js";

/** What tells a packer which files ship. */
export const ways = {
  "ignore files": { ".npmignore": "*.log\n!keep.log\n" },
  "negated files": { files: ["**", "!*.log", "sub/keep.log", "!other/**"] },
} as const;

/** The links of the sample, which is how each reader of an archive shows what it is worth. */
export const links = { symbolic: ["linked-folder", "linked.js", "outside.txt"], hard: "twin.js" } as const;

/**
 * Writes a package with names, ignore files and links of every kind: the same for all managers, but for what one of them refuses to
 * pack. Yarn 1.22.22 crashes on any bundled dependency and pnpm from 11 on refuses a bin with CRLF; npm 11 crashes on a bundled
 * dependency that is no dependency, and the others would fetch one that is.
 */
export async function writeHostile(
  folder: string,
  { label, name }: Real,
  way: keyof typeof ways,
): Promise<string> {
  const late = label === "pnpm 11" || label === "pnpm 12";
  const { files, ...more } = { files: undefined, ...ways[way] };
  const manifest = {
    name: "hostile",
    version: "1.0.0-beta.1",
    license: "MIT",
    bin: { hostile: crlfBin },
    ...(label === "yarn 1" ? {} : { bundleDependencies: ["bundled"] }),
    ...(name === "npm" ? { dependencies: { bundled: "1.0.0" } } : {}),
    ...(files === undefined ? {} : { files }),
  };
  await writeProject(folder, { ...content, "package.json": manifest, ...more });
  // pnpm bundles from a flat node_modules only.
  if (late) await writeProject(folder, { "pnpm-workspace.yaml": "nodeLinker: hoisted\n", [crlfBin]: "1\n" });
  else if (name === "pnpm") await writeProject(folder, { ".npmrc": "node-linker=hoisted\n" });
  await chmod(join(folder, crlfBin), 0o755);
  await symlink("index.js", join(folder, "linked.js"));
  await symlink("sub", join(folder, "linked-folder"));
  await symlink("../../outside.txt", join(folder, "outside.txt"));
  await link(join(folder, "index.js"), join(folder, links.hard));
  return folder;
}
