import { z } from "zod";
import type { Entry } from "../tarball/tarball.ts";
import { isTestMaterial } from "./credentials/test-material.ts";
import { compilePatterns } from "./path-pattern.ts";
import { defineRule, type Problem } from "./rule.ts";
import { type Look, lookAtEnv, lookAtKeyJson, lookAtSettings } from "./secret-look.ts";

/** A kind of file whose name says that it holds credentials. */
interface SecretKind {
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
}

const blanks =
  "example,sample,template,tpl,tmpl,dist,default,defaults,schema,vault,md,txt,js,mjs,cjs,ts,mts,cts";

/** Of several kinds that match, the first one speaks. */
const kinds: readonly SecretKind[] = [
  {
    says: "an environment file",
    patterns: [
      ".env",
      ".env.*",
      ".env-*",
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
      "!{example,sample,template,default,defaults}.env",
    ],
    look: lookAtEnv,
  },
  { says: "npm's settings", patterns: [".npmrc"], look: lookAtSettings },
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
    patterns: ["*.{jks,keystore,bks,p12,pfx,pkcs12,kdbx,p8,mobileprovision}"],
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
      "*.tfvars",
      "*.tfvars.json",
      "!{example,sample,template}.tfvars",
    ],
  },
  {
    says: "a shell history, with the secrets that were typed",
    patterns: [
      ".{bash,zsh,sh,node_repl,python,psql,mysql,rediscli,irb,dbshell}_history",
      ".{rediscli,dbshell}",
    ],
  },
];

const matchKinds = compilePatterns(
  kinds.map((kind) => ({ owner: kind, patterns: kind.patterns, anyCase: true })),
);

/** A larger file is not looked into: it counts as full. In bytes. */
const longestLook = 1024 * 1024;

export const secretFile = defineRule({
  id: "secret-file",
  title: "Credential file",
  catches:
    "Files that exist to hold credentials: `.env` and its variants, `.npmrc`, `.netrc`, `.pypirc`, `.git-credentials`, SSH keys, keystores, files of cloud providers and of " +
    "Terraform, shell histories; in any folder and any letter case. An `.env` with only empty values or placeholders and an `.npmrc` without credentials are a warning. Left " +
    "alone: `.env.example`, `.env.sample`, `.env.template` and their like, public keys (`.pub`), and names in use for other things (`credentials.json`, `.yarnrc.yml`) when " +
    `no credential is in them. Names: ${kinds
      .flatMap((kind) => kind.patterns)
      .filter((pattern) => !pattern.startsWith("!"))
      .map((pattern) => `\`${pattern}\``)
      .join(", ")}.`,
  incident:
    "@mux/mux-node 2.8.0 shipped `.env-dylan`: only a developer's own global gitignore hid the file, and the machine that released had none.",
  fix: "If it holds credentials, revoke them first, for what was published once is known. Then delete the file or exclude it in `files` of package.json.",
  options: z.strictObject({}),
  start: () => ({
    *entry(entry) {
      if (entry.kind === "directory") return;
      const kind = matchKinds(entry.path)[0]?.owner;
      const problem = kind === undefined ? null : judge(kind, entry);
      if (problem !== null) yield { path: entry.path, ...problem };
    },
  }),
});

function judge(kind: SecretKind, entry: Entry): Omit<Problem, "path"> | null {
  const { says } = kind;
  if (entry.kind !== "file") return { message: `${says}, as a link` };
  if (entry.size === 0)
    return kind.onlyWithCredentials ? null : { message: `${says}, empty today`, level: "warn" };
  if (kind.look !== undefined && entry.isText && entry.size <= longestLook) {
    const { lines } = kind.look(entry.text());
    const [first] = lines;
    if (first !== undefined) return { message: `${says} with ${counted(lines.length)}`, line: first };
    if (kind.onlyWithCredentials) return null;
    return {
      message: `${says}; only empty values, placeholders or no credentials are in it today`,
      level: "warn",
    };
  }
  if (
    kind.marker !== undefined &&
    entry.isText &&
    entry.size <= longestLook &&
    !kind.marker.test(entry.text())
  ) {
    return { message: `${says} by its name; no private key is in it today`, level: "warn" };
  }
  if (kind.mildInTests && (isTestMaterial(entry.path) || /(?:^|\/)debug\.keystore$/i.test(entry.path))) {
    return {
      message: `${says} that seems to be made for tests; scanners of those who install the package will report it all the same`,
      level: "warn",
    };
  }
  return { message: says };
}

function counted(count: number): string {
  return count === 1 ? "a value that is no placeholder" : `${count} values that are no placeholders`;
}
