import { defineRule, noOptions } from "./rule.ts";

/** Said by the judge, who alone sees both policies; see relaxations. */
export const policyRelaxed = defineRule({
  id: "policy-relaxed",
  title: "The change lets through what the policy before it does not",
  catches:
    "On a pull request and in a merge queue: findings that stand under the policy of the base commit and not, or only as warnings, under the changed one, with the policy line that lets them through. A deleted policy, a lower " +
    "level, a new waiver, another `extends`, a wider `ship`, a removed `require` or limit, and an audience that `publishConfig` switches are all seen by what they let through. The level is the stricter of the two policies' levels, no " +
    "waiver covers it, and it never weighs more than what it lets through. Left alone: a stricter policy, a change of the policy that lets nothing through yet, and the lines of the artifact list, whose review is their purpose.",
  incident:
    "No public case by name: it is the shape of every check whose settings lie beside the code. The pull request that brings the leak also brings the line that allows it.",
  fix: "Leave the exception out of this change; if it is meant, have it approved by the owners of the policy, because no change can approve its own.",
  options: noOptions,
  start: () => ({}),
});
