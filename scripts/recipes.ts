import { readdir, readFile } from "node:fs/promises";

/**
 * The pages of docs/recipes with their workflows in them, by path from the root: what stands between the markers
 * `workflow` of `NAME.md` is `NAME.yml`, word for word.
 * @throws when a workflow has no page, or a page no markers.
 */
export async function recipePages(root: string): Promise<[path: string, text: string][]> {
  const names = (await readdir(`${root}docs/recipes`)).filter((name) => name.endsWith(".yml")).sort();
  return Promise.all(
    names.map(async (name): Promise<[string, string]> => {
      const path = `docs/recipes/${name.replace(/\.yml$/, ".md")}`;
      const workflow = await readFile(`${root}docs/recipes/${name}`, "utf8");
      const page = await readFile(root + path, "utf8");
      const [start, end] = [page.indexOf(OPEN), page.indexOf(CLOSE)];
      if (start < 0 || end < start) throw new Error(`${path} lacks the markers ${OPEN} and ${CLOSE}`);
      const block = `\n\n\`\`\`yaml\n${workflow}\`\`\`\n\n`;
      return [path, page.slice(0, start + OPEN.length) + block + page.slice(end)];
    }),
  );
}

const OPEN = "<!-- workflow -->";
const CLOSE = "<!-- /workflow -->";
