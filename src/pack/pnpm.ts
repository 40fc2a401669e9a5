import { join } from "node:path";
import major from "semver/functions/major.js";
import { type Manifest, stringsOf } from "../tarball/manifest.ts";
import { asksForNoOther } from "./declared.ts";
import { installedVersion } from "./installed.ts";
import type { Batching, PackageManager } from "./manager.ts";
import { sortsAfter } from "./order.ts";
import type { Command } from "./run.ts";
import { hookSearch, isThere, scriptsOf } from "./scripts.ts";
import { createTool, type Tool } from "./tool.ts";

/** From version 11 on `pnpm run` would install what is missing first, which `pnpm publish` does not. */
const withoutInstall = "--config.verify-deps-before-run=false";

/**
 * pnpm, from the PATH unless a command is given. `pnpm pack` runs prepack, prepare and postpack; `pnpm publish` runs
 * prepublishOnly and prepublish before them (measured with pnpm 9 to 12).
 * @see https://pnpm.io/cli/publish#scripts-ran-by-publish
 */
export function pnpm(command: Command = { file: "pnpm", args: [] }): PackageManager {
  const tool = createTool("pnpm", command, async ({ env, package: { projectRoot } }) => {
    const version = await installedVersion(command, packageName, env.PATH);
    // It starts the version that the project asks for in its place.
    return version !== null && (await asksForNoOther("pnpm", version, projectRoot)) ? version : null;
  });
  return {
    name: "pnpm",
    version: tool.version,
    scripts: { pack: ["prepack", "prepare", "postpack"], publish: ["prepublishOnly", "prepublish"] },
    runsHooks: hookSearch(hooks),
    batching: batching(tool),
    async pack(job) {
      await tool.publishScripts(["prepublishOnly", "prepublish"], job, [withoutInstall]);
      return tool.step(["pack", "--pack-destination", job.destination], "pnpm pack", job);
    },
    packedFolder({ directory, manifest }) {
      return join(directory, publishConfig(manifest).get("directory") ?? ".");
    },
    otherName: (manifest) => publishConfig(manifest).get("name") ?? null,
  };
}

/** pnpm, and the forms of it that bring a Node of their own or need none. */
const packageName = /^(?:pnpm|@pnpm\/exe(?:\.[\w-]+)?)$/;

/** What `.pnpmfile.cjs` and its like hook into packing: readPackage, and from version 10 on beforePacking. */
const hooks = {
  files: [".pnpmfile.cjs", ".pnpmfile.mjs", "pnpmfile.js"],
  settings: ["pnpm-workspace.yaml", ".npmrc", "package.json"],
  pattern: /pnpmfile|config-?dependencies/i,
};

/**
 * `pnpm -r pack` with one filter for each package, from version 10 on. It sorts them by their `workspace:` dependencies.
 * @see https://pnpm.io/cli/pack#--recursive--r
 */
function batching(tool: Tool): Batching {
  return {
    supports: (version) => major(version) >= 10,
    async members(projectRoot) {
      const { pnpmMembers } = await import("./workspace.ts");
      const members = await pnpmMembers(projectRoot);
      const settled = await Promise.all(
        [...members].map(async (folder) => {
          // pnpm reads these where it is started, and so not from the root.
          const own = [".npmrc", "pnpm-workspace.yaml"].map((file) => isThere(join(folder, file)));
          return (await Promise.all(own)).includes(true) ? [] : [folder];
        }),
      );
      return new Set(settled.flat());
    },
    admits(packageDir) {
      const { manifest } = packageDir;
      const config = publishConfig(manifest);
      // A filter is more than a name where it holds signs of its language.
      const isPlain = /^(?:@[a-z0-9][\w-]*\/)?[a-z0-9](?:[\w-]|\.(?!\.))*$/i.test(manifest.name);
      const asksForRoot = [...scriptsOf(packageDir).values()].some((script) => script.includes("INIT_CWD"));
      return isPlain && !config.has("directory") && !config.has("name") && !asksForRoot;
    },
    keepsOrder: sortsAfter,
    // Version 12 packs one after the other, whatever it is told.
    pacesItself: (version) => major(version) < 12,
    fewest: 50,
    isSequential: false,
    pack(job) {
      const filters = job.packages.map(({ manifest }) => `--filter=${manifest.name}`);
      const pace = job.pace === null ? [] : [`--workspace-concurrency=${job.pace}`];
      return tool.batch(["-r", ...pace, ...filters, "pack", "--pack-destination", job.destination], job);
    },
  };
}

/**
 * `directory` moves the package's root, with the name and version of the package.json there; `name`, from version 11 on, renames.
 * @see https://pnpm.io/package_json#publishconfigdirectory
 */
function publishConfig(manifest: Manifest): ReadonlyMap<string, string> {
  return stringsOf(manifest.publishConfig);
}
