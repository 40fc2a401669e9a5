import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Repository } from "./plan.ts";
import type { LoadedPolicy } from "./policy/load.ts";
import { didYouMean } from "./policy/suggest.ts";
import { isRecord } from "./tarball/manifest.ts";

/**
 * One note for each key of the policy's `packages` that no package has, because a slip there drops what the policy asks of one. With
 * git every package.json of the repository counts, not only the `judged` ones; without it nobody knows the others.
 */
export async function unmatchedNotes(
  policy: LoadedPolicy,
  judged: readonly string[],
  { root, tracked }: Repository,
): Promise<readonly string[]> {
  if (policy.unmatchedPackages(judged).length === 0) return [];
  const files = await tracked();
  const others = files === null ? [] : await namesIn(root, files);
  // In an order of its own, so that every shard of a run says the same.
  const known = [...new Set([...judged, ...others])].sort();
  const whose = files === null ? "that was judged" : "of the repository";
  return policy.unmatchedPackages(known).map(({ value, at }) => {
    const place = at === null ? "the policy" : `${at.file}:${at.line}`;
    const rest = didYouMean(value, known) || ": correct it, or take it out.";
    return `\`packages\` in ${place} names \`${value}\`, and no package ${whose} is called so${rest}`;
  });
}

/** What the package.json files among the paths call their packages; one that cannot be read names none. */
async function namesIn(root: string, files: ReadonlySet<string>): Promise<readonly string[]> {
  const names: string[] = [];
  for (const file of files) {
    if (file !== "package.json" && !file.endsWith("/package.json")) continue;
    const text = await readFile(join(root, file), "utf8").catch(() => "");
    const manifest = json(text.replace(/^\uFEFF/, ""));
    if (isRecord(manifest) && typeof manifest.name === "string") names.push(manifest.name);
  }
  return names;
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
