import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { allAnnotations, annotations } from "../../src/report/annotations.ts";
import { renderCommands } from "../../src/report/workflow-commands.ts";
import {
  couldNotJudge,
  empty,
  finding,
  huge,
  leak,
  pack,
  report,
  unenforced,
  workspace,
} from "./fixtures.ts";

function stopped(...findings: ReturnType<typeof finding>[]) {
  return report({ outcome: "stopped", packages: [pack({ findings })] });
}

describe("annotations", () => {
  it("one for each finding while there is room", () => {
    assert.deepEqual(
      annotations(leak).map(({ level, title, file, line }) => [level, title, file, line]),
      [
        ["error", "source-map: cli.js.map", "package.json", 34],
        ["error", "size-limit: the tarball", ".github/lastgate.yml", 9],
        ["warning", "lifecycle-script: package.json › scripts.postinstall", "package.json", 21],
      ],
    );
    assert.equal(
      annotations(leak)[1]?.message,
      "packed 31.2 MB, limit 20 MB\nFix in .github/lastgate.yml:9: take out `cli.js.map` (59.8 MB), the largest file\nPackage: @anthropic-ai/claude-code 2.1.88",
    );
  });

  it("one for what several packages share", () => {
    const shared = annotations(workspace).filter(({ title }) => title === "secret-file: .env");
    assert.equal(shared.length, 1);
    assert.match(shared[0]?.message ?? "", /\nPackage: @acme\/core 1\.4\.0 and 1 more package$/);
  });

  it("failures first, each at its policy line", () => {
    assert.deepEqual(
      annotations(couldNotJudge).map(({ title, file, line }) => [title, file, line]),
      [
        ["could not judge packages/core", "packages/core/package.json", null],
        ["could not judge .github/lastgate.yml", ".github/lastgate.yml", 7],
        ["could not judge", ".github/lastgate.yml", 4],
        ["source-map: dist/index.js.map", "package.json", 12],
      ],
    );
  });

  it("one for each rule when there are more than nine, with the count and the first paths", () => {
    const maps = Array.from({ length: 30 }, (_, n) => finding({ path: `dist/${n}.map` }));
    const [first, second, ...others] = annotations(
      stopped(...maps, finding({ rule: "secret-file", path: ".env" })),
    );
    assert.equal(first?.title, "source-map: 30 findings");
    assert.match(
      first?.message ?? "",
      /^dist\/0\.map, dist\/1\.map,.* dist\/19\.map and 10 more\nThe first: a source map/,
    );
    assert.equal(second?.title, "secret-file: .env");
    assert.deepEqual(others, []);
  });

  it("never more than nine of a level, the last naming the rest", () => {
    const many = (level: "error" | "warn") =>
      Array.from({ length: 25 }, (_, n) => finding({ level, rule: `rule-${n}`, path: `${n}.map` }));
    const shown = annotations(stopped(...many("error"), ...many("warn")));
    for (const level of ["error", "warning"]) {
      const ofLevel = shown.filter((one) => one.level === level);
      assert.equal(ofLevel.length, 9);
      assert.equal(ofLevel[8]?.title, "17 more");
      assert.match(ofLevel[8]?.message ?? "", /^rule-8: 8\.map, rule-9: 9\.map,.* rule-24: 24\.map\n/);
    }
  });

  it("nine findings of one level are shown one by one, ten are not", () => {
    const maps = Array.from({ length: 10 }, (_, n) => finding({ path: `dist/${n}.map` }));
    assert.equal(annotations(stopped(...maps.slice(1))).length, 9);
    assert.equal(annotations(stopped(...maps)).length, 1);
  });

  it("failures take room from findings, not the other way", () => {
    const [failure] = couldNotJudge.failures;
    assert.ok(failure);
    const failures = Array.from({ length: 20 }, (_, n) => ({ ...failure, subject: `p${n}` }));
    const shown = annotations({ ...couldNotJudge, failures });
    assert.equal(shown.length, 9);
    assert.deepEqual(
      shown.slice(0, 2).map(({ title }) => title),
      ["could not judge p0", "could not judge p1"],
    );
    assert.match(shown[8]?.message ?? "", /could not judge p19, source-map: dist\/index\.js\.map/);
  });

  it("says in a notice that nothing was enforced", () => {
    assert.match(renderCommands(annotations(unenforced)), /^::notice title=lastgate::Nothing was enforced/);
    assert.deepEqual(annotations(empty), []);
  });

  it("points at the manifest when it knows no better place, and nowhere for a ready tarball", () => {
    const at = (directory: string | null) =>
      annotations(report({ packages: [pack({ directory, findings: [finding({ at: null })] })] })).map(
        ({ file, line }) => [file, line],
      );
    assert.deepEqual(at("packages/core"), [["packages/core/package.json", null]]);
    assert.deepEqual(at(""), [["package.json", null]]);
    assert.deepEqual(at(null), [[null, null]]);
  });

  const files: [string, string | null][] = [
    ["a b,c:d%e.json", "a b,c:d%e.json"],
    ["größe.json", "größe.json"],
    ["a..b/c...json", "a..b/c...json"],
    ["", null],
    ["/etc/passwd", null],
    ["C:\\x", null],
    ["c:/x", null],
    ["../x", null],
    ["a/../x", null],
    ["a/..", null],
    ["=x", null],
    ["a##[error]b", null],
    ["a\nb", null],
    ["a\u202eb", null],
  ];
  for (const [file, expected] of files) {
    it(`the file ${JSON.stringify(file)} is ${expected === null ? "not " : ""}pointed at`, () => {
      assert.equal(annotations(stopped(finding({ at: { file, line: 3 } })))[0]?.file, expected);
    });
  }

  it("drops a line below 1, which would take the file with it", () => {
    for (const line of [0, -1, 1.5]) {
      const [one] = annotations(stopped(finding({ at: { file: "a.json", line } })));
      assert.deepEqual([one?.file, one?.line], ["a.json", null]);
    }
  });

  it("keeps to 4,096 characters of message and 255 of title, without half a character", () => {
    const long = "😀".repeat(5000);
    const [one] = annotations(
      stopped(finding({ path: long, message: long, why: long, fix: `${long}\n`.repeat(20) })),
    );
    assert.ok(one);
    assert.equal(one.message.length, 4096);
    assert.ok(one.message.endsWith("…") && one.title.endsWith("…"));
    assert.ok(one.title.length <= 255 && one.title.length > 250);
    assert.doesNotMatch(one.title + one.message, /\p{Cs}/u);
  });
});

describe("allAnnotations", () => {
  it("has every finding, ungrouped, errors first", () => {
    const all = allAnnotations(huge);
    assert.equal(all.length, 10_000);
    assert.equal(
      all.findIndex(({ level }) => level === "warning"),
      7500,
    );
    assert.equal(new Set(all.map(({ title, message }) => title + message)).size, 10_000);
  });

  it("has failures first", () => {
    assert.deepEqual(
      allAnnotations(couldNotJudge).map(({ title }) => title.split(" ")[0]),
      ["could", "could", "could", "source-map:"],
    );
  });
});

describe("renderCommands", () => {
  it("escapes data and properties, each in its way", () => {
    assert.equal(
      renderCommands([
        { level: "error", title: "a: b, c", message: "1: 50%,\n##[x]", file: "a,b.json", line: 3 },
        { level: "warning", title: "t", message: "m", file: "a.json", line: null },
        { level: "notice", title: "t", message: "m", file: null, line: 4 },
      ]),
      "::error file=a%2Cb.json,line=3,title=a%3A b%2C c::1: 50%25,%0A##\\u{5b}x]\n::warning file=a.json,title=t::m\n::notice title=t::m\n",
    );
    assert.equal(renderCommands([]), "");
  });
});
