import type { Rule } from "../rules/rule.ts";
import { isLower, presetLevels } from "./checks.ts";
import type { Layer } from "./extends.ts";
import { compileGlobs } from "./globs.ts";
import { type Part, partsOf, rulesOf } from "./parts.ts";
import type { Level, Limits, LoweredRule, Place, Placed, Policy, RuleSetting, Waiver } from "./policy.ts";
import { PolicyError, type PolicyProblem, subject, type ValuePath } from "./problems.ts";
import type { PolicyPart } from "./schema.ts";

/** A part of a valid file, ready to be merged. */
interface MergePart {
  readonly part: Part;
  readonly layer: Layer;
  readonly content: Omit<PolicyPart, "waivers">;
  /** Made once, so that the same waiver is the same object in the policy of every package. */
  readonly waivers: readonly Waiver[];
  /** Whether the part is for a package of this name. */
  readonly isFor: (name: string) => boolean;
}

/** The policies that a chain of valid files gives, for any package and audience. */
export function mergeChain(layers: readonly Layer[], rules: readonly Rule[], file: string | null) {
  const parts = layers.flatMap(mergeParts);
  const levels = presetLevels(layers);
  const names = layers
    .map((layer) => layer.name)
    .filter((_, index) => file === null || index < layers.length - 1);

  return (request: { name: string; audience: string }): Policy => {
    // Merge order: preset and policy, then audience, then package; an exact package name after all globs.
    const chosen = [
      ...parts.filter(({ part }) => part.audience === null && part.package === null),
      ...parts.filter(({ part }) => part.audience === request.audience),
      ...parts.filter(
        ({ part, isFor }) => part.package !== null && part.package !== request.name && isFor(request.name),
      ),
      ...parts.filter(({ part }) => part.package === request.name),
    ];
    const settings = mergeRules(chosen, rules, levels);
    return {
      file,
      extends: names,
      audience: request.audience,
      ship: last(chosen, (each) => placedItems(each, "ship")),
      require: last(chosen, (each) => placedItems(each, "require")) ?? [],
      list: last(chosen, (each) => {
        const path = each.content.list;
        return path === undefined
          ? null
          : { value: path.replaceAll("{name}", listName(request.name)), at: placeOf(each, ["list"]) };
      }),
      limits: mergeLimits(chosen),
      rules: settings.rules,
      waivers: chosen
        .flatMap((each) => each.waivers)
        .filter((waiver) => waiver.audience === null || waiver.audience === request.audience),
      lowered: settings.lowered,
    };
  };
}

/**
 * How `{name}` in `list` spells a package: as npm names its tarballs, without the `@` and with `-` for `/` (`@acme/cli` is
 * `acme-cli`). Whatever cannot stand in a file name becomes `-`, so that no name leads out of the folder.
 * @see https://docs.npmjs.com/cli/commands/npm-pack
 */
export function listName(name: string): string {
  return name
    .replace(/^@/, "")
    .replace(/[^A-Za-z0-9._~-]/g, "-")
    .replace(/^\.+/, "-");
}

function mergeParts(layer: Layer): MergePart[] {
  const content = layer.content;
  if (content === null) throw new Error(`An invalid policy was merged: ${layer.name}`);
  return partsOf(layer.document).map((part) => {
    const own =
      part.audience !== null
        ? content.audiences?.[part.audience]
        : part.package !== null
          ? content.packages?.[part.package]
          : content;
    if (own === undefined) throw new Error(`The part ${subject(part.path)} of ${layer.name} has no content`);
    const written: NonNullable<PolicyPart["waivers"]> = own.waivers ?? [];
    const waivers = written.map((waiver, index) => ({
      rule: waiver.rule,
      files: waiver.files,
      reason: waiver.reason,
      owner: waiver.owner ?? null,
      expires: waiver.expires,
      audience: part.audience ?? waiver.audience ?? null,
      fingerprints: waiver.fingerprints ?? null,
      at: layer.isPreset ? null : layer.document.place([...part.path, "waivers", index]),
    }));
    return {
      part,
      layer,
      content: own,
      waivers,
      isFor: part.package === null ? () => false : compileGlobs([part.package]),
    };
  });
}

function placeOf(each: MergePart, path: ValuePath): Place | null {
  return each.layer.isPreset ? null : each.layer.document.place([...each.part.path, ...path]);
}

function placedItems(each: MergePart, key: "ship" | "require"): Placed<string>[] | null {
  return each.content[key]?.map((value, index) => ({ value, at: placeOf(each, [key, index]) })) ?? null;
}

function last<T>(parts: readonly MergePart[], read: (each: MergePart) => T | null): T | null {
  return parts.map(read).findLast((value) => value !== null) ?? null;
}

function mergeLimits(parts: readonly MergePart[]): Limits {
  const limit = (key: keyof Limits): Placed<number> | null =>
    last(parts, (each) => {
      const value = each.content.limits?.[key];
      return value === undefined ? null : { value, at: placeOf(each, ["limits", key]) };
    });
  return {
    packed: limit("packed"),
    unpacked: limit("unpacked"),
    file: limit("file"),
    files: limit("files"),
    growth: limit("growth"),
  };
}

function mergeRules(
  parts: readonly MergePart[],
  rules: readonly Rule[],
  presets: ReadonlyMap<string, Level>,
) {
  const entries = parts.flatMap((each) =>
    rulesOf(each.part).map((entry) => ({ entry, at: entryPlace(each, entry.path) })),
  );
  const settings = new Map<string, RuleSetting>();
  const lowered: LoweredRule[] = [];
  const problems: PolicyProblem[] = [];
  for (const rule of rules) {
    const own = entries.filter(({ entry }) => entry.rule === rule.id);
    const setter = own.findLast(({ entry }) => entry.level !== null);
    const from = presets.get(rule.id);
    if (setter?.entry.level == null || from === undefined)
      throw new Error(`No preset says anything of the rule ${rule.id}`);
    const level = setter.entry.level;
    const options: unknown = Object.assign({}, ...own.map(({ entry }) => entry.options));
    const reason =
      own.slice(own.indexOf(setter)).findLast(({ entry }) => entry.reason !== null)?.entry.reason ?? null;
    const at = own.findLast((each) => each.at !== null)?.at ?? null;
    settings.set(rule.id, { level, options, reason, at });
    if (isLower(level, from))
      lowered.push({ rule: rule.id, from, to: level, reason: reason ?? "", at: setter.at });
    // What no line of the policy set comes from the presets, which were checked as a whole.
    if (at === null) continue;
    const fault = rule.options.faultIn(options);
    if (fault !== null)
      problems.push({
        ...at,
        message: `The options of ${rule.id}, merged from all parts of the policy, do not go together: ${fault}.`,
      });
  }
  if (problems.length > 0) throw new PolicyError(problems);
  return { rules: settings, lowered };
}

function entryPlace(each: MergePart, path: ValuePath): Place | null {
  return each.layer.isPreset ? null : each.layer.document.place(path);
}
