import { posix } from "node:path";
import type { Rule } from "../rules/rule.ts";
import type { PolicyDocument } from "./document.ts";
import type { PolicyFiles } from "./files.ts";
import { knownPreset } from "./known-preset.ts";
import { PolicyFileError, type PolicyProblem, quote } from "./problems.ts";
import type { PolicyFile } from "./schema.ts";
import { didYouMean } from "./suggest.ts";
import type { PolicyReader, ReadPolicy } from "./validate.ts";

/** The built-in policies, by the name that `extends` gives them. */
export const presetNames: readonly string[] = ["recommended", "strict", "none"];

/** One file of the chain that a policy stands on. */
export interface Layer {
  /** As `extends` spells it; the policy's own path for the policy itself. */
  readonly name: string;
  readonly isPreset: boolean;
  readonly document: PolicyDocument;
  /** Null when the file is not valid; `problems` of the chain says why. */
  readonly content: PolicyFile | null;
}

export interface Chain {
  /** In the order in which they apply, each file once: what is extended comes before what extends it. */
  readonly layers: readonly Layer[];
  readonly problems: readonly PolicyProblem[];
}

const longestChain = 16;

interface Target {
  readonly name: string;
  readonly isPreset: boolean;
  /** Path in its tree. */
  readonly path: string;
}

/**
 * Reads a policy and everything that it extends, directly or not. Collects problems rather than stopping at the first.
 * Throws PolicyFileError when the policy itself cannot be read.
 */
export async function readChain(request: {
  /** Repository-relative path; null for the preset `recommended` alone. */
  file: string | null;
  files: PolicyFiles;
  presets: PolicyFiles;
  rules: readonly Rule[];
}): Promise<Chain> {
  let reader: PolicyReader | null = null;
  const layers: Layer[] = [];
  const problems: PolicyProblem[] = [];
  const seen = new Set<string>();

  const start =
    request.file === null
      ? preset("recommended")
      : { name: request.file, isPreset: false, path: request.file };
  const text = await read(start);
  if (text === null)
    throw new PolicyFileError(
      `There is no policy file ${quote(start.path)}; create it, or name the file that holds the policy.`,
    );
  await visit(start, text, []);
  return { layers, problems };

  function read(target: Target): Promise<string | null> {
    return (target.isPreset ? request.presets : request.files).read(target.path);
  }

  async function visit(target: Target, text: string, above: readonly Target[]): Promise<void> {
    seen.add(keyOf(target));
    const { document, content, problems: found } = await readText(target, text);
    if (target.isPreset && found.length > 0)
      throw new Error(
        `The preset ${target.path} is not valid: ${found.map((each) => `${each.line}: ${each.message}`).join(" ")}`,
      );
    problems.push(...found);
    for (const [index, name] of extended(document, target).entries()) {
      const listed = Array.isArray(document.data.extends);
      const problem = await follow(name, target, above);
      if (problem !== null)
        problems.push({
          ...document.valuePlace(listed ? ["extends", index] : ["extends"]),
          message: problem,
        });
    }
    layers.push({
      name: target.name,
      isPreset: target.isPreset,
      document,
      content,
    });
  }

  async function readText({ path, isPreset }: Target, text: string): Promise<ReadPolicy> {
    const known = isPreset ? knownPreset(path, text, request.rules) : null;
    if (known !== null) return known;
    reader ??= await (await import("./validate.ts")).policyReader(request.rules);
    return reader(path, text);
  }

  /** Reads one thing that `from` extends; a sentence when that cannot be. */
  async function follow(name: string, from: Target, above: readonly Target[]): Promise<string | null> {
    const target = resolveTarget(name, from);
    if (typeof target === "string") return target;
    const chain = [...above, from];
    const circle = chain.findIndex((each) => keyOf(each) === keyOf(target));
    if (circle !== -1)
      return `\`extends\` goes in a circle, ${[...chain.slice(circle), target].map((each) => quote(each.path)).join(" → ")}; take one of them out.`;
    if (seen.has(keyOf(target))) return null;
    if (chain.length >= longestChain)
      return `\`extends\` goes through more than ${longestChain} files; extend fewer.`;
    try {
      const text = await read(target);
      if (text === null)
        return `\`extends\` names ${quote(name)}, but there is no file ${quote(target.path)}; create it or correct the path.`;
      await visit(target, text, chain);
      return null;
    } catch (error) {
      if (error instanceof PolicyFileError) return error.message;
      throw error;
    }
  }
}

function preset(name: string): Target {
  return { name, isPreset: true, path: `${name}.yml` };
}

function keyOf(target: Target): string {
  return `${target.isPreset ? "preset" : "file"}:${target.path}`;
}

/** What a file says it extends, read leniently so that its other problems and those of its base are shown together. */
function extended(document: PolicyDocument, target: Target): string[] {
  const value = document.data.extends;
  if (value === undefined) return target.isPreset || document.problems.length > 0 ? [] : ["recommended"];
  const names = Array.isArray(value) ? value : [value];
  return names.filter((name) => typeof name === "string");
}

function resolveTarget(name: string, from: Target): Target | string {
  if (presetNames.includes(name)) return preset(name);
  if (from.isPreset) throw new Error(`The preset ${from.path} extends ${name}, which is no preset`);
  if (!/^\.\.?\//.test(name)) {
    const guess = didYouMean(name, presetNames);
    const rest =
      guess === ""
        ? "; presets are recommended, strict and none, and a path starts with `./` or `../`."
        : guess;
    return `\`extends\` names ${quote(name)}, which is no preset${rest}`;
  }
  if (/[\\\u0000-\u001f]/.test(name)) return `\`extends\` names ${quote(name)}; separate folders with \`/\`.`;
  const path = posix.join(posix.dirname(from.path), name);
  if (path === ".." || path.startsWith("../"))
    return `\`extends\` names ${quote(name)}, which lies outside the repository; check that policy out below the repository's root.`;
  return { name, isPreset: false, path };
}
