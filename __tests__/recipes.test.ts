/** Every workflow that the documentation shows: right to GitHub's parser and to actionlint, and careful with its rights. */
import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, test } from "node:test";
import { parse } from "yaml";
import { z } from "zod";
import { ROOT } from "./e2e/runner.ts";
import { checkAction, checkWorkflow } from "./e2e/workflow-checks.ts";

const read = (file: string): string => readFileSync(join(ROOT, file), "utf8");
const recipes = globSync("docs/recipes/*.yml", { cwd: ROOT }).sort();
const pages = ["README.md", ...globSync("docs/**/*.md", { cwd: ROOT })].sort();

const workflow = z.looseObject({
  permissions: z.strictObject({}),
  jobs: z.record(
    z.string(),
    z.looseObject({
      needs: z.string().optional(),
      permissions: z.record(z.string(), z.string()),
      steps: z.array(z.looseObject({ uses: z.string().optional(), run: z.string().optional() })),
    }),
  ),
});

/** Rights with which a script could publish, or sign in somebody's name. */
const isPublishing = (permissions: Record<string, string>) =>
  "id-token" in permissions || "packages" in permissions;

for (const file of recipes) {
  describe(file, () => {
    const content = read(file);
    const { jobs } = workflow.parse(parse(content));

    test("is right to GitHub's parser and to actionlint, and pins every action", async () => {
      assert.deepEqual(await checkWorkflow(file, content), []);
    });

    test("says why for each grant, and puts no expression into a script", () => {
      for (const line of content.split("\n"))
        if (/^ {6}[\w-]+: (?:read|write)/.test(line)) assert.match(line, / # \w/);
      for (const { run } of Object.values(jobs).flatMap(({ steps }) => steps))
        assert.ok(!run?.includes("$" + "{{"), run);
      assert.doesNotMatch(content, /^ *pull_request_target:/m);
    });

    test("the gate runs before, and never in, a job that may publish", () => {
      for (const [name, job] of Object.entries(jobs)) {
        if (!isPublishing(job.permissions)) continue;
        const scripts = job.steps.flatMap(({ run }) => run ?? []).join("\n");
        assert.ok(!job.steps.some(({ uses }) => uses?.startsWith("lastgate/")), name);
        // Changesets publishes itself, so it is installed: without any script.
        assert.doesNotMatch(scripts, /npm (?:ci(?! --ignore-scripts)|i|install|run|test|exec|x|pack)\b|npx/);
        assert.match(scripts, /test "\$(?:INTEGRITY|integrity)" = "sha512-/);
        assert.doesNotMatch(scripts, /npm (?:stage )?publish(?! "?\.\/)/);
        const judged = jobs[job.needs ?? ""];
        assert.ok(judged !== undefined && !isPublishing(judged.permissions), job.needs);
      }
    });
  });
}

test("the index names every recipe, and says of each whether the runner's tests run it", () => {
  const rows = read("docs/recipes/README.md").matchAll(
    /^\| \[[^\]]+\]\(([\w-]+)\.md\) *\|[^|]*\| ([^|]+?) *\|$/gm,
  );
  const listed = new Map([...rows].map(([, name = "", runs = ""]) => [name, runs]));
  assert.deepEqual(
    [...listed.keys()].sort(),
    recipes.map((file) => basename(file, ".yml")),
  );
  const tests = read("__tests__/runner/recipes.test.ts");
  for (const [name, runs] of listed) assert.equal(!runs.startsWith("no:"), tests.includes(`"${name}"`), name);
});

describe("what the pages show in passing", () => {
  for (const page of pages) {
    const blocks = [...read(page).matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(([, block = ""]) => block);
    for (const [index, block] of blocks.entries()) {
      const isWorkflow = /^jobs:$/m.test(block);
      const isFragment = /^ *- (?:id|uses|run|name):/.test(block) && /^ *(?:- )?(?:uses|run):/m.test(block);
      if (!isWorkflow && !isFragment) continue;
      test(`${page}, block ${index + 1}`, async () => {
        const whole = isWorkflow
          ? block
          : `on: push\njobs:\n  x:\n    runs-on: ubuntu-latest\n    steps:\n${block.replace(/^(?! {6})(?=.)/gm, "      ")}`;
        // A page may name an action by its tag where the version is not the point; the recipes may not.
        const wrong = (await checkWorkflow(page, whole)).filter((line) => !line.startsWith("not pinned"));
        assert.deepEqual(wrong, []);
      });
    }
  }

  test("the configuration of semantic-release is JSON, and never lets it publish", () => {
    const [, block = ""] = /^```json\n([\s\S]*?)^```$/m.exec(read("docs/recipes/semantic-release.md")) ?? [];
    const { plugins } = z.object({ plugins: z.array(z.unknown()) }).parse(JSON.parse(block));
    const npm = ["@semantic-release/npm", { npmPublish: false, tarballDir: "release" }];
    assert.deepEqual(plugins[2], npm);
  });

  test("there are such blocks in the README and in every recipe's page", () => {
    assert.match(read("README.md"), /^```yaml\n[\s\S]*?^jobs:$/m);
    for (const file of recipes) assert.ok(read(file.replace(/yml$/, "md")).includes(read(file)), file);
  });
});

for (const file of globSync("__tests__/runner/actions/*/action.yml", { cwd: ROOT }))
  test(`${file} is right to GitHub's parser`, () => assert.deepEqual(checkAction(file, read(file)), []));
