import { rules } from "@secretlint/secretlint-rule-preset-recommend";
import type {
  SecretLintRuleContext,
  SecretLintRuleLocalizeMessages,
  SecretLintRuleMessageTranslate,
  SecretLintRuleReportDescriptor,
  SecretLintRuleReportHandler,
  SecretLintSourceCode,
} from "@secretlint/types";

/**
 * secretlint's rules without its engine: `@secretlint/core` marks every rule and file for a profiler whose list is
 * searched from the start at each mark, which made 2,277 small files cost a minute.
 * @see https://github.com/secretlint/secretlint/pull/1673
 */

const prefix = "@secretlint/secretlint-rule-";

/** Rules of the preset that do not run here, and why. */
export const leftOut: ReadonlyMap<string, string> = new Map([
  ["privatekey", "the rule private-key decodes the body, and knows more kinds of key"],
  ["gcp", "a service account's file is found by its private key; for a .p12 it opens the path on the disk"],
  ["filter-comments", "what is judged must not be able to switch the judge off"],
]);

/** What a pattern of the library found, in a text that it was shown. */
export interface Match {
  /** The library's own name of the kind, such as `GITHUB_TOKEN`. */
  readonly kind: string;
  readonly value: string;
  /** Index in the text. */
  readonly at: number;
}

/** The value travels in the translation's properties, whatever the rule calls it. */
const valueKeys = ["KEY", "TOKEN", "ID", "URI", "URL", "CREDENTIAL"];

function secretValue(data: unknown): string | null {
  if (typeof data !== "object" || data === null) return null;
  const values = new Map<string, unknown>(Object.entries(data));
  for (const key of valueKeys) {
    const value = values.get(key);
    if (typeof value === "string" && value !== "") return value;
  }
  return null;
}

/** Messages are ours; from the library's only the name and the properties are wanted. */
function createTranslator<T extends SecretLintRuleLocalizeMessages>(
  _messages: T,
): SecretLintRuleMessageTranslate<T> {
  return (messageId, props) => ({ message: "", messageId: String(messageId), data: props });
}

let reported: SecretLintRuleReportDescriptor[] = [];

const context: SecretLintRuleContext = {
  sharedOptions: {},
  createTranslator,
  report: (descriptor) => {
    reported.push(descriptor);
  },
  ignore: () => {},
};

function notAsked(): never {
  throw new Error("a secretlint rule asks for positions, which the adapter does not know");
}

function sourceOf(content: string, filePath: string): SecretLintSourceCode {
  return {
    content,
    filePath,
    physicalFilePath: undefined,
    hasBOM: false,
    contentType: "text",
    ext: "",
    getFilePath: () => filePath,
    getPhysicalFilePath: () => undefined,
    locationToRange: notAsked,
    rangeToLocation: notAsked,
    positionToIndex: notAsked,
    indexToPosition: notAsked,
  };
}

const handlers: ReadonlyMap<string, SecretLintRuleReportHandler> = new Map(
  rules
    .map((rule) => [rule.meta.id.slice(prefix.length), rule] as const)
    .filter(([name]) => !leftOut.has(name))
    .map(([name, rule]) => [name, rule.create(context, {})]),
);

/** Names of the preset's rules that run here, without secretlint's prefix. */
export const ruleNames: readonly string[] = [...handlers.keys()];

/** Names of all rules of the preset, without secretlint's prefix. */
export const presetNames: readonly string[] = rules.map((rule) => rule.meta.id.slice(prefix.length));

/** Runs one of the preset's rules over a text as if it stood in a file of that name. */
export function match(rule: string, text: string, filePath: string): Match[] {
  const handler = handlers.get(rule);
  if (handler === undefined) throw new RangeError(`secretlint's preset has no rule "${rule}"`);
  reported = [];
  handler.file?.(sourceOf(text, filePath));
  const found: Match[] = [];
  for (const { message, range } of reported) {
    const value = secretValue(message.data);
    // The range of some rules begins before the value (`secretAccessKey: …`).
    if (value !== null) found.push({ kind: message.messageId, value, at: text.indexOf(value, range[0]) });
  }
  return found;
}
