import { defineRule, noOptions } from "./rule.ts";

/** Said by the judge, once all packages of a run are judged; see waiverFindings. */
export const unusedWaiver = defineRule({
  id: "unused-waiver",
  title: "A waiver that covers nothing",
  catches:
    "A waiver that matched no finding in any package of the run: the file is gone or mended, or the glob is misspelled. A waiver for another audience is left alone, and so are all of them when packages of the workspace were left out or could not be judged.",
  incident:
    "No public case by name: a waiver left behind waits for the next file of that name, and then nobody is asked.",
  fix: "Delete the waiver, or correct its `files`.",
  options: noOptions,
  start: () => ({}),
});
