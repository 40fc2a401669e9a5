import assert from "node:assert/strict";
import { it } from "node:test";
import { audienceOf } from "../../src/policy/audience.ts";

const npm = "https://registry.npmjs.org/";
const own = "https://packages.example.com/npm/";
const cases: [what: string, publishConfig: unknown, expected: string][] = [
  ["no publishConfig", undefined, "public"],
  ["public access", { access: "public" }, "public"],
  ["restricted access", { access: "restricted" }, "internal"],
  ["restricted access on npm's registry", { access: "restricted", registry: npm }, "internal"],
  ["npm's registry", { registry: npm }, "public"],
  ["npm's registry in other letters", { registry: "http://Registry.NPMJS.org.:443" }, "public"],
  ["another registry", { registry: own }, "internal"],
  ["another registry that names npm's in its path", { registry: `${own}registry.npmjs.org/` }, "internal"],
  ["a host that starts like npm's", { registry: "https://registry.npmjs.org.example.com" }, "internal"],
  ["another registry for the scope", { "@acme:registry": own }, "internal"],
  ["another registry for another scope", { "@other:registry": own }, "public"],
  ["npm's for the scope, another in general", { "@acme:registry": npm, registry: own }, "public"],
  ["a registry that is no address", { registry: "nonsense" }, "public"],
  ["a registry that is no text", { registry: 1 }, "public"],
  ["a registry that is null", { registry: null }, "public"],
  ["a registry that begins like a list", { registry: [own] }, "public"],
  ["a publishConfig that is null", null, "public"],
  ["a publishConfig that is no map", "restricted", "public"],
  ["a list", ["restricted"], "public"],
];
for (const [what, publishConfig, expected] of cases)
  it(`${what}: ${expected}`, () => {
    const manifest = { name: "@acme/cli", version: "1.0.0", publishConfig };
    assert.equal(audienceOf({ input: null, manifest }), expected);
  });

it("an input decides over the manifest", () => {
  const manifest = { name: "x", version: "1.0.0", publishConfig: { access: "restricted" } };
  assert.equal(audienceOf({ input: "public", manifest }), "public");
  assert.equal(audienceOf({ input: "partners", manifest }), "partners");
});

it("only a name that begins with a scope has one", () => {
  const of = (name: string, publishConfig: object) =>
    audienceOf({ input: null, manifest: { name, version: "1.0.0", publishConfig } });
  assert.equal(of("cli", { registry: own }), "internal");
  assert.equal(of("cli", { "undefined:registry": own }), "public");
  assert.equal(of("a@acme/cli", { "@acme:registry": own }), "public");
  assert.equal(of("@acme", { "@acme:registry": own }), "public");
});
