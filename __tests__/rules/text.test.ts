import assert from "node:assert/strict";
import { test } from "node:test";
import { allRules } from "../../src/rules/index.ts";
import { ruleList, ruleText } from "../../src/rules/text.ts";

test("a rule in a terminal: four parts, in lines of at most 100 characters, with nothing lost", () => {
  for (const rule of allRules) {
    const text = ruleText(allRules, [rule.id]);
    const lines = text.split("\n");
    assert.equal(lines[0], `${rule.id}: ${rule.title}`);
    const words = lines.slice(1).join(" ").split(/\s+/).filter(Boolean);
    const expected = `catches ${rule.catches} incident ${rule.incident} fix ${rule.fix}`.split(/\s+/);
    assert.deepEqual(words, expected.filter(Boolean));
    for (const line of lines.slice(1, -1)) {
      assert.match(line, /^ {2}(?:catches {3}| {10}|incident {2}|fix {7})\S/);
      assert.ok(line.length <= 100 || !line.trim().includes(" "), line);
    }
    assert.equal(lines.at(-1), "");
  }
});

test("lines are as long as they can be", () => {
  const word = "a".repeat(9);
  const rule = {
    id: "x",
    title: "y",
    catches: `${word} `.repeat(12),
    incident: "b".repeat(120),
    fix: "c  d",
  };
  const [known] = allRules;
  assert.ok(known !== undefined);
  assert.equal(
    ruleText([{ ...known, ...rule }], ["x"]),
    [
      "x: y",
      `  catches   ${Array.from({ length: 8 }, () => word).join(" ")}`,
      `            ${Array.from({ length: 4 }, () => word).join(" ")} `,
      `  incident  ${"b".repeat(120)}`,
      "  fix       c d",
      "",
    ].join("\n"),
  );
});

test("several rules are apart by an empty line, in the order of the reports", () => {
  const [one, two] = allRules;
  assert.ok(one !== undefined && two !== undefined);
  assert.equal(
    ruleText(allRules, [two.id, one.id]),
    `${ruleText(allRules, [one.id])}\n${ruleText(allRules, [two.id])}`,
  );
});

test("the list has a line for each rule, in columns, and says where the whole text is", () => {
  const [one, two] = allRules;
  assert.ok(one !== undefined && two !== undefined);
  const rules = [
    { ...one, id: "a", title: "A title" },
    { ...two, id: "long-name", title: "Another" },
  ];
  const [first, second, empty, hint] = ruleList(rules, (id) => (id === "a" ? "warn" : "error")).split("\n");
  assert.deepEqual([first, second, empty], ["a          warn   A title", "long-name  error  Another", ""]);
  assert.match(hint ?? "", /lastgate rules ID/);
});

test("an id that is none is a sentence", () => {
  assert.throws(() => ruleText(allRules, ["source-maps"]), {
    kind: "unknown-rule",
    message: "There is no rule source-maps; did you mean `source-map`?",
  });
  assert.throws(() => ruleText(allRules, ["source-map", "zzzzzzzzzz"]), {
    message: "There is no rule zzzzzzzzzz: lastgate rules lists them all.",
  });
});
