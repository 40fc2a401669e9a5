import { z } from "zod";
import { policyFileSchema } from "../src/policy/schema.ts";
import type { Rule } from "../src/rules/rule.ts";
import { isRecord } from "../src/tarball/manifest.ts";

/** Keys that an audience and a package share with the whole policy: said once, at the root. */
const shared = ["ship", "require", "list", "limits", "rules"];

/**
 * The JSON Schema of a policy file, for editors: made from the schema that the gate itself validates with. Draft 7, because
 * that is what the YAML language server of the common editors reads best.
 * @see https://github.com/redhat-developer/yaml-language-server
 */
export async function policySchema(rules: readonly Rule[]): Promise<object> {
  const made = z.toJSONSchema(await policyFileSchema(rules), {
    io: "input",
    target: "draft-7",
    unrepresentable: "any",
  });
  const { $schema, properties, ...rest } = made;
  const all: Readonly<Record<string, unknown>> = { ...properties };
  return {
    $schema,
    title: "Lastgate policy",
    description: "What may be inside the tarball of a package. See docs/policy.md.",
    ...rest,
    properties: { ...all, audiences: referring(all.audiences), packages: referring(all.packages) },
  };
}

/** A map of parts, with references to the root in place of what it repeats. */
function referring(map: unknown): object {
  if (!isRecord(map) || !isRecord(map.additionalProperties) || !isRecord(map.additionalProperties.properties))
    throw new Error("The schema of the policy language has another shape than this script expects");
  const references = Object.fromEntries(shared.map((key) => [key, { $ref: `#/properties/${key}` }]));
  const properties = { ...map.additionalProperties.properties, ...references };
  return { ...map, additionalProperties: { ...map.additionalProperties, properties } };
}
