import { lastAnswer } from "../../tarball/last-answer.ts";
import { contextLiterals } from "./context-patterns.ts";
import { issuedPrefixes } from "./issued-tokens.ts";
import { literalScan } from "./literal-scan.ts";

/**
 * A literal without which a pattern cannot match, and how far around it the pattern can reach, in bytes.
 * What a lead leaves out no pattern could have found: `__tests__/rules/credentials/` holds it to that, rule by rule.
 */
export interface Lead {
  /** Name of a rule of secretlint's preset without its prefix, `own` for our patterns, `issued` for our list of issuers, `context` for what its surroundings tell, `key` for private keys. */
  readonly rule: string;
  readonly literal: string;
  /** Bytes before the literal that the pattern can use, the look-behind included. */
  readonly before: number;
  /** Bytes from the literal's first byte on that the pattern can use, the look-ahead included. */
  readonly reach: number;
  /** A token must go on for so many characters of `A-Za-z0-9_-.+/=` after the literal. */
  readonly run?: number;
  /** The name of file that the rule asks for, when it looks at names: whatever the file is called here. */
  readonly readAs?: string;
  /** What else must be there. Sees the byte offset after the literal. Looks no further than `reach`. */
  readonly likely?: (bytes: Buffer, after: number) => boolean;
}

/** A stretch of an entry's bytes, end exclusive. */
export interface Stretch {
  start: number;
  end: number;
}

const slash = 0x2f;
const atSign = 0x40;

/**
 * There is an `@` before the path begins: only then can a URL hold a password. 200 characters of a password and 100
 * of a name are at most 1,200 bytes.
 */
function hasUserInfo(bytes: Buffer, after: number): boolean {
  const end = Math.min(bytes.length, after + 1_210);
  for (let at = after; at < end; at++) {
    const byte = bytes[at] ?? 0;
    if (byte === atSign) return true;
    if (byte === slash || byte === 0x20 || (byte >= 0x09 && byte <= 0x0d)) return false;
  }
  return false;
}

/** A quotation mark, perhaps behind a backslash. */
function closesString(bytes: Buffer, after: number): boolean {
  return bytes[after] === 0x22 || bytes[after] === 0x5c;
}

function isSlackHook(bytes: Buffer, after: number): boolean {
  // Nearly every address begins with another letter.
  if (((bytes[after] ?? 0) | 0x20) !== 0x68) return false;
  return bytes.toString("latin1", after, after + 15).toLowerCase() === "hooks.slack.com";
}

const dot = 0x2e;

/** There is a dot in the next `longest` bytes: says how many bytes come before it, else -1. */
function dotWithin(bytes: Buffer, from: number, longest: number): number {
  return bytes.subarray(from, from + longest + 1).indexOf(dot);
}

/**
 * The rest of an installation token: 36 characters, or `<number>_<JWT>` whose first part ends within 1,000
 * characters and whose second within 10,000. Without the dots the library's pattern tries them all in vain.
 */
function isInstallationToken(bytes: Buffer, after: number): boolean {
  const rest = bytes.toString("latin1", after, after + 37);
  if (/^[A-Za-z0-9_]{36}(?![A-Za-z0-9_])/.test(rest)) return true;
  const number = /^[0-9]{1,20}_/.exec(rest)?.[0];
  if (number === undefined) return false;
  const head = after + number.length;
  const first = dotWithin(bytes, head, 1_000);
  return first > 0 && dotWithin(bytes, head + first + 1, 10_000) > 0;
}

/** Tokens that are told by how they begin. `run` is what their pattern wants at least after the prefix. */
function tokens(rule: string, run: number, reach: number, prefixes: readonly string[]): Lead[] {
  return prefixes.map((literal) => ({ rule, literal, run, reach: literal.length + reach, before: 8 }));
}

/** `-----BEGIN ` in base64. The last character depends on what follows, so it is left out. */
export const wrappedPem = "LS0tLS1CRUdJTi";

const awsNames = ["secret", "SECRET", "Secret"].flatMap((secret) =>
  ["", "_"].flatMap((joint) => ["access", "ACCESS", "Access"].map((access) => secret + joint + access)),
);

/** Everything that makes a look worth while, for both rules, so that an entry is read through once. */
export const leads: readonly Lead[] = [
  ...awsNames.flatMap((literal): Lead[] => [
    { rule: "aws", literal, before: 12, reach: 400 },
    { rule: "own", literal, before: 12, reach: 400 },
  ]),
  ...tokens("own", 16, 24, ["AKIA", "ASIA"]),
  ...tokens("own", 66, 80, ["SG."]),
  ...tokens("own", 60, 300, ["sk-ant-oat", "sk-ant-admin"]),
  ...tokens("own", 200, 2_010, ["ops_ey"]),
  ...tokens("npm", 36, 40, ["npm_"]),
  { rule: "npm", literal: "_authToken=", before: 8, reach: 4_096, readAs: ".npmrc" },
  { rule: "npm", literal: ":x-oauth-basic@github", before: 1_100, reach: 64, readAs: "package.json" },
  { rule: "basicauth", literal: "://", before: 12, reach: 1_300, likely: hasUserInfo },
  { rule: "database-connection-string", literal: "://", before: 24, reach: 2_200, likely: hasUserInfo },
  { rule: "slack", literal: "://", before: 12, reach: 200, likely: isSlackHook },
  ...tokens("slack", 3, 600, ["xoxb-", "xoxp-", "xapp-", "xoxa-", "xoxo-", "xoxr-"]),
  ...tokens("sendgrid", 66, 400, ["SG."]),
  ...tokens("shopify", 32, 80, ["shppa_", "shpca_", "shpat_", "shpss_"]),
  ...tokens("stripe", 24, 110, ["sk_live_", "sk_test_", "rk_live_", "rk_test_"]),
  ...tokens("github", 36, 48, ["ghp_", "gho_", "ghu_", "ghr_"]),
  // An installation token may also be `ghs_<number>_<JWT>`, whose three parts have no fixed length.
  ...tokens("github", 8, 12_040, ["ghs_"]).map((lead) => ({ ...lead, likely: isInstallationToken })),
  ...tokens("github", 82, 90, ["github_pat_"]),
  ...tokens("gitlab", 20, 140, ["glpat-"]),
  ...tokens("grafana", 32, 410, ["glc_"]),
  ...tokens("grafana", 41, 50, ["glsa_"]),
  // `sk-proj-` and 74 characters may stand before it.
  { rule: "openai", literal: "T3BlbkFJ", before: 100, reach: 100, run: 20 },
  ...tokens("anthropic", 93, 140, ["sk-ant-api0"]),
  ...tokens("groq", 52, 60, ["gsk_"]),
  ...tokens("huggingface", 34, 40, ["hf_"]),
  ...tokens("linear", 32, 140, ["lin_api_"]),
  ...tokens("notion", 46, 50, ["ntn_"]),
  ...tokens("1password", 100, 1_300, ["ops_ey"]),
  ...tokens("hashicorp-vault", 90, 310, ["hvs.", "hvb.", "hvr."]),
  ...tokens("vercel", 20, 70, ["vcp_", "vci_", "vca_", "vcr_", "vck_"]),
  ...tokens("databricks", 32, 40, ["dapi"]),
  ...tokens("docker", 27, 40, ["dckr_pat_"]),
  ...tokens("figma", 40, 210, ["figd_"]),
  ...tokens("cloudflare", 48, 60, ["cfk_", "cfut_", "cfat_"]),
  ...tokens("tailscale", 28, 130, ["tskey-"]),
  ...issuedPrefixes.map(
    ({ prefix: literal, run, reach }): Lead => ({
      rule: "issued",
      literal,
      before: 8,
      reach: literal.length + reach,
      ...(run > 0 && { run }),
    }),
  ),
  ...contextLiterals.map(
    (lead): Lead => ({
      rule: "context",
      ...lead,
      ...(lead.literal === "://" && { likely: hasUserInfo }),
      ...(lead.literal === '"auth' && { likely: closesString }),
    }),
  ),
  { rule: "key", literal: "PRIVATE KEY", before: 0, reach: 0 },
  { rule: "key", literal: "PuTTY-User-Key-File-", before: 0, reach: 0 },
  { rule: "key", literal: "kty", before: 0, reach: 0 },
  { rule: "key", literal: wrappedPem, before: 0, reach: 0 },
];

/** Beginnings that an issuer chose and that no data has by chance, a token behind them: not those of three letters, nor AWS's, which begin an identifier. */
export function isMark({ rule, literal, run }: Lead): boolean {
  return run !== undefined && literal.length > 3 && rule !== "context" && !/^A[KS]IA$/.test(literal);
}

const literals = [...new Set(leads.map((lead) => lead.literal))];
const leadsOf = literals.map((literal) => leads.filter((lead) => lead.literal === literal));
const scan = literalScan(literals);

/** Characters of a token, and those that only some kinds of token have. */
const tokenByte = new Uint8Array(256);
for (const byte of Buffer.from("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.+/="))
  tokenByte[byte] = 1;

/** What one pass over an entry's bytes found. */
export interface Sightings {
  /** For each lead that came up: the stretches worth a look, in order, none touching another. */
  readonly stretches: ReadonlyMap<Lead, readonly Stretch[]>;
  /** Byte offsets of the literals of private keys, in order. */
  readonly keys: ReadonlyMap<string, readonly number[]>;
}

function sight(bytes: Buffer): Sightings {
  const stretches = new Map<Lead, Stretch[]>();
  const keys = new Map<string, number[]>();
  // The token that was measured last: tokens inside it end where it ends, so no byte is measured twice.
  let run: Stretch = { start: 0, end: 0 };
  const runFrom = (at: number): number => {
    if (at >= run.start && at < run.end) return run.end - at;
    let end = at;
    while (end < bytes.length && tokenByte[bytes[end] ?? 0] === 1) end++;
    run = { start: at, end };
    return end - at;
  };
  scan(bytes, (literal, at) => {
    for (const lead of leadsOf[literal] ?? []) {
      const after = at + lead.literal.length;
      if (lead.rule === "key") {
        const known = keys.get(lead.literal);
        if (known === undefined) keys.set(lead.literal, [at]);
        else known.push(at);
        continue;
      }
      if (lead.run !== undefined && runFrom(after) < lead.run) continue;
      if (lead.likely !== undefined && !lead.likely(bytes, after)) continue;
      const start = Math.max(0, at - lead.before);
      // A token cannot reach past its own end; one more byte for the look-ahead.
      const reach =
        lead.run === undefined ? lead.reach : Math.min(lead.reach, after - at + runFrom(after) + 1);
      const end = Math.min(bytes.length, at + reach);
      const known = stretches.get(lead);
      const last = known?.at(-1);
      if (known === undefined) stretches.set(lead, [{ start, end }]);
      else if (last !== undefined && start <= last.end) {
        last.start = Math.min(last.start, start);
        last.end = Math.max(last.end, end);
      } else known.push({ start, end });
    }
  });
  return { stretches, keys };
}

/** Reads an entry's bytes through once, for every rule of credentials that asks. */
export const sightings: (bytes: Buffer) => Sightings = lastAnswer(sight);
