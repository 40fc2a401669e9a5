/**
 * A test runner for Stryker that stays in one process: a mutant costs milliseconds, not the start of Node. Each mutant gets a fresh
 * evaluation of the test files and of every source that they import, so that what is computed while a module loads is judged as well, and
 * nothing that one mutant left in a module reaches the next.
 *
 * Beside its tests, each file stands for one more test, the whole of it: it covers what the loading of the file covers. When the tests
 * that covered a mutant pass, the rest of the source's own test file is run before the mutant counts as survived, because a value that is
 * computed once is covered by the first test only, and may be looked at by another.
 */
import { resolve } from "node:path";
import { setImmediate } from "node:timers/promises";
import type { MutantCoverage } from "@stryker-mutator/api/core";
import { declareFactoryPlugin, PluginKind } from "@stryker-mutator/api/plugin";
import {
  type DryRunResult,
  DryRunStatus,
  determineHitLimitReached,
  type MutantRunOptions,
  type MutantRunResult,
  type TestResult,
  type TestRunner,
  TestStatus,
  toMutantRunResult,
} from "@stryker-mutator/api/test-runner";
import { bundle, type Evaluate, type Switches } from "./bundle.ts";
import { type Declared, nodeTest } from "./node-test.ts";
import { runsInProcess, testFiles } from "./tests.ts";

/**
 * Milliseconds without any work after which a test that waits counts as hanging, looked at in steps. A slow test is at work, however busy
 * the machine. Stryker itself ends the mutants that never yield.
 */
const IDLE = 3000;
const STEP = 500;

/** A test that waits for what never comes. */
class Hangs extends Error {}

class InProcessRunner implements TestRunner {
  readonly #root = process.cwd();
  readonly #files = testFiles(this.#root);
  readonly #evaluate = new Map<string, Promise<Evaluate>>();
  /** Milliseconds that the whole of a file took at last. */
  readonly #cost = new Map<string, number>();
  /** A failure outside of every promise that a test awaits. */
  #stray: unknown;

  capabilities() {
    return { reloadEnvironment: true };
  }

  async init(): Promise<void> {
    const note = (error: unknown) => {
      this.#stray ??= error;
    };
    process.on("uncaughtException", note).on("unhandledRejection", note);
  }

  async dryRun(): Promise<DryRunResult> {
    const mutantCoverage: MutantCoverage = { static: {}, perTest: {} };
    let current: number[] = [];
    const switches: Switches = {
      active: null,
      hit: () => true,
      cover: (...mutants) => {
        for (let at = 0; at < mutants.length; at++) {
          const mutant = mutants[at] ?? 0;
          current[mutant] = (current[mutant] ?? 0) + 1;
        }
      },
    };
    const counts = new Map<string, number[]>();
    const entering = (id: string) => {
      current = counts.get(id) ?? [];
      counts.set(id, current);
    };
    const tests: TestResult[] = [];
    for (const file of await this.#files) {
      const started = performance.now();
      for await (const result of this.#run(file, () => true, switches, entering)) tests.push(result);
      const timeSpentMs = performance.now() - started;
      tests.push({ ...this.#named(whole(file)), status: TestStatus.Success, timeSpentMs });
    }
    // By forEach, which leaves out the mutants that nothing covered.
    for (const [id, count] of counts) {
      const covered: Record<string, number> = {};
      count.forEach((times, mutant) => {
        covered[mutant] = times;
      });
      mutantCoverage.perTest[id] = covered;
    }
    return { status: DryRunStatus.Complete, tests, mutantCoverage };
  }

  async mutantRun({ activeMutant, testFilter, hitLimit }: MutantRunOptions): Promise<MutantRunResult> {
    let hits = 0;
    const switches: Switches = {
      active: activeMutant.id,
      hit: () => {
        if (hitLimit !== undefined && ++hits > hitLimit) throw new Error(`more than ${hitLimit} hits`);
        return true;
      },
      cover: () => {},
    };
    const all = await this.#files;
    const wanted = new Set(testFilter ?? all.map(whole));
    const files = all
      .filter((file) => testFilter?.some((id) => id.startsWith(`${file} `)) ?? true)
      .sort((a, b) => this.#rank(a, activeMutant.fileName) - this.#rank(b, activeMutant.fileName));
    const isWanted = (file: string, id: string) => wanted.has(id) || wanted.has(whole(file));
    const steps = [
      ...files.map((file) => ({ file, filter: (id: string) => isWanted(file, id) })),
      ...files
        .filter((file) => !wanted.has(whole(file)) && isTestOf(activeMutant.fileName, file))
        .map((file) => ({ file, filter: (id: string) => !isWanted(file, id) })),
    ];
    const tests: TestResult[] = [];
    try {
      for (const { file, filter } of steps) {
        for await (const result of this.#run(file, filter, switches)) {
          tests.push(result);
          const limited = determineHitLimitReached(hits, hitLimit);
          if (limited !== undefined) return toMutantRunResult(limited);
          if (result.status === TestStatus.Failed)
            return toMutantRunResult({ status: DryRunStatus.Complete, tests });
        }
      }
    } catch (error) {
      if (!(error instanceof Hangs)) throw error;
      return toMutantRunResult({ status: DryRunStatus.Timeout, reason: error.message });
    }
    return toMutantRunResult({ status: DryRunStatus.Complete, tests });
  }

  /** The tests of a file that the filter lets through, each run as it is asked for. A file that cannot be loaded fails as a whole. */
  async *#run(
    file: string,
    filter: (id: string) => boolean,
    switches: Switches,
    entering: (id: string) => void = () => {},
  ): AsyncGenerator<TestResult> {
    const started = performance.now();
    const { module, collected } = nodeTest();
    const step = async (id: string, work: () => unknown): Promise<TestResult> => {
      const before = performance.now();
      entering(id);
      const failure = await this.#failureOf(work);
      const result = { ...this.#named(id), timeSpentMs: performance.now() - before };
      return failure === null
        ? { ...result, status: TestStatus.Success }
        : { ...result, status: TestStatus.Failed, failureMessage: failure };
    };
    const load = await step(whole(file), async () => {
      const evaluate = await this.#bundle(file, switches.active === null);
      await evaluate(module, switches);
    });
    if (load.status === TestStatus.Failed) yield load;
    const { tests, before, after } = collected();
    const idOf = ({ name }: Declared) => `${file} ${name}`;
    const chosen = tests.filter((test) => runsInProcess(test.name) && filter(idOf(test)));
    for (const hook of before) await step(whole(file), hook);
    for (const test of chosen) yield await step(idOf(test), test.run);
    for (const hook of after) await step(whole(file), hook);
    if (chosen.length === tests.length) this.#cost.set(file, performance.now() - started);
  }

  /** Null when the work went well. */
  async #failureOf(work: () => unknown): Promise<string | null> {
    this.#stray = undefined;
    const { promise: late, reject } = Promise.withResolvers<never>();
    let [seen, idle] = [performance.eventLoopUtilization(), 0];
    const timer = setInterval(() => {
      const { active } = performance.eventLoopUtilization(seen);
      seen = performance.eventLoopUtilization();
      idle = active < STEP / 50 ? idle + STEP : 0;
      if (idle >= IDLE) reject(new Hangs(`nothing happens for ${IDLE} ms`));
    }, STEP);
    try {
      await Promise.race([(async () => work())(), late]);
      await setImmediate();
      return this.#stray === undefined ? null : String(this.#stray);
    } catch (error) {
      if (error instanceof Hangs) throw error;
      return String(error);
    } finally {
      clearInterval(timer);
    }
  }

  #bundle(file: string, covering: boolean): Promise<Evaluate> {
    if (covering) return bundle(file, this.#root, covering);
    const known = this.#evaluate.get(file);
    if (known !== undefined) return known;
    const bundled = bundle(file, this.#root, covering);
    this.#evaluate.set(file, bundled);
    return bundled;
  }

  #named(id: string) {
    return { id, name: id, fileName: resolve(this.#root, id.slice(0, id.indexOf(" "))) };
  }

  /** What most likely kills comes first: the test file of that name, then its neighbours, then the rest; the quick before the slow. */
  #rank(file: string, mutated: string): number {
    const area = /^__tests__(\/[^/]+)/.exec(file)?.[1] ?? "/";
    const far = isTestOf(mutated, file) ? 0 : unixPath(mutated).includes(`/src${area}/`) ? 1 : 2;
    return far * 1e9 + (this.#cost.get(file) ?? 0);
  }
}

function unixPath(path: string): string {
  return path.replaceAll("\\", "/");
}

/** Tests mirror the sources: `__tests__/a/b.test.ts` is the test of `src/a/b.ts`. */
function isTestOf(source: string, file: string): boolean {
  const name = file.replace("__tests__/", "/src/").replace(/\.test\.ts$/, ".ts");
  return unixPath(source).endsWith(name);
}

/** The id of a file as a whole. */
function whole(file: string): string {
  return `${file} as a whole`;
}

export const strykerPlugins = [
  declareFactoryPlugin(
    PluginKind.TestRunner,
    "in-process",
    Object.assign(() => new InProcessRunner(), { inject: [] as const }),
  ),
];
