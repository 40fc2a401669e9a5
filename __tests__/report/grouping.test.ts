import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { allowances, failureGroups, lowerings, sections } from "../../src/report/grouping.ts";
import { renderHtml } from "../../src/report/html.ts";
import { renderMarkdown } from "../../src/report/markdown.ts";
import { renderText } from "../../src/report/text.ts";
import { couldNotJudge, finding, pack, report, workspace } from "./fixtures.ts";

/** Packages, then `rule: subjects` of each remedy. */
function shape(given: Parameters<typeof sections>[0]): unknown[] {
  return sections(given).map(({ packages, groups }) => [
    packages.map(({ name }) => name).join(),
    ...groups.map(({ rule, level, count, remedies }) => [
      `${level} ${rule} ${count}`,
      ...remedies.map(
        ({ items, places }) => `${items.map(({ finding: { path } }) => path).join()} at ${places.join()}`,
      ),
    ]),
  ]);
}

describe("sections", () => {
  it("shows what several packages share once, with every place", () => {
    assert.deepEqual(shape(workspace), [
      [
        "@acme/core",
        ["error source-map 2", "dist/index.js.map,dist/deep/er.js.map at package.json:12"],
        ["warn test-file 1", "dist/index.test.js at package.json:12"],
      ],
      [
        "@acme/core,@acme/cli",
        ["error secret-file 1", ".env at packages/core/.npmignore,packages/cli/.npmignore"],
      ],
    ]);
  });

  it("puts errors before warnings, sections and rules", () => {
    const given = report({
      packages: [
        pack({ name: "a", findings: [finding({ rule: "w", level: "warn" })] }),
        pack({ name: "b", findings: [finding({ rule: "w2", level: "warn" }), finding({ rule: "e" })] }),
      ],
    });
    assert.deepEqual(
      sections(given).map(({ packages, groups }) => [packages[0]?.name, ...groups.map(({ rule }) => rule)]),
      [
        ["b", "e", "w2"],
        ["a", "w"],
      ],
    );
  });

  it("keeps a rule's errors and warnings apart, and its different remedies", () => {
    const given = report({
      packages: [
        pack({
          findings: [
            finding({ path: "a", fix: "one" }),
            finding({ path: "b", fix: "two" }),
            finding({ path: "c", fix: "one" }),
            finding({ path: "d", fix: "one", why: null }),
            finding({ path: "e", fix: "one", at: null }),
            finding({ path: "f", fix: "one", level: "warn" }),
          ],
        }),
      ],
    });
    assert.deepEqual(shape(given), [
      [
        "@acme/core",
        [
          "error source-map 5",
          "a,c at package.json:12",
          "b at package.json:12",
          "d at package.json:12",
          "e at ",
        ],
        ["warn source-map 1", "f at package.json:12"],
      ],
    ]);
  });

  it("does not take two equal findings of one package for one", () => {
    const twice = [finding({}), finding({})];
    const given = report({
      packages: [pack({ name: "a", findings: twice }), pack({ name: "b", findings: [finding({})] })],
    });
    assert.deepEqual(
      sections(given).map(({ packages, groups }) => [packages.length, groups[0]?.count]),
      [
        [2, 1],
        [1, 1],
      ],
    );
  });

  it("knows the size of a file, unless packages disagree or the finding is no file", () => {
    const sized = (path: string, size: number) => ({ contents: [{ path, size }] });
    const findings = [finding({ path: "x" })];
    const sizeIn = (...packages: ReturnType<typeof pack>[]) =>
      sections(report({ packages }))[0]?.groups[0]?.remedies[0]?.items[0]?.size;
    assert.equal(sizeIn(pack({ findings, ...sized("x", 7) })), 7);
    assert.equal(sizeIn(pack({ findings, ...sized("x", 7) }), pack({ findings, ...sized("x", 7) })), 7);
    assert.equal(sizeIn(pack({ findings, ...sized("x", 7) }), pack({ findings, ...sized("x", 8) })), null);
    assert.equal(sizeIn(pack({ findings, ...sized("y", 7) })), null);
    assert.equal(sizeIn(pack({ findings: [finding({ path: "x", field: "main" })], ...sized("x", 7) })), null);
  });
});

describe("the bytes of a rule", () => {
  const bytesOf = (...findings: ReturnType<typeof finding>[]) => {
    const contents = [
      { path: "a", size: 5 },
      { path: "b", size: 7 },
    ];
    return sections(report({ packages: [pack({ findings, contents })] }))[0]?.groups[0]?.bytes;
  };
  const [a, b, c] = [finding({ path: "a" }), finding({ path: "b", fix: "other" }), finding({ path: "c" })];

  it("are those of all its files, each counted once", () => {
    assert.equal(bytesOf(a, b, c), 12);
    assert.equal(bytesOf(a, { ...a, line: 3 }), 5);
  });

  it("are unknown when no file has a size", () => assert.equal(bytesOf(c), null));
});

describe("what the policy allowed", () => {
  it("lists each waiver once with all that it covers", () => {
    assert.deepEqual(
      allowances(workspace).map(({ rule, subjects, packages, waiver }) => [
        rule,
        subjects,
        packages.length,
        waiver.owner,
      ]),
      [["source-map", ["dist/vendor.js.map", "dist/vendor2.js.map"], 1, "@acme/security"]],
    );
  });

  it("lists each lowered rule once with all its packages", () => {
    const lowered = [{ rule: "test-file", from: "warn", to: "off", reason: "x", at: null }] as const;
    const given = report({
      packages: [pack({ lowered }), pack({ lowered }), pack({ lowered: [{ ...lowered[0], reason: "y" }] })],
    });
    assert.deepEqual(
      lowerings(given).map((one) => [one.lowered.reason, one.packages.length]),
      [
        ["x", 2],
        ["y", 1],
      ],
    );
  });
});

describe("failureGroups", () => {
  const same = {
    kind: "k",
    message: "pnpm is not there.",
    detail: ["a line"],
    at: { file: "p.yml", line: 1 },
  };
  const all = ["a", "b", "c"].map((subject) => ({ ...same, subject }));

  it("says what failed in the same way once, with everything that did", () => {
    assert.deepEqual(failureGroups({ failures: all }), [{ failure: all[0], subjects: ["a", "b", "c"] }]);
  });

  const others: [what: string, other: Parameters<typeof failureGroups>[0]["failures"][number]][] = [
    ["the run as a whole", { ...same, subject: null }],
    ["another kind", { ...same, subject: "d", kind: "other" }],
    ["another message", { ...same, subject: "d", message: "npm is not there." }],
    ["another detail", { ...same, subject: "d", detail: [] }],
    ["another place", { ...same, subject: "d", at: { file: "p.yml", line: 2 } }],
  ];
  for (const [what, other] of others)
    it(`keeps ${what} apart, in order`, () => {
      assert.deepEqual(
        failureGroups({ failures: [other, ...all] }).map(({ subjects }) => subjects),
        [other.subject === null ? [] : [other.subject], ["a", "b", "c"]],
      );
    });

  it("is how people are told, and the headline counts each", () => {
    const given = { ...couldNotJudge, failures: all };
    const text = renderText(given, { color: false });
    assert.match(text, /^could not judge {2}3 times the same {2}a, b, c\n {4}pnpm is not there\.$/m);
    assert.match(text, /^could not judge: 3 failures/m);
    assert.match(renderMarkdown(given), /^\*\*3 times the same\*\* \(`a`, `b`, `c`\): pnpm is not there/m);
    assert.match(
      renderHtml(given),
      /<strong>3 times the same<\/strong> \(<code>a<\/code>, .*pnpm is not there/,
    );
    for (const page of [text, renderMarkdown(given), renderHtml(given)])
      assert.equal(page.split("pnpm is not there").length, 2);
  });
});
