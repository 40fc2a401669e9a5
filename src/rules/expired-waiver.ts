import { defineRule, noOptions } from "./rule.ts";

/** Said by the judge, who alone knows the date; see waiverFindings. */
export const expiredWaiver = defineRule({
  id: "expired-waiver",
  title: "A waiver whose end has passed",
  catches:
    "A waiver of the policy whose `expires` is past, or cannot be read as a date. It covers nothing any more: what it covered stands again. A waiver for another audience is left alone.",
  incident:
    "No public case by name: it is how allowlists age. Nobody is asked again, and the exception outlives its reason.",
  fix: "Mend what the waiver covered and delete it, or agree on a new `expires` with its owner.",
  options: noOptions,
  start: () => ({}),
});
