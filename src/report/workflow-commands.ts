import type { Annotation } from "./annotations.ts";
import { commandData, commandProperty } from "./escape.ts";

/**
 * The annotations as workflow commands, one a line, for the log of a step.
 * @see https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
 */
export function renderCommands(annotations: readonly Annotation[]): string {
  return annotations.map((annotation) => `${renderCommand(annotation)}\n`).join("");
}

function renderCommand({ level, file, line, title, message }: Annotation): string {
  const properties = [
    file === null ? null : `file=${commandProperty(file)}`,
    file === null || line === null ? null : `line=${line}`,
    `title=${commandProperty(title)}`,
  ];
  return `::${level} ${properties.filter((property) => property !== null).join(",")}::${commandData(message)}`;
}
