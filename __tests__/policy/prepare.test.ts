import assert from "node:assert/strict";
import { test } from "node:test";
import { loadPolicy } from "../../src/policy/load.ts";
import { defineRule } from "../../src/rules/rule.ts";
import { RuleOptions } from "../../src/rules/rule-options.ts";
import { memoryFiles, sampleRules } from "./sample.ts";

/** How often a rule is asked to load what its options need, when a policy says so of it. */
async function prepared(rules: string): Promise<number> {
  let times = 0;
  const slow = defineRule({
    ...{ id: "slow", title: "x", catches: "x", incident: "x", fix: "x" },
    // As a rule whose patterns need an engine to be checked.
    options: new RuleOptions<{ find?: string | undefined }>({}, ({ z }) =>
      z
        .strictObject({ find: z.string().optional() })
        .refine(({ find }) => find === undefined || times > 0, "came too early"),
    ),
    prepare: async () => {
      times++;
    },
    start: () => ({}),
  });
  const levels = ["slow", ...sampleRules.map(({ id }) => id)].map((id) => `${id}: error`);
  const { resolve } = await loadPolicy({
    file: "a.yml",
    files: memoryFiles({ "a.yml": `version: 1\nrules: ${rules}\n` }),
    presets: memoryFiles({ "recommended.yml": `version: 1\nrules: { ${levels.join(", ")} }` }),
    rules: [...sampleRules, slow],
  });
  resolve({ name: "a", audience: "public" });
  return times;
}

test("a rule loads what its options need before they are checked, and only when it has some", async () => {
  assert.equal(await prepared("{ slow: { find: x } }"), 1);
  assert.equal(await prepared("{ slow: { find: x }, source-map: { allow: none } }"), 1);
  assert.equal(await prepared("{ slow: error, source-map: { allow: none } }"), 0);
  assert.equal(await prepared('{ slow: { level: warn, reason: "Why." } }'), 0);
});
