/**
 * A package manifest (package.json). Only what the gate itself relies on is typed; every other field is `unknown`
 * until a rule has looked at its shape, because the manifest of a tarball is untrusted input.
 * @see https://docs.npmjs.com/cli/configuring-npm/package-json
 */
export type Manifest = Readonly<Record<string, unknown>> & {
  readonly name: string;
  readonly version: string;
};

/** Parses package.json (a leading BOM is fine, as for npm). Throws an Error with one clause that says what is wrong. */
export function parseManifest(text: string): Manifest {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch {
    throw new Error("is not valid JSON");
  }
  if (!isRecord(value)) throw new Error("is not a JSON object");
  const { name, version } = value;
  if (!isFilled(name)) throw new Error('has no valid "name"');
  if (!isFilled(version)) throw new Error('has no valid "version"');
  return { ...value, name, version };
}

function isFilled(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

/** True for a JSON object, the shape of `scripts`, `dependencies` and the like. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The string entries of a manifest field that should be a JSON object; npm drops entries that are no strings. */
export function stringsOf(value: unknown): ReadonlyMap<string, string> {
  const strings = new Map<string, string>();
  if (!isRecord(value)) return strings;
  for (const [name, entry] of Object.entries(value)) if (typeof entry === "string") strings.set(name, entry);
  return strings;
}
