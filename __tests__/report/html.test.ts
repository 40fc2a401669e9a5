import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type DefaultTreeAdapterTypes, parse } from "parse5";
import { renderHtml } from "../../src/report/html.ts";
import type { Report } from "../../src/report/report.ts";
import { couldNotJudge, empty, huge, leak, reports, unenforced, workspace } from "./fixtures.ts";

type Node = DefaultTreeAdapterTypes.Node;
type Element = DefaultTreeAdapterTypes.Element;

function* elements(node: Node): Generator<Element> {
  if ("tagName" in node) yield node;
  if ("childNodes" in node) for (const child of node.childNodes) yield* elements(child);
}

function textOf(node: Node): string {
  if ("value" in node) return node.value;
  return "childNodes" in node ? node.childNodes.map(textOf).join("") : "";
}

function texts(report: Report, tag: string): string[] {
  return [...elements(parse(renderHtml(report)))].filter(({ tagName }) => tagName === tag).map(textOf);
}

describe("renderHtml", () => {
  it("is well-formed, needs nothing from outside and runs nothing", () => {
    for (const report of Object.values<Report>(reports)) {
      const page = renderHtml(report);
      const errors: string[] = [];
      const document = parse(page, { onParseError: ({ code }) => errors.push(code) });
      assert.deepEqual(errors, []);
      assert.match(
        page,
        /<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">/,
      );
      assert.doesNotMatch(page, /https?:|url\(|@import/);
      for (const { tagName, attrs } of elements(document)) {
        assert.ok(
          !["script", "link", "img", "iframe", "a", "form", "base", "object", "svg"].includes(tagName),
          tagName,
        );
        for (const { name } of attrs) assert.match(name, /^(lang|charset|http-equiv|content|name|class)$/);
      }
    }
  });

  it("begins with the verdict", () => {
    assert.deepEqual(texts(leak, "h1"), ["Stopped: 2 errors, 1 warning in 1 package"]);
    assert.deepEqual(texts(leak, "title"), ["Lastgate: Stopped: 2 errors, 1 warning in 1 package"]);
    assert.deepEqual(texts(empty, "h1"), ["Passed: there was no package to judge"]);
  });

  it("says before it that nothing was enforced", () => {
    assert.match(
      renderHtml(unenforced),
      /<main>\n<p class="unenforced">Nothing was enforced \(<code>enforce: false<\/code>\)[^\n]*<\/p>\n<h1 class="stopped">Would be stopped/,
    );
    assert.doesNotMatch(renderHtml(leak), /Nothing was enforced/);
  });

  it("shows what the summary shows, and the integrity whole", () => {
    const body = textOf(parse(renderHtml(workspace)));
    for (const part of [
      "The same in 2 packages",
      "an environment file with 3 values that are set",
      "ships because files[0] is dist",
      'add "!dist/**/*.map" to files',
      "packages/core/.npmignore, packages/cli/.npmignore",
      "Vendor support needs symbolicated traces.",
      "warn → off",
      "2 private packages were left out.",
      "Everything that ships in @acme/core 1.4.0: 3 files, 88.1 kB",
      workspace.packages[0]?.tarball.integrity ?? "none",
    ]) {
      assert.ok(body.includes(part), part);
    }
  });

  it("shows what could not be judged", () => {
    assert.deepEqual(texts(couldNotJudge, "pre"), [
      "> @acme/core@1.4.0 prepack\n> tsc\n\nsrc/index.ts(3,1): error TS2304: Cannot find name 'foo'.\n  at something",
    ]);
    assert.ok(
      texts(couldNotJudge, "p").includes(
        ".github/lastgate.yml unknown key rulez; did you mean rules? (.github/lastgate.yml:7)",
      ),
    );
  });

  it("leaves nothing out of ten thousand findings", () => {
    const cells = new Set(texts(huge, "td"));
    for (const { findings } of huge.packages) {
      for (const { path, message } of findings) assert.ok(cells.has(path ?? "") && cells.has(message));
    }
  });

  it("prints no empty section", () => {
    assert.deepEqual(texts(empty, "h2"), ["Notes"]);
    assert.deepEqual(texts(empty, "table"), []);
  });
});
