import { createHash } from "node:crypto";
import type { Rule } from "../rules/rule.ts";
import { checkedPresets } from "./checked-presets.ts";
import type { ReadPolicy } from "./validate.ts";

/**
 * A preset whose very text was read and checked when the bundle was built, so that a run without a policy file needs neither YAML
 * nor the schema. Null for any other text, and for other rules than those that it names: it is then read like every policy.
 */
export function knownPreset(path: string, text: string, rules: readonly Rule[]): ReadPolicy | null {
  const content = checkedPresets.get(createHash("sha256").update(text).digest("hex"));
  if (content === undefined) return null;
  const ids = new Set(rules.map(({ id }) => id));
  if (!Object.keys(content.rules ?? {}).every((id) => ids.has(id))) return null;
  // A preset is whole, and never the place of a finding.
  const top = { file: path, line: 1, column: 1 };
  const document = { file: path, data: content, problems: [], place: () => top, valuePlace: () => top };
  return { document, content, problems: [] };
}
