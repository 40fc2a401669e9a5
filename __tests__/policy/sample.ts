import { type LoadedPolicy, loadPolicy, type PolicyFiles } from "../../src/policy/load.ts";
import { PolicyError } from "../../src/policy/problems.ts";
import { defineRule, noOptions, type Rule } from "../../src/rules/rule.ts";
import { RuleOptions } from "../../src/rules/rule-options.ts";

/** A few rules and presets, small enough that a test can say everything about them. */
export const sampleRules: readonly Rule[] = [
  sampleRule(
    "source-map",
    new RuleOptions<object>({ allow: "none" }, ({ z }) =>
      z.strictObject({
        allow: z.enum(["none", "without-sources", "own-sources"]).default("none"),
        below: z.array(z.string()).optional(),
      }),
    ),
  ),
  sampleRule("agent-file", noOptions),
  sampleRule("test-file", noOptions),
  sampleRule(
    "lifecycle-script",
    new RuleOptions<object>({ allow: {} }, ({ z }) =>
      z.strictObject({ allow: z.strictObject({ install: z.string().min(1).optional() }).default({}) }),
    ),
  ),
];

function sampleRule<Options>(id: string, options: RuleOptions<Options>): Rule {
  return defineRule({ id, title: id, catches: "x", incident: "x", fix: "x", options, start: () => ({}) });
}

const samplePresets = memoryFiles({
  "recommended.yml":
    "version: 1\nrules: { source-map: error, agent-file: error, test-file: warn, lifecycle-script: error }",
  "strict.yml": "version: 1\nextends: recommended\nrules: { test-file: error }",
  "none.yml":
    "version: 1\nrules: { source-map: off, agent-file: off, test-file: off, lifecycle-script: off }",
});

export function memoryFiles(files: Readonly<Record<string, string>>): PolicyFiles {
  return { read: async (path) => files[path] ?? null };
}

/** Loads `.github/lastgate.yml` from a tree of the given files. */
export function load(files: string | Readonly<Record<string, string>>): Promise<LoadedPolicy> {
  return loadPolicy({
    file: ".github/lastgate.yml",
    files: memoryFiles(typeof files === "string" ? { ".github/lastgate.yml": files } : files),
    presets: samplePresets,
    rules: sampleRules,
  });
}

/** Loads without a policy file. */
export function loadNone(): Promise<LoadedPolicy> {
  return loadPolicy({ file: null, files: memoryFiles({}), presets: samplePresets, rules: sampleRules });
}

/** What is wrong with a policy, as `line:column message`; with the file name when it is not the policy itself. */
export async function problemsOf(files: string | Readonly<Record<string, string>>): Promise<string[]> {
  try {
    await load(files);
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error;
    return error.problems.map(({ file, line, column, message }) => {
      const place = file === ".github/lastgate.yml" ? "" : `${file}:`;
      return `${place}${line}:${column} ${message}`;
    });
  }
  return [];
}
