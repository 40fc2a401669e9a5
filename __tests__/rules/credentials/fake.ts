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

const hexDigits = "0123456789abcdef";
const hex = (length: number, seed = "hex"): string => noise(hexDigits, length, seed);
const uuid = [8, 4, 4, 4, 12].map((length) => hex(length, `uuid ${length}`)).join("-");
const word = (length: number, seed = "word"): string => noise(base62, length, seed);
const webToken = (claims: object): string =>
  `${[{ alg: "HS256" }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
    .join(".")}.${word(43)}`;

/** What each kind of our own list is called, its prefix in two pieces, and an example of what follows. */
const issued: readonly (readonly [kind: RegExp, first: string, second: string, body: string])[] = [
  [/^Google API key/, "AI", "za", word(35)],
  [/^Google OAuth client secret/, "GOC", "SPX-", word(28)],
  [/^Google OAuth access/, "ya", "29.", word(160)],
  [/^Google OAuth refresh/, "1/", "/0", word(90)],
  [/^Azure account key/, "Account", "Key=", `${word(86)}==`],
  [/^Azure shared access key/, "SharedAccess", "Key=", `${word(43)}=`],
  [/^Amazon Bedrock/, "ABSKQmVkcm9j", "a0FQSUtleS", word(110)],
  [/^DigitalOcean/, "dop_", "v1_", hex(64)],
  [/^Heroku/, "HRKU", "-AA", word(58)],
  [/^Netlify/, "nf", "p_", word(36)],
  [/^Fly\.io/, "fm", "2_", word(300)],
  [/^Render/, "rn", "d_", word(28)],
  [/^Vercel Blob/, "vercel_blob", "_rw_", `${word(16)}_${word(34)}`],
  [/^Supabase secret/, "sb_", "secret_", `${word(22)}_${word(8)}`],
  [/^Supabase access/, "sb", "p_", hex(40)],
  [/^PlanetScale/, "pscale", "_pw_", word(43)],
  [/^Neon/, "nap", "i_", noise(lower + digits, 64)],
  ...["gldt", "glrt", "glft", "glimt", "glagent", "gloas", "glsoat"].map(
    (p) => [/^GitLab token/, p, "-", word(20)] as const,
  ),
  [/^GitLab pipeline/, "glp", "tt-", hex(40)],
  [/^GitLab job/, "glc", "bt-", `1a_${word(20)}`],
  [/^Atlassian/, "ATATT3x", "FfGF0", `${word(170)}=${hex(8).toUpperCase()}`],
  [/^Bitbucket/, "AT", "BB", `${word(28)}${hex(8).toUpperCase()}`],
  [/^PyPI/, "pypi-AgEI", "cHlwaS5vcmc", word(150)],
  [/^RubyGems/, "ruby", "gems_", hex(48)],
  [/^Docker organization/, "dckr", "_oat_", word(32)],
  [/^JFrog/, "AK", "Cp", word(69)],
  [/^JFrog/, "cmVm", "dGtu", word(56)],
  [/^SonarQube/, "sq", "p_", hex(40)],
  [/^Buildkite/, "bk", "ua_", hex(40)],
  [/^CircleCI/, "CCI", "PAT_", `${word(22)}_${hex(40)}`],
  [/^Sourcegraph/, "sg", "p_", hex(40)],
  [/^Pulumi/, "pu", "l-", hex(40)],
  [/^Doppler token/, "dp", ".pt.", word(43)],
  [/^Doppler service/, "dp", ".st.", `prod.${word(43)}`],
  [/^Postman/, "PM", "AK-", `${hex(24)}-${hex(34)}`],
  [/^Contentful/, "CF", "PAT-", word(43)],
  [/^Sentry token/, "sntr", "ys_", word(120)],
  [/^Sentry user/, "sntr", "yu_", hex(64)],
  [/^New Relic/, "NR", "AK-", noise(upper + digits, 27)],
  [/^Dynatrace/, "dt0", "c01.", `${noise(upper, 24)}.${noise(upper + digits, 64)}`],
  [/^Honeycomb/, "hca", "ik_", noise(lower + digits, 58)],
  [/^PostHog/, "ph", "x_", word(43)],
  [/^LaunchDarkly/, "sd", "k-", uuid],
  [/^Slack refresh/, "xo", "xe-", `1-${word(140)}`],
  [
    /^Slack webhook of a flow/,
    "hooks.slack",
    ".com/workflows/",
    `T${noise(upper, 8)}/A${noise(upper, 8)}/${noise(digits, 18)}/${word(24)}`,
  ],
  [/^Discord webhook/, "/api/web", "hooks/", `${noise(digits, 18)}/${word(68)}`],
  [/^Microsoft Teams/, "/Incoming", "Webhook/", `${hex(32)}/${uuid}`],
  [/^Brevo/, "xkey", "sib-", `${hex(64)}-${word(16)}`],
  [/^Resend/, "re", "_", `${word(8)}_${word(24)}`],
  [/^signing secret/, "whs", "ec_", word(32)],
  [/^OpenRouter/, "sk-or", "-v1-", hex(64)],
  [/^Perplexity/, "ppl", "x-", word(48)],
  [/^xAI/, "xa", "i-", word(80)],
  [/^Replicate/, "r", "8_", word(37)],
  [/^LangSmith/, "lsv2", "_pt_", `${hex(32)}_${hex(10)}`],
  [/^Langfuse/, "sk-", "lf-", uuid],
  [/^Tavily/, "tv", "ly-", `dev-${word(32)}`],
  [/^Pinecone/, "pc", "sk_", `${word(5)}_${word(63)}`],
  [/^NVIDIA/, "nv", "api-", word(64)],
  [/^ElevenLabs/, "s", "k_", hex(48)],
  [/^Hugging Face organization/, "api", "_org_", noise(lower + upper, 34)],
  [/^Jina/, "ji", "na_", `${hex(32)}${word(28)}`],
  [/^API key of a language model/, "s", "k-", hex(32)],
  [/^Square/, "sq0", "csp-", word(43)],
  [/^PayPal/, "access_token$", "production$", `${noise(lower + digits, 16)}$${hex(32)}`],
  [/^Plaid/, "access-", "production-", uuid],
  [/^Shippo/, "shippo_", "live_", hex(40)],
  [/^Notion integration secret/, "sec", "ret_", word(43)],
  [/^Linear OAuth/, "lin_", "oauth_", hex(64)],
  [/^Mapbox/, "sk.", "eyJ1", `${word(60)}.${word(22)}`],
  [/^age/, "AGE-SECRET", "-KEY-1", noise(upper + digits, 58)],
  [/^WireGuard/, "Private", "Key = ", `${word(43)}=`],
];

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
  ...issued.map(([kind, first, second, body]) => fake("issued", kind, first + second + body)),
  fake(
    "context",
    /^AWS secret/,
    `${awsKey}Z`,
    (v) => `{"accessKey":"AK${"IA"}${"EXAMPLE234567234"}","secretKey":"${v}"}`,
  ),
  fake("context", /^JSON Web Token/, webToken({ sub: word(12), scope: "admin" })),
  fake(
    "context",
    /^Supabase service role/,
    webToken({ iss: "supabase", role: "service_role", ref: word(20) }),
  ),
  fake(
    "context",
    /^login of a container/,
    Buffer.from(`deploy:${word(20, "registry")}`).toString("base64"),
    (v) => `{"auths":{"registry.acme.io":{"auth":"${v}"}}}`,
  ),
  fake(
    "context",
    /^user name and password in an Auth/,
    Buffer.from(`deploy:${password}`).toString("base64"),
    (v) => `headers: { Authorization: "Basic ${v}" }`,
  ),
  fake(
    "context",
    /^database password/,
    word(18, "ado"),
    (v) => `"Server=tcp:db.acme.io,1433;User ID=sa;Password=${v};Encrypt=true"`,
  ),
  fake(
    "context",
    /^database password/,
    word(18, "jdbc"),
    (v) => `"jdbc:postgresql://db.acme.io/x?user=app&password=${v}"`,
  ),
  fake("context", /^user name/, `redis://:${password}@redis.acme.io:6379`, (v) => `connect("${v}/0")`),
  fake("context", /^user name/, `amqps://app:${password}@mq.acme.io`, (v) => `MQ=${v}/vhost\n`),
  fake("context", /^Telegram/, `${noise("123456789", 10)}:A${"A"}${word(33)}`),
  fake(
    "context",
    /^Telegram/,
    `${noise("123456789", 9)}:A${"A"}${word(33)}`,
    (v) => `get("https://api.telegram.org/bot${v}/getMe")`,
  ),
  fake(
    "context",
    /^Discord bot/,
    `${Buffer.from(`98${noise(digits, 16)}`).toString("base64url")}.${word(6)}.${word(38)}`,
    (v) => `DISCORD_TOKEN=${v}\n`,
  ),
  fake("context", /^Twilio/, hex(32), (v) => `twilio("AC${hex(32, "sid")}", { authToken: "${v}" })`),
  fake("context", /^HCP Terraform/, `${word(14)}.atlas${"v1"}.${word(67)}`),
  fake("context", /^Azure client secret/, `${word(3)}8${"Q~"}${word(34)}`),
  fake("context", /^Azure AI/, `${word(52)}JQQ${"J99"}${word(26)}`),
  fake(
    "context",
    /^Azure shared access signature/,
    `${word(43)}%3D`,
    (v) => `"https://acme.blob.core.windows.net/c?sv=2022-11-02&se=2030-01-01&sr=c&sp=r&sig=${v}"`,
  ),
  fake("own", /^AWS access key ID/, `AK${"IA"}${noise("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 16)}`),
];

/** A token that every test may use when the kind does not matter. */
export function gitHubToken(seed: string): string {
  return `ghp${"_"}${noise(base62, 36, seed)}`;
}
