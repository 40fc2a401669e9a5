import valid from "semver/functions/valid.js";

/** The release to compare with. */
export type BaselineChoice =
  | { readonly kind: "none" }
  | { readonly kind: "latest" }
  | { readonly kind: "version"; readonly version: string }
  | { readonly kind: "file"; readonly file: string };

/** What the command line and the action accept, for messages. */
export const acceptedBaselines = "none, latest, a version such as 1.4.2, or the path of a .tgz file";

/** Parses a baseline as users write it; null when it is none of `acceptedBaselines`. */
export function parseBaseline(value: string): BaselineChoice | null {
  if (value === "none" || value === "latest") return { kind: value };
  if (!value.includes("\n") && value.endsWith(".tgz")) return { kind: "file", file: value };
  const version = valid(value);
  return version === null ? null : { kind: "version", version };
}
