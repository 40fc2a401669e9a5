import type { z } from "zod";

/** What the schemas of options are made of: zod, and the values that the policy language knows. */
type Kit = typeof import("../policy/values.ts").kit;

/**
 * The options of a rule beside `level` and `reason`. Their schema is loaded when there is a policy: to load zod takes longer than to
 * judge a small tarball.
 */
export class RuleOptions<Options> {
  readonly #initial: Options;
  readonly #make: (kit: Kit) => z.ZodType<Options>;
  #schema: z.ZodType<Options> | null = null;

  /** `initial` is what the schema makes of no options at all; a test holds it to that. */
  constructor(initial: Options, make: (kit: Kit) => z.ZodType<Options>) {
    this.#initial = initial;
    this.#make = make;
  }

  get initial(): Options {
    return this.#initial;
  }

  /** Await it before the options of a policy are looked at. */
  async load(): Promise<z.ZodType<Options>> {
    this.#schema ??= this.#make((await import("../policy/values.ts")).kit);
    return this.#schema;
  }

  /** The options as the rule wants them. Throws when they are not valid. */
  read(given: unknown): Options {
    return isNone(given) ? this.#initial : this.#loaded().parse(given);
  }

  /** What is wrong with them, in the words of the schema; null when nothing is. */
  faultIn(given: unknown): string | null {
    return isNone(given) ? null : (this.#loaded().safeParse(given).error?.issues[0]?.message ?? null);
  }

  #loaded(): z.ZodType<Options> {
    if (this.#schema === null)
      throw new Error("The options of a rule were looked at before their schema was loaded");
    return this.#schema;
  }
}

function isNone(given: unknown): boolean {
  return (
    given === undefined || (typeof given === "object" && given !== null && Object.keys(given).length === 0)
  );
}
