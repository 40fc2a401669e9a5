import type { Rule } from "../rules/rule.ts";
import { type PolicyDocument, parsePolicyText } from "./document.ts";
import { partsOf, rulesOf } from "./parts.ts";
import type { PolicyProblem } from "./problems.ts";
import { type PolicyFile, policyFileSchema } from "./schema.ts";
import { explainIssues } from "./sentences.ts";

/** One policy file, read and checked on its own. */
export interface ReadPolicy {
  readonly document: PolicyDocument;
  /** Null when the file is not valid; `problems` says why. */
  readonly content: PolicyFile | null;
  readonly problems: readonly PolicyProblem[];
}

export type PolicyReader = (path: string, text: string) => Promise<ReadPolicy>;

/** Reads policy files with the rules that exist. Loaded on demand, with YAML and the schema: the presets were read at build time. */
export async function policyReader(rules: readonly Rule[]): Promise<PolicyReader> {
  const schema = await policyFileSchema(rules);
  return async (path, text) => {
    const document = parsePolicyText(path, text);
    if (document.problems.length > 0) return { document, content: null, problems: document.problems };
    await prepareRules(document, rules);
    const parsed = schema.safeParse(document.data);
    return parsed.success
      ? { document, content: parsed.data, problems: [] }
      : {
          document,
          content: null,
          problems: explainIssues(document, schema, parsed.error.issues, rules),
        };
  };
}

/** Before the schema, because the options are checked with what a rule loads here. */
async function prepareRules(document: PolicyDocument, rules: readonly Rule[]): Promise<void> {
  const withOptions = partsOf(document)
    .flatMap(rulesOf)
    .filter(({ options }) => Object.keys(options).length > 0);
  for (const rule of rules) {
    if (rule.prepare && withOptions.some((entry) => entry.rule === rule.id)) await rule.prepare();
  }
}
