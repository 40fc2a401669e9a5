import { z } from "../jitless-zod.ts";
import { globError } from "./globs.ts";
import { levels } from "./policy.ts";
import { quote } from "./problems.ts";
import { parseSize, sizePattern, sizesAccepted } from "./sizes.ts";

export const level = z
  .enum(levels)
  .describe("error stops the release, warn is only shown, off does not look.");

/** A clause for the path of the value to stand in front of. */
export function refuse(context: z.core.$RefinementCtx, clause: string): never {
  context.addIssue({ code: "custom", message: clause });
  return z.NEVER;
}

export function sentence(what: string) {
  return z.string().superRefine((value, context) => {
    if (!/\p{L}/u.test(value)) refuse(context, `is empty; say ${what}`);
    else if (/^\s*(<.*>|\[.*\]|to-?do\b.*|tbd|fixme\b.*)\s*$/iu.test(value))
      refuse(context, `is a placeholder; say ${what}`);
  });
}

export const glob = z.string().superRefine((value, context) => {
  const error = globError(value);
  if (error !== null) refuse(context, `is not a usable glob: ${quote(value)} ${error}`);
});

const sizeClause = { error: `must be ${sizesAccepted}` };
export const size = z
  .union([z.number().meta({ minimum: 0 }), z.string().meta({ pattern: sizePattern.source })], sizeClause)
  .meta({ examples: ["500 kB", "1 MB", "5 MiB"] })
  .transform((value, context) => parseSize(value) ?? refuse(context, sizeClause.error));

/** What the options of rules are made of. Named one by one, because whoever exports all of zod bundles all of it. */
export const kit = {
  z: {
    array: z.array,
    boolean: z.boolean,
    enum: z.enum,
    number: z.number,
    strictObject: z.strictObject,
    string: z.string,
  },
  glob,
  refuse,
  sentence,
  size,
};
