import type { Placed } from "../policy/policy.ts";
import { count, number, size } from "../report/format.ts";
import type { Tarball } from "../tarball/tarball.ts";
import { defineRule, noOptions, type Problem } from "./rule.ts";

const fix = "Keep out what made it grow; if the size is right, raise the limit in the policy.";

export const sizeLimit = defineRule({
  id: "size-limit",
  title: "Larger than the policy allows",
  catches:
    "What exceeds the policy's `limits`: bytes packed, bytes unpacked, bytes of one file, number of files, and growth of the unpacked size against the release to compare with. Left alone: a value that " +
    "equals its limit, a limit that is not set, and growth when there is no release to compare with.",
  incident:
    "@anthropic-ai/claude-code went from 17.4 to 31.2 MB packed with the source map of 2.1.88. Of 123 pairs of consecutive releases of well-known packages none grew " +
    "by more than 25%.",
  fix,
  options: noOptions,
  start: ({ policy: { limits }, baseline }) => ({
    *tarball({ packedSize, unpackedSize, entries }) {
      const files = entries.filter(({ kind }) => kind === "file");
      yield* over(
        limits.packed,
        packedSize,
        (limit) => `packed size is ${bytes(packedSize)}, the limit is ${size(limit)}`,
      );
      yield* over(
        limits.unpacked,
        unpackedSize,
        (limit) => `unpacked size is ${bytes(unpackedSize)}, the limit is ${size(limit)}`,
      );
      yield* over(
        limits.files,
        files.length,
        (limit) => `holds ${count(files.length, "file")}, the limit is ${number(limit)}`,
      );
      for (const file of files) {
        const problems = over(
          limits.file,
          file.size,
          (limit) => `is ${bytes(file.size)}, the limit for one file is ${size(limit)}`,
        );
        for (const problem of problems) yield { ...problem, path: file.path };
      }
      if (baseline !== null) {
        yield* over(limits.growth, growth(baseline, unpackedSize), (limit) =>
          grown(baseline, unpackedSize, limit),
        );
      }
    },
  }),
});

function* over(
  limit: Placed<number> | null,
  measured: number,
  message: (limit: number) => string,
): Iterable<Problem> {
  if (limit === null || measured <= limit.value) return;
  yield { message: message(limit.value), fix, ...(limit.at && { at: limit.at }) };
}

function growth(baseline: Tarball, unpackedSize: number): number {
  const before = baseline.unpackedSize;
  return before === 0 ? (unpackedSize === 0 ? 0 : Number.POSITIVE_INFINITY) : unpackedSize / before - 1;
}

function grown(baseline: Tarball, unpackedSize: number, limit: number): string {
  const ratio = growth(baseline, unpackedSize);
  const rise = Number.isFinite(ratio) ? `by ${percent(ratio)}` : "from nothing";
  return `unpacked size grew ${rise} since ${baseline.manifest.version}, from ${size(baseline.unpackedSize)} to ${bytes(unpackedSize)}, the limit is ${percent(limit)}`;
}

/** Exact as well, for a value that rounds to its limit. */
function bytes(value: number): string {
  return value < 1000 ? size(value) : `${size(value)} (${number(value)} bytes)`;
}

function percent(ratio: number): string {
  return `${Number((ratio * 100).toFixed(1))}%`;
}
