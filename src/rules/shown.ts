/** Longest piece of a manifest that a message repeats, in characters. */
const LONGEST = 200;

/** Longest text in which credentials are looked for; beyond it nothing is shown anyway. */
const LOOKED_AT = 4000;

/**
 * A value of the manifest as a message may show it: cut at 200 characters, with user names, passwords, query strings
 * and well-known token shapes blanked. Still raw text: the report escapes it.
 */
export function shown(text: string): string {
  const blanked = withoutCredentials(text.slice(0, LOOKED_AT));
  if (blanked.length <= LONGEST && text.length <= LOOKED_AT) return blanked;
  const characters = [...blanked];
  return characters.length > LONGEST || text.length > LOOKED_AT
    ? `${characters.slice(0, LONGEST).join("")}…`
    : blanked;
}

/** True when `shown` gives the text back as it is. */
export function isShownWhole(text: string): boolean {
  return text.length <= LOOKED_AT && withoutCredentials(text) === text;
}

/** Without one of these none of the patterns below finds anything, and most texts have none. */
const telling = /:\/\/|bearer|basic|_auth|token|passw|secret|gh[a-z][-_]|github_pat|npm[-_]|glpat|xox/i;

function withoutCredentials(text: string): string {
  if (!telling.test(text)) return text;
  return text
    .replace(/:\/\/([^\s/?#]+)@/g, (whole, user) => (user === "git" ? whole : "://…@"))
    .replace(/(:\/\/[^\s?#]*)\?[^\s#"']+/g, "$1?…")
    .replace(/\b(Bearer|Basic)\s+[^\s"']+/gi, "$1 …")
    .replace(/(_auth\w*|token|password|passwd|secret)(\s*[=:]\s*)[^\s"']+/gi, "$1$2…")
    .replace(/\b(gh[a-z]|github_pat|npm|glpat|xox[a-z])([-_])[\w-]{16,}/g, "$1$2…");
}
