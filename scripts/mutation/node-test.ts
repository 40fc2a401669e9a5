/** A stand-in for `node:test` that collects what a test file declares, for a runner that lives in the same process. */
type Body = (context: Context) => unknown;

export interface Declared {
  /** Names of the suites around it and its own, joined by ` > `; a repeated one carries its number. */
  readonly name: string;
  readonly run: () => Promise<void>;
}

/** What the tests use of a test's context: steps of their own, and to skip the rest. */
export interface Context {
  readonly name: string;
  test(name: string, ...rest: readonly unknown[]): Promise<void>;
  skip(): void;
}

export interface Collected {
  readonly tests: readonly Declared[];
  readonly before: readonly Hook[];
  readonly after: readonly Hook[];
}

type Hook = () => unknown;

/** One for each evaluation of a test file: `module` is what the file imports, `collected` what it declared. */
export function nodeTest(): { readonly module: Readonly<Record<string, unknown>>; collected(): Collected } {
  const tests: Declared[] = [];
  const hooks: { before: Hook[]; after: Hook[] } = { before: [], after: [] };
  const names = new Map<string, number>();
  let suites: readonly string[] = [];

  const test = (name: string, ...rest: readonly unknown[]): void => {
    const body = bodyOf(rest);
    if (body === null) return;
    const full = [...suites, name].join(" > ");
    const count = (names.get(full) ?? 0) + 1;
    names.set(full, count);
    tests.push({
      name: count === 1 ? full : `${full} (${count})`,
      run: async () => {
        await body(contextOf(name));
      },
    });
  };
  const describe = (name: string, ...rest: readonly unknown[]): void => {
    const body = bodyOf(rest);
    if (body === null) return;
    const outer = suites;
    suites = [...outer, name];
    body(contextOf(name));
    suites = outer;
  };
  const before = (hook: Hook) => void hooks.before.push(hook);
  const after = (hook: Hook) => void hooks.after.push(hook);
  return { module: { test, it: test, describe, before, after }, collected: () => ({ tests, ...hooks }) };
}

function contextOf(name: string): Context {
  return {
    name,
    async test(step, ...rest) {
      await bodyOf(rest)?.(contextOf(step));
    },
    skip() {},
  };
}

/** Null for what is skipped. */
function bodyOf(rest: readonly unknown[]): Body | null {
  const [options, last] = [rest[0], rest.at(-1)];
  if (typeof options === "object" && options !== null && "skip" in options && options.skip) return null;
  return isBody(last) ? last : null;
}

function isBody(value: unknown): value is Body {
  return typeof value === "function";
}
