import assert from "node:assert/strict";

/** Processor time of one run in milliseconds: unlike a clock it does not grow when other processes take their turns. */
function cost(run: () => unknown): number {
  const before = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** Fails when four times the size costs much more than four times the work; quadratic work would cost sixteen times as much. */
export function assertLinear(name: string, size: number, prepare: (size: number) => () => unknown): void {
  prepare(Math.ceil(size / 4))();
  const least = (run: () => unknown) => Math.min(...[1, 2, 3].map(() => cost(run)));
  const small = least(prepare(size));
  const large = least(prepare(size * 4));
  assert.ok(large < 9 * small + 40, `${name}: ${small} ms, then ${large} ms for four times as much`);
}
