import { z } from "zod";
import { compileShip } from "../policy/globs.ts";
import { defineRule } from "./rule.ts";

export const unlistedFile = defineRule({
  id: "unlisted-file",
  title: "File that the policy does not list",
  catches:
    "Every file and link that no pattern of the policy's `ship` matches, and every one that a `!` pattern of it forbids. README and LICENSE are no exception, although every packer adds them. Left alone: package.json, and everything when the policy has no `ship`.",
  incident:
    "@anthropic-ai/claude-code 2.1.88 (31 March 2026) shipped `cli.js.map`, 59.8 MB with the source of the whole program, because nothing asked whether anyone had meant that file to ship.",
  fix: "Keep the file out of the package, or add it to `ship` in the policy when it belongs there.",
  options: z.strictObject({}),
  start: ({ policy }) => ({
    *tarball({ entries }) {
      const { ship } = policy;
      if (ship === null) return;
      const list = compileShip(ship.map((pattern) => pattern.value));
      const [first] = ship;
      for (const { path, kind } of entries) {
        if (kind === "directory") continue;
        const { ships, pattern } = list.judge(path);
        if (ships) continue;
        const deciding = pattern === null ? undefined : ship[pattern];
        const at = (deciding ?? first)?.at ?? null;
        const message =
          deciding === undefined
            ? "is not in the policy's `ship` list"
            : `is forbidden by \`${deciding.value}\` in the policy's \`ship\` list`;
        yield { path, message, ...(at && { at }) };
      }
    },
  }),
});
