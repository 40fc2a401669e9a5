import assert from "node:assert/strict";
import { test } from "node:test";
import type { Limits } from "../../src/policy/policy.ts";
import { sizeLimit } from "../../src/rules/size-limit.ts";
import { type Case, inspect, policyWith } from "./inspect.ts";

const at = { file: ".github/lastgate.yml", line: 4, column: 3 };
const { limits: none } = policyWith();

function messages(limits: Partial<Record<keyof Limits, number>>, given: Case): (string | undefined)[][] {
  const placed = Object.entries(limits).map(([key, value]) => [key, { value, at }]);
  const policy = { limits: { ...none, ...Object.fromEntries(placed) } };
  return inspect(sizeLimit, { ...given, policy }).map(({ message, path, at: place }) => {
    assert.deepEqual(place, at);
    return path === undefined ? [message] : [message, path];
  });
}

/** Four files of 1,000, 500, 0 and 31 bytes. */
const sizes: Case = {
  files: {
    "package.json": '{"name":"a","version":"1.0.0"}\n',
    "a.js": "x".repeat(1000),
    "b.js": "y".repeat(500),
    "c.js": "",
  },
  tarball: { packedSize: 700 },
};

const cases: readonly (readonly [Partial<Record<keyof Limits, number>>, (readonly string[])[]])[] = [
  [{}, []],
  [{ packed: 700, unpacked: 1531, file: 1000, files: 4 }, []],
  [{ packed: 699 }, [["packed size is 700 B, the limit is 699 B"]]],
  [{ unpacked: 1530 }, [["unpacked size is 1.5 kB (1,531 bytes), the limit is 1.5 kB"]]],
  [
    { file: 499 },
    [
      ["is 1 kB (1,000 bytes), the limit for one file is 499 B", "a.js"],
      ["is 500 B, the limit for one file is 499 B", "b.js"],
    ],
  ],
  [{ files: 3 }, [["holds 4 files, the limit is 3"]]],
  [{ growth: 0 }, []],
];
for (const [limits, expected] of cases) {
  test(`limits ${JSON.stringify(limits)}`, () => assert.deepEqual(messages(limits, sizes), expected));
}

test("links and folders are no files", () => {
  const files = { a: { kind: "symlink", size: 9 }, b: { kind: "directory", size: 9 } } as const;
  assert.deepEqual(messages({ files: 1, file: 50, unpacked: 60 }, { files }), []);
});

const growths: readonly (readonly [before: number, after: number, limit: number, message: string | null])[] =
  [
    [1000, 1250, 0.25, null],
    [
      1000,
      1251,
      0.25,
      "unpacked size grew by 25.1% since 1.0.0, from 1 kB to 1.3 kB (1,251 bytes), the limit is 25%",
    ],
    [1000, 900, 0, null],
    [1000, 1000, 0, null],
    [
      1000,
      1001,
      0,
      "unpacked size grew by 0.1% since 1.0.0, from 1 kB to 1 kB (1,001 bytes), the limit is 0%",
    ],
    [0, 10, 5, "unpacked size grew from nothing since 1.0.0, from 0 B to 10 B, the limit is 500%"],
    [0, 0, 0, null],
  ];
for (const [before, after, growth, message] of growths) {
  test(`growth from ${before} to ${after} with ${growth} allowed`, () => {
    const given = { tarball: { unpackedSize: after }, baseline: { unpackedSize: before } };
    assert.deepEqual(messages({ growth }, given), message === null ? [] : [[message]]);
  });
}
