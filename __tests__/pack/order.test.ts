import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { PackageDir } from "../../src/pack/discover.ts";
import { dependenciesOf, neededNames, sequenceOf, sortsAfter, stagesOf } from "../../src/pack/order.ts";

type Lists = Readonly<Record<string, unknown>>;

/** Packages in the order of their folders; a list of names stands for `dependencies` at any version. */
function packages(described: Readonly<Record<string, readonly string[] | Lists>>): PackageDir[] {
  const workspaceNeeds = new Map<string, readonly string[]>();
  return Object.entries(described).map(([name, needs]) => {
    const lists = Array.isArray(needs)
      ? { dependencies: Object.fromEntries(needs.map((each) => [each, "*"])) }
      : needs;
    const manifest = { name, version: "1.0.0", ...lists };
    workspaceNeeds.set(name, neededNames(manifest));
    const directory = `/w/${name}`;
    return { directory, manifest, manifestText: "", manager: "npm", projectRoot: "/w", workspaceNeeds };
  });
}

const names = (items: Iterable<PackageDir>) => [...items].map(({ manifest }) => manifest.name);

function stages(described: Parameters<typeof packages>[0], only: readonly string[] = Object.keys(described)) {
  const all = packages(described);
  const chosen = all.filter(({ manifest }) => only.includes(manifest.name));
  return stagesOf(chosen, dependenciesOf(chosen)).map(names);
}

describe("the order of packing", () => {
  test("what is needed comes first, and ties stay as the folders are", () => {
    assert.deepEqual(stages({ a: ["c"], b: [], c: ["d"], d: [], e: ["b"] }), [["b", "d"], ["c", "e"], ["a"]]);
  });

  test("every list of dependencies counts, and what is no list does not", () => {
    for (const list of ["dependencies", "devDependencies", "peerDependencies", "optionalDependencies"])
      assert.deepEqual(stages({ a: { [list]: { b: "^1.0.0" } }, b: [] }), [["b"], ["a"]], list);
    assert.deepEqual(stages({ a: { dependencies: "b", bundleDependencies: ["b"] }, b: [] }), [["a", "b"]]);
    assert.deepEqual(stages({ a: { dependencies: { b: 1, react: "*" } }, b: [] }), [["a", "b"]]);
  });

  test("a package is also needed through those that are not packed, and through ones in other workspaces", () => {
    assert.deepEqual(stages({ a: ["plain"], plain: ["z"], z: [] }, ["a", "z"]), [["z"], ["a"]]);
    assert.deepEqual(stages({ a: ["p"], p: ["q"], q: ["p", "z"], z: [] }, ["a", "z"]), [["z"], ["a"]]);
    const all = [...packages({ a: ["b"] }), ...packages({ b: ["c"] }), ...packages({ c: [] })];
    assert.deepEqual(stagesOf(all, dependenciesOf(all)).map(names), [["c"], ["b"], ["a"]]);
  });

  test("in a circle the folders decide, and who needs the circle waits for all of it", () => {
    assert.deepEqual(stages({ a: ["c"], b: ["a"], c: ["b"] }), [["a"], ["b"], ["c"]]);
    assert.deepEqual(stages({ a: ["b"], b: ["c"], c: ["b"], d: [] }), [["b", "d"], ["c"], ["a"]]);
    assert.deepEqual(stages({ a: ["a"] }), [["a"]]);
  });

  test("one after the other, each stays where its folder is unless it is needed before", () => {
    const sequence = (described: Parameters<typeof packages>[0]) => {
      const all = packages(described);
      return names(sequenceOf(all, dependenciesOf(all))).join("");
    };
    assert.equal(sequence({ a: [], b: ["a"], c: [], d: ["c", "b"] }), "abcd");
    assert.equal(sequence({ a: ["c"], b: [], c: ["d"], d: [], e: ["b"] }), "dcabe");
    assert.equal(sequence({ a: ["c"], b: ["a"], c: ["b"] }), "abc");
    assert.equal(sequence({ a: ["b"], b: ["c"], c: ["b"], d: [] }), "bcad");
    assert.equal(sequence({ a: ["a"] }), "a");
  });

  test("two packages of one name are both needed", () => {
    const all = [...packages({ a: ["b"] }), ...packages({ b: [] }), ...packages({ b: [] })];
    assert.deepEqual(stagesOf(all, dependenciesOf(all)).map(names), [["b", "b"], ["a"]]);
  });

  test("hundreds of packages in one chain take no time worth mentioning", () => {
    const chain = Object.fromEntries(
      Array.from({ length: 400 }, (_, i) => [`p${i}`, i < 399 ? [`p${i + 1}`] : []]),
    );
    const before = process.cpuUsage();
    assert.equal(stages(chain).length, 400);
    assert.ok(process.cpuUsage(before).user < 5e6);
  });
});

describe("a batch that the manager sorts itself", () => {
  const workspace = (...needs: string[]) => ({
    dependencies: Object.fromEntries(needs.map((each) => [each, "workspace:*"])),
  });
  /** Whether the last one may join the others. */
  function joins(described: Parameters<typeof packages>[0], batch: readonly string[], next: string): boolean {
    const all = packages(described);
    const find = (name: string) => all.filter(({ manifest }) => manifest.name === name);
    const [item] = find(next);
    assert.ok(item !== undefined);
    return sortsAfter(item, batch.flatMap(find), dependenciesOf(all));
  }

  test("takes what it knows the place of", () => {
    assert.equal(joins({ a: [], b: [] }, ["a"], "b"), true);
    assert.equal(joins({ a: [], b: workspace("a") }, ["a"], "b"), true);
    assert.equal(joins({ a: [], b: workspace("a"), c: workspace("b") }, ["a", "b"], "c"), true);
  });

  test("takes nothing whose place it would not see", () => {
    // A plain range may be of the registry's release for the manager.
    assert.equal(joins({ a: [], b: ["a"] }, ["a"], "b"), false);
    assert.equal(joins({ a: [], b: { peerDependencies: { a: "workspace:*" } } }, ["a"], "b"), false);
    // Needed through a package that is not in the batch.
    assert.equal(joins({ a: [], plain: workspace("a"), b: workspace("plain") }, ["a"], "b"), false);
    // A circle.
    assert.equal(joins({ a: workspace("b"), b: workspace("a") }, ["a"], "b"), false);
    assert.equal(joins({ a: workspace("b"), b: [] }, ["a"], "b"), false);
  });
});
