import { matchContext } from "./context-patterns.ts";
import { matchIssued } from "./issued-tokens.ts";
import { kindName } from "./kinds.ts";
import type { Lead, Sightings, Stretch } from "./leads.ts";
import { isMark, sightings } from "./leads.ts";
import { matchOwn } from "./own-patterns.ts";
import { isPlaceholderToken, isPlaceholderUrl } from "./placeholder.ts";
import type { Match } from "./secretlint.ts";
import { match } from "./secretlint.ts";
import { wideText } from "./wide-text.ts";

/** One credential in a file. */
export interface Secret {
  /** The library's name of the kind. */
  readonly kind: string;
  /** The kind for people. */
  readonly name: string;
  readonly value: string;
  /** The part of the value that opens the door: for a URL the password. */
  readonly mask: string;
  /** Byte offset of the first place. */
  readonly at: number;
  /** How often the value occurs in the file. */
  readonly count: number;
}

/**
 * The bytes as a text of the same length, so that an index is an offset. What is not ASCII becomes a character that
 * is no letter, no space and part of no token: as Latin-1 the bytes of `个` would be letters.
 */
function textOf(bytes: Buffer, { start, end }: Stretch): string {
  return bytes.toString("latin1", start, end).replace(/[\x80-\xff]/g, "\x7f");
}

const written: ReadonlyMap<string, string> = new Map([
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
  ["b", "\b"],
  ["f", "\f"],
  ["v", "\v"],
]);

/**
 * The same text with the escapes of strings resolved and padded to their length: in a source map or a JSON string a
 * token comes after `\n`, and to a pattern that `n` is a letter that belongs to it. What closes a word stays at it.
 */
function unescaped(text: string): string {
  return text.replace(
    /\\{1,8}(?:u00[0-9a-fA-F]{2}|x[0-9a-fA-F]{2}|[nrtbfv"'`])/g,
    (sequence: string, offset: number) => {
      const name = sequence.replace(/^\\+/, "");
      const character =
        name.length > 1
          ? String.fromCharCode(Number.parseInt(name.slice(-2), 16))
          : (written.get(name) ?? name);
      const closes = /\w/.test(text.charAt(offset - 1));
      return closes ? character.padEnd(sequence.length, " ") : character.padStart(sequence.length, " ");
    },
  );
}

const url = /^[a-z0-9+:]{3,20}:\/\/([^:/\s]{0,256}):([^@/\s]{1,256})@([^\s/?#"'`<>\\,;)\]}|]*)/i;

/** Kinds that are said by the place and not by the token: another kind at the same place says it better. */
const general: ReadonlySet<string> = new Set([
  "BasicAuth",
  "PackageJSON_xOauthToken",
  "Npmrc_authToken",
  "MODEL_API_KEY",
]);

/** A host that is no example, for a name and a password that stand alone. */
const anyHost = "10.0.0.1";

/** Takes a match apart into the value that counts and the part to mask; null for what is no credential. */
function judge({ kind, value, at }: Match): { kind: string; value: string; mask: string; at: number } | null {
  if (kind === "BasicAuth" || kind.endsWith("Connection")) {
    // The patterns of connection strings run on into the code behind the host.
    const [whole, user, password, host] = url.exec(value) ?? [];
    if (whole === undefined || user === undefined || password === undefined) return null;
    // GitHub takes a token for the name, with a word for the password.
    if (password === "x-oauth-basic")
      return judge({ kind: "PackageJSON_xOauthToken", value: user, at: at + whole.indexOf(user) });
    if (isPlaceholderUrl(user, password, host ?? "")) return null;
    return { kind, value: whole, mask: password, at };
  }
  if (kind === "ConnectionPassword")
    return isPlaceholderUrl("", value, anyHost) ? null : { kind, value, mask: value, at };
  if (kind === "BasicHeader" || kind === "RegistryLogin") {
    const [user = "", password = ""] = Buffer.from(value, "base64").toString("latin1").split(/:(.*)/, 2);
    return isPlaceholderUrl(user, password, anyHost) ? null : { kind, value, mask: value, at };
  }
  if (kind === "Npmrc_authToken") {
    const token = /^["']?([A-Za-z0-9_\-+/=.]{16,})/.exec(value)?.[1];
    if (token === undefined || isPlaceholderToken(kind, token)) return null;
    return { kind, value: token, mask: token, at: at + value.indexOf(token) };
  }
  if (kind === "PackageJSON_xOauthToken") {
    const token = /[A-Za-z0-9_]{16,}$/.exec(value)?.[0];
    if (token === undefined || isPlaceholderToken(kind, token)) return null;
    return { kind, value: token, mask: token, at: at + value.length - token.length };
  }
  if (kind === "IncomingWebhook") {
    const token = value.slice(value.lastIndexOf("/") + 1);
    return token.length < 16 || isPlaceholderToken(kind, token) ? null : { kind, value, mask: token, at };
  }
  return isPlaceholderToken(kind, value) ? null : { kind, value, mask: value, at };
}

function matchesIn(lead: Lead, text: string, path: string): Match[] {
  switch (lead.rule) {
    case "own":
      return matchOwn(lead.literal, text);
    case "context":
      return matchContext(lead.literal, text);
    case "issued":
      return matchIssued(lead.literal, text);
    default:
      return match(lead.rule, text, lead.readAs ?? path);
  }
}

/**
 * Tokens in binary data, as it is and in the texts of two bytes a character: those that their issuer marks with a beginning of their
 * own, because all else that is told by its surroundings is there by chance.
 */
export function findTokens(bytes: Buffer, path: string): Secret[] {
  const wide = wideText(bytes);
  const own = secretsAt(marked(sightings(bytes).stretches), bytes, path);
  const others = wide === null ? [] : secretsAt(marked(sightings(wide).stretches), wide, path);
  // Where a text's last character is in doubt, it is there once without it.
  const known = new Set([...own.map(({ value }) => value), ...others.map(({ value }) => value.slice(0, -1))]);
  return [...own, ...others.filter(({ value }) => !known.has(value))];
}

function marked(stretches: Sightings["stretches"]): Sightings["stretches"] {
  return new Map([...stretches].filter(([lead]) => isMark(lead)));
}

/** Every credential in a text file, in the order of the first places. */
export function findSecrets(bytes: Buffer, path: string): Secret[] {
  return secretsAt(sightings(bytes).stretches, bytes, path);
}

function secretsAt(stretches: Sightings["stretches"], bytes: Buffer, path: string): Secret[] {
  if (stretches.size === 0) return [];
  const places = new Map<string, { kind: string; mask: string; at: Set<number> }>();
  for (const [lead, list] of stretches) {
    for (const stretch of list) {
      const text = textOf(bytes, stretch);
      const plain = text.includes("\\") ? unescaped(text) : text;
      const found = matchesIn(lead, text, path);
      if (plain !== text) found.push(...matchesIn(lead, plain, path));
      for (const one of found) {
        const secret = judge(one);
        if (secret === null) continue;
        const at = stretch.start + secret.at;
        const known = places.get(secret.value);
        if (known === undefined)
          places.set(secret.value, { kind: secret.kind, mask: secret.mask, at: new Set([at]) });
        else {
          known.at.add(at);
          if (general.has(known.kind)) known.kind = secret.kind;
        }
      }
    }
  }
  const secrets = [...places].map(([value, { kind, mask, at }]) => {
    let first = Number.POSITIVE_INFINITY;
    for (const place of at) first = Math.min(first, place);
    return { kind, name: kindName(kind, value), value, mask, at: first, count: at.size };
  });
  // A URL with a token for a password is the token's finding.
  const particular = new Set(secrets.filter(({ kind }) => !general.has(kind)).map(({ value }) => value));
  return secrets
    .filter(({ kind, mask }) => kind !== "BasicAuth" || !particular.has(mask))
    .sort((one, other) => one.at - other.at);
}
