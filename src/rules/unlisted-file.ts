import { compileShip, globFor } from "../policy/globs.ts";
import { belowKey } from "../policy/policy-file.ts";
import { defineRule, noOptions } from "./rule.ts";

export const unlistedFile = defineRule({
  id: "unlisted-file",
  title: "File that the policy does not list",
  catches:
    "Every file and link that no pattern of the policy's `ship` matches, and every one that a `!` pattern of it forbids. README and LICENSE are no exception, although every packer adds them. Left alone: package.json, and everything when the policy has no `ship`.",
  incident:
    "@anthropic-ai/claude-code 2.1.88 (31 March 2026) shipped `cli.js.map`, 59.8 MB with the source of the whole program, because nothing asked whether anyone had meant that file to ship.",
  fix: "Keep the file out of the package, or add it to `ship` in the policy when it belongs there.",
  options: noOptions,
  start: ({ policy }) => ({
    *tarball({ entries }) {
      const { ship } = policy;
      if (ship === null) return;
      const list = compileShip(ship.map((pattern) => pattern.value));
      const [first] = ship;
      const names = new Map(ship.map((pattern) => [pattern.value, pattern]));
      const folderMeant = (path: string) =>
        foldersOf(path)
          .map((folder) => names.get(folder))
          .find(Boolean);
      for (const { path, kind } of entries) {
        if (kind === "directory") continue;
        const { ships, pattern } = list.judge(path);
        if (ships) continue;
        const meant = pattern === null ? folderMeant(path) : undefined;
        if (meant !== undefined) {
          yield {
            path,
            message: `is not in the policy's \`ship\` list, where \`${meant.value}\` stands for a file of that name alone; did you mean \`${meant.value}/\`?`,
            fix: `Write \`- ${JSON.stringify(`${meant.value}/`)}\` for \`${meant.value}\` ${belowKey("ship", policy.file)}: with the slash it stands for everything in that folder.`,
            ...(meant.at && { at: meant.at }),
          };
          continue;
        }
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

/** The folders above a path, as a pattern without a trailing slash would name them. */
function foldersOf(path: string): readonly string[] {
  const names = path.split("/").slice(0, -1);
  return names.map((_, index) => globFor(names.slice(0, index + 1).join("/")));
}
