import type { Entry } from "../tarball/tarball.ts";
import { textBytes } from "./credentials/entry-bytes.ts";
import type { Secret } from "./credentials/find-secrets.ts";
import { findSecrets, findTokens } from "./credentials/find-secrets.ts";
import { fingerprint, positionsIn } from "./credentials/position.ts";
import {
  isDocumentation,
  isInExampleComment,
  isIntroducedAsExample,
  isTestMaterial,
} from "./credentials/test-material.ts";
import type { FindingLevel, Problem } from "./rule.ts";
import { defineRule, noOptions } from "./rule.ts";
import { isCredentialFile } from "./secret-file.ts";

/** Findings in one file; what comes after them is counted in the last one. */
const mostPerFile = 100;

/** Kinds that open nothing of value by themselves. */
const lesser: ReadonlySet<string> = new Set([
  "STRIPE_SECRET_KEY_TEST",
  "STRIPE_RESTRICTED_KEY_TEST",
  // Made for clients, and restricted by where it is used; but a few of its services cost money.
  "GOOGLE_API_KEY",
  // Installed programs carry theirs with them, as Google says: https://developers.google.com/identity/protocols/oauth2#installed
  "GOOGLE_CLIENT_SECRET",
  // Mostly short-lived, or made for a client.
  "JWT",
  "AZURE_SAS",
  // Lets others send what seems to be from a service, and opens nothing.
  "SIGNING_SECRET",
]);

/** What a test or a text makes up most easily. */
const easilyMadeUp: ReadonlySet<string> = new Set(["BasicAuth", "BasicHeader", "ConnectionPassword"]);

function levelOf({ kind, value }: Secret, path: string, hasSecretKey: boolean): FindingLevel | null {
  if (lesser.has(kind)) return "warn";
  // The identifier alone opens nothing; beside its key the two are complete.
  if (kind === "AWSAccessKeyID" && !hasSecretKey) return "warn";
  // An address for error reports, in its old form with two keys: whoever has it can send reports, and it is made to be in clients.
  if (kind === "BasicAuth" && /@(?:[\w-]+\.)*sentry\.io$/.test(value)) return "warn";
  if (
    (easilyMadeUp.has(kind) || kind.endsWith("Connection")) &&
    (isTestMaterial(path) || isDocumentation(path))
  )
    return "warn";
  return null;
}

/** Tokens, keys and passwords, told by their own shape. */
export const secret = defineRule({
  id: "secret",
  title: "Access tokens and passwords",
  catches:
    "Credentials that are told by their shape, in any text file whatever its name: tokens of GitHub, npm, GitLab, Slack, Stripe, OpenAI, Anthropic and some ninety other issuers, AWS secret access keys (by their name, or beside a key ID), Azure keys, bot tokens and webhooks of Slack, Discord, Telegram and Teams, JSON Web Tokens, and URLs, `Authorization: Basic` headers and database connection strings with a password. Also inside JSON strings and source maps, where the text is escaped; and in binary data, there only the tokens that their issuers mark with a beginning of at least four letters. The patterns are those of secretlint's recommended preset, and our own for issuers that it does not know. A value is never printed: the finding tells its kind, its place, and the first 12 hex digits of its sha256, by which a waiver can name it. Left alone: placeholders (`<your-token>`, `xxxx`, words, alphabets, AWS's own example keys, the keys of Azure's emulators), URLs to example hosts or with stock names and passwords, variables, passwords in binary files. A warning only: Stripe test keys, an AWS access key ID without its key, Google API keys and client secrets (made to be handed out, and now and then not), signing secrets of webhooks, JSON Web Tokens other than Supabase's service role, shared access signatures, a URL, header or connection string with a password in tests and in documentation, and what `e.g.` or `@example` introduces.",
  incident:
    "@mux/mux-node 2.8.0 shipped `.env-dylan`, a developer's own environment file, which a global gitignore had hidden from git and from review, but not from the packer.",
  fix: "Revoke the credential first: what was pushed or packed once is known. Then take it out of the file, read it from the environment at run time, and rebuild; a bundler that replaces environment variables by their values copies the credential into the bundle.",
  options: noOptions,
  start: () => ({
    entry(entry) {
      if (entry.kind !== "file") return [];
      const text = textBytes(entry);
      const secrets = text === null ? findTokens(entry.content, entry.path) : findSecrets(text, entry.path);
      return secrets.length === 0 ? [] : problems(entry, text, secrets);
    },
  }),
});

/** `text`: null for binary data, in which a place says nothing to people. */
function* problems(entry: Entry, text: Buffer | null, secrets: readonly Secret[]): Iterable<Problem> {
  const hasSecretKey = secrets.some(({ kind }) => kind === "AWSSecretAccessKey");
  const positionOf = text === null ? null : positionsIn(text);
  const removal = isCredentialFile(entry.path)
    ? `keep ${entry.path} out of the package`
    : `take it out of ${entry.path} and read it from the environment`;
  for (const [index, found] of secrets.slice(0, mostPerFile).entries()) {
    const place = positionOf?.(found.at);
    const where =
      place === undefined ? "inside binary data" : `at line ${place.line}, column ${place.column}`;
    const mark = fingerprint(found.value);
    const again = found.count > 1 ? `, ${found.count} times in this file` : "";
    const rest = index === mostPerFile - 1 ? secrets.length - mostPerFile : 0;
    const more = rest > 0 ? `; ${rest} more credentials in this file are not listed` : "";
    const isExample =
      text !== null && (isIntroducedAsExample(text, found.at) || isInExampleComment(text, found.at));
    const level = isExample ? "warn" : levelOf(found, entry.path, hasSecretKey);
    yield {
      path: entry.path,
      ...(place === undefined ? {} : { line: place.line }),
      message: `${found.name} ${where} (fingerprint ${mark})${again}${more}`,
      fix: `Revoke this credential where it was issued, then ${removal}.`,
      fingerprint: mark,
      mask: found.mask,
      ...(level === null || rest > 0 ? {} : { level }),
    };
  }
}
