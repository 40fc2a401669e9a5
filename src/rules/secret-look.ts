import { isPlaceholderUrl, unforeseen } from "./credentials/placeholder.ts";

/** What a look inside a file that is known to hold credentials shows. Line numbers count from 1. */
export interface Look {
  /** Lines that hold a value which is no placeholder. Nothing of the value is kept. */
  readonly lines: readonly number[];
  /** One of them is as random as only a credential is. */
  readonly hasRandom: boolean;
}

/** Variables of a dotenv file that have a value. `KEY=`, `KEY=${OTHER}` and `KEY=changeme` have none. */
export function lookAtEnv(text: string): Look {
  return lookAtLines(text, (line) => {
    const [, value] = /^(?:export\s+)?[A-Za-z_][\w.-]*\s?[=:](.*)$/.exec(line) ?? [];
    return value;
  });
}

/** Name of a setting that holds a credential, in the configuration of npm, yarn, bun, pip and the like, then its value. */
const credentialSetting =
  /(?:_authToken|_auth|_password|npmAuthToken|npmAuthIdent|repo_token|(?<!\w)(?:token|password|secret|passwd))["']?[=:\s](.+)$/i;

/** User and password inside an address. */
const addressWithPassword = /:\/\/[^/\s:@]*:([^/\s@]+)@/;

/** Settings of a tool that hold a credential: an auth token, a password, an address with a password. */
export function lookAtSettings(text: string): Look {
  return lookAtLines(
    text,
    (line) => credentialSetting.exec(line)?.[1] ?? addressWithPassword.exec(line)?.[1],
  );
}

/** Keys of a cloud provider's JSON file that hold a credential. */
export function lookAtKeyJson(text: string): Look {
  return lookAtLines(text, (line) => {
    return /"(?:private_key|client_secret|refresh_token|auth|identitytoken)"\s{0,9}:\s{0,9}"([^"]*)/.exec(
      line,
    )?.[1];
  });
}

/** Fields that Netscape's format separates with tabs: the last one is the cookie's value. */
export function lookAtCookies(text: string): Look {
  return lookAtLines(text.replaceAll("#HttpOnly_", ""), (line) => {
    const fields = line.split("\t", 8);
    return fields.length === 7 ? fields[6] : undefined;
  });
}

/** A setting by the end of its name, in JSON, YAML, INI, XML, PHP and shell, then what could be its value. */
const namedSecret =
  /(?:pass(?:word|wd|phrase)?|pwd|secret(?:_key(?:_base)?)?|token|(?:api|access|private|auth|account)[_-]?key|credentials?)["']?(?:\s{0,9}(?:=>|[:=,>])\s{0,9}|\s{1,9}|["']?\s?(?:value|encoding)="?)["']?(?:base64">)?([^\s"'<>,;]{8,500})/i;

/** Settings in a file that has many others, so that a value counts only when it looks like a credential. */
export function lookAtNamedSecrets(text: string): Look {
  return lookAtLines(text, (line) => {
    const value = namedSecret.exec(line.slice(0, longestLine))?.[1];
    return value !== undefined && looksRandom(value) ? value : undefined;
  });
}

/** The same, and lines that are nothing but a credential. */
export function lookAtSecrets(text: string): Look {
  return lookAtLines(text, (line) => {
    const value =
      /^(?:[\w.@-]{1,60}[:=]\s?)?["']?([\w+/=.~-]{16,500})["']?,?$/.exec(line)?.[1] ??
      namedSecret.exec(line.slice(0, longestLine))?.[1];
    return value !== undefined && looksRandom(value) ? value : undefined;
  });
}

/** A setting stands at the beginning of its line. */
const longestLine = 1_000;

/** Letters and digits without a pattern, in no word of a sentence, no path and no code. */
export function looksRandom(value: string): boolean {
  return (
    value.length >= 8 &&
    /[A-Za-z]/.test(value) &&
    /\d/.test(value) &&
    !/^(?:\.{0,2}\/|[a-z]+:\/\/|[$%{(<])|[(){}[\]$\\]|^[\d.]+[a-z]{0,2}$/i.test(value) &&
    !/^[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)+$/.test(value) &&
    !/^[a-z]+(?:[-_.][a-z]+)*[-_.]?\d{1,4}$/i.test(value) &&
    !isPlaceholderUrl("", value, "10.0.0.1") &&
    unforeseen(value) >= Math.min(12, value.length * 0.7)
  );
}

function lookAtLines(text: string, read: (line: string) => string | undefined): Look {
  const lines: number[] = [];
  let hasRandom = false;
  for (const [index, raw] of text
    .replace(/^\uFEFF/, "")
    .split(/\r\n|\n|\r/)
    .entries()) {
    const line = raw.trim();
    if (line === "" || line.startsWith("#") || line.startsWith(";")) continue;
    const value = read(line);
    if (value === undefined) continue;
    const bare = unquoted(value);
    if (isPlaceholder(bare)) continue;
    lines.push(index + 1);
    hasRandom ||= bare.length >= 16 && looksRandom(bare);
  }
  return { lines, hasRandom };
}

function unquoted(value: string): string {
  const trimmed = value.replace(/^[=:\s]+/, "");
  const quote = trimmed.charAt(0);
  if (quote === '"' || quote === "'" || quote === "`") {
    const end = trimmed.indexOf(quote, 1);
    return trimmed.slice(1, end === -1 ? undefined : end).trim();
  }
  const comment = trimmed.search(/(?:^|\s)#/);
  return (comment === -1 ? trimmed : trimmed.slice(0, comment)).trim();
}

const placeholders: readonly RegExp[] = [
  /^$/,
  /^<[^<>]*>$/,
  /^\[[^[\]]*\]$/,
  /^\$\{\w+(?::?-)?\}$/,
  /^\$\w+$/,
  // What a shell puts there when it runs.
  /^\$\([^()]*\)$/,
  /^\$?\{\{[^{}]*\}\}$/,
  /^%\w+%$/,
  /^(?:x{3,}|\*+|\.{3,}|-+|_+|…)$/i,
  /^(?:change[-_ ]?(?:me|it|this)|replace[-_ ]?(?:me|it|this)|todo|tbd|fixme|placeholder|example|null|none|undefined|redacted|n\/a)$/i,
  /^(?:your|my|insert|enter|put|add|paste|replace)[-_ ]\w*[-_ ]?(?:key|token|secret|password|id|value|here|name|url)\b/i,
];

/** A value that stands for one: empty, a reference to a variable, or a word that asks to be replaced. */
export function isPlaceholder(value: string): boolean {
  return value.length < 200 && placeholders.some((pattern) => pattern.test(value));
}
