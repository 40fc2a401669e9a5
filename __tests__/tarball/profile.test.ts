import assert from "node:assert/strict";
import { test } from "node:test";
import { put, temporaryFolder } from "../archive.ts";
import { crafted } from "./crafted.ts";
import { judgeArchive } from "./gate-list.ts";

test("each crafted archive gets its sentence, and each honest one none", async (t) => {
  await using folder = await temporaryFolder();
  assert.equal(new Set(crafted.map(({ id }) => id)).size, crafted.length);
  for (const { id, bytes, says } of crafted) {
    await t.test(id, async () => {
      const judged = await judgeArchive(await put(folder.path, `${id}.tgz`, bytes));
      if (says === null) assert.deepEqual([judged.outcome, judged.sentences], ["clean", []]);
      else assert.match(judged.sentences.join("\n"), says);
    });
  }
});
