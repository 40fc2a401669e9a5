import fc from "fast-check";

/** How often which outcome came, so that a run that tests nothing is seen. */
export type Counts = Map<string, number>;

export interface FuzzRequest {
  readonly seed: number;
  readonly runs: number;
  /** Where a failed run found its smallest input; null for a new run. */
  readonly path: string | null;
  /** An empty folder of this run. */
  readonly folder: string;
  readonly counts: Counts;
}

/** Something that is fuzzed. */
export interface Target {
  readonly name: string;
  /** Null when all went well, else what to print: the smallest input that fails, with its seed and path. */
  run(request: FuzzRequest): Promise<string | null>;
}

/** A target from a property that fast-check runs and shrinks. */
export function checking<T>(
  name: string,
  arbitrary: fc.Arbitrary<T>,
  check: (value: T, request: FuzzRequest) => Promise<void>,
): Target {
  return {
    name,
    run: async (request) => {
      const { seed, runs, path } = request;
      const property = fc.asyncProperty(arbitrary, (value) => check(value, request));
      const outcome = await fc.check(property, { seed, numRuns: runs, ...(path === null ? {} : { path }) });
      return outcome.failed ? `${fc.defaultReportMessage(outcome)}\n${String(outcome.errorInstance)}` : null;
    },
  };
}

export function count(counts: Counts, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

/** No verdict may take longer, in milliseconds. */
const deadline = 2000;

/**
 * Rejects when the work is not done in time, three times in a row: a busy machine is late once, a hang each time. Work that never
 * yields is for the watcher of the whole process.
 */
export async function inTime<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    const started = performance.now();
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<"late">((resolve) => {
      timer = setTimeout(() => resolve("late"), deadline);
    });
    const working = work().then((result) => ({ result }));
    working.catch(() => {});
    const outcome = await Promise.race([working, late]);
    clearTimeout(timer);
    if (outcome !== "late" && performance.now() - started <= deadline) return outcome.result;
    if (attempt === 3) throw new Error(`No verdict within ${deadline} ms`);
  }
}
