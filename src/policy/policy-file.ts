/** Where a policy is looked for, and so where a new one goes. */
export const defaultPolicyFile = ".github/lastgate.yml";

/** Where a line goes in the policy, for a fix; `file` is null while there is none. */
export function belowKey(key: "rules" | "ship" | "waivers", file: string | null): string {
  return file === null
    ? `below \`${key}:\` in a new ${defaultPolicyFile}, which begins with \`version: 1\``
    : `below \`${key}\` in ${file}`;
}
