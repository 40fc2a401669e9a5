import assert from "node:assert/strict";
import { it } from "node:test";
import { parseGrowth, parseSize } from "../../src/policy/sizes.ts";

const sizes: [string | number, number | null][] = [
  ["1 MB", 1_000_000],
  ["1MB", 1_000_000],
  ["500 kB", 500_000],
  ["500 KB", 500_000],
  ["1.5 MB", 1_500_000],
  ["1 MiB", 1_048_576],
  ["0.5 KiB", 512],
  ["2 GB", 2_000_000_000],
  ["1 GiB", 1_073_741_824],
  ["12 B", 12],
  ["12", 12],
  [0, 0],
  [1234, 1234],
  ["1 mb", null],
  ["1 XB", null],
  ["1 Mb", null],
  ["1  MB", null],
  ["-1 MB", null],
  ["1,5 MB", null],
  ["1e3 MB", null],
  ["MB", null],
  [".5 MB", null],
  ["", null],
  ["99999999999999 GB", null],
  [-1, null],
  [1.5, null],
  [Number.NaN, null],
  [Number.POSITIVE_INFINITY, null],
  [1e21, null],
];
for (const [written, bytes] of sizes)
  it(`the size ${JSON.stringify(written)} is ${bytes}`, () => assert.equal(parseSize(written), bytes));

const growths: [string, number | null][] = [
  ["25%", 0.25],
  ["0%", 0],
  ["12.5 %", 0.125],
  ["200%", 2],
  ["25", null],
  ["-5%", null],
  ["%", null],
  ["", null],
  [`${"9".repeat(400)}%`, null],
];
for (const [written, ratio] of growths)
  it(`the growth ${JSON.stringify(written.slice(0, 9))} is ${ratio}`, () =>
    assert.equal(parseGrowth(written), ratio));
