import { z } from "../jitless-zod.ts";
import type { Rule } from "../rules/rule.ts";
import { globError } from "./globs.ts";
import { quote } from "./problems.ts";
import { growthAccepted, growthPattern, parseGrowth } from "./sizes.ts";
import { didYouMean } from "./suggest.ts";
import { glob, level, refuse, sentence, size } from "./values.ts";

/**
 * The policy language, once: types, validation and the JSON Schema for editors come from here. Messages are clauses that the
 * path of the value stands in front of (see sentences.ts).
 */
export async function policyFileSchema(rules: readonly Rule[]) {
  const entries = await Promise.all(
    rules.map(async (rule) => [rule.id, (await ruleEntry(rule)).optional()] as const),
  );
  const ruleId = z
    .enum(
      rules.map((rule) => rule.id),
      {
        error: ({ input }) =>
          typeof input === "string" ? noSuchRule(input, rules) : "must be the id of one rule",
      },
    )
    .describe("The id of a rule.");
  const rulesMap = z
    .strictObject(Object.fromEntries(entries))
    .describe(
      "A level for a rule, or a map of its level, reason and options. What is not named stays as the preset has it.",
    );
  const part = {
    ship: z
      .array(shipGlob)
      .max(mostPatterns, tooMany)
      .superRefine((patterns, context) => {
        if (patterns.length > 0 && patterns.every((pattern) => pattern.startsWith("!")))
          refuse(
            context,
            "has only `!` patterns, so that nothing could ship; add what may ship, such as `dist/`",
          );
      })
      .describe(
        "The allowlist: a file ships if some pattern matches and no `!` pattern does; package.json always ships.",
      ),
    require: z
      .array(glob)
      .max(mostPatterns, tooMany)
      .describe("What must be inside the tarball: paths, or globs of which at least one file must match."),
    list: listPath,
    limits,
    rules: rulesMap,
  };
  const waiverKeys = {
    rule: ruleId,
    files: z
      .array(glob)
      .min(1, { error: "names no file; name those that the waiver is for" })
      .max(mostPatterns, tooMany)
      .describe("Globs over the paths in the tarball; a finding on a manifest field is on package.json."),
    reason,
    owner: sentence('who answers for it, such as "@acme/security"')
      .optional()
      .describe("Who answers for it. Required under `strict`."),
    expires: z
      .string()
      .describe(
        "The last day on which the waiver holds, YYYY-MM-DD. A date that cannot be read counts as expired.",
      )
      .meta({ examples: ["2027-03-01"] }),
    fingerprints: z
      .array(
        z.string().superRefine((value, context) => {
          if (!/^[0-9a-f]{12}$/.test(value))
            refuse(context, "must be the 12 hex digits that the finding shows, in quotes");
        }),
      )
      .min(1, { error: "names no fingerprint; name those of the findings, or drop the key" })
      .optional()
      .describe("Only findings with one of these fingerprints; for values that are never printed."),
  };
  const waiver = z.strictObject({
    ...waiverKeys,
    audience: z.string().optional().describe("Only when this audience receives the artifact."),
  });
  const waivers =
    "Exceptions: one rule, named files, a reason, an end. They add up with those of the policies below.";
  const wholePart = z.strictObject({ ...part, waivers: z.array(waiver).describe(waivers) }).partial();
  const audiencePart = z
    .strictObject({ ...part, waivers: z.array(z.strictObject(waiverKeys)).describe(waivers) })
    .partial();

  return z.strictObject({
    version: z
      .literal(1, { error: "must be 1, the only version of the policy language" })
      .describe("The version of the policy language."),
    extends: extendsKey.optional(),
    ...wholePart.shape,
    audiences: z
      .record(audienceName, audiencePart)
      .optional()
      .describe(
        "What differs for one audience. `public` and `internal` always exist; others are declared here.",
      ),
    packages: z
      .record(packageGlob, wholePart)
      .optional()
      .describe(
        "What differs for one package of a workspace, by its name or a glob over names; the exact name wins over globs.",
      ),
    pack: packing.optional(),
  });
}

export type PolicyFile = z.output<Awaited<ReturnType<typeof policyFileSchema>>>;
/** The keys that a policy, an audience and a package have in common. */
export type PolicyPart = NonNullable<NonNullable<PolicyFile["packages"]>[string]>;

export function noSuchRule(written: string, rules: readonly Rule[]): string {
  const guess = didYouMean(
    written,
    rules.map((rule) => rule.id),
  );
  return `names a rule that does not exist, ${quote(written)}${guess || "; `lastgate rules` lists them all"}`;
}

/** Keeps the work for each path within bounds, whatever a policy says. */
const mostPatterns = 1000;
const tooMany = {
  error: `has more than ${mostPatterns} patterns; write globs that take several files together`,
};

const reason = sentence("why, in one sentence").describe(
  "Why, in one sentence; it is printed in every summary.",
);

const shipGlob = z
  .string()
  .superRefine((value, context) => {
    const error = globError(value.startsWith("!") ? value.slice(1) : value);
    if (error !== null) refuse(context, `is not a usable glob: ${quote(value)} ${error}`);
  })
  .meta({ examples: ["dist/", "README.md", "!dist/**/*.map"] });

const audienceName = z.string().superRefine((value, context) => {
  if (!/^[a-z][a-z0-9-]{0,63}$/.test(value))
    refuse(context, "is no name for an audience; write lower-case letters, digits and dashes");
});

const packageGlob = glob;

const listPath = z
  .string()
  .superRefine((value, context) => {
    const inside = value.split("/").every((segment) => segment !== "" && segment !== "." && segment !== "..");
    if (!inside || /[\\\u0000-\u001f]|^[A-Za-z]:/.test(value))
      refuse(context, "must be a path below the repository root, such as `.github/shipped/{name}.txt`");
  })
  .describe(
    "The committed list of paths, relative to the repository root; `{name}` stands for the package's name (`@acme/cli` as `acme-cli`).",
  )
  .meta({ examples: [".github/shipped/{name}.txt"] });

const extendsClause = {
  error: "must be recommended, strict, none, a path such as `./base.yml`, or a list of these",
};
const extendsKey = z
  .union([z.string(), z.array(z.string()).min(1, extendsClause)], extendsClause)
  .describe(
    "What this policy builds on: recommended (the default), strict, none, a path relative to this file, or a list of these; later ones win.",
  )
  .meta({ examples: ["recommended", "strict", "none", "./base.yml"] });

const atOnce = { error: "must be a whole number of packages from 1 to 64, such as 4" };
const packing = z
  .strictObject({
    concurrency: z
      .int(atOnce)
      .min(1, atOnce)
      .max(64, atOnce)
      .describe(
        "How many packages whose scripts run may be packed at once, each after those of the workspace that it depends on. 1 without the key.",
      ),
  })
  .partial()
  .describe("How the packages of a workspace are packed.");

const growthClause = { error: `must be ${growthAccepted}` };
const growth = z
  .string(growthClause)
  .meta({ pattern: growthPattern.source, examples: ["25%"] })
  .transform((value, context) => parseGrowth(value) ?? refuse(context, growthClause.error));

const count = { error: "must be a whole number of files, such as 200" };
const limits = z
  .strictObject({
    packed: size.describe("Largest .tgz file."),
    unpacked: size.describe("Largest sum of all files."),
    file: size.describe("Largest single file."),
    files: z.int(count).nonnegative(count).describe("Most files."),
    growth: growth.describe("Largest growth of the unpacked size since the release that is compared with."),
  })
  .partial()
  .describe("Sizes with a unit or in bytes, a number of files, a percentage.");

async function ruleEntry(rule: Rule) {
  const schema = await rule.options.load();
  if (!(schema instanceof z.ZodObject))
    throw new Error(`The options of the rule ${rule.id} must be a strict object`);
  const options: z.ZodObject = schema;
  const settings = options.safeExtend({
    level: level.optional(),
    reason: reason.optional().describe("Why; needed when the level is below that of the preset."),
  });
  return z.union([level, settings]).describe(`${rule.title}: ${rule.catches}`);
}
