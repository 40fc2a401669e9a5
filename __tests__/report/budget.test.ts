import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type Block, fit } from "../../src/report/budget.ts";

const head = { text: "# head" };

function block(rows: readonly string[], turn: number, parts: Partial<Block> = {}): Block {
  return { heads: [head], open: "", rows, close: "", turn, content: { noun: "row", name: null }, ...parts };
}

describe("fit", () => {
  it("joins everything when there is room, each head once", () => {
    const other = { text: "## other" };
    const blocks = [
      block(["a", "b"], 0, { open: "(", close: ")" }),
      block(["c"], 1),
      block(["d"], 0, { heads: [head, other] }),
      block(["e"], 0, { heads: [{ text: "# head" }, other] }),
      block(["f"], 0, { heads: [] }),
    ];
    const { text, left } = fit(blocks, 1000);
    assert.equal(text, "# head\n\n(\na\nb\n)\n\nc\n\n## other\n\nd\n\n# head\n\n## other\n\ne\n\nf");
    assert.equal(left.size, 0);
  });

  it("gives room by turn, cuts rows from the end and counts them", () => {
    const first = block(["11111111", "22222222"], 1);
    const second = block(["33333333", "44444444"], 0);
    const { text, left } = fit([first, second], 45);
    assert.equal(text, "# head\n\n33333333\n44444444");
    assert.deepEqual([...left.values()], [2]);
  });

  it("adds up what several blocks leave out of the same content", () => {
    const content = { noun: "row", name: null };
    const { left } = fit([block(["a", "b"], 0, { content }), block(["c"], 1, { content })], 5);
    assert.deepEqual([...left], [[content, 3]]);
  });

  it("drops heads and frame of a block without a row", () => {
    const { text } = fit([block(["x".repeat(100)], 0, { open: "<details>", close: "</details>" })], 100);
    assert.equal(text, "");
  });

  it("counts bytes, not characters, and never goes over", () => {
    const rows = Array.from({ length: 200 }, (_, index) => `漢字😀é ${index}`);
    for (let bytes = 0; bytes < 4000; bytes += 37) {
      const { text, left } = fit([block(rows, 1, { open: "öffnen" }), block(rows, 0, { heads: [] })], bytes);
      assert.ok(Buffer.byteLength(text) <= bytes);
      const shown = text.split("\n").filter((line) => line.startsWith("漢")).length;
      const missing = [...left.values()].reduce((sum, count) => sum + count, 0);
      assert.equal(shown + missing, 400);
    }
  });
});
