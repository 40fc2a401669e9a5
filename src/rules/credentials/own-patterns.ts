import type { Match } from "./secretlint.ts";

/** What the library's preset leaves out, or looks for with a pattern that misses part of it. */
const patterns: readonly { readonly kind: string; readonly pattern: RegExp; readonly literal: RegExp }[] = [
  {
    // An identifier, so the preset has it switched off. AWS writes it in base 32; base64 around it is chance.
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
    kind: "AWSAccessKeyID",
    literal: /^A[KS]IA/,
    pattern: /(?<![A-Za-z0-9+/=_.-])(A[KS]IA[A-Z2-7]{16})(?![A-Za-z0-9+/=_-])/g,
  },
  {
    // The library wants a word boundary behind the value, so it misses each key that ends in `/` or `+`.
    kind: "AWSSecretAccessKey",
    literal: /access$/i,
    pattern: /secret_?access_?key["']?\s{0,40}(?::|=>|=)\s{0,40}["']?([A-Za-z0-9/+]{40})(?![A-Za-z0-9/+=])/gi,
  },
  {
    // base64url in both parts; the library allows a single `-` in all, and no second one.
    kind: "SENDGRID_KEY",
    literal: /^SG\.$/,
    pattern: /(?<![A-Za-z0-9_.-])(SG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43})(?![A-Za-z0-9_-])/g,
  },
  {
    // OAuth tokens and keys of administrators, beside the API keys that the library knows.
    kind: "ANTHROPIC_TOKEN",
    literal: /^sk-ant-/,
    pattern: /(?<![A-Za-z0-9])(sk-ant-(?:oat|admin)\d\d-[A-Za-z0-9_-]{80,128}AA)(?![A-Za-z0-9_-])/g,
  },
  {
    // JSON in base64; the library wants it to end in `fQ`, which it does for one length in three.
    kind: "OPS_TOKEN",
    literal: /^ops_ey$/,
    pattern: /(?<![A-Za-z0-9])(ops_ey[A-Za-z0-9+/_-]{200,2000}={0,2})(?![A-Za-z0-9+/=_-])/g,
  },
];

/** Runs the patterns that belong to a lead's literal. */
export function matchOwn(literal: string, text: string): Match[] {
  const found: Match[] = [];
  for (const { kind, pattern, literal: known } of patterns) {
    if (!known.test(literal)) continue;
    for (const result of text.matchAll(pattern)) {
      const value = result[1] ?? "";
      found.push({ kind, value, at: result.index + result[0].indexOf(value) });
    }
  }
  return found;
}
