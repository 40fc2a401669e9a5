/** A generated workspace: packages with sources of their own, in chains of ten that need each other. The same bytes on each run. */
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { code } from "./leak.ts";

/** Files of code in each package, and bytes of each. */
const FILES = 16;
const BYTES = 4_000;
const CHAIN = 10;

export interface Shape {
  readonly packages: number;
  /** How many of them, from the first on, build what they ship in a prepack script. */
  readonly scripted: number;
  /** How one member names another: `workspace:*`, or a version. */
  readonly range: string;
  /** What the root names as its `packageManager`. */
  readonly packageManager?: string;
  /** The policy, if there is one. */
  readonly policy?: string;
}

/** Compiles nothing: it writes each source again under another name, as the cheapest of builds. */
const build = `const fs = require("node:fs");
fs.mkdirSync("dist", { recursive: true });
for (const name of fs.readdirSync("src")) fs.writeFileSync("dist/" + name, fs.readFileSync("src/" + name));
`;

export async function writeWorkspace(root: string, shape: Shape): Promise<void> {
  const json = (value: object) => `${JSON.stringify(value, null, 2)}\n`;
  const write = async (path: string, text: string) => {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  };
  const { packageManager } = shape;
  await write(
    "package.json",
    json({ name: "workspace", private: true, packageManager, workspaces: ["packages/*"] }),
  );
  await write("pnpm-workspace.yaml", "packages:\n  - packages/*\n");
  await write("build.cjs", build);
  if (shape.policy !== undefined) await write(".github/lastgate.yml", shape.policy);
  for (let index = 0; index < shape.packages; index++) {
    const name = nameOf(index);
    const folder = `packages/${name}`;
    const isScripted = index < shape.scripted;
    const needs = index % CHAIN === 0 ? null : nameOf(index - 1);
    await write(
      `${folder}/package.json`,
      json({
        name: `@bench/${name}`,
        version: "1.0.0",
        license: "MIT",
        type: "module",
        exports: "./dist/part0.js",
        files: ["dist"],
        scripts: isScripted ? { prepack: "node ../../build.cjs" } : {},
        dependencies: needs === null ? {} : { [`@bench/${needs}`]: shape.range },
      }),
    );
    // Where pnpm looks for the version behind `workspace:`.
    if (needs !== null)
      await write(
        `${folder}/node_modules/@bench/${needs}/package.json`,
        json({ name: `@bench/${needs}`, version: "1.0.0" }),
      );
    await write(`${folder}/README.md`, `# ${name}\n`);
    await write(`${folder}/LICENSE`, "MIT\n");
    for (let file = 0; file < FILES; file++)
      await write(
        `${folder}/${isScripted ? "src" : "dist"}/part${file}.js`,
        code(BYTES, index * FILES + file),
      );
  }
}

function nameOf(index: number): string {
  return `p${String(index).padStart(3, "0")}`;
}
