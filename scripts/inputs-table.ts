import { parse } from "yaml";
import { z } from "zod";

const metadata = z.looseObject({
  inputs: z.record(
    z.string(),
    z.looseObject({
      description: z.string(),
      default: z.string().default(""),
      required: z.boolean().default(false),
    }),
  ),
  outputs: z.record(z.string(), z.looseObject({ description: z.string() })),
});

/**
 * The README's two tables, of inputs and of outputs, from the text of action.yml: `### Inputs` and `### Outputs`, without
 * an end of line at the end. Descriptions are our own Markdown and stay as they are, except for the bars.
 */
export function inputsTable(actionYml: string): string {
  const { inputs, outputs } = metadata.parse(parse(actionYml));
  const inputRows = Object.entries(inputs).map(([name, input]) => [
    `\`${name}\``,
    input.required ? "required" : input.default === "" ? "" : `\`${input.default}\``,
    input.description,
  ]);
  const outputRows = Object.entries(outputs).map(([name, output]) => [`\`${name}\``, output.description]);
  return [
    "### Inputs",
    "",
    table(["input", "default", "what it is"], inputRows),
    "",
    "### Outputs",
    "",
    table(["output", "what it is"], outputRows),
  ].join("\n");
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => "---"), ...rows].map((row) => `| ${row.map(cell).join(" | ")} |`).join("\n");
}

function cell(text: string): string {
  return text
    .trim()
    .replaceAll(/\s*\n\s*/g, " ")
    .replaceAll("|", "\\|");
}
