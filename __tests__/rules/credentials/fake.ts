import { createHash } from "node:crypto";

/**
 * Made-up credentials. They are put together at run time, so that no file of this repository holds one: a scanner of
 * the host would block the push, and rightly.
 */

/** Characters without a pattern, always the same for the same seed. */
export function noise(alphabet: string, length: number, seed = "seed"): string {
  let text = "";
  for (let round = 0; text.length < length; round++) {
    for (const byte of createHash("sha256").update(`${seed}:${round}`).digest()) {
      text += alphabet[byte % alphabet.length] ?? "";
      if (text.length === length) break;
    }
  }
  return text;
}

const lower = "abcdefghijklmnopqrstuvwxyz";
const upper = lower.toUpperCase();
const digits = "0123456789";
export const base62 = lower + upper + digits;
const base64url = `${base62}-_`;

/** An example of each kind, under the name of secretlint's rule that finds it, or `own`. */
export interface Fake {
  readonly rule: string;
  readonly kind: RegExp;
  readonly value: string;
  /** The text that the value needs around it. */
  readonly text: string;
}

function fake(
  rule: string,
  kind: RegExp,
  value: string,
  around: (value: string) => string = (v) => `const key = "${v}";`,
): Fake {
  return { rule, kind, value, text: around(value) };
}

const token = (prefix: string, alphabet: string, length: number): string =>
  prefix + noise(alphabet, length, prefix);

/** JSON whose last brace stands alone at the end of the base64 for a length of 119. */
function onePassword(length: number): string {
  const email = `${noise(lower, 12)}@1passwordserviceaccounts.com`;
  return Buffer.from(JSON.stringify({ email, secretKey: noise(base62, length) })).toString("base64");
}

const password = noise(base62, 18, "password");
const awsKey = noise(`${base62}/+`, 39, "aws");

export const fakes: readonly Fake[] = [
  fake("aws", /^AWS secret/, `${awsKey}a`, (v) => `AWS_SECRET_ACCESS_KEY=${v}\n`),
  fake("aws", /^AWS secret/, `${awsKey}b`, (v) => `{ secretAccessKey: '${v}' }`),
  fake("aws", /^AWS secret/, `${awsKey}c`, (v) => `"aws_secret_access_key" => "${v}"`),
  fake("npm", /^npm access/, token("npm" + "_", base62, 36)),
  fake("npm", /^npm registry/, noise("0123456789abcdef", 32), (v) => `//registry.example/:_authToken=${v}\n`),
  fake(
    "npm",
    /^GitHub OAuth/,
    noise("0123456789abcdef", 40),
    (v) => `"x": "git+https://${v}:x-oauth-basic@github.com/a/b.git"`,
  ),
  fake(
    "basicauth",
    /^user name/,
    `https://deploy:${password}@git.acme-corp.io`,
    (v) => `fetch("${v}/repo.git")`,
  ),
  ...["b", "p", "a", "o", "r"].map((letter) =>
    fake(
      "slack",
      /^Slack token/,
      `xox${letter}-${noise(digits, 12)}-${noise(digits, 12, "b")}-${noise(base62, 24)}`,
    ),
  ),
  fake(
    "slack",
    /^Slack token/,
    `xapp-1-A${noise(upper + digits, 10)}-${noise(digits, 13)}-${noise("0123456789abcdef", 40)}`,
  ),
  fake(
    "slack",
    /^Slack incoming/,
    `https://hooks.slack${".com"}/services/T${noise(upper + digits, 8)}/B${noise(upper + digits, 8)}/${noise(base62, 24)}`,
  ),
  fake("sendgrid", /^SendGrid/, `SG${"."}${noise(base62, 22)}.${noise(base62, 43)}`),
  ...["shppa", "shpca", "shpat", "shpss"].map((p) => fake("shopify", /^Shopify/, token(`${p}_`, base62, 32))),
  fake("stripe", /^Stripe live secret/, token("sk" + "_live_", base62, 24)),
  fake("stripe", /^Stripe live restricted/, token("rk" + "_live_", base62, 99)),
  fake("stripe", /^Stripe test secret/, token("sk" + "_test_", base62, 24)),
  fake("stripe", /^Stripe test restricted/, token("rk" + "_test_", base62, 30)),
  ...["ghp", "gho", "ghu", "ghs", "ghr"].map((p) => fake("github", /^GitHub/, token(`${p}_`, base62, 36))),
  fake("github", /^GitHub fine-grained/, token("github" + "_pat_", base62, 82)),
  fake(
    "github",
    /^GitHub installation/,
    `ghs${"_"}123456_ey${noise(base64url, 80, "1")}.ey${noise(base64url, 400, "2")}.${noise(base64url, 86, "3")}`,
  ),
  fake("gitlab", /^GitLab/, token("glpat" + "-", base64url, 20)),
  fake("grafana", /^Grafana Cloud/, token("glc" + "_", base62, 120)),
  fake("grafana", /^Grafana service/, `glsa${"_"}${noise(base62, 32)}_${noise("0123456789abcdef", 8)}`),
  fake("openai", /^OpenAI/, `sk${"-proj-"}${noise(base62, 74, "a")}T3Blbk${"FJ"}${noise(base62, 74, "b")}`),
  fake("openai", /^OpenAI/, `sk${"-"}${noise(base62, 20, "a")}T3Blbk${"FJ"}${noise(base62, 20, "b")}`),
  fake("anthropic", /^Anthropic API/, `${token("sk" + "-ant-api03-", base64url, 93)}AA`),
  fake("groq", /^Groq/, token("gsk" + "_", base62, 52)),
  fake("huggingface", /^Hugging/, token("hf" + "_", lower + upper, 34)),
  fake("linear", /^Linear/, token("lin" + "_api_", base62, 40)),
  fake("notion", /^Notion/, `ntn${"_"}${noise(digits, 11)}${noise(base62, 35)}`),
  fake("1password", /^1Password/, `ops${"_"}${onePassword(119)}`),
  fake(
    "database-connection-string",
    /^MongoDB/,
    `mongodb+srv://service:${password}@cluster0.ab1cd.mongodb.net`,
    (v) => `connect("${v}/db?w=1",x)`,
  ),
  fake(
    "database-connection-string",
    /^MySQL/,
    `mysql://billing:${password}@db.acme-corp.io:3306`,
    (v) => `DB=${v}/main\n`,
  ),
  fake(
    "database-connection-string",
    /^PostgreSQL/,
    `postgresql://billing:${password}@10.2.0.7:5432`,
    (v) => `'${v}/main'`,
  ),
  fake("hashicorp-vault", /^HashiCorp Vault service/, token("hvs" + ".", base64url, 92)),
  fake("hashicorp-vault", /^HashiCorp Vault batch/, token("hvb" + ".", base64url, 140)),
  fake("hashicorp-vault", /^HashiCorp Vault recovery/, token("hvr" + ".", base64url, 92)),
  ...["vcp", "vci", "vca", "vcr", "vck"].map((p) => fake("vercel", /^Vercel/, token(`${p}_`, base62, 24))),
  fake("databricks", /^Databricks/, token("dapi", "0123456789abcdef", 32)),
  fake("docker", /^Docker/, token("dckr" + "_pat_", base64url, 27)),
  fake("figma", /^Figma/, token("figd" + "_", base64url, 40)),
  ...["cfk", "cfut", "cfat"].map((p) =>
    fake("cloudflare", /^Cloudflare/, `${token(`${p}_`, base62, 40)}${noise("0123456789abcdef", 8)}`),
  ),
  ...["api", "auth", "client", "scim", "webhook"].map((type) =>
    fake(
      "tailscale",
      /^Tailscale/,
      `tskey${"-"}${type}-${noise(base62, 12, type)}-${noise(base62, 24, type)}`,
    ),
  ),
  fake("own", /^AWS secret/, `${awsKey}/`, (v) => `secretAccessKey: "${v}",`),
  fake(
    "own",
    /^SendGrid/,
    `SG${"."}${noise(base62, 10)}-${noise(base62, 11)}.${noise(base62, 20)}-${noise(base62, 11)}-${noise(base62, 10)}`,
  ),
  fake("own", /^1Password/, `ops${"_"}${onePassword(118)}`),
  fake("own", /^Anthropic access/, `${token("sk" + "-ant-oat01-", base64url, 93)}AA`),
  fake("own", /^AWS access key ID/, `AK${"IA"}${noise("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 16)}`),
];

/** A token that every test may use when the kind does not matter. */
export function gitHubToken(seed: string): string {
  return `ghp${"_"}${noise(base62, 36, seed)}`;
}
