import { z } from "../jitless-zod.ts";
import { MOST_SHARDS, SCHEMA } from "./report.ts";

const text = z.string();
const count = z.int().nonnegative();
const line = z.int().positive().nullable();

const at = z
  .strictObject({ file: text, line: line.describe("From 1.") })
  .nullable()
  .describe("Where the edit goes, in the repository.");

const policyPlace = z
  .strictObject({ file: text, line: z.int().positive(), column: z.int().positive() })
  .nullable()
  .describe("The line of the policy; null for a built-in preset.");

const level = z.enum(["error", "warn", "off"]);

const finding = z.strictObject({
  rule: text.describe("Rule id, as in docs/rules.md."),
  level: z.enum(["error", "warn"]),
  path: text
    .nullable()
    .describe("Path without the root folder; null for a finding on the tarball as a whole."),
  field: text.nullable().describe("Dotted path in package.json: `scripts.postinstall`."),
  line: line.describe("Line in the shipped file, from 1."),
  message: text.describe("What is wrong."),
  why: text.nullable().describe("Why the file ships."),
  fix: text.describe("The edit that mends it."),
  at,
});

const packageReport = z.strictObject({
  name: text,
  version: text,
  directory: text.nullable().describe("Relative to the repository root; null for a ready tarball."),
  audience: text,
  packedWith: z
    .strictObject({ name: text, version: text })
    .nullable()
    .describe("The package manager; null for a ready tarball and for one of a pack command."),
  tarball: z.strictObject({
    path: text,
    integrity: text.describe("sha512, as the registry writes it."),
    shasum: text.describe("sha1 in hexadecimal."),
    packedSize: count.describe("Bytes."),
    unpackedSize: count.describe("Bytes."),
    files: count,
  }),
  findings: z.array(finding),
  waived: z.array(
    z.strictObject({
      ...finding.shape,
      waiver: z.strictObject({
        reason: text,
        owner: text.nullable(),
        expires: text.describe("YYYY-MM-DD, the last day on which it holds."),
        at: policyPlace,
      }),
    }),
  ),
  lowered: z
    .array(z.strictObject({ rule: text, from: level, to: level, reason: text, at: policyPlace }))
    .describe("Rules that the policy put below its presets."),
});

const failure = z.strictObject({
  kind: text.describe("Stable name of the kind of failure."),
  subject: text.nullable().describe("Package or file concerned."),
  message: text,
  detail: z.array(text),
  at,
});

const position = z.int().nonnegative();

const waiverFacts = z
  .strictObject({
    seen: z.array(
      z.strictObject({
        rule: text,
        files: z.array(text),
        expires: text,
        fingerprints: z.array(text).nullable(),
        at: policyPlace,
        state: z.enum(["expired", "used", "unused"]),
      }),
    ),
    levels: z
      .array(z.strictObject({ rule: text, before: level, after: level, at: policyPlace }))
      .describe("The strictest levels of the rules about waivers, before and after the change."),
    relaxed: level.describe("The strictest level of `policy-relaxed`."),
    partial: z.boolean().describe("Packages were left out that could have used a waiver."),
  })
  .describe("What only all shards together can tell of the waivers.");

const shard = z
  .strictObject({
    index: z.int().positive().max(MOST_SHARDS),
    of: z.int().positive().max(MOST_SHARDS),
    commit: text
      .regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/)
      .nullable()
      .describe("The commit that was checked out, in full; null without git."),
    subjects: z
      .array(z.strictObject({ name: text, directory: text.nullable() }))
      .nullable()
      .describe("Everything that the whole run judges, in its order; null when that could not be told."),
    about: z
      .strictObject({
        packages: z.array(position),
        failures: z.array(position.nullable()),
        notes: z.array(position.nullable()),
      })
      .describe("Position in `subjects` of each package, failure and note; null for the run as a whole."),
    waivers: waiverFacts,
  })
  .nullable()
  .describe("Which share of a run this is, for `lastgate merge`; null for a whole run.");

/** The JSON report. Every key is always there; one without a value is null. All text is untrusted. */
export const reportSchema = z
  .strictObject({
    schema: z.literal(SCHEMA),
    verdict: z.enum(["passed", "stopped", "could-not-judge"]),
    enforced: z.boolean().describe("False when a stopped verdict did not fail the check."),
    policy: z.strictObject({
      file: text.nullable().describe("Null when there is no policy file and `recommended` applies."),
      extends: z.array(text),
    }),
    packages: z.array(packageReport),
    failures: z.array(failure).describe("What could not be judged; empty for any other verdict."),
    notes: z.array(text),
    shard,
  })
  .describe("What one run of Lastgate found.");

export type JsonReport = z.infer<typeof reportSchema>;
