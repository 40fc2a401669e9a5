import { createHash } from "node:crypto";
import { unsafeEntry } from "../../src/rules/unsafe-entry.ts";
import { readTarball, UnreadableTarball } from "../../src/tarball/read.ts";
import type { Tarball } from "../../src/tarball/tarball.ts";
import { policyWith, sourceWith } from "../rules/inspect.ts";

/** sha256 by path. */
export type Files = ReadonlyMap<string, string>;

/** What the gate makes of an archive. Only `clean` can be green. */
export type Judged =
  | { readonly outcome: "refused"; readonly sentences: readonly string[] }
  /** `firm`: no policy can let it pass. */
  | {
      readonly outcome: "findings";
      readonly sentences: readonly string[];
      readonly firm: boolean;
      readonly files: Files;
    }
  | { readonly outcome: "clean"; readonly sentences: readonly []; readonly files: Files };

export const digest = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

/** Reads a file as the gate does and asks `unsafe-entry`. Anything but a verdict throws. */
export async function judgeArchive(file: string): Promise<Judged> {
  const files = new Map<string, string>();
  let tarball: Tarball;
  try {
    tarball = await readTarball(file, (entry) => {
      if (entry.kind === "file") files.set(entry.path, digest(entry.content));
    });
  } catch (error) {
    if (!(error instanceof UnreadableTarball)) throw error;
    return { outcome: "refused", sentences: [error.message] };
  }
  const inspector = unsafeEntry.start({
    policy: policyWith(),
    options: {},
    source: sourceWith(),
    baseline: null,
  });
  const problems = [...(inspector.tarball?.(tarball) ?? [])];
  if (problems.length === 0) return { outcome: "clean", sentences: [], files };
  return {
    outcome: "findings",
    sentences: problems.map(({ message }) => message),
    firm: problems.some(({ waivable }) => waivable === false),
    files,
  };
}
