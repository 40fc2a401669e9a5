import type { Finding, PackageReport } from "./report.ts";

const UNITS = ["kB", "MB", "GB", "TB"] as const;

/** Bytes for people, in powers of 1000 as the policy's limits are: `812 B`, `59.8 MB`. */
export function size(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  let value = bytes;
  let unit = "";
  for (const next of UNITS) {
    // One decimal is shown: 999,950 bytes would read 1000.0 kB.
    if (unit !== "" && value < 999.95) break;
    value /= 1000;
    unit = next;
  }
  return `${value.toFixed(1).replace(/\.0$/, "")} ${unit}`;
}

/** A whole number with its thousands apart, the same on every machine: `8,711`. */
export function number(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** `1 file`, `8,711 files`. */
export function count(amount: number, noun: string): string {
  return `${number(amount)} ${amount === 1 ? noun : `${noun}s`}`;
}

/** The first of a list, and how many more there are: `a, b, c and 37 more`. */
export function some(texts: readonly string[], most: number): string {
  const rest = texts.length - most;
  return rest > 0 ? `${texts.slice(0, most).join(", ")} and ${number(rest)} more` : texts.join(", ");
}

/** A place in the repository, as editors and terminals open it: `package.json:34`. */
export function place(at: { readonly file: string; readonly line: number | null }): string {
  return at.line === null ? at.file : `${at.file}:${at.line}`;
}

/** Rules whose findings are about the policy itself, and stand under the first package only because every finding stands under one. */
const ABOUT_POLICY: readonly string[] = ["expired-waiver", "unused-waiver"];

/** What a finding is about: the file (and line), the manifest's field, the policy, or the tarball as a whole. */
export function subject({
  rule,
  path,
  field,
  line,
}: Pick<Finding, "rule" | "path" | "field" | "line">): string {
  if (field !== null) return `${path ?? "package.json"} › ${field}`;
  if (path === null) return ABOUT_POLICY.includes(rule) ? "the policy" : "the tarball";
  return line === null ? path : `${path}:${line}`;
}

/** At most `most` UTF-16 units of a text, never half a character; what is left out is counted. */
export function clip(text: string, most: number): string {
  if (text.length <= most) return text;
  const split = /[\ud800-\udbff]/.test(text.charAt(most - 1)) ? most - 1 : most;
  return `${text.slice(0, split)}… (${number(text.length - split)} more characters)`;
}

/** How much there is: `2,751 errors, 98.8 MB`; the bytes only when they are more than one line already says. */
export function extent(amount: number, noun: string, bytes: number | null): string {
  return amount > 1 && bytes !== null ? `${count(amount, noun)}, ${size(bytes)}` : count(amount, noun);
}

/** `npm 11.21.2`; nothing for a tarball that no package manager packed here. */
export function packerName(packedWith: PackageReport["packedWith"]): string {
  return packedWith === null ? "" : `${packedWith.name} ${packedWith.version}`;
}
