import assert from "node:assert/strict";
import { describe, it } from "node:test";
import Ajv from "ajv/dist/2020.js";
import { reportJsonSchema } from "../../scripts/report-schema.ts";
import { renderJson } from "../../src/report/json.ts";
import { parseReport, UnreadableReport } from "../../src/report/parse.ts";
import type { Report } from "../../src/report/report.ts";
import {
  couldNotJudge,
  finding,
  leak,
  pack,
  passedWithWaivers,
  report,
  reports,
  workspace,
} from "./fixtures.ts";

const validate = new Ajv.default({ strict: true, allErrors: true }).compile(reportJsonSchema);

function withoutContents(given: Report): Report {
  return { ...given, packages: given.packages.map((one) => ({ ...one, contents: [] })) };
}

describe("renderJson", () => {
  it("has the published shape, a key without a value null", () => {
    const given = report({
      outcome: "stopped",
      packages: [pack({ findings: [finding({ path: null, why: null, at: null })] })],
      notes: ["a note"],
    });
    const { integrity, shasum } = pack({}).tarball;
    assert.equal(
      renderJson(given),
      `${JSON.stringify(
        {
          schema: "lastgate-report/1",
          verdict: "stopped",
          enforced: true,
          policy: { file: ".github/lastgate.yml", extends: ["recommended"] },
          packages: [
            {
              name: "@acme/core",
              version: "1.4.0",
              directory: "packages/core",
              audience: "public",
              packedWith: { name: "npm", version: "11.21.2" },
              tarball: {
                path: "/tmp/out/acme-core-1.4.0.tgz",
                integrity,
                shasum,
                packedSize: 21400,
                unpackedSize: 88120,
                files: 3,
              },
              findings: [
                {
                  rule: "source-map",
                  level: "error",
                  path: null,
                  field: null,
                  line: null,
                  message: "a source map that hands out 12 original files (40 kB)",
                  why: null,
                  fix: 'add `"!dist/**/*.map"` to `files`',
                  at: null,
                },
              ],
              waived: [],
              lowered: [],
            },
          ],
          failures: [],
          notes: ["a note"],
          shard: null,
        },
        null,
        2,
      )}\n`,
    );
  });

  it("is valid by its own schema and can be read back, for every report", () => {
    for (const given of Object.values<Report>(reports)) {
      const text = renderJson(given);
      assert.ok(validate(JSON.parse(text)), JSON.stringify(validate.errors?.slice(0, 3)));
      assert.deepEqual(parseReport(text), withoutContents(given));
      assert.equal(renderJson(parseReport(text)), text);
    }
  });

  it("depends on nothing but the report: key order and strangers do not show", () => {
    const shuffle = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(shuffle);
      if (typeof value !== "object" || value === null) return value;
      return Object.fromEntries([
        ...Object.entries(value)
          .toReversed()
          .map(([key, item]) => [key, shuffle(item)]),
        ["stranger", 1],
      ]);
    };
    for (const given of [leak, workspace, passedWithWaivers, couldNotJudge]) {
      assert.equal(renderJson(shuffle(given) as Report), renderJson(given));
    }
  });
});

describe("parseReport", () => {
  /** The JSON of the leak, changed. */
  function changed(change: (document: Record<string, unknown>) => void): string {
    const document = JSON.parse(renderJson(leak));
    change(document);
    return JSON.stringify(document);
  }

  const broken: Record<string, string> = {
    "no JSON": "{",
    nothing: "",
    "half a report": renderJson(leak).slice(0, 2000),
    "another number": changed((document) => Object.assign(document, { schema: "lastgate-report/2" })),
    "an unknown key": changed((document) => Object.assign(document, { stranger: 1 })),
    "a missing key": changed((document) => delete document.notes),
    "another verdict": changed((document) => Object.assign(document, { verdict: "fine" })),
    "a line of 0": changed((document) =>
      Object.assign(document, JSON.parse(JSON.stringify(document).replace('"line":34', '"line":0'))),
    ),
    "a size that is no number": renderJson(leak).replace("31241337", '"31 MB"'),
    "passed in spite of an error": changed((document) => Object.assign(document, { verdict: "passed" })),
    "stopped without an error": changed((document) => Object.assign(document, { packages: [] })),
    "stopped in spite of a failure": renderJson(couldNotJudge).replace('"could-not-judge"', '"stopped"'),
    "could not judge without a failure": changed((document) =>
      Object.assign(document, { verdict: "could-not-judge" }),
    ),
  };
  for (const [name, text] of Object.entries(broken)) {
    it(`refuses ${name}`, () => {
      assert.throws(() => parseReport(text), UnreadableReport);
      assert.ok(name === "no JSON" || name === "nothing" || name === "half a report" || JSON.parse(text));
    });
  }

  it("says what is wrong where", () => {
    assert.throws(
      () => parseReport(renderJson(leak).replace("31241337", '"31 MB"')),
      (error) =>
        error instanceof UnreadableReport &&
        /not a report of the shape lastgate-report\/1; give the file/.test(error.message) &&
        error.detail.some((line) => line.includes("packages[0].tarball.packedSize")),
    );
  });
});

describe("a file of another kind", () => {
  it("is told by its first mistake alone", () => {
    assert.throws(() => parseReport('{"name":"a","version":"1.0.0"}'), {
      name: "UnreadableReport",
      detail: ['✖ Invalid input: expected "lastgate-report/1"', "  → at schema"],
    });
  });
});

describe("the published schema", () => {
  it("refuses what parseReport refuses by its shape", () => {
    assert.ok(!validate({ ...JSON.parse(renderJson(leak)), stranger: 1 }));
    assert.ok(!validate({}));
  });

  it("names the draft and the number", () => {
    assert.equal(reportJsonSchema.$schema, "https://json-schema.org/draft/2020-12/schema");
    assert.match(reportJsonSchema.title, /lastgate-report\/1/);
  });
});
