/** Writes everything that is generated from the code: docs/rules.md, the schemas, the README's tables. */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { folderFiles } from "../src/policy/files.ts";
import { loadPolicy } from "../src/policy/load.ts";
import { allRules } from "../src/rules/index.ts";
import { checkedPresets } from "./checked-presets.ts";
import { inputsTable } from "./inputs-table.ts";
import { policySchema } from "./policy-schema.ts";
import { recipePages } from "./recipes.ts";
import { reportJsonSchema } from "./report-schema.ts";
import { rulesDoc } from "./rules-doc.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

/** The generated files as they should be, by their path from the root. */
export async function generated(): Promise<ReadonlyMap<string, string>> {
  const readme = await readFile(`${root}README.md`, "utf8");
  const actionYml = await readFile(`${root}action.yml`, "utf8");
  return new Map([
    ["docs/rules.md", await rulesDoc(allRules, await presetLevels(["recommended", "strict"]))],
    ["schemas/report.schema.json", json(reportJsonSchema)],
    ["schemas/policy.schema.json", json(await policySchema(allRules))],
    ["src/policy/checked-presets.ts", await checkedPresets(`${root}presets`)],
    ["README.md", between(readme, "inputs", inputsTable(actionYml))],
    ...(await recipePages(root)),
  ]);
}

async function presetLevels(names: readonly string[]) {
  const presets = folderFiles(`${root}presets`);
  const levels = names.map(async (name) => {
    const policy = await loadPolicy({ file: `${name}.yml`, files: presets, presets, rules: allRules });
    const { rules } = policy.resolve({ name: "", audience: "public" });
    return [name, new Map([...rules].map(([id, { level }]) => [id, level]))] as const;
  });
  return Object.fromEntries(await Promise.all(levels));
}

/** Replaces what stands between `<!-- name -->` and `<!-- /name -->`. */
function between(text: string, name: string, content: string): string {
  const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const [start, end] = [text.indexOf(open), text.indexOf(close)];
  if (start === -1 || end < start) throw new Error(`README.md lacks the markers ${open} and ${close}`);
  return `${text.slice(0, start + open.length)}\n\n${content}\n\n${text.slice(end)}`;
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

if (import.meta.main) {
  await mkdir(`${root}schemas`, { recursive: true });
  for (const [file, text] of await generated()) await writeFile(root + file, text);
}
