import { compileGlobs } from "../policy/globs.ts";
import { defineRule, noOptions } from "./rule.ts";

const fix =
  "Build before packing (`prepack`), and see that `files` of package.json lets the file in; or take the line out of `require`.";

export const missingFile = defineRule({
  id: "missing-file",
  title: "Required file that is not there",
  catches:
    "Every entry of the policy's `require`, a path or a glob, that no file of the tarball matches. Left alone: links and directory entries do not count as files.",
  incident:
    "node-threadpool 1.5.5 (2018) was published without its `dist` folder, so that nothing could load it: the build had not run before packing.",
  fix,
  options: noOptions,
  start: ({ policy }) => ({
    *tarball({ entries }) {
      const files = entries.filter(({ kind }) => kind === "file").map(({ path }) => path);
      for (const { value, at } of policy.require) {
        if (files.some(compileGlobs([value]))) continue;
        const isPath = !/[*?[{]|\/$/.test(value);
        const twin = isPath ? files.find((path) => path.toLowerCase() === value.toLowerCase()) : undefined;
        const message = isPath
          ? `is required by the policy and is not in the tarball${twin === undefined ? "" : `, which has \`${twin}\` in other letter case`}`
          : `no file in the tarball matches \`${value}\`, which the policy requires`;
        yield { ...(isPath && { path: value }), message, ...(at && { at }), fix };
      }
    },
  }),
});
