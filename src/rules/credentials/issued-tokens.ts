import type { Match } from "./secretlint.ts";

/** A token that its issuer marks with a beginning of its own, which makes it safe to tell by its shape. */
interface Issued {
  /** Such as `PULUMI_TOKEN`, in the manner of the library. */
  readonly kind: string;
  /** For people: goes on with "at line 3". */
  readonly name: string;
  readonly prefixes: readonly string[];
  /** Source of a pattern for what follows. It has no capturing group, and each of its repetitions has an end. */
  readonly body: string;
  /** Characters of `A-Za-z0-9_-.+/=` that follow a prefix at least; 0 when others are among them. */
  readonly run: number;
  /** Bytes that the body can take at most. */
  readonly reach: number;
}

const hex = (digits: number): string => `[0-9a-f]{${digits}}`;
const uuid = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";

function row(
  kind: string,
  name: string,
  prefixes: readonly string[],
  body: string,
  run: number,
  reach: number,
): Issued {
  return { kind, name, prefixes, body, run, reach };
}

/**
 * Issuers that the library does not know. The shapes are those that the issuers document, or that GitHub's, GitLab's and TruffleHog's lists
 * agree on.
 * @see https://docs.github.com/code-security/secret-scanning/introduction/supported-secret-scanning-patterns
 * @see https://docs.gitlab.com/user/application_security/secret_detection/detected_secrets/
 */
const issued: readonly Issued[] = [
  // Clouds and hosting.
  row("GOOGLE_API_KEY", "Google API key", ["AIza"], "[A-Za-z0-9_-]{35}", 35, 40),
  row("GOOGLE_CLIENT_SECRET", "Google OAuth client secret", ["GOCSPX-"], "[A-Za-z0-9_-]{28}", 28, 40),
  row("GOOGLE_ACCESS_TOKEN", "Google OAuth access token", ["ya29."], "[A-Za-z0-9_-]{80,400}", 80, 410),
  row("GOOGLE_REFRESH_TOKEN", "Google OAuth refresh token", ["1//0"], "[A-Za-z0-9_-]{60,140}", 60, 150),
  row(
    "AZURE_STORAGE_KEY",
    "Azure account key in a connection string",
    ["AccountKey="],
    "[A-Za-z0-9+/]{86}==",
    88,
    96,
  ),
  row(
    "AZURE_SHARED_ACCESS_KEY",
    "Azure shared access key in a connection string",
    ["SharedAccessKey="],
    "[A-Za-z0-9+/]{43}=",
    44,
    52,
  ),
  row(
    "AWS_BEDROCK_KEY",
    "Amazon Bedrock API key",
    ["ABSKQmVkcm9ja0FQSUtleS"],
    "[A-Za-z0-9+/]{60,300}={0,2}",
    60,
    310,
  ),
  row("DIGITALOCEAN_TOKEN", "DigitalOcean token", ["dop_v1_", "doo_v1_", "dor_v1_"], hex(64), 64, 72),
  row("HEROKU_KEY", "Heroku API key", ["HRKU-AA"], "[A-Za-z0-9_-]{58}", 58, 66),
  row("NETLIFY_TOKEN", "Netlify access token", ["nfp_"], "[A-Za-z0-9]{36,40}", 36, 44),
  row("FLY_TOKEN", "Fly.io access token", ["fm2_"], "[A-Za-z0-9+/]{100,2000}={0,2}", 100, 2_010),
  row("RENDER_KEY", "Render API key", ["rnd_"], "[A-Za-z0-9]{28,32}", 28, 40),
  row(
    "VERCEL_BLOB_TOKEN",
    "Vercel Blob token",
    ["vercel_blob_rw_"],
    "[A-Za-z0-9]{16}_[A-Za-z0-9]{30,50}",
    47,
    80,
  ),
  row(
    "SUPABASE_SECRET_KEY",
    "Supabase secret key",
    ["sb_secret_"],
    "[A-Za-z0-9_-]{22}_[A-Za-z0-9_-]{8}",
    31,
    40,
  ),
  row("SUPABASE_TOKEN", "Supabase access token", ["sbp_"], `(?:v0_)?${hex(40)}`, 40, 52),
  row(
    "PLANETSCALE_TOKEN",
    "PlanetScale token",
    ["pscale_pw_", "pscale_tkn_", "pscale_oauth_"],
    "[A-Za-z0-9_.-]{32,64}",
    32,
    72,
  ),
  row("NEON_KEY", "Neon API key", ["napi_"], "[a-z0-9]{64}", 64, 72),

  // Code, packages, builds.
  row(
    "GITLAB_TOKEN",
    "GitLab token",
    ["gldt-", "glrt-", "glft-", "glimt-", "glagent-", "gloas-", "glsoat-"],
    "[A-Za-z0-9_-]{20,70}",
    20,
    80,
  ),
  row("GITLAB_TRIGGER_TOKEN", "GitLab pipeline trigger token", ["glptt-"], hex(40), 40, 48),
  row("GITLAB_JOB_TOKEN", "GitLab job token", ["glcbt-"], "[0-9a-zA-Z]{1,5}_[A-Za-z0-9_-]{20}", 22, 40),
  row(
    "ATLASSIAN_TOKEN",
    "Atlassian API token",
    ["ATATT3xFfGF0", "ATCTT3xFfGN0"],
    "[A-Za-z0-9_=-]{60,250}[0-9A-F]{8}",
    68,
    264,
  ),
  row("BITBUCKET_PASSWORD", "Bitbucket app password", ["ATBB"], "[A-Za-z0-9_-]{28}[0-9A-F]{8}", 36, 44),
  row("PYPI_TOKEN", "PyPI token", ["pypi-AgEIcHlwaS5vcmc"], "[A-Za-z0-9_-]{50,1000}", 50, 1_010),
  row("RUBYGEMS_KEY", "RubyGems API key", ["rubygems_"], hex(48), 48, 56),
  row("DOCKER_ORGANIZATION_TOKEN", "Docker organization token", ["dckr_oat_"], "[A-Za-z0-9_-]{32}", 32, 40),
  row("JFROG_TOKEN", "JFrog token", ["AKCp", "cmVmdGtu"], "[A-Za-z0-9]{56,69}", 56, 76),
  row("SONAR_TOKEN", "SonarQube token", ["sqp_", "squ_", "sqa_"], hex(40), 40, 48),
  row("BUILDKITE_TOKEN", "Buildkite token", ["bkua_"], hex(40), 40, 48),
  row("CIRCLECI_TOKEN", "CircleCI token", ["CCIPAT_", "CCIPRJ_"], `[A-Za-z0-9]{22}_${hex(40)}`, 63, 72),
  row("SOURCEGRAPH_TOKEN", "Sourcegraph token", ["sgp_"], `(?:(?:local|[0-9a-f]{16})_)?${hex(40)}`, 40, 66),
  row("PULUMI_TOKEN", "Pulumi token", ["pul-"], hex(40), 40, 48),
  row(
    "DOPPLER_TOKEN",
    "Doppler token",
    ["dp.pt.", "dp.ct.", "dp.sa.", "dp.scim.", "dp.audit."],
    "[A-Za-z0-9]{40,44}",
    40,
    52,
  ),
  row(
    "DOPPLER_SERVICE_TOKEN",
    "Doppler service token",
    ["dp.st."],
    "(?:[a-z0-9_-]{2,35}\\.)?[A-Za-z0-9]{40,44}",
    40,
    90,
  ),
  row("POSTMAN_KEY", "Postman API key", ["PMAK-"], `${hex(24)}-${hex(34)}`, 59, 68),
  row("CONTENTFUL_TOKEN", "Contentful access token", ["CFPAT-"], "[A-Za-z0-9_-]{43}", 43, 52),

  // Observation.
  row("SENTRY_TOKEN", "Sentry token", ["sntrys_"], "[A-Za-z0-9+/_=-]{80,400}", 80, 410),
  row("SENTRY_USER_TOKEN", "Sentry user token", ["sntryu_"], hex(64), 64, 72),
  row("NEW_RELIC_KEY", "New Relic key", ["NRAK-"], "[A-Za-z0-9_-]{27,32}", 27, 40),
  row("DYNATRACE_TOKEN", "Dynatrace token", ["dt0c01.", "dt0s01."], "[A-Z0-9]{24}\\.[A-Z0-9]{64}", 89, 98),
  row("HONEYCOMB_KEY", "Honeycomb key", ["hcaik_"], "[a-z0-9]{58}", 58, 66),
  row("POSTHOG_KEY", "PostHog personal API key", ["phx_"], "[A-Za-z0-9]{40,50}", 40, 58),
  row("LAUNCHDARKLY_KEY", "LaunchDarkly SDK key", ["sdk-"], uuid, 36, 44),

  // Messages and mail.
  row("SLACK_REFRESH_TOKEN", "Slack refresh token", ["xoxe-"], "\\d-[A-Za-z0-9_-]{100,300}", 102, 310),
  row(
    "SLACK_WORKFLOW",
    "Slack webhook of a flow",
    ["hooks.slack.com/workflows/", "hooks.slack.com/triggers/"],
    "[A-Z0-9]{8,14}/[A-Za-z0-9]{8,20}/[A-Za-z0-9/]{20,60}",
    38,
    110,
  ),
  row("DISCORD_WEBHOOK", "Discord webhook", ["/api/webhooks/"], "\\d{17,20}/[A-Za-z0-9_-]{60,80}", 78, 110),
  row(
    "TEAMS_WEBHOOK",
    "Microsoft Teams webhook",
    ["/IncomingWebhook/"],
    `${hex(32)}/${uuid}(?:/[A-Za-z0-9_-]{10,60})?`,
    69,
    140,
  ),
  row("BREVO_KEY", "Brevo key", ["xkeysib-", "xsmtpsib-"], `${hex(64)}-[A-Za-z0-9]{16}`, 81, 90),
  row("RESEND_KEY", "Resend API key", ["re_"], "[A-Za-z0-9]{8}_[A-Za-z0-9]{24}", 33, 40),
  row("SIGNING_SECRET", "signing secret of a webhook", ["whsec_"], "[A-Za-z0-9+/]{24,88}={0,2}", 24, 96),

  // Models.
  row("OPENROUTER_KEY", "OpenRouter API key", ["sk-or-v1-"], hex(64), 64, 72),
  row("PERPLEXITY_KEY", "Perplexity API key", ["pplx-"], "[A-Za-z0-9]{48}", 48, 56),
  row("XAI_KEY", "xAI API key", ["xai-"], "[A-Za-z0-9]{70,90}", 70, 98),
  row("REPLICATE_TOKEN", "Replicate API token", ["r8_"], "[A-Za-z0-9]{37}", 37, 44),
  row("LANGSMITH_KEY", "LangSmith API key", ["lsv2_pt_", "lsv2_sk_"], `${hex(32)}_${hex(10)}`, 43, 52),
  row("LANGFUSE_KEY", "Langfuse secret key", ["sk-lf-"], uuid, 36, 44),
  row("TAVILY_KEY", "Tavily API key", ["tvly-"], "(?:dev-|prod-)?[A-Za-z0-9]{32}", 32, 48),
  row("PINECONE_KEY", "Pinecone API key", ["pcsk_"], "[A-Za-z0-9]{5,6}_[A-Za-z0-9]{50,70}", 56, 86),
  row("NVIDIA_KEY", "NVIDIA API key", ["nvapi-"], "[A-Za-z0-9_-]{60,70}", 60, 80),
  row("ELEVENLABS_KEY", "ElevenLabs API key", ["sk_"], hex(48), 48, 56),
  row(
    "HUGGINGFACE_ORGANIZATION_TOKEN",
    "Hugging Face organization token",
    ["api_org_"],
    "[A-Za-z]{34}",
    34,
    42,
  ),
  row("JINA_KEY", "Jina API key", ["jina_"], "[a-f0-9]{32}[A-Za-z0-9_-]{28}", 60, 68),
  row(
    "MODEL_API_KEY",
    "API key of a language model's provider",
    ["sk-"],
    "(?:[0-9a-f]{32}|[A-Za-z0-9]{48})",
    32,
    56,
  ),

  // Money and business.
  row("SQUARE_SECRET", "Square secret", ["sq0csp-", "sq0atp-"], "[A-Za-z0-9_-]{22,43}", 22, 52),
  row(
    "PAYPAL_TOKEN",
    "PayPal or Braintree access token",
    ["access_token$production$"],
    `[a-z0-9]{16}\\$${hex(32)}`,
    0,
    58,
  ),
  row("PLAID_TOKEN", "Plaid access token", ["access-production-"], uuid, 36, 44),
  row("SHIPPO_TOKEN", "Shippo token", ["shippo_live_"], hex(40), 40, 48),
  row("NOTION_SECRET", "Notion integration secret", ["secret_"], "[A-Za-z0-9]{43}", 43, 52),
  row("LINEAR_OAUTH_TOKEN", "Linear OAuth token", ["lin_oauth_"], hex(64), 64, 72),
  row(
    "MAPBOX_SECRET_TOKEN",
    "Mapbox secret token",
    ["sk.eyJ1"],
    "[A-Za-z0-9_-]{40,200}\\.[A-Za-z0-9_-]{20,30}",
    61,
    240,
  ),

  // Keys that are no PEM.
  row("AGE_KEY", "age secret key", ["AGE-SECRET-KEY-1"], "[0-9A-Z]{58}", 58, 66),
  row(
    "ANSIBLE_VAULT",
    "encrypted Ansible vault",
    ["$ANSIBLE_VAULT;1."],
    "\\d;AES256(?:;[\\w.-]{1,40})?\\s{1,20}[0-9a-f]{60,80}",
    0,
    180,
  ),
  row(
    "OPENVPN_KEY",
    "OpenVPN static key",
    ["OpenVPN Static key V1"],
    `-----\\s{1,8}${hex(32)}\\s{1,8}${hex(32)}`,
    0,
    100,
  ),
  row(
    "MINISIGN_KEY",
    "minisign or signify secret key",
    ["minisign encrypted secret key", "signify secret key"],
    "[\\r\\n]{1,4}RW[A-Za-z0-9+/]{100,250}={0,2}",
    0,
    270,
  ),
  row("WIREGUARD_KEY", "WireGuard private key", ["PrivateKey = "], "[A-Za-z0-9+/]{43}=", 44, 52),
];

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** Compiled with the first sighting of its prefix, which most runs never have. */
const patterns = new Map<string, RegExp>();

function patternOf({ prefixes, body }: Issued, prefix: string): RegExp {
  let pattern = patterns.get(prefix);
  if (pattern === undefined) {
    const before = /^[A-Za-z0-9]/.test(prefixes[0] ?? "") ? "(?<![A-Za-z0-9_-])" : "";
    pattern = new RegExp(`${before}(${escaped(prefix)}${body})(?![A-Za-z0-9_-])`, "g");
    patterns.set(prefix, pattern);
  }
  return pattern;
}

const byPrefix: ReadonlyMap<string, Issued> = new Map(
  issued.flatMap((one) => one.prefixes.map((prefix) => [prefix, one] as const)),
);

/** Prefixes with what the search must know of them. */
export const issuedPrefixes: readonly (Pick<Issued, "kind" | "run" | "reach"> & {
  readonly prefix: string;
})[] = issued.flatMap(({ kind, prefixes, run, reach }) =>
  prefixes.map((prefix) => ({ kind, prefix, run, reach })),
);

/** What people call a kind of this list; undefined for others. */
export function issuedName(kind: string): string | undefined {
  return issued.find((one) => one.kind === kind)?.name;
}

/** Tokens in the text that begin with the prefix. */
export function matchIssued(prefix: string, text: string): Match[] {
  const one = byPrefix.get(prefix);
  if (one === undefined) return [];
  return [...text.matchAll(patternOf(one, prefix))].map((found) => ({
    kind: one.kind,
    value: found[1] ?? "",
    at: found.index,
  }));
}
