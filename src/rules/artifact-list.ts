import type { Source } from "../source.ts";
import { defineRule, noOptions, type Problem } from "./rule.ts";

type ArtifactList = NonNullable<Source["artifactList"]>;

export const artifactList = defineRule({
  id: "artifact-list",
  title: "Not the files of the committed list",
  catches:
    "Files and links that the policy's `list` does not name, and names of the list that are not in the tarball. The list holds exact paths, one a line, package.json included, and is " +
    "reviewed like source. Where the policy names a list and there is none to read, nothing is judged. Left alone: order, and everything when the policy names no list.",
  incident:
    "The map in @anthropic-ai/claude-code 2.1.88 (31 March 2026) was one new path beside some twenty; in a reviewed list it would have been one added line.",
  fix: "If the tarball is right, write its paths into the list and have that reviewed; if the list is right, mend `files` or the build.",
  options: noOptions,
  start: ({ policy, source }) => ({
    *tarball({ entries }) {
      const { list } = policy;
      if (list === null) return;
      if (source.artifactList === null) {
        yield {
          message: `the policy names the list \`${list.value}\`, and there is none to compare with`,
          fix: `Commit the list of paths at \`${list.value}\`, or take \`list\` out of the policy.`,
          ...(list.at && { at: list.at }),
        };
        return;
      }
      yield* compare(
        source.artifactList,
        entries.filter(({ kind }) => kind !== "directory").map(({ path }) => path),
      );
    },
  }),
});

function* compare(list: ArtifactList, paths: readonly string[]): Iterable<Problem> {
  const listed = new Set(list.lines.map(({ text }) => text));
  const shipped = new Set(paths);
  const lineFor = insertionLine(list);
  for (const path of shipped) {
    if (listed.has(path)) continue;
    yield {
      path,
      message: `is not in the list \`${list.file}\``,
      fix: `Keep it out of the package, or add the line \`${path}\` to \`${list.file}\`.`,
      at: { file: list.file, line: lineFor(path), column: 1 },
    };
  }
  const told = new Set<string>();
  for (const { text, line } of list.lines) {
    if (shipped.has(text) || told.has(text)) continue;
    told.add(text);
    yield {
      path: text,
      message: `is in the list \`${list.file}\` and not in the tarball`,
      fix: `Build or include it, or take the line out of \`${list.file}\`.`,
      at: { file: list.file, line, column: 1 },
    };
  }
}

/** Where a sorted list would take a path: at the first line that sorts after it, else at the last line. */
function insertionLine({ lines }: ArtifactList): (path: string) => number {
  const sorted = lines.toSorted((a, b) => (a.text < b.text ? -1 : 1));
  return (path) => {
    let low = 0;
    let high = sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sorted[middle]?.text ?? "") > path) high = middle;
      else low = middle + 1;
    }
    return sorted[low]?.line ?? lines.at(-1)?.line ?? 1;
  };
}
