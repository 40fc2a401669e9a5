import { unforeseen } from "./placeholder.ts";
import type { Match } from "./secretlint.ts";

/**
 * Credentials without a beginning of their own: what stands around them, or their inside, tells them. Each search sees a stretch of
 * text around one of its literals, of bounded length, and every repetition in its patterns has an end.
 */
interface Search {
  readonly literals: readonly string[];
  /** Bytes before the literal, and from its first byte on, that it can use. */
  readonly before: number;
  readonly reach: number;
  readonly find: (text: string) => Iterable<Match>;
}

function* all(kind: string, text: string, pattern: RegExp): Generator<Match> {
  for (const found of text.matchAll(pattern)) {
    const value = found[1] ?? "";
    yield { kind, value, at: found.index + found[0].indexOf(value) };
  }
}

const keyId = /(?<![A-Za-z0-9+/=_.-])A[KS]IA[A-Z2-7]{16}(?![A-Za-z0-9+/=_-])/;
const fortyCharacters = /(?<![A-Za-z0-9+/=_.-])([A-Za-z0-9+/]{40})(?![A-Za-z0-9+/=_-])/g;

/** 40 characters of base64 near an access key ID, whatever they are called. A hash in hex has no capitals. */
function* besideKeyId(text: string): Generator<Match> {
  if (!keyId.test(text)) return;
  for (const match of all("AWSSecretAccessKey", text, fortyCharacters)) {
    const { value } = match;
    if (/[A-Z]/.test(value) && /[a-z]/.test(value) && /\d/.test(value) && unforeseen(value) >= 24)
      yield match;
  }
}

const jwt =
  /(?<![A-Za-z0-9_.-])(eyJ[A-Za-z0-9_-]{10,400}\.eyJ[A-Za-z0-9_-]{10,2000}\.[A-Za-z0-9_-]{20,700})(?![A-Za-z0-9_-])/g;

function claimsOf(token: string): Readonly<Record<string, unknown>> | null {
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());
    return typeof claims === "object" && claims !== null ? { ...claims } : null;
  } catch {
    return null;
  }
}

/** A token that says who may do what. The one of every tutorial, and what names no subject at all, are left alone. */
function* jsonWebTokens(text: string): Generator<Match> {
  for (const match of all("JWT", text, jwt)) {
    const claims = claimsOf(match.value);
    if (
      claims === null ||
      claims.sub === "1234567890" ||
      claims.name === "John Doe" ||
      claims.role === "anon"
    )
      continue;
    yield claims.role === "service_role" ? { ...match, kind: "SUPABASE_SERVICE_ROLE_KEY" } : match;
  }
}

const basic = /(?<![A-Za-z])Basic ([A-Za-z0-9+/]{12,400}={0,2})(?![A-Za-z0-9+/=])/g;

const registry = /"auth"\s{0,9}:\s{0,9}"([A-Za-z0-9+/]{12,2000}={0,2})"/g;

/** Docker's `config.json` keeps a name and a password for a registry like that, under any file name. */
function* registryLogins(text: string): Generator<Match> {
  for (const { value, at } of all("", text, registry))
    if (isLogin(value)) yield { kind: "RegistryLogin", value, at };
}

/** Printable, with a colon between a name and a password. */
function isLogin(base64: string): boolean {
  return /^[\x21-\x39\x3b-\x7e]{1,100}:[\x21-\x7e]{6,1400}$/.test(
    Buffer.from(base64, "base64").toString("latin1"),
  );
}

/** What an `Authorization: Basic` header carries is a name and a password in base64: judged as if it stood in a URL. */
function* basicHeaders(text: string): Generator<Match> {
  for (const { value, at } of all("", text, basic))
    if (isLogin(value)) yield { kind: "BasicHeader", value, at };
}

const connectionPassword = /[;?&]\s?(?:password|pwd)=["']?([^\s;&"'`<>\\{}$%,()]{6,100})(?=[;&"'`\s\\]|$)/gi;
const servers = ["jdbc:", "data source=", "server=", "host="];
const accounts = ["user=", "user id=", "uid=", "username=", "database=", "initial catalog="];
const ownMachine = ["localhost", "127.0.0.1", "(local"];

/** A password in what ADO, ODBC and JDBC call a connection string: a server stands before it, another one than this machine, and an account around it. */
function* connectionStrings(text: string): Generator<Match> {
  for (const match of all("ConnectionPassword", text, connectionPassword)) {
    const around = text.slice(Math.max(0, match.at - 600), match.at + match.value.length + 100).toLowerCase();
    const before = around.slice(0, Math.min(600, match.at));
    const line = before.slice(Math.max(before.lastIndexOf("\n"), before.lastIndexOf('"')) + 1);
    if (!servers.some((word) => line.includes(word)) || ownMachine.some((word) => line.includes(word)))
      continue;
    // A name in code is no password.
    if (/^[A-Za-z._$]+$/.test(match.value)) continue;
    if (accounts.some((word) => around.includes(word))) yield match;
  }
}

const otherUrl =
  /(?<![A-Za-z0-9+.-])((?:rediss?|amqps?|mqtts?|mssql|sqlserver|smtps?|imaps?|ldaps?|sftp|ssh|git|clickhouse|couchdb|cockroachdb|nats|wss?|cloudinary|elasticsearch|kafka|socks5h?):\/\/[^:/\s@"'`<>]{0,100}:[^@/\s"'`<>]{1,200}@[^\s/?#"'`<>\\,;)\]}|]{1,200})/gi;

const discord =
  /(?<![A-Za-z0-9_.-])([MNO][A-Za-z0-9_-]{23,27}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27,40})(?![A-Za-z0-9_.-])/g;

/** The first part is the account's number in base64. */
function* discordTokens(text: string): Generator<Match> {
  for (const match of all("DISCORD_TOKEN", text, discord)) {
    const account = Buffer.from(match.value.slice(0, match.value.indexOf(".")), "base64").toString("latin1");
    if (/^\d{16,20}$/.test(account)) yield match;
  }
}

const searches: readonly Search[] = [
  { literals: ["AKIA", "ASIA"], before: 260, reach: 280, find: besideKeyId },
  { literals: [".eyJ"], before: 420, reach: 2_720, find: jsonWebTokens },
  { literals: ['"auth'], before: 2, reach: 2_040, find: registryLogins },
  { literals: ["Basic "], before: 2, reach: 420, find: basicHeaders },
  {
    literals: ["assword=", "Pwd="],
    before: 620,
    reach: 120,
    find: connectionStrings,
  },
  { literals: ["://"], before: 20, reach: 520, find: (text) => all("BasicAuth", text, otherUrl) },
  {
    literals: [":AA"],
    before: 12,
    reach: 40,
    find: (text) => all("TELEGRAM_TOKEN", text, /(?<!\d)(\d{8,10}:AA[A-Za-z0-9_-]{33})(?![A-Za-z0-9_-])/g),
  },
  { literals: ["discord", "Discord", "DISCORD"], before: 200, reach: 300, find: discordTokens },
  {
    literals: ["uthToken", "uth_token", "UTH_TOKEN"],
    before: 300,
    reach: 300,
    find: (text) =>
      /twilio|\bAC[0-9a-f]{32}\b/i.test(text)
        ? all(
            "TWILIO_AUTH_TOKEN",
            text,
            /auth_?token["']?\s{0,10}[:=]\s{0,10}["']?([0-9a-f]{32})(?![0-9A-Za-z])/gi,
          )
        : [],
  },
  {
    literals: [".atlasv1."],
    before: 16,
    reach: 90,
    find: (text) =>
      all(
        "TERRAFORM_TOKEN",
        text,
        /(?<![A-Za-z0-9.])([A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_=-]{60,70})(?![A-Za-z0-9_=-])/g,
      ),
  },
  {
    literals: ["7Q~", "8Q~"],
    before: 6,
    reach: 40,
    find: (text) =>
      all(
        "AZURE_CLIENT_SECRET",
        text,
        /(?<![A-Za-z0-9_~.-])([A-Za-z0-9_~.-]{3}[78]Q~[A-Za-z0-9_~.-]{31,34})(?![A-Za-z0-9_~.-])/g,
      ),
  },
  {
    literals: ["JQQJ99"],
    before: 58,
    reach: 38,
    find: (text) =>
      all(
        "AZURE_AI_KEY",
        text,
        /(?<![A-Za-z0-9])([A-Za-z0-9]{48,56}JQQJ99[A-Za-z0-9]{20,30})(?![A-Za-z0-9])/g,
      ),
  },
  {
    literals: ["&sig="],
    before: 500,
    reach: 80,
    find: (text) =>
      all(
        "AZURE_SAS",
        text,
        /[?&]sv=20\d\d-\d\d-\d\d&[^\s"'`<>]{0,400}&sig=([A-Za-z0-9%+/]{40,70}(?:%3D|=))/g,
      ),
  },
];

/** Literals of the searches, with what the scan must know of them. */
export const contextLiterals = searches.flatMap(({ literals, before, reach }) =>
  literals.map((literal) => ({ literal, before, reach })),
);

const byLiteral: ReadonlyMap<string, Search> = new Map(
  searches.flatMap((search) => search.literals.map((literal) => [literal, search] as const)),
);

/** What the search that belongs to a literal finds in the text. */
export function matchContext(literal: string, text: string): Match[] {
  return [...(byLiteral.get(literal)?.find(text) ?? [])];
}
