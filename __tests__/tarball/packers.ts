import { mkdir, readdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { execa } from "execa";
import type { Command } from "../../src/pack/run.ts";
import { bun, npm, npmMajors, pnpm, pnpmMajors, pnpmNative, yarnBerry, yarnClassic } from "../tools.ts";

/** A package manager that packs the folder it stands in to `file`. */
interface Packer {
  readonly name: string;
  readonly command: Command;
  readonly args: (file: string) => readonly string[];
}

/** Every packer that the tests have, pnpm 12 and bun where they run. */
export function packers(): Packer[] {
  const folderOf = (file: string) => dirname(file);
  const natives: (Packer | null)[] = [
    packer("pnpm 12", pnpmNative(), (file) => ["pack", "--pack-destination", folderOf(file)]),
    packer("bun", bun(), (file) => ["pm", "pack", "--destination", folderOf(file)]),
  ];
  return [
    ...npmMajors.map((major) => ({
      name: `npm ${major}`,
      command: npm(major),
      args: (file: string) => ["pack", "--pack-destination", folderOf(file)],
    })),
    ...pnpmMajors.map((major) => ({
      name: `pnpm ${major}`,
      command: pnpm(major),
      args: (file: string) => ["pack", "--pack-destination", folderOf(file)],
    })),
    { name: "yarn 1", command: yarnClassic(), args: (file) => ["pack", "--filename", file] },
    { name: "yarn 4", command: yarnBerry(), args: (file) => ["pack", "--out", file] },
    ...natives.filter((packer) => packer !== null),
  ];
}

function packer(name: string, command: Command | null, args: Packer["args"]): Packer | null {
  return command === null ? null : { name, command, args };
}

/** Packs the package in `folder` and returns the path of the one tarball that came of it, in `destination`. */
export async function packWith(packer: Packer, folder: string, destination: string): Promise<string> {
  await mkdir(destination, { recursive: true });
  await execa(
    packer.command.file,
    [...packer.command.args, ...packer.args(join(destination, "packed.tgz"))],
    {
      cwd: folder,
      env: { YARN_ENABLE_TELEMETRY: "0", YARN_IGNORE_PATH: "1", HOME: destination, NO_UPDATE_NOTIFIER: "1" },
      stdin: "ignore",
    },
  );
  const tarballs = (await readdir(destination)).filter((name) => name.endsWith(".tgz"));
  const [tarball] = tarballs;
  if (tarball === undefined || tarballs.length > 1)
    throw new Error(`${packer.name} wrote ${tarballs.length} tarballs`);
  return join(destination, tarball);
}

/** Long and odd, but honest names: each makes some packer write more than a plain header. */
export const oddFiles: Readonly<Record<string, string>> = {
  "index.js": "export default 1;\n",
  "empty.txt": "",
  "exactly-512.txt": "x".repeat(512),
  "folder/deep/er/file.js": "1\n",
  "grüße/naïve-文件.js": "1\n",
  "emoji-\u{1f600}.txt": "1\n",
  [`long/${"n".repeat(97)}.js`]: "1\n",
  [`long/${"n".repeat(120)}.js`]: "1\n",
  [`${"folder-".repeat(12)}/${"other-".repeat(12)}/${"third-".repeat(10)}/file.js`]: "1\n",
  [`${"folder-".repeat(20)}/${"other-".repeat(20)}/file.js`]: "1\n",
  [`${"ü".repeat(60)}/${"ä".repeat(60)}.js`]: "1\n",
  "bin/run.js": "#!/usr/bin/env node\n",
  ".hidden": "1\n",
  "with space/and 'quote'.txt": "1\n",
};

export async function writePackage(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  const manifest = { name: "odd-names", version: "1.0.0", bin: { odd: "bin/run.js" } };
  const all = { "package.json": `${JSON.stringify(manifest, null, 2)}\n`, "README.md": "# odd\n", ...files };
  for (const [path, content] of Object.entries(all)) {
    const file = join(folder, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content, { mode: path.startsWith("bin/") ? 0o755 : 0o644 });
  }
}
