/** The peers, in exact versions, installed on demand outside the repository. Nothing of them is a dependency of this project. */
import { access, mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";
import { execa } from "execa";
import { cacheFolder } from "./folders.ts";
import type { Job } from "./measure.ts";

export interface Peer {
  readonly name: string;
  readonly version: string;
  /** Makes it ready and gives the script that Node runs. */
  install(): Promise<string>;
  /** `tree` is the folder into which the tarball was unpacked. */
  job(script: string, tarball: string, tree: string): Promise<Job>;
  /** How many findings its output shows. */
  findings(stdout: string): number;
}

const count = (stdout: string, pattern: RegExp): number => stripColor(stdout).match(pattern)?.length ?? 0;

function stripColor(text: string): string {
  return text.replace(/\u{1b}\[[\d;]*m/gu, "");
}

export const peers: readonly Peer[] = [
  {
    name: "secretlint",
    version: "13.0.6",
    async install() {
      const folder = await fromRegistry("secretlint", [
        "secretlint@13.0.6",
        "@secretlint/secretlint-rule-preset-recommend@13.0.6",
      ]);
      const rules = [{ id: "@secretlint/secretlint-rule-preset-recommend" }];
      await writeFile(join(folder, ".secretlintrc.json"), JSON.stringify({ rules }));
      return join(folder, "node_modules", "secretlint", "bin", "secretlint.js");
    },
    async job(script, _tarball, tree) {
      const settings = join(script, "..", "..", "..", "..", ".secretlintrc.json");
      return { args: [script, "--secretlintrc", settings, "--format", "compact", "**/*"], cwd: tree };
    },
    findings: (stdout) => count(stdout, /: line \d+, col \d+, /g),
  },
  {
    name: "publint",
    version: "0.3.25",
    async install() {
      const folder = await fromRegistry("publint", ["publint@0.3.25"]);
      return join(folder, "node_modules", "publint", "src", "cli.js");
    },
    job: async (script, tarball, tree) => ({ args: [script, "run", tarball], cwd: tree }),
    findings: (stdout) => count(stdout, /^\d+\. /gm),
  },
  {
    name: "pubguard",
    version: "1.0.0 (6a199fc)",
    install: pubguard,
    job: async (script, tarball, tree) => ({ args: [script, "check", tarball, "--json"], cwd: tree }),
    findings: (stdout) => count(stdout, /^ {6}"ruleId":/gm),
  },
  {
    name: "npm-pkg-lint",
    version: "5.3.1",
    async install() {
      const folder = await fromRegistry("npm-pkg-lint", ["npm-pkg-lint@5.3.1"]);
      return join(folder, "node_modules", "npm-pkg-lint", "bin", "index.js");
    },
    async job(script, tarball, tree) {
      // It asks the registry for each dependency; its own cache keeps the network out of the runs after the first.
      const answers = await cacheFolder("npm-pkg-lint");
      return { args: [script, "--cache", answers, "--tarball", tarball], cwd: tree };
    },
    findings: (stdout) => count(stdout, /^\s+\d+:\d+\s+(error|warning)\s/gm),
  },
];

/** The folder that holds `node_modules` with exactly these packages. Their install scripts do not run. */
async function fromRegistry(name: string, packages: readonly string[]): Promise<string> {
  const folder = await cacheFolder("peers", `${name}-${packages.join("+").replace(/[^\w.@+-]/g, "_")}`);
  const done = join(folder, ".complete");
  if (await exists(done)) return folder;
  await writeFile(join(folder, "package.json"), JSON.stringify({ private: true }));
  await execa(
    "npm",
    ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--save-exact", ...packages],
    { cwd: folder },
  );
  await writeFile(done, "");
  return folder;
}

/** On no registry: one commit of its repository, or of the copy that LASTGATE_PUBGUARD names, bundled without any dependency. */
async function pubguard(): Promise<string> {
  const commit = "6a199fcca007e9cfc17fcdfdf9381a9eda7d7cf9";
  const folder = await cacheFolder("peers", `pubguard-${commit}`);
  const script = join(folder, "cli.mjs");
  if (await exists(script)) return script;
  const source = join(folder, "source");
  await rm(source, { recursive: true, force: true });
  await mkdir(source);
  const from = process.env.LASTGATE_PUBGUARD || "https://github.com/MRT-8/pubguard";
  await execa("git", ["init", "--quiet"], { cwd: source });
  await execa("git", ["fetch", "--quiet", "--depth", "1", from, commit], { cwd: source });
  await execa("git", ["checkout", "--quiet", "FETCH_HEAD"], { cwd: source });
  const draft = join(folder, "draft.mjs");
  await build({
    entryPoints: [join(source, "src", "cli.ts")],
    outfile: draft,
    bundle: true,
    platform: "node",
    format: "esm",
    logLevel: "silent",
  });
  await rename(draft, script);
  return script;
}

function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
