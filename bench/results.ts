/** bench/RESULTS.md: each benchmark writes its own section and leaves the others as they are. */
import { readFile, writeFile } from "node:fs/promises";
import { cpus, totalmem } from "node:os";
import { join } from "node:path";
import { benchFolder } from "./folders.ts";

export const sections = ["corpus", "speed", "growth", "monorepo"] as const;
export type Section = (typeof sections)[number];

const titles: Readonly<Record<Section, string>> = {
  corpus: "What it finds, and what it leaves alone",
  speed: "Time and memory, against the floor and the peers",
  growth: "Growth with entries and with bytes",
  monorepo: "A workspace of hundreds of packages",
};

export async function writeSection(section: Section, text: string): Promise<void> {
  const file = join(benchFolder, "RESULTS.md");
  const before = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return "";
    throw error;
  });
  await writeFile(file, withSection(before, section, text));
  console.log(`\nWritten: bench/RESULTS.md, section ${section}`);
}

/** The whole file with one section replaced; sections not yet measured say how to. */
export function withSection(before: string, section: Section, text: string): string {
  const parts = sections.map((name) => {
    const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
    const [start, end] = [before.indexOf(open), before.indexOf(close)];
    const kept =
      start === -1 || end < start ? `\n\nNot measured yet.\n\n` : before.slice(start + open.length, end);
    const body = name === section ? `\n\n${text.trim()}\n\n` : kept;
    return `## ${titles[name]}\n\nMade by \`npm run bench:${name}\`.\n\n${open}${body}${close}\n`;
  });
  return `# Results\n\nWritten by the scripts in this folder, never by hand.\n\n${parts.join("\n")}`;
}

/** A Markdown table; cells are escaped. Columns whose title ends in `#` are numbers and stand to the right. */
export function table(titles: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const line = (cells: readonly (string | number)[]) =>
    `| ${cells.map((cell) => escapeCell(String(cell))).join(" | ")} |`;
  return [
    line(titles.map((title) => title.replace(/#$/, ""))),
    `|${titles.map((title) => (title.endsWith("#") ? " --: " : " --- ")).join("|")}|`,
    ...rows.map(line),
  ].join("\n");
}

/** Names from tarballs stand in these tables: nothing of them may act as Markdown, HTML or a new row. */
export function escapeCell(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cf}]/gu, "\u{fffd}")
    .replace(/[\\`*_[\]<>&|~]/g, (character) => `\\${character}`);
}

/** On what it was measured: no names, only what explains the numbers. */
export function machine(): string {
  const [first, ...others] = cpus();
  const model = first?.model.trim() || "unknown processor";
  const memory = Math.round(totalmem() / 2 ** 30);
  return `Node ${process.version}, ${process.platform} ${process.arch}, ${others.length + 1} × ${model}, ${memory} GB.`;
}
