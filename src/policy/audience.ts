import type { Manifest } from "../tarball/manifest.ts";

/**
 * Who receives the artifact when nobody says so: `public`, or `internal` for a restricted package and for one that goes to
 * another registry than npm's public one. What cannot be read is `public`, the stricter of the two.
 * @see https://docs.npmjs.com/cli/configuring-npm/package-json#publishconfig
 */
export function audienceOf(request: { input: string | null; manifest: Manifest }): string {
  if (request.input !== null) return request.input;
  const config = record(request.manifest.publishConfig);
  if (config.access === "restricted") return "internal";
  return isPublicRegistry(registryOf(request.manifest.name, config)) ? "public" : "internal";
}

/** npm prefers the registry of the package's scope over the general one. */
function registryOf(name: string, config: Readonly<Record<string, unknown>>): unknown {
  const scope = /^(@[^/]+)\//.exec(name)?.[1];
  return (scope === undefined ? undefined : config[`${scope}:registry`]) ?? config.registry;
}

/** npm's documented default: https://docs.npmjs.com/cli/using-npm/config#registry */
function isPublicRegistry(registry: unknown): boolean {
  if (typeof registry !== "string" || !URL.canParse(registry)) return true;
  return new URL(registry).hostname.replace(/\.$/, "") === "registry.npmjs.org";
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
}
