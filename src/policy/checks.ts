import type { Layer } from "./extends.ts";
import { partsOf, rulesOf, waiversOf } from "./parts.ts";
import type { Level } from "./policy.ts";
import { type PolicyProblem, quote, subject } from "./problems.ts";
import { didYouMean } from "./suggest.ts";

const rank = { off: 0, warn: 1, error: 2 };

/** True when `to` is weaker than `from`. */
export function isLower(to: Level, from: Level): boolean {
  return rank[to] < rank[from];
}

/** The level that the presets of a chain give each rule: what a policy is measured against. */
export function presetLevels(layers: readonly Layer[]): ReadonlyMap<string, Level> {
  const presets = layers.filter((layer) => layer.isPreset);
  return new Map(
    presets
      .flatMap((layer) => partsOf(layer.document).flatMap(rulesOf))
      .flatMap((entry) => (entry.level === null ? [] : [[entry.rule, entry.level]])),
  );
}

/** `public` and `internal`, and what the files declare. */
export function audiencesOf(layers: readonly Layer[]): string[] {
  const declared = layers.flatMap((layer) => partsOf(layer.document).flatMap((part) => part.audience ?? []));
  return [...new Set(["public", "internal", ...declared])];
}

/**
 * What no schema can see, because it depends on the other files of the chain: a rule below its preset needs a reason, a waiver
 * needs an owner under `strict`, and the audience of a waiver must exist. Reads leniently, also files that have other problems.
 */
export function checkChain(layers: readonly Layer[]): PolicyProblem[] {
  const levels = presetLevels(layers);
  const audiences = audiencesOf(layers);
  const isStrict = layers.some((layer) => layer.isPreset && layer.name === "strict");
  return layers
    .filter((layer) => !layer.isPreset)
    .flatMap(({ document }) => {
      const problems: PolicyProblem[] = [];
      for (const part of partsOf(document)) {
        for (const { rule, path, level, reason } of rulesOf(part)) {
          const from = levels.get(rule);
          if (from === undefined || level === null || reason !== null || !isLower(level, from)) continue;
          const message = `${subject(path)} goes from ${from} to ${level}, below its preset, without a reason; write \`${rule}: { level: ${level}, reason: "..." }\` and say why.`;
          problems.push({ ...document.place(path), message });
        }
        for (const { path, data } of waiversOf(part)) {
          if (isStrict && data.owner === undefined)
            problems.push({
              ...document.place(path),
              message: `${subject(path)} needs \`owner\`, because the policy extends strict; add who answers for it.`,
            });
          const audience = data.audience;
          if (typeof audience === "string" && !audiences.includes(audience)) {
            const rest = didYouMean(audience, audiences) || "; declare it under `audiences`.";
            problems.push({
              ...document.valuePlace([...path, "audience"]),
              message: `${subject([...path, "audience"])} names an audience that does not exist, ${quote(audience)}${rest}`,
            });
          }
        }
      }
      return problems;
    });
}
