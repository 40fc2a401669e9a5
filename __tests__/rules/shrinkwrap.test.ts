import assert from "node:assert/strict";
import { test } from "node:test";
import { pinsOf } from "../../src/rules/shrinkwrap.ts";

test("every place that a shrinkwrap names is told, in both of its forms and at any depth", () => {
  const shrinkwrap = {
    packages: {
      "": { resolved: "https://own.example/" },
      "node_modules/a": { resolved: "https://a.example/a.tgz" },
      "node_modules/b": { version: "1.0.0" },
      "node_modules/c": "no record",
    },
    dependencies: {
      d: {
        version: "1.0.0",
        resolved: "https://d.example/d.tgz",
        dependencies: { e: { version: "git+ssh://git@e.example/e.git" }, f: { version: "2.0.0" } },
      },
    },
  };
  const expected = [
    { name: "node_modules/a", from: "https://a.example/a.tgz" },
    { name: "d", from: "https://d.example/d.tgz" },
    { name: "e", from: "git+ssh://git@e.example/e.git" },
  ];
  const text = JSON.stringify(shrinkwrap);
  assert.deepEqual(pinsOf(text), expected);
  assert.deepEqual(pinsOf(`\ufeff${text}`), expected);
});

test("what is no JSON object names nothing that anybody could tell", () => {
  for (const text of ["", "{", "[]", '"a"', "1", "null"]) assert.equal(pinsOf(text), null, text);
  assert.deepEqual(pinsOf("{}"), []);
});
