import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { renderMarkdown } from "../../src/report/markdown.ts";
import type { Report } from "../../src/report/report.ts";
import {
  couldNotJudge,
  finding,
  huge,
  leak,
  pack,
  passedWithWaivers,
  report,
  reports,
  unenforced,
  workspace,
} from "./fixtures.ts";

describe("renderMarkdown", () => {
  it("a leak", () => {
    assert.equal(
      renderMarkdown(leak),
      `## ❌ Stopped: 2 errors, 1 warning in 1 package

There is no policy file, so \`recommended\` applies. To set your own, write \`.github/lastgate.yml\` with the lines \`version: 1\` and \`extends: recommended\`.

| Package | Version | Packed with | Files | Packed | Unpacked | Errors | Warnings | Integrity |
| :-- | :-- | :-- | --: | --: | --: | --: | --: | :-- |
| \`@anthropic-ai/claude-code\` | \`2.1.88\` | npm 11.21.2 | 18 | 31.2&nbsp;MB | 84.6&nbsp;MB | **2** | 1 | \`sha512-3NiTeJXUcV9k…\` |

### \`@anthropic-ai/claude-code\` 2&#46;1.88

#### ❌ \`source-map\`: 1 error

| What | Size | Finding |
| :-- | --: | :-- |
| \`cli.js.map\` | 59.8&nbsp;MB | a source map that hands out 1,902 original files &#40;57.1 MB of source code&#41;, among them \`../src/main.tsx\` and \`../src/tools/BashTool.ts\` |

- **Why**: ships because \`files[2]\` is \`*.map\`
- **Fix** in \`package.json:34\`: remove \`"*.map"\` from \`files\`

#### ❌ \`size-limit\`: 1 error

| What | Finding |
| :-- | :-- |
| the tarball | packed 31.2 MB, limit 20 MB |

- **Fix** in \`.github/lastgate.yml:9\`: take out \`cli.js.map\` &#40;59.8 MB&#41;, the largest file

#### ⚠️ \`lifecycle-script\`: 1 warning

| What | Finding |
| :-- | :-- |
| \`package.json › scripts.postinstall\` | \`postinstall\` runs on every install: node install.js |

- **Fix** in \`package.json:21\`: allow that exact command in the policy:

\`\`\`text
rules:
  lifecycle-script: { allow: { postinstall: "node install.js" } }
\`\`\`

<details><summary>Integrity of what was judged</summary>

\`\`\`text
sha512-3NiTeJXUcV9kfjWvVhhhzcjmYJ4lVdGsdVOhsdHnJqdZ1Qqk1sPcPVDRyLGSpiNFKgCDjmDWqDmDyBFdnzQpQA==  @anthropic-ai/claude-code@2.1.88
\`\`\`

</details>

<details><summary>Everything that ships in <code>@anthropic-ai/claude-code 2.1.88</code>: 18 files, 84.6 MB</summary>

\`\`\`text
     2 kB  README.md
    13 MB  cli.js
✗ 59.8 MB  cli.js.map
!  1.3 kB  package.json
   5.4 MB  vendor/ripgrep/x64-linux/rg
\`\`\`

</details>
`,
    );
  });

  it("what the policy allowed, with reasons, owners and ends", () => {
    const text = renderMarkdown(workspace);
    for (const line of [
      "| `source-map` | `dist/vendor.js.map`, `dist/vendor2.js.map` in `@acme/new` | Vendor support needs symbolicated traces. | `@acme/security` | 2027-03-01 | `.github/lastgate.yml:18` |",
      "| `test-file` | warn → off | the fixtures are the product | `.github/lastgate.yml:12` | `@acme/cli` |",
      "### The same in 2 packages\n\n`@acme/core`, `@acme/cli`",
      "- **Fix** in `packages/core/.npmignore`, `packages/cli/.npmignore`: add `.env` to `.npmignore`",
      "- 2 private packages were left out.",
    ]) {
      assert.ok(text.includes(line), line);
    }
  });

  it("a passed report says what was allowed, too", () => {
    const text = renderMarkdown(passedWithWaivers);
    assert.match(text, /^## ✅ Passed: 1 warning in 1 package \(1 finding waived\)\n/);
    assert.match(text, /\| `source-map` \| error → warn \| internal builds are debuggable \| {2}\|/);
  });

  it("what could not be judged, with place and output", () => {
    const text = renderMarkdown(couldNotJudge);
    assert.match(text, /^## 🚫 Could not judge: 3 failures; 1 error in 1 package\n/);
    assert.ok(text.includes("**`packages/core`** `npm pack` failed with exit code 1"));
    assert.ok(text.includes("(`packages/core/package.json`)\n\n```text\n> @acme/core@1.4.0 prepack\n"));
    assert.ok(
      text.includes(
        "**`.github/lastgate.yml`** unknown key `rulez`; did you mean `rules`? (`.github/lastgate.yml:7`)",
      ),
    );
  });

  it("says in the first line that nothing was enforced", () => {
    assert.match(
      renderMarkdown(unenforced),
      /^> ⚠️ \*\*Nothing was enforced \(`enforce: false`\)\. .*\*\*\n\n## ❌ Would be stopped: /,
    );
  });

  it("gives each row its own fix when there are many", () => {
    const findings = [1, 2, 3, 4].map((n) =>
      finding({ path: `${n}.map`, fix: `remove \`${n}.map\`\nor not` }),
    );
    const text = renderMarkdown(report({ outcome: "stopped", packages: [pack({ findings })] }));
    assert.ok(text.includes("| What | Finding | Why | Fix |"));
    assert.ok(
      text.includes(
        "| `3.map` | a source map that hands out 12 original files &#40;40 kB&#41; | ships because `files[0]` is `dist` | `package.json:12`:<br>remove `3.map`<br>`or not` |",
      ),
    );
  });

  it("folds rows over twenty away", () => {
    const findings = Array.from({ length: 25 }, (_, n) => finding({ path: `${n}.map` }));
    const text = renderMarkdown(report({ outcome: "stopped", packages: [pack({ findings })] }));
    assert.match(
      text,
      /`19\.map`[\s\S]*\*\*Fix\*\*[\s\S]*<summary>5 more<\/summary>\n\n\| What \|[\s\S]*`20\.map`[\s\S]*`24\.map`[^\n]*\n\n<\/details>/,
    );
    assert.equal(text.match(/source-map/g)?.length, 1);
  });

  it("marks the offending files in the contents, the worse finding first", () => {
    const findings = [
      finding({ path: "a" }),
      finding({ path: "a", level: "warn" }),
      finding({ path: "b", level: "warn" }),
    ];
    const contents = ["c", "b", "a"].map((path) => ({ path, size: 1 }));
    const text = renderMarkdown(report({ outcome: "stopped", packages: [pack({ findings, contents })] }));
    assert.ok(text.includes("```text\n✗ 1 B  a\n! 1 B  b\n  1 B  c\n```"));
  });
});

describe("the limit in bytes", () => {
  it("holds for ten thousand findings with large characters, and names what is cut", () => {
    const text = renderMarkdown(huge);
    assert.ok(Buffer.byteLength(text) <= 1_000_000);
    assert.ok(Buffer.byteLength(text) > 950_000);
    const [, cut] = /Left out.*:\*\* ([\d,]+) findings \(/.exec(text) ?? [];
    const shown = text.match(/^\| `dist/gm)?.length ?? 0;
    assert.equal(Number(cut?.replace(",", "")) + shown, 10_000);
    assert.match(
      text,
      /; 10,000 listed files \(`@acme\/huge-0` 5,000, `@acme\/huge-1` 5,000\)\. The JSON report has every finding\./,
    );
    for (const rule of ["source-map", "test-file", "unlisted-file", "editor-junk"]) {
      assert.equal(text.match(new RegExp(`^#### .*\`${rule}\``, "gm"))?.length, 2, rule);
    }
  });

  it("holds for any report and any limit that the verdict fits in, errors before contents", () => {
    for (const given of Object.values<Report>(reports).filter((one) => one !== huge)) {
      for (const maxBytes of [250, 500, 1000, 2000, 2500, 3000, 4000, 10_000]) {
        const text = renderMarkdown(given, { maxBytes });
        assert.ok(Buffer.byteLength(text) <= maxBytes);
        assert.match(
          text,
          /^(> ⚠️ .*\n\n)?## (✅ Passed|❌ Stopped|❌ Would be stopped|🚫 Could not judge): /,
        );
        assert.equal(text.match(/<details>/g)?.length, text.match(/<\/details>/g)?.length);
        assert.equal((text.match(/^```/gm)?.length ?? 0) % 2, 0);
        if (text !== renderMarkdown(given) && text.split("\n").length > 5) assert.match(text, /Left out/);
      }
    }
  });

  it("leaves room for the sentence that names what is cut", () => {
    const findings = Array.from({ length: 40 }, (_, n) => finding({ path: `${n}/${"x".repeat(500)}` }));
    const given = report({ outcome: "stopped", packages: [pack({ findings })] });
    for (let maxBytes = 5000; maxBytes < 20_000; maxBytes += 501) {
      const text = renderMarkdown(given, { maxBytes });
      assert.ok(Buffer.byteLength(text) <= maxBytes);
      assert.match(text, /Left out.*findings \(`source-map` \d+\)[\s\S]*\| `0\/x/);
    }
  });

  it("cuts the contents before any finding", () => {
    const contents = Array.from({ length: 3000 }, (_, n) => ({ path: `dist/${n}.js`, size: n }));
    const text = renderMarkdown(
      report({ outcome: "stopped", packages: [pack({ findings: [finding({})], contents })] }),
      { maxBytes: 10_000 },
    );
    assert.match(text, /Left out.*:\*\* 2,\d\d\d listed files \(`@acme\/core` 2,\d\d\d\)\./);
    assert.ok(text.includes("| `dist/index.js.map` |"));
    assert.ok(text.includes("  dist/100.js\n"));
  });

  it("is no worse for one endless name", () => {
    const findings = [finding({ path: "漢".repeat(1_000_000) }), finding({ path: "b.map" })];
    const text = renderMarkdown(report({ outcome: "stopped", packages: [pack({ findings })] }));
    assert.ok(text.includes("… (999,400 more characters)`"));
    assert.ok(text.includes("`b.map`"));
  });
});
