import { CouldNotJudge } from "../failure.ts";
import { didYouMean } from "../policy/suggest.ts";
import type { Rule } from "./rule.ts";

class UnknownRule extends CouldNotJudge {
  readonly kind = "unknown-rule";
}

/** One line a rule: its id, its level by the given ones, its title. */
export function ruleList(rules: readonly Rule[], levelOf: (id: string) => string): string {
  const width = Math.max(...rules.map(({ id }) => id.length));
  const lines = rules.map(({ id, title }) => `${id.padEnd(width)}  ${levelOf(id).padEnd(5)}  ${title}`);
  return `${lines.join("\n")}\n\nThe levels are those of the preset recommended. lastgate rules ID says what a rule catches, a real incident, and the fix.\n`;
}

/** The rules of these ids, as a whole, for a terminal. Throws UnknownRule for an id that is none. */
export function ruleText(rules: readonly Rule[], ids: readonly string[]): string {
  for (const id of ids) {
    if (rules.some((rule) => rule.id === id)) continue;
    const known = rules.map((rule) => rule.id);
    throw new UnknownRule(
      `There is no rule ${id}${didYouMean(id, known) || ": lastgate rules lists them all."}`,
    );
  }
  return rules
    .filter((rule) => ids.includes(rule.id))
    .map(oneRule)
    .join("\n");
}

function oneRule({ id, title, catches, incident, fix }: Rule): string {
  const paragraphs: [string, string][] = [
    ["catches", catches],
    ["incident", incident],
    ["fix", fix],
  ];
  return [
    `${id}: ${title}`,
    ...paragraphs.map(([label, text]) => wrapped(`  ${label.padEnd(10)}`, text)),
    "",
  ].join("\n");
}

/** Lines of at most 100 characters, the later ones indented like the first. */
function wrapped(label: string, text: string): string {
  const lines: string[] = [];
  let line = label;
  for (const word of text.split(/\s+/)) {
    if (line.length + word.length + 1 > 100 && line.trim() !== "" && line !== label) {
      lines.push(line);
      line = " ".repeat(label.length);
    }
    line += line.length === label.length ? word : ` ${word}`;
  }
  return [...lines, line].join("\n");
}
