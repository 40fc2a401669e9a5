import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { cutMarkdown, cutText } from "../../src/github/cut.ts";
import { writeOutputs } from "../../src/github/outputs.ts";
import { parsePairs, ROOT, runStep, type Step, type StepOptions } from "../e2e/runner.ts";

const folder = await mkdtemp(join(tmpdir(), "outputs-"));
after(() => rm(folder, { recursive: true }));
let scripts = 0;

/** Runs code that has the functions of outputs.ts in scope as a step of the fake runner. */
async function step(code: string, options: Partial<StepOptions> = {}): Promise<Step> {
  const script = join(folder, `${++scripts}.ts`);
  const module = JSON.stringify(join(ROOT, "src/github/outputs.ts"));
  await writeFile(
    script,
    `import { group, maskSecrets, writeOutputs, writeSummary } from ${module};\n${code}\n`,
  );
  return await runStep({ script, workspace: folder, ...options });
}

const hostile = [
  "a\nverdict<<x\npassed\nx",
  "verdict=passed",
  "\r\nverdict=passed",
  "x##[set-output name=verdict]passed",
  "::set-output name=verdict::passed",
  "  ::error::gotcha",
  "::add-mask::e",
  "::stop-commands::word",
  "##[endgroup]",
  "::endgroup::",
  "\r::notice::gotcha",
  "\u001b[31m::warning::gotcha",
  "\u0085::warning::gotcha",
  "％ %0A::error::gotcha",
];

describe("writeOutputs", () => {
  const values = {
    verdict: "stopped",
    report: "/tmp/r.json",
    tarball: "",
    integrity: "",
    errors: 2,
    warnings: 0,
  };

  test("gives the runner each value as it is, hostile ones too", async () => {
    for (const name of hostile) {
      const file = join(folder, "output");
      await writeFile(file, "");
      const tarballs = [{ name, version: "1.0.0", path: name, integrity: "sha512-x" }];
      const packages = [{ name, directory: name }];
      const outputs = { ...values, report: name, tarballs, packages };
      assert.equal(writeOutputs(outputs, { GITHUB_OUTPUT: file }), null);
      assert.deepEqual(Object.fromEntries(parsePairs(await readFile(file, "utf8"))), {
        ...values,
        report: name,
        errors: "2",
        warnings: "0",
        tarballs: JSON.stringify(tarballs),
        packages: JSON.stringify(packages),
      });
    }
  });

  test("does so in the file that the runner named, and prints nothing", async () => {
    await using result = await step(`writeOutputs(${JSON.stringify({ ...values, tarballs: [] })});`);
    assert.deepEqual(
      [result.outputs.get("verdict"), result.outputs.get("tarballs"), result.raw],
      ["stopped", "[]", ""],
    );
  });

  for (const [what, file, code] of [
    ["a full disk", "/dev/full", "ENOSPC"],
    ["a missing folder", "/nowhere/output", "ENOENT"],
    ["a folder in its place", tmpdir(), "EISDIR"],
    ["no file at all", "", "the runner named no file for it"],
  ] as const) {
    test(`says that outputs and summary could not be written: ${what}`, async () => {
      await using result = await step(
        `console.log(writeOutputs(${JSON.stringify({ ...values, tarballs: [] })}));\nconsole.log(writeSummary("# Stopped"));`,
        { env: { GITHUB_OUTPUT: file, GITHUB_STEP_SUMMARY: file } },
      );
      assert.equal(result.exitCode, 0, result.raw);
      assert.deepEqual(result.log.slice(0, 2), [
        `The step's outputs could not be written (${code}); later steps do not see them.`,
        `The job summary could not be written (${code}); the log and the JSON report have all of it.`,
      ]);
      assert.deepEqual([...result.outputs], []);
    });
  }
});

describe("writeSummary", () => {
  test("adds to what is there", async () => {
    await using result = await step(`writeSummary("# One\\n"); writeSummary("# Two");`);
    assert.equal(result.summary, "# One\n# Two\n");
  });

  for (const [what, before] of [
    ["alone", 0],
    ["after others", 300_000],
  ] as const) {
    test(`never goes over the limit, over which the runner drops all of it: ${what}`, async () => {
      await using result = await step(
        `if (${before} > 0) writeSummary("b".repeat(${before - 1})); writeSummary("€uro line\\n".repeat(200_000));`,
      );
      assert.deepEqual(result.annotations, []);
      const bytes = Buffer.byteLength(result.summary ?? "");
      assert.ok(bytes <= 1024 * 1024 && bytes > 1024 * 1024 - 100, String(bytes));
      assert.match(result.summary ?? "", /\*\*This report was cut to fit GitHub's limit\.\*\*/);
      assert.match(result.summary ?? "", /€uro line\n$/);
    });
  }
});

describe("group", () => {
  test("replays output as one group in which nothing is a command", async () => {
    await using result = await step(
      `group("npm pack\\n::error::gotcha", ${JSON.stringify(hostile)}); console.log("::notice::after");`,
    );
    assert.equal(result.groups.length, 1);
    assert.match(result.groups[0]?.name ?? "", /^npm pack/);
    // Between them the two lines that stop and resume commands.
    assert.equal(result.groups[0]?.lines.length, hostile.length + 2);
    assert.deepEqual(
      result.annotations.map(({ level, message }) => [level, message]),
      [["notice", "after"]],
    );
    assert.deepEqual([result.outputs.size, result.dropped.length, result.conclusion], [0, 0, "success"]);
    assert.deepEqual(
      result.masks.filter((mask) => mask.length < 30),
      [],
    );
  });

  test("leaves ordinary output readable", async () => {
    await using result = await step(`group("npm pack", ["> prepack", "", "dist/index.js 12 kB: ok"]);`);
    assert.deepEqual(result.groups[0]?.lines.slice(1, -1), ["> prepack", "", "dist/index.js 12 kB: ok"]);
  });
});

describe("maskSecrets", () => {
  test("hides each value, whole and line by line, and none that is empty", async () => {
    await using result = await step(
      `maskSecrets(["s3cr3t%0A", "", " ", "one-line\\ntwo-line"]); console.log("a s3cr3t%0A b two-line c");`,
    );
    assert.deepEqual(result.annotations, []);
    assert.deepEqual(result.log, ["a *** b *** c"]);
  });
});

describe("cutText and cutMarkdown", () => {
  for (const [text, limit, expected] of [
    ["abc", 3, "abc"],
    ["abcd", 3, "…"],
    ["abcdef", 5, "ab…"],
    ["€€€", 8, "€…"],
    ["🔒🔒", 7, "🔒…"],
    ["", 0, ""],
  ] as const) {
    test(`${JSON.stringify(text)} in ${limit} bytes`, () => assert.equal(cutText(text, limit), expected));
  }

  test("Markdown that fits stays, and what does not ends with a whole line", () => {
    assert.equal(cutMarkdown("a\nb", 3), "a\nb");
    const cut = cutMarkdown(`${"line\n".repeat(100)}`, 200);
    assert.match(cut, /^> \*\*This report was cut.*\n\n(?:line\n)+$/);
    assert.ok(Buffer.byteLength(cut) <= 200);
    assert.equal(Buffer.byteLength(cutMarkdown("x".repeat(500), 200)), 200);
  });
});
