import assert from "node:assert/strict";
import { test } from "node:test";
import { literalTexts } from "../../src/source-map/texts.ts";

const code = `say("hello", '\\\\', \`\${x}\`);\n`.repeat(20);

const spellings: [name: string, text: string][] = [
  ["JSON", JSON.stringify({ sourcesContent: [code, null, code] })],
  ["JSON in a string", JSON.stringify(JSON.stringify({ sourcesContent: [code, null, code] }))],
  [
    "pretty JSON in a string",
    JSON.stringify(JSON.stringify({ sourcesContent: [code, null, code] }, null, "\t")),
  ],
  [
    "single quotes",
    `x.sourcesContent = ['${code.replace(/[\\']/g, "\\$&").replace(/\n/g, "\\n")}', null, "${"y".repeat(code.length)}"]`,
  ],
];
for (const [name, text] of spellings) {
  test(`every text of a list is read to its real end: ${name}`, () => {
    const found = literalTexts(Buffer.from(`before ${text} after "a"`), false);
    assert.equal(found?.texts, 2);
    assert.ok(Math.abs(found.textBytes - 2 * code.length) <= code.length * 0.1, String(found.textBytes));
  });
}
