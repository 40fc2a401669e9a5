/** Tells what stands where a credential would stand from a credential. */

/** Words that nobody's random token holds: the longest of them turns up by chance once in a hundred thousand. */
const markers =
  /example|placeholder|dummy|sample|redacted|replace|change_?me|insert|your|fake|notreal|invalid|secret_?here|xxxx|\*{4}|0{8}/i;

/**
 * Characters that could not be foretold from those before: not the next of an alphabet, and no repetition with a
 * period of up to eight. A random token has nearly as many as it is long, `0123456789abcdef` has two.
 */
export function unforeseen(text: string): number {
  let count = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    let foretold = index > 0 && Math.abs(code - text.charCodeAt(index - 1)) <= 1;
    for (let period = 2; !foretold && period <= 8 && period * 2 <= index + 1; period++) {
      foretold =
        code === text.charCodeAt(index - period) &&
        text.charCodeAt(index - 1) === text.charCodeAt(index - 1 - period);
    }
    // `a1b2c3`: two alphabets that take turns.
    if (!foretold && index > 3) {
      foretold =
        code === text.charCodeAt(index - 2) + 1 &&
        text.charCodeAt(index - 2) === text.charCodeAt(index - 4) + 1;
    }
    if (!foretold) count++;
  }
  return count;
}

/** Keys of emulators, the same on every machine. @see https://learn.microsoft.com/azure/storage/common/storage-configure-connection-string */
const emulator = /^AccountKey=(?:Eby8vdM02xNOcqFlqUwJPLlm|C2y6yDjf5\/R\+ob0N8A7Cgv30)/;

/** Words in one case without a digit, joined or not: a name in code, such as `npm_package_config_something`. */
const identifier = /^(?:[a-z_-]+|[A-Z_-]+)$/;

/** A token that stands for another: in words, without randomness, or shaped as its issuer never makes them. */
export function isPlaceholderToken(kind: string, value: string): boolean {
  const body = value.replace(/^[A-Za-z0-9]{1,12}[_.-](?:[A-Za-z0-9]{2,10}[_.-])?/, "");
  if (markers.test(value) || emulator.test(value)) return true;
  if (body.length >= 20 && identifier.test(body)) return true;
  // GitHub's and npm's tokens of 40 characters are base 62 after their prefix; the library's patterns allow `_`.
  // https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/
  if (
    (kind === "NPM_ACCESS_TOKEN" || kind === "GITHUB_TOKEN") &&
    value.length === 40 &&
    value.includes("_", 4)
  )
    return true;
  return unforeseen(body) < (body.length >= 20 ? 10 : 7);
}

/** Hosts that exist only to be written down, and this machine itself. */
const exampleHost =
  /^(?:localhost|127\.|0\.0\.0\.0|\[?::1|.*\bexample\b|.*\.(?:test|invalid|localhost)\b|(?:your|some)|(?:(?:my|the)[-_]?)?(?:host|host-?name|server|domain|site|proxy|registry|company|foo|bar|test|url)\d?(?:\.(?:com|org|net|tld|io|dev))?(?::\d+)?$|[a-z]\.[a-z]$)/i;

/** Words that documentation writes for a name, a password, a token. */
const stock =
  /^(?:(?:my|your|the|some|a|an|db|database|proxy|api|auth|access|bot|git|npm|ftp|root|admin|test|super|top)[-_.]?)*(?:user(?:name)?|usr|name|login|me|you|pass|passw(?:or)?d|passwd|pwd|pw|passphrase|secret|token|key|apikey|id|client|public|private|credentials?|oauth|value|string|foo|bar|baz|qux|demo|guest|test|admin|root|hunter2|changeit|x|y|abc|qwerty|postgres|mysql|mongo(?:db)?|tiger|calvin|foobared)[-_.]?\d{0,4}$/i;

/** `randompassword`, `my-db-passwd1`: only letters around the word. */
const saysPassword = /^[a-z_-]*passw(?:or)?d[a-z_-]*\d{0,4}$/i;

/** What no name and no password has in a URL unless it is code that builds one, or a blank to fill in. */
const notUserInfo = /["'`<>{}()[\]|\\^,;\s]|\$[A-Za-z_]|%[A-Z_]{3,}%|^\*+$|^\.+$/;

/** A URL whose name and password stand for others. */
export function isPlaceholderUrl(user: string, password: string, host: string): boolean {
  if (notUserInfo.test(user) || notUserInfo.test(password)) return true;
  if (exampleHost.test(host) || !/[a-z0-9]/i.test(host)) return true;
  if (user === password || stock.test(password) || saysPassword.test(password)) return true;
  if (markers.test(password)) return true;
  return unforeseen(password) < 4;
}
