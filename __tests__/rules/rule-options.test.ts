import assert from "node:assert/strict";
import { test } from "node:test";
import { allRules } from "../../src/rules/index.ts";
import { RuleOptions } from "../../src/rules/rule-options.ts";

const make = () =>
  new RuleOptions<{ readonly size: number }>({ size: 1 }, ({ z }) =>
    z.strictObject({ size: z.number({ error: "must be a number" }).default(1) }),
  );

for (const { id, options } of allRules)
  test(`${id}: without options applies what its schema makes of none`, async () => {
    const { initial } = options;
    assert.deepEqual((await options.load()).parse({}), initial);
  });

test("options are read by the schema, and none need none", async () => {
  const options = make();
  for (const none of [undefined, {}]) {
    assert.deepEqual(options.read(none), { size: 1 });
    assert.equal(options.faultIn(none), null);
  }
  await options.load();
  assert.deepEqual(options.read({ size: 2 }), { size: 2 });
  assert.throws(() => options.read({ size: "2" }), /must be a number/);
  assert.equal(options.faultIn({ size: 2 }), null);
  assert.equal(options.faultIn({ size: "2" }), "must be a number");
  assert.throws(() => options.read(null), /expected object/);
});

test("options before their schema are a bug that shows", () => {
  assert.throws(() => make().read({ size: 2 }), /before their schema was loaded/);
  assert.throws(() => make().faultIn({ size: 2 }), /before their schema was loaded/);
});
