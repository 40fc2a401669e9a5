import assert from "node:assert/strict";
import { access, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { put, temporaryFolder } from "./archive.ts";
import { ROOT } from "./e2e/runner.ts";
import { crafted } from "./tarball/crafted.ts";
import { judgeArchive } from "./tarball/gate-list.ts";

const page = await readFile(join(ROOT, "docs/threat-model.md"), "utf8");

interface Reference {
  /** Below `__tests__`. */
  readonly file: string;
  readonly names: readonly string[];
}

/** What the last cell of a row names: `file` › `name`, `name`; `file` › … */
function referencesIn(cell: string): Reference[] {
  return cell.split(/; (?=`[\w/-]+\.test\.ts`)/).flatMap((part) => {
    const [file, ...names] = [...part.matchAll(/`([^`]+)`/g)].map(([, text]) => text ?? "");
    return file?.endsWith(".test.ts") ? [{ file, names }] : [];
  });
}

const rows = page
  .slice(page.indexOf("## Tricks, outcomes and tests"))
  .split("\n")
  .filter((line) => line.startsWith("| ") && !line.startsWith("| ---") && !line.endsWith("| test |"));

test("every trick of the threat model names a test that is there", async () => {
  const ids = new Set(crafted.map(({ id }) => id));
  assert.ok(rows.length > 50);
  for (const row of rows) {
    const references = referencesIn(row.split(" | ").at(-1) ?? "");
    assert.ok(references.length > 0, `no test in: ${row}`);
    for (const { file, names } of references) {
      const text = await readFile(join(ROOT, "__tests__", file), "utf8");
      assert.ok(names.length > 0, `no name in: ${row}`);
      for (const name of names) {
        const isThere = file === "tarball/profile.test.ts" ? ids.has(name) : text.includes(name);
        assert.ok(isThere, `${file} has no test ${name}`);
      }
    }
  }
});

test("each crafted archive of the table has the outcome that its row says", async () => {
  await using folder = await temporaryFolder();
  const words = { clean: "green", findings: "stopped", refused: "could not judge" };
  const wrong: string[] = [];
  for (const row of rows) {
    const cells = row.split(" | ");
    for (const { file, names } of referencesIn(cells.at(-1) ?? "")) {
      if (file !== "tarball/profile.test.ts") continue;
      const outcomes = new Set<string>();
      for (const { id, bytes } of crafted.filter((each) => names.includes(each.id))) {
        const { outcome } = await judgeArchive(await put(folder.path, `${id}.tgz`, bytes));
        outcomes.add(words[outcome]);
      }
      const said = [...outcomes].sort().toReversed().join(" or ");
      if (!cells.at(-2)?.startsWith(said)) wrong.push(`${cells[0]}: ${said}`);
    }
  }
  assert.deepEqual(wrong, []);
});

test("every file that the threat model links to is there", async () => {
  for (const [, target = ""] of page.matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g))
    if (!target.startsWith("http")) await access(join(dirname(join(ROOT, "docs/threat-model.md")), target));
});
