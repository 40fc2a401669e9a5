import { issuedName } from "./issued-tokens.ts";

/** What a kind of credential is called, in a sentence that goes on with "at line 3". */
const names: Readonly<Record<string, string>> = {
  AWSSecretAccessKey: "AWS secret access key",
  AWSAccessKeyID: "AWS access key ID",
  PackageJSON_xOauthToken: "GitHub OAuth token in a URL",
  Npmrc_authToken: "npm registry token",
  NPM_ACCESS_TOKEN: "npm access token",
  SLACK_TOKEN: "Slack token",
  IncomingWebhook: "Slack incoming webhook",
  BasicAuth: "user name and password in a URL",
  BasicHeader: "user name and password in an Authorization header",
  RegistryLogin: "login of a container registry",
  ConnectionPassword: "database password in a connection string",
  JWT: "JSON Web Token",
  SUPABASE_SERVICE_ROLE_KEY: "Supabase service role key",
  TELEGRAM_TOKEN: "Telegram bot token",
  DISCORD_TOKEN: "Discord bot token",
  TWILIO_AUTH_TOKEN: "Twilio auth token",
  TERRAFORM_TOKEN: "HCP Terraform token",
  AZURE_CLIENT_SECRET: "Azure client secret",
  AZURE_AI_KEY: "Azure AI key",
  AZURE_SAS: "Azure shared access signature",
  OPENAI_TOKEN: "OpenAI API key",
  ANTHROPIC_API_KEY: "Anthropic API key",
  ANTHROPIC_TOKEN: "Anthropic access token",
  GROQ_API_KEY: "Groq API key",
  HUGGINGFACE_USER_ACCESS_TOKEN: "Hugging Face access token",
  LINEAR_API_TOKEN: "Linear API key",
  NOTION_INTEGRATION_TOKEN: "Notion integration token",
  SENDGRID_KEY: "SendGrid API key",
  SHOPIFY_KEY: "Shopify access token",
  STRIPE_SECRET_KEY_LIVE: "Stripe live secret key",
  STRIPE_SECRET_KEY_TEST: "Stripe test secret key",
  STRIPE_RESTRICTED_KEY_LIVE: "Stripe live restricted key",
  STRIPE_RESTRICTED_KEY_TEST: "Stripe test restricted key",
  GITLAB_PERSONAL_ACCESS_TOKEN: "GitLab personal access token",
  GRAFANA_CLOUD_API_TOKEN: "Grafana Cloud API token",
  GRAFANA_SERVICE_ACCOUNT_TOKEN: "Grafana service account token",
  OPS_TOKEN: "1Password service account token",
  MongoDBConnection: "MongoDB password in a connection string",
  MySQLConnection: "MySQL password in a connection string",
  PostgreSQLConnection: "PostgreSQL password in a connection string",
  HASHICORP_VAULT_SERVICE_TOKEN: "HashiCorp Vault service token",
  HASHICORP_VAULT_BATCH_TOKEN: "HashiCorp Vault batch token",
  HASHICORP_VAULT_RECOVERY_TOKEN: "HashiCorp Vault recovery token",
  VERCEL_PERSONAL_ACCESS_TOKEN: "Vercel access token",
  VERCEL_INTEGRATION_TOKEN: "Vercel integration token",
  VERCEL_APP_ACCESS_TOKEN: "Vercel app access token",
  VERCEL_APP_REFRESH_TOKEN: "Vercel app refresh token",
  VERCEL_AI_GATEWAY_API_KEY: "Vercel AI Gateway API key",
  DATABRICKS_PERSONAL_ACCESS_TOKEN: "Databricks personal access token",
  DOCKER_PERSONAL_ACCESS_TOKEN: "Docker personal access token",
  FIGMA_PERSONAL_ACCESS_TOKEN: "Figma personal access token",
  CLOUDFLARE_GLOBAL_API_KEY: "Cloudflare global API key",
  CLOUDFLARE_USER_API_TOKEN: "Cloudflare user API token",
  CLOUDFLARE_ACCOUNT_API_TOKEN: "Cloudflare account API token",
  TAILSCALE_API_KEY: "Tailscale API token",
  TAILSCALE_AUTH_KEY: "Tailscale auth key",
  TAILSCALE_CLIENT_KEY: "Tailscale OAuth client secret",
  TAILSCALE_SCIM_KEY: "Tailscale SCIM key",
  TAILSCALE_WEBHOOK_KEY: "Tailscale webhook key",
  TAILSCALE_KEY: "Tailscale key",
};

/** One name in the library stands for several kinds of token, told by their prefix. */
const gitHubTokens: readonly (readonly [prefix: string, name: string])[] = [
  ["github_pat_", "GitHub fine-grained personal access token"],
  ["ghp_", "GitHub personal access token"],
  ["gho_", "GitHub OAuth access token"],
  ["ghu_", "GitHub user access token of an app"],
  ["ghs_", "GitHub installation access token of an app"],
  ["ghr_", "GitHub refresh token"],
];

/** Names a kind for people. A kind that a new version of the library adds keeps the library's name until it has one here. */
export function kindName(kind: string, value: string): string {
  if (kind === "GITHUB_TOKEN") {
    for (const [prefix, name] of gitHubTokens) if (value.startsWith(prefix)) return name;
  }
  return names[kind] ?? issuedName(kind) ?? kind.toLowerCase().replaceAll("_", " ");
}
