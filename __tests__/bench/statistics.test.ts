import assert from "node:assert/strict";
import { test } from "node:test";
import { linearFit, median } from "../../bench/statistics.ts";

test("the median is the middle, or the mean of the two middle values, in any order", () => {
  assert.equal(median([9, 1, 5]), 5);
  assert.equal(median([10, 1, 4, 2]), 3);
  assert.equal(median([7]), 7);
  assert.ok(Number.isNaN(median([])));
});

test("a line through points on a line is that line, and explains all of it", () => {
  const points = [1, 2, 4, 8].map((x) => ({ x, y: 3 * x + 5 }));
  const { slope, intercept, r2 } = linearFit(points);
  assert.ok(Math.abs(slope - 3) < 1e-9 && Math.abs(intercept - 5) < 1e-9 && Math.abs(r2 - 1) < 1e-9);
});

test("a parabola is told from a line over a doubling series", () => {
  const xs = [1, 2, 4, 8, 16, 32, 64, 128];
  assert.ok(linearFit(xs.map((x) => ({ x, y: x * x }))).r2 < 0.95);
});
