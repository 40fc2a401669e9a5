/** What a look inside a file that is known to hold credentials shows. Line numbers count from 1. */
export interface Look {
  /** Lines that hold a value which is no placeholder. Nothing of the value is kept. */
  readonly lines: readonly number[];
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

function lookAtLines(text: string, read: (line: string) => string | undefined): Look {
  const lines: number[] = [];
  for (const [index, raw] of text
    .replace(/^\uFEFF/, "")
    .split(/\r\n|\n|\r/)
    .entries()) {
    const line = raw.trim();
    if (line === "" || line.startsWith("#") || line.startsWith(";")) continue;
    const value = read(line);
    if (value !== undefined && !isPlaceholder(unquoted(value))) lines.push(index + 1);
  }
  return { lines };
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
