import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { lostFindings } from "../src/relaxation.ts";
import type { Finding } from "../src/report/report.ts";

function finding(change: Partial<Finding> & { fingerprint?: string }) {
  return {
    rule: "size-limit",
    level: "error" as const,
    path: null,
    field: null,
    line: null,
    message: "m",
    why: null,
    fix: "f",
    at: null,
    ...change,
  };
}

const packed = (limit: string) => finding({ message: `packed size is 5 MB, the limit is ${limit}` });
const unpacked = (limit: string) => finding({ message: `unpacked size is 9 MB, the limit is ${limit}` });
const file = (path: string, level: "error" | "warn" = "error", message = "m") =>
  finding({ rule: "source-map", path, level, message });

type Findings = readonly ReturnType<typeof finding>[];

const cases: Record<string, [base: Findings, head: Findings, lost: [index: number, now: string][]]> = {
  "nothing at all": [[], [], []],
  "the same": [[file("a")], [file("a")], []],
  gone: [[file("a"), file("b")], [file("b")], [[0, "nothing"]]],
  "only a warning now": [[file("a")], [file("a", "warn")], [[0, "a warning"]]],
  "a warning that is gone": [[file("a", "warn")], [], [[0, "nothing"]]],
  "an error now": [[file("a", "warn")], [file("a")], []],
  "new under the changed policy": [[], [file("a")], []],
  "said in other words": [
    [file("a", "error", "not in `ship`")],
    [file("a", "error", "forbidden by `!a`")],
    [],
  ],
  "another file instead": [[file("a")], [file("b")], [[0, "nothing"]]],
  "another rule instead": [[file("a")], [finding({ path: "a" })], [[0, "nothing"]]],
  "a limit that was raised and still is exceeded": [[packed("1 MB")], [packed("2 MB")], []],
  "one of two limits that was taken out": [
    [packed("1 MB"), unpacked("1 MB")],
    [unpacked("2 MB")],
    [[0, "nothing"]],
  ],
  "the other one": [[packed("1 MB"), unpacked("1 MB")], [packed("2 MB")], [[1, "nothing"]]],
  "one of two alike": [[file("a"), file("a")], [file("a")], [[1, "nothing"]]],
  "one of two secrets in a file": [
    [finding({ path: "a", fingerprint: "1" }), finding({ path: "a", fingerprint: "2" })],
    [finding({ path: "a", fingerprint: "1" })],
    [[1, "nothing"]],
  ],
  "another secret at the same place": [
    [finding({ path: "a", fingerprint: "1" })],
    [finding({ path: "a", fingerprint: "2" })],
    [[0, "nothing"]],
  ],
};

describe("what a changed policy lets go", () => {
  for (const [name, [base, head, expected]] of Object.entries(cases)) {
    test(name, () => {
      assert.deepEqual(
        lostFindings(base, head).map((lost) => [
          base.findIndex((each) => Object.is(each, lost.finding)),
          lost.now,
        ]),
        expected,
      );
    });
  }
});
