import { type Program, programOf } from "../magic/program.ts";
import { compileGlobs, globFor } from "../policy/globs.ts";
import { belowKey } from "../policy/policy-file.ts";
import { leftoverClaims } from "./path-table.ts";
import { defineRule } from "./rule.ts";
import { RuleOptions } from "./rule-options.ts";

const kinds: Readonly<Record<Program["kind"], string>> = {
  executable: "a native executable",
  library: "a native library",
  object: "native object code",
  core: "a core dump",
  symbols: "debug symbols",
};

export const nativeBinary = defineRule({
  id: "native-binary",
  title: "Native program or library",
  catches:
    "Compiled code, by its header and under any name: ELF, Mach-O (fat ones too), PE, .NET assemblies, static libraries, and Node.js addons (`*.node`); with the operating " +
    "system and the processors it is for. Nobody can review it, and it runs on those platforms only. Left alone: WebAssembly, Java classes, core dumps (core-dump) and what the " +
    "option `allow` lists (`native-binary: { allow: [prebuilds/**] }`).",
  incident:
    "react-grid-layout 1.5.3 shipped `ip_fetcher`, a program for macOS on arm64 from somebody's desk, with its C source. In eslint-config-prettier's compromise (July 2025) " +
    "the payload was `node-gyp.dll`.",
  fix: "Delete it if it strayed in. If it belongs to the package, list it in the policy: `native-binary: { allow: [prebuilds/**] }`.",
  options: new RuleOptions<{ readonly allow?: readonly string[] | undefined }>({}, ({ z, glob }) =>
    z.strictObject({
      allow: z
        .array(glob)
        .optional()
        .describe("Globs over the paths in the tarball: native code that is meant to ship."),
    }),
  ),
  start: ({ options, policy }) => {
    const allowed = compileGlobs(options.allow ?? []);
    const isLeftover = leftoverClaims(policy);
    return {
      entry({ kind, path, content, isText }) {
        if (kind !== "file") return [];
        const program = programOf(content);
        const isAddon = /\.node$/i.test(path) && content.length > 0;
        if (program === null ? !isAddon || isText : program.kind === "core" || program.kind === "symbols")
          return [];
        if (allowed(path) || isLeftover(path)) return [];
        const glob = globLike(path);
        const globs = [...(options.allow ?? []), glob].map((each) => JSON.stringify(each)).join(", ");
        return [
          {
            path,
            message: program === null ? unknownAddon : described(program, isAddon),
            fixWith: (leavingOut) =>
              `${leavingOut} Or, if it is meant to ship, ${belowKey("rules", policy.file)}: \`native-binary: { allow: [${globs}] }\`.`,
          },
        ];
      },
    };
  },
});

/**
 * A glob for all builds of one addon: the whole of `prebuilds`, which holds nothing else, or the path alone, because anywhere else a
 * stray binary could lie beside it.
 * @see https://github.com/prebuild/prebuildify (its folder is the one in which node-gyp-build looks)
 */
function globLike(path: string): string {
  const folder = /^(?:.*\/)?prebuilds\//.exec(path)?.[0];
  return folder === undefined ? globFor(path) : `${globFor(folder.slice(0, -1))}/**`;
}

const unknownAddon = "a Node.js addon by its name, in a format that is not known";

function described({ kind, os, cpus, format }: Program, isAddon: boolean): string {
  const platform = [os, cpus.join(" and ")].filter(Boolean).join(" ");
  const what = format === "static library" ? "a static library" : isAddon ? "a Node.js addon" : kinds[kind];
  const notes = format === "static library" ? "" : ` (${format})`;
  return `${what}${platform === "" ? "" : ` for ${platform}`}${notes}`;
}
