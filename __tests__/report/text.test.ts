import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { renderText } from "../../src/report/text.ts";
import {
  couldNotJudge,
  empty,
  finding,
  huge,
  leak,
  pack,
  passedWithWaivers,
  report,
  unenforced,
  workspace,
} from "./fixtures.ts";

const plain = { color: false };

describe("renderText", () => {
  it("a leak", () => {
    assert.equal(
      renderText(leak, plain),
      `There is no policy file, so \`recommended\` applies. To set your own, write \`.github/lastgate.yml\` with the lines \`version: 1\` and \`extends: recommended\`. Packed with npm 11.21.2.

@anthropic-ai/claude-code 2.1.88  18 files, 31.2 MB packed, 84.6 MB unpacked
  error  source-map
    cli.js.map  59.8 MB  a source map that hands out 1,902 original files (57.1 MB of source code), among them \`../src/main.tsx\` and \`../src/tools/BashTool.ts\`
      why  ships because \`files[2]\` is \`*.map\`
      fix  remove \`"*.map"\` from \`files\`
      at   package.json:34
  error  size-limit
    the tarball  packed 31.2 MB, limit 20 MB
      fix  take out \`cli.js.map\` (59.8 MB), the largest file
      at   .github/lastgate.yml:9
  warn   lifecycle-script
    package.json › scripts.postinstall  \`postinstall\` runs on every install: node install.js
      fix  allow that exact command in the policy:
           rules:
             lifecycle-script: { allow: { postinstall: "node install.js" } }
      at   package.json:21

stopped: 2 errors, 1 warning in 1 package
`,
    );
  });

  it("a workspace: aligned, what is shared once, what the policy allowed", () => {
    assert.equal(
      renderText(workspace, plain),
      `Judged by \`.github/lastgate.yml\`, which extends \`recommended\`. Packed with npm 11.21.2.

@acme/core 1.4.0  3 files, 21.4 kB packed, 88.1 kB unpacked
  error  source-map  2 findings, 140.9 kB
    dist/index.js.map    140 kB  a source map that hands out 12 original files (40 kB)
    dist/deep/er.js.map   900 B  a source map that hands out 1 original file (312 B)
      why  ships because \`files[0]\` is \`dist\`
      fix  add \`"!dist/**/*.map"\` to \`files\`
      at   package.json:12
  warn   test-file
    dist/index.test.js  4.4 kB  a test
      why  ships because \`files[0]\` is \`dist\`
      fix  add \`"!**/*.test.*"\` to \`files\`
      at   package.json:12

the same in 2 packages  @acme/core 1.4.0, @acme/cli 1.4.0
  error  secret-file
    .env  96 B  an environment file with 3 values that are set
      why  ships because there is no \`files\` field: everything that is not ignored ships
      fix  add \`.env\` to \`.npmignore\`
      at   packages/core/.npmignore, packages/cli/.npmignore

@acme/new 0.0.1  3 files, 21.4 kB packed, 88.1 kB unpacked, audience internal, nothing found

allowed by the policy
  waived   source-map  dist/vendor.js.map, dist/vendor2.js.map (@acme/new)
      reason  Vendor support needs symbolicated traces.
      until   2027-03-01, owner @acme/security
      at      .github/lastgate.yml:18
  lowered  test-file  from warn to off (@acme/cli)
      reason  the fixtures are the product
      at      .github/lastgate.yml:12

note  2 private packages were left out.
note  There is no published version of \`@acme/new\` to compare with.

stopped: 4 errors, 1 warning in 2 of 3 packages (2 findings waived)
`,
    );
  });

  it("what could not be judged, with the child's last lines", () => {
    assert.equal(
      renderText(couldNotJudge, plain).split("\n\n@acme")[0],
      `Judged by \`.github/lastgate.yml\`, which extends \`recommended\`. Packed with npm 11.21.2.

could not judge  packages/core
    \`npm pack\` failed with exit code 1; run it in \`packages/core\` and mend what it says.
    at  packages/core/package.json
    | > @acme/core@1.4.0 prepack
    | > tsc
    | 
    | src/index.ts(3,1): error TS2304: Cannot find name 'foo'.
    |   at something

could not judge  .github/lastgate.yml
    unknown key \`rulez\`; did you mean \`rules\`?
    at  .github/lastgate.yml:7

could not judge  invalid-policy
    \`limits.packed\` is \`1 megabyte\`, which is no size; write \`1 MB\`.
    at  .github/lastgate.yml:4`,
    );
  });

  const lastLines: [string, Parameters<typeof renderText>[0], string][] = [
    ["empty", empty, "passed: there was no package to judge"],
    ["passed", report({ packages: [pack({})] }), "passed: nothing found in 1 package"],
    ["passed with waivers", passedWithWaivers, "passed: 1 warning in 1 package (1 finding waived)"],
    ["stopped", leak, "stopped: 2 errors, 1 warning in 1 package"],
    ["not enforced", unenforced, "would be stopped: 2 errors, 1 warning in 1 package"],
    ["could not judge", couldNotJudge, "could not judge: 3 failures; 1 error in 1 package"],
    ["could not judge anything", { ...couldNotJudge, packages: [] }, "could not judge: 3 failures"],
  ];
  for (const [name, given, line] of lastLines) {
    it(`ends with the verdict: ${name}`, () =>
      assert.equal(renderText(given, plain).split("\n").at(-2), line));
  }

  const firstLines: [string, Parameters<typeof renderText>[0], RegExp][] = [
    ["stopped", unenforced, /^Nothing was enforced .* would fail\.$/],
    ["passed", { ...passedWithWaivers, enforced: false }, /^Nothing was enforced .* the same\.$/],
    [
      "could not judge",
      { ...couldNotJudge, enforced: false },
      /^Nothing was enforced .* fails the check all the same\.$/,
    ],
  ];
  for (const [name, given, line] of firstLines) {
    it(`begins with what was not enforced: ${name}`, () =>
      assert.match(renderText(given, plain).split("\n")[0] ?? "", line));
  }

  it("shows ten findings of a rule and counts the others", () => {
    const lines = renderText(huge, plain).split("\n");
    const first = lines.slice(
      lines.indexOf("  error  source-map  1,250 findings, 3.1 GB"),
      lines.findIndex((line) => line.startsWith("  error  unlisted-file")),
    );
    assert.equal(first.filter((line) => line.includes(".js.map")).length, 10);
    assert.equal(first.at(-1), "    … 1,240 more; --format json lists them all");
    assert.ok(lines.length < 300);
  });

  it("shows every fix, with fewer files, and counts those over twenty", () => {
    const fixes = (amount: number) => {
      const findings = Array.from({ length: amount * 15 }, (_, index) =>
        finding({ path: `f${index}.log`, fix: `fix ${index % amount}` }),
      );
      return renderText(report({ outcome: "stopped", packages: [pack({ findings })] }), plain).split("\n");
    };
    const three = fixes(3);
    assert.deepEqual(
      three.filter((line) => / fix {2}fix /.test(line)).map((line) => line.trim()),
      ["fix  fix 0", "fix  fix 1", "fix  fix 2"],
    );
    assert.equal(three.filter((line) => line.includes(".log")).length, 12);
    assert.deepEqual(
      three.filter((line) => line.includes("…")).map((line) => line.trim()),
      ["… 5 more with the same fix", "… 14 more with the same fix", "… 14 more with the same fix"],
    );
    const many = fixes(22);
    assert.equal(many.filter((line) => / fix {2}fix /.test(line)).length, 20);
    assert.ok(many.includes("    … 30 more, with 2 other fixes; --format json lists them all"));
    assert.ok(fixes(21).includes("    … 15 more, with 1 other fix; --format json lists them all"));
  });

  it("counts quiet packages over ten", () => {
    const packages = Array.from({ length: 200 }, (_, index) => pack({ name: `p${index}` }));
    const lines = renderText(report({ packages }), plain).split("\n");
    assert.equal(lines.filter((line) => line.endsWith("nothing found")).length, 11);
    assert.ok(lines.includes("… and 190 more packages with nothing found"));
  });

  it("keeps the last forty lines of a child's output", () => {
    const [first] = couldNotJudge.failures;
    assert.ok(first);
    const detail = Array.from({ length: 50 }, (_, index) => `line ${index}`);
    const lines = renderText({ ...couldNotJudge, failures: [{ ...first, detail }] }, plain).split("\n");
    assert.ok(lines.includes("    | … 10 lines before this"));
    assert.ok(
      !lines.includes("    | line 9") && lines.includes("    | line 10") && lines.includes("    | line 49"),
    );
  });

  it("does not become a command where two texts meet", () => {
    const given = report({
      outcome: "stopped",
      packages: [pack({ findings: [finding({ path: ":", line: 7, message: "x" })] })],
    });
    assert.match(renderText(given, plain), /^ {4}\\u\{3a\}:7/m);
  });

  it("has colours only when asked for", () => {
    assert.match(
      renderText(leak, { color: true }),
      /\u001b\[31merror\u001b\[39m {2}\u001b\[1msource-map\u001b\[22m/,
    );
    assert.ok(!renderText(leak, plain).includes("\u001b"));
  });

  it("prints no empty section", () => {
    assert.equal(
      renderText(report({ packages: [pack({})] }), plain),
      "Judged by `.github/lastgate.yml`, which extends `recommended`. Packed with npm 11.21.2.\n\n@acme/core 1.4.0  3 files, 21.4 kB packed, 88.1 kB unpacked, nothing found\n\npassed: nothing found in 1 package\n",
    );
  });
});
