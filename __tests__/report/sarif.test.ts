import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { describe, it } from "node:test";
import Ajv from "ajv-draft-04";
import addFormats from "ajv-formats";
import type { Log, Run } from "sarif";
import type { Report } from "../../src/report/report.ts";
import { renderSarif } from "../../src/report/sarif.ts";
import { defineRule, noOptions } from "../../src/rules/rule.ts";
import {
  couldNotJudge,
  finding,
  huge,
  leak,
  pack,
  report,
  reports,
  unenforced,
  workspace,
} from "./fixtures.ts";
import { HOSTILE, infect } from "./hostile.ts";

const rules = ["source-map", "secret-file"].map((id) =>
  defineRule({
    id,
    title: `Title of ${id}`,
    catches: "What it catches.",
    incident: "A real case.",
    fix: "Mend it.",
    options: noOptions,
    start: () => ({}),
  }),
);

function runOf(given: Report): Run {
  const log: Log = JSON.parse(renderSarif(given, rules));
  assert.equal(log.runs.length, 1);
  const [run] = log.runs;
  assert.ok(run);
  return run;
}

/** The OASIS schema, as the package brings it. */
function validator() {
  const path = createRequire(import.meta.url).resolve(
    "@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json",
  );
  const ajv = new Ajv.default({ strict: false, unicodeRegExp: false });
  addFormats.default(ajv);
  return ajv.compile(JSON.parse(readFileSync(path, "utf8")));
}

describe("renderSarif", () => {
  it("is valid SARIF 2.1.0, for every report and every trick", () => {
    const validate = validator();
    const tricks = Object.values(HOSTILE).map((text) => infect(couldNotJudge, () => text));
    for (const given of [...Object.values<Report>(reports), ...tricks]) {
      assert.ok(
        validate(JSON.parse(renderSarif(given, rules))),
        JSON.stringify(validate.errors?.slice(0, 3)),
      );
    }
    assert.ok(!validate({ version: "2.1.0", runs: [{ results: [] }] }));
  });

  it("a result with its rule, message and place", () => {
    const run = runOf(leak);
    const [first] = run.results ?? [];
    assert.equal(first?.ruleId, "source-map");
    assert.equal(run.tool.driver.rules?.[first?.ruleIndex ?? -1]?.id, "source-map");
    assert.equal(first?.level, "error");
    assert.equal(
      first?.message.text,
      'cli.js.map: a source map that hands out 1,902 original files (57.1 MB of source code), among them `../src/main.tsx` and `../src/tools/BashTool.ts`\nWhy: ships because `files[2]` is `*.map`\nFix: remove `"*.map"` from `files`\nIn @anthropic-ai/claude-code 2.1.88.',
    );
    assert.deepEqual(first?.locations, [
      {
        physicalLocation: {
          artifactLocation: { uri: "package.json", uriBaseId: "%SRCROOT%" },
          region: { startLine: 34 },
        },
      },
    ]);
    assert.deepEqual(
      run.results?.map(({ level }) => level),
      ["error", "error", "warning"],
    );
  });

  it("describes the rules it is given, and knows those it is not", () => {
    const { rules: described = [] } = runOf(leak).tool.driver;
    assert.deepEqual(
      described.map(({ id }) => id),
      ["source-map", "secret-file", "size-limit", "lifecycle-script"],
    );
    assert.equal(described[0]?.shortDescription?.text, "Title of source-map");
    assert.equal(described[0]?.fullDescription?.text, "What it catches.");
    assert.match(
      described[0]?.help?.text ?? "",
      /A real case\.[\s\S]*Mend it\.[\s\S]*docs\/rules\.md#source-map$/,
    );
    for (const result of runOf(workspace).results ?? []) {
      assert.equal(runOf(workspace).tool.driver.rules?.[result.ruleIndex ?? -1]?.id, result.ruleId);
    }
  });

  it("falls back on the package's manifest for a place", () => {
    const uris = (directory: string | null) =>
      runOf(report({ packages: [pack({ directory, findings: [finding({ at: null })] })] })).results?.flatMap(
        ({ locations = [] }) =>
          locations.map(({ physicalLocation }) => [
            physicalLocation?.artifactLocation?.uri,
            physicalLocation?.region?.startLine,
          ]),
      );
    assert.deepEqual(uris("packages/core"), [["packages/core/package.json", 1]]);
    assert.deepEqual(uris(""), [["package.json", 1]]);
    assert.deepEqual(uris(null), [["package.json", 1]]);
  });

  it("fingerprints a finding by what it is, not by its measures", () => {
    const prints = (...findings: ReturnType<typeof finding>[]) =>
      (runOf(report({ packages: [pack({ findings })] })).results ?? []).map(
        ({ partialFingerprints }) => partialFingerprints?.primaryLocationLineHash,
      );
    const [base] = prints(finding({}));
    assert.match(base ?? "", /^[0-9a-f]{16}:1$/);
    const same = [
      finding({ message: "other" }),
      finding({ line: 7 }),
      finding({ at: null }),
      finding({ level: "warn" }),
    ];
    for (const one of same) assert.deepEqual(prints(one), [base]);
    const other = [finding({ rule: "x" }), finding({ path: "x" }), finding({ field: "x" })];
    for (const one of other) assert.notDeepEqual(prints(one), [base]);
    assert.deepEqual(prints(finding({}), finding({ line: 2 })), [base, base?.replace(":1", ":2")]);
    const versions = ["1.0.0", "2.0.0"].map((version) =>
      runOf(report({ packages: [pack({ version, findings: [finding({})] })] })),
    );
    assert.deepEqual(
      versions[0]?.results?.[0]?.partialFingerprints,
      versions[1]?.results?.[0]?.partialFingerprints,
    );
  });

  it("keeps to 5,000 results, errors first, and counts what is cut", () => {
    const run = runOf(huge);
    assert.equal(run.results?.length, 5000);
    assert.ok(run.results?.every(({ level }) => level === "error"));
    assert.equal(run.properties?.resultsCut, 5000);
    const notes = run.invocations?.[0]?.toolExecutionNotifications?.map(({ message }) => message.text);
    assert.deepEqual(notes, [
      "stopped: 7,500 errors, 2,500 warnings in 2 packages",
      "5,000 results left out: code scanning shows 5,000 results of a run.",
    ]);
  });

  it("an unsuccessful invocation when something could not be judged", () => {
    const [invocation] = runOf(couldNotJudge).invocations ?? [];
    assert.equal(invocation?.executionSuccessful, false);
    const failures = invocation?.toolExecutionNotifications?.filter(({ level }) => level === "error") ?? [];
    assert.deepEqual(
      failures.map(({ descriptor }) => descriptor?.id),
      ["pack-failed", "invalid-policy", "invalid-policy"],
    );
    assert.equal(
      failures[1]?.message.text,
      ".github/lastgate.yml: unknown key `rulez`; did you mean `rules`?",
    );
    assert.equal(failures[1]?.locations?.[0]?.physicalLocation?.region?.startLine, 7);
    assert.equal(runOf(leak).invocations?.[0]?.executionSuccessful, true);
  });

  it("opens no alert for what a waiver covers, but counts it", () => {
    assert.equal(runOf(workspace).results?.length, 5);
    assert.equal(runOf(workspace).properties?.waived, 2);
  });

  it("says first that nothing was enforced", () => {
    assert.match(
      runOf(unenforced).invocations?.[0]?.toolExecutionNotifications?.[0]?.message.text ?? "",
      /^Nothing was enforced/,
    );
    assert.equal(runOf(unenforced).properties?.enforced, false);
  });
});
