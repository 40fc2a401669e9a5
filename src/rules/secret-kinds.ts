import {
  type Look,
  lookAtCookies,
  lookAtEnv,
  lookAtKeyJson,
  lookAtNamedSecrets,
  lookAtSecrets,
  lookAtSettings,
} from "./secret-look.ts";

/** A kind of file whose name says that it holds credentials. */
export interface SecretKind {
  /** Begins the message, as in `environment file`. */
  readonly says: string;
  readonly patterns: readonly string[];
  /** Counts the credentials; without it the file as a whole is one. */
  readonly look?: (text: string) => Look;
  /** The name is in use for other things as well: nothing to say when nothing is found. */
  readonly onlyWithCredentials?: boolean;
  /** What must be in a text for the name to be right. */
  readonly marker?: RegExp;
  /** Keys made for tests are common and public: a warning below a folder of tests, fixtures or examples. */
  readonly mildInTests?: boolean;
  /** Defaults that a template or an example brings: a warning there, unless a value looks random. */
  readonly mildInTemplates?: boolean;
}

const blanks = "example,sample,template,tpl,tmpl,dist,default,defaults,schema,vault,md,js,mjs,cjs,ts,mts,cts";

/** Of several kinds that match, the first one speaks. */
export const kinds: readonly SecretKind[] = [
  {
    says: "an environment file",
    patterns: [
      ".env",
      ".env.*",
      ".env-*",
      ".env_*",
      ".env[0-9]",
      ".envs/",
      ".{flaskenv,environment}",
      "*.env",
      ".envrc",
      ".dev.vars",
      ".dev.vars.*",
      `!.env.{${blanks}}`,
      `!.env-{${blanks}}`,
      `!.env.*.{${blanks}}`,
      `!.env-*.{${blanks}}`,
      `!.env.{${blanks}}.*`,
      `!.dev.vars.{${blanks}}`,
      `!.env_{${blanks}}`,
      "!{example,sample,template,default,defaults}.env",
    ],
    look: lookAtEnv,
    mildInTemplates: true,
  },
  {
    says: "npm's settings",
    patterns: [".npmrc", ".npmrc.*", "npmrc", "!.npmrc.{example,sample,template}"],
    look: lookAtSettings,
  },
  {
    says: "a tool's settings",
    patterns: [
      ".yarnrc",
      ".yarnrc.yml",
      "bunfig.toml",
      "pip.conf",
      ".coveralls.yml",
      ".bowerrc",
      ".condarc",
      ".terraformrc",
    ],
    look: lookAtSettings,
    onlyWithCredentials: true,
  },
  {
    says: "a login file",
    patterns: [
      ".netrc",
      "_netrc",
      ".pypirc",
      ".git-credentials",
      ".pgpass",
      ".my.cnf",
      ".mylogin.cnf",
      ".htpasswd",
      ".vault-token",
      ".vault_pass",
      "pgpass.conf",
      ".passwd-s3fs",
      ".rhosts",
      ".netrc.gpg",
      ".password-store/",
      "etc/shadow",
      "*.{publishsettings,pubxml.user}",
      ".gem/credentials",
      ".cargo/credentials",
      ".cargo/credentials.toml",
      ".m2/settings.xml",
      "settings-security.xml",
      ".config/gh/hosts.yml",
      ".config/hub",
    ],
  },
  {
    says: "an SSH key",
    patterns: ["id_{rsa,dsa,ecdsa,ed25519,ecdsa_sk,ed25519_sk,xmss}", "*.ppk"],
    marker: /PRIVATE KEY|PuTTY-User-Key-File/,
    mildInTests: true,
  },
  {
    says: "part of an SSH or GnuPG folder",
    patterns: [".ssh/", ".gnupg/", "secring.{gpg,pgp}", "!*.pub", "!known_hosts"],
  },
  {
    says: "a keystore",
    patterns: [
      "*.{jks,keystore,bks,p12,pfx,pkcs12,kdbx,kdb,p8,mobileprovision,keychain,keychain-db,agilekeychain,1pif,opvault}",
      "wallet.dat",
      "UTC--*",
    ],
    mildInTests: true,
  },
  {
    says: "a cloud credential file",
    patterns: [
      ".aws/credentials",
      ".azure/{accessTokens,azureProfile,msal_token_cache,servicePrincipal}.json",
      ".config/gcloud/",
      "application_default_credentials.json",
      ".kube/config",
      "kubeconfig",
      "*.kubeconfig",
      ".dockercfg",
      ".dockerconfigjson",
      ".boto",
      ".s3cfg",
      ".oci/config",
      ".fly/config.yml",
      ".config/configstore/firebase-tools.json",
      ".pulumi/credentials.json",
      ".terraform.d/credentials.tfrc.json",
      ".cloudflared/",
      ".huggingface/token",
      ".{claude/.credentials,codex/auth,gemini/oauth_creds}.json",
      "kaggle.json",
    ],
  },
  {
    says: "a cloud credential file",
    patterns: [
      ".docker/config.json",
      "*{service-account,service_account,serviceaccount}*.json",
      "*-firebase-adminsdk-*.json",
      "client_secret*.json",
      "{credentials,gcp-key,gcloud-service-key,keyfile}.json",
    ],
    look: lookAtKeyJson,
    onlyWithCredentials: true,
  },
  {
    says: "Terraform state or variables, in plain text with every secret that Terraform was given",
    patterns: [
      "*.tfstate",
      "*.tfstate.{backup,bak}",
      "*.tfplan",
      "tfplan",
      "*.tfvars",
      "*.tfvars.json",
      "!{example,sample,template}.tfvars",
    ],
  },
  {
    says: "a shell history, with the secrets that were typed",
    patterns: [
      ".{bash,zsh,sh,ksh,ash,csh,fish,node_repl,ts_node_repl,python,ipython,psql,mysql,sqlite,mongo,mongosh,rediscli,irb,pry,dbshell,julia}_history",
      ".{rediscli,dbshell,zhistory,histfile,Rhistory,lesshst}",
      "fish_history",
      "ConsoleHost_history.txt",
    ],
  },
  {
    says: "a browser's cookies",
    patterns: ["{cookies,cookie-jar,cookiejar}.txt", "cookiejar"],
    look: lookAtCookies,
    onlyWithCredentials: true,
  },
  {
    says: "settings",
    patterns: [
      ".{gitconfig,sentryclirc,ftpconfig,ftppass,msmtprc,esmtprc,muttrc,fetchmailrc,databrickscfg,clasprc.json}",
      "{sftp-config,sftp,auth,local.settings,appsettings,connectionStrings}.json",
      "appsettings.*.json",
      "{sitemanager,recentservers,filezilla,settings}.xml",
      "{nuget,web,app}.config",
      "{sentry,gradle,key,keystore,signing,local}.properties",
      "{my.cnf,rclone.conf,.rclone.conf,openrc.sh,wp-config.php}",
      "{database,profiles,ngrok,clouds,parameters}.{yml,yaml}",
      ".snowsql/config",
      "{Dockerfile,docker-compose.yml,docker-compose.yaml,compose.yml,compose.yaml}",
      "Dockerfile.*",
      "docker-compose.*.{yml,yaml}",
    ],
    look: lookAtNamedSecrets,
    onlyWithCredentials: true,
  },
  {
    says: "a file for secrets",
    patterns: [
      ".{secret,secrets,token,credentials,password,passwd}",
      "{secret,secrets,credentials,passwords,password}.{json,yml,yaml,txt,ini,toml,properties}",
      "{token,tokens,api_key,apikey,api-key,github_token,npm_token,vault_pass,vault-password}.txt",
      "{github_token,npm_token,oauth_token,master.key}",
      ".vault_pass.txt",
    ],
    look: lookAtSecrets,
    onlyWithCredentials: true,
  },
];
