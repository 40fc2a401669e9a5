import { readFile } from "node:fs/promises";
import { join } from "node:path";
import major from "semver/functions/major.js";
import { CouldNotJudge } from "../failure.ts";
import type { Manifest } from "../tarball/manifest.ts";
import type { PackageManager, PackJob } from "./manager.ts";
import type { Command } from "./run.ts";
import { hookSearch } from "./scripts.ts";
import { createTool } from "./tool.ts";

/** Yarn 1 stands on most PATHs, the runners' too, and packs a project of a later yarn without a word: `workspace:` stays as it is. */
class YarnTooOld extends CouldNotJudge {
  readonly kind = "yarn-too-old";
  constructor(root: string, evidence: string, version: string) {
    super(
      `${root} is a project of yarn 2 or later (${evidence}), but the yarn on the PATH is ${version}: run \`corepack enable\` before the gate, and \`npm install --global corepack\` before that where there is no corepack.`,
    );
  }
}

/**
 * Yarn of any major, from the PATH unless a command is given; its version in the project decides how it is spoken to.
 * Both pack commands run prepack and postpack. `yarn publish` of yarn 1 runs prepublish, prepare and prepublishOnly before them,
 * `yarn npm publish` of later ones only prepublish (measured with 1.22.22, 3.8.7 and 4.18.1).
 * @see https://classic.yarnpkg.com/lang/en/docs/cli/publish/ and https://yarnpkg.com/advanced/lifecycle-scripts
 */
export function yarn(command: Command = { file: "yarn", args: [] }): PackageManager {
  const tool = createTool("yarn", command);
  return {
    name: "yarn",
    version: tool.version,
    scripts: { pack: ["prepack", "postpack"], publish: ["prepublish", "prepare", "prepublishOnly"] },
    // A plugin of a later yarn may hook into packing (beforeWorkspacePacking).
    runsHooks: hookSearch({ files: [], settings: [".yarnrc.yml"], pattern: /^plugins\s*:/m }),
    async pack(job) {
      const version = await tool.version(job);
      const file = join(job.destination, tarballName(job.package.manifest));
      if (major(version) > 1) {
        await tool.publishScripts(["prepublish"], job);
        return tool.step(["pack", "--out", file], "yarn pack", job);
      }
      await refuseLaterProject(job, version);
      await tool.publishScripts(["prepublish", "prepare", "prepublishOnly"], job);
      return tool.step(["pack", "--filename", file], "yarn pack", job);
    },
  };
}

async function refuseLaterProject({ package: { projectRoot } }: PackJob, version: string): Promise<void> {
  const textOf = (name: string) => readFile(join(projectRoot, name), "utf8").catch(() => "");
  const declared = /"packageManager"\s*:\s*"(yarn@(?:[2-9]|[1-9]\d)[^"]{0,40})/.exec(
    await textOf("package.json"),
  );
  const lockfile = /^__metadata:$/m.test(await textOf("yarn.lock")) ? "yarn.lock" : null;
  const evidence = declared?.[1] ?? lockfile;
  if (evidence !== null) throw new YarnTooOld(projectRoot, evidence, version);
}

/** As npm would name it. Both parts come from a manifest: nothing in them may lead elsewhere. */
function tarballName({ name, version }: Manifest): string {
  const plain = `${name.replace(/^@/, "")}-${version}`.replace(/[^\w.+-]+/g, "-");
  return `${plain.slice(0, 200)}.tgz`;
}
