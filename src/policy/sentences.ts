import { z } from "../jitless-zod.ts";
import type { Rule } from "../rules/rule.ts";
import { isRecord } from "../tarball/manifest.ts";
import type { PolicyDocument } from "./document.ts";
import { type PolicyProblem, quote, subject, type ValuePath } from "./problems.ts";
import { noSuchRule } from "./schema.ts";
import { didYouMean } from "./suggest.ts";

type Issue = z.core.$ZodIssue;

/** Says what a schema found in a policy in sentences, each at its line. */
export function explainIssues(
  document: PolicyDocument,
  schema: z.ZodType,
  issues: readonly Issue[],
  rules: readonly Rule[],
): PolicyProblem[] {
  return issues.flatMap((issue) => explain(issue, []));

  function explain(issue: Issue, above: ValuePath): PolicyProblem[] {
    const path = [...above, ...issue.path];
    const value = valueAt(document.data, path);
    if (issue.code === "unrecognized_keys")
      return issue.keys.map((key) => ({ ...document.place([...path, key]), message: unknownKey(path, key) }));
    if (issue.code === "invalid_key")
      return issue.issues.map((inner) => ({
        ...document.place(path),
        message: sentence(`${subject(path)} ${inner.message}`),
      }));
    if (value === undefined) {
      const key = String(path.at(-1));
      return [{ ...document.place(path.slice(0, -1)), message: missing(path.slice(0, -1), key) }];
    }
    if (issue.code === "invalid_union" && isDefault(issue)) {
      const fitting = issue.errors.find((branch) => !branch.some((inner) => isMismatch(inner)));
      if (fitting !== undefined) return fitting.flatMap((inner) => explain(inner, path));
    }
    return [{ ...document.valuePlace(path), message: sentence(`${subject(path)} ${clause(issue, value)}`) }];
  }

  function unknownKey(path: ValuePath, key: string): string {
    if (path.at(-1) === "rules" && path.length !== 2)
      return sentence(`${subject(path)} ${noSuchRule(key, rules)}`);
    const known = keysAt(schema, path);
    const guess = didYouMean(key, known);
    const where = path.length === 0 ? "a policy" : `${subject(path)}`;
    return guess === ""
      ? `${quote(key)} is no key of ${where}; it has ${list(known)}.`
      : `${quote(key)} is no key of ${where}${guess}`;
  }
}

function sentence(text: string): string {
  return text.endsWith("?") ? text : `${text}.`;
}

function missing(path: ValuePath, key: string): string {
  if (path.length === 0 && key === "version")
    return "The policy has no `version`; write `version: 1` as its first line.";
  return `${subject(path)} needs \`${key}\`; add it.`;
}

function clause(issue: Issue, value: unknown): string {
  if (value === null && isDefault(issue)) return `has no value; write ${expected(issue)}`;
  if (!isDefault(issue)) return withValue(issue.message, value);
  if (issue.code === "invalid_type" || issue.code === "invalid_value" || issue.code === "invalid_union") {
    const guess = typeof value === "string" ? didYouMean(value, choices(issue)) : "";
    return `must be ${expected(issue)}; it is ${shown(value)}${guess}`;
  }
  return `is not accepted: ${issue.message}`;
}

function withValue(clause: string, value: unknown): string {
  if (!clause.startsWith("must be")) return clause;
  return `${clause}; it ${value === null ? "has no value" : `is ${shown(value)}`}`;
}

/** The words of the schema's library rather than ours. */
function isDefault(issue: Issue): boolean {
  return /^(Invalid|Too (small|big)|Unrecognized)\b/.test(issue.message);
}

function isMismatch(issue: Issue): boolean {
  return (
    issue.path.length === 0 &&
    (issue.code === "invalid_type" ||
      issue.code === "invalid_value" ||
      (issue.code === "invalid_union" && issue.errors.every((branch) => branch.some(isMismatch))))
  );
}

const typeNames = new Map([
  ["string", "a text"],
  ["number", "a number"],
  ["int", "a whole number"],
  ["boolean", "true or false"],
  ["array", "a list"],
  ["object", "a map"],
  ["record", "a map"],
]);

function expected(issue: Issue): string {
  return list(alternatives(issue)) || "what the schema says";
}

function alternatives(issue: Issue): string[] {
  if (issue.code === "invalid_type") return [typeNames.get(issue.expected) ?? issue.expected];
  if (issue.code === "invalid_value") return issue.values.map((value) => quote(String(value)));
  if (issue.code === "invalid_union")
    return issue.errors.flatMap((branch) => branch.filter(isMismatch).flatMap(alternatives));
  return [];
}

function choices(issue: Issue): string[] {
  if (issue.code === "invalid_value") return issue.values.map(String);
  return issue.code === "invalid_union" ? issue.errors.flat().flatMap(choices) : [];
}

/** `a`, `b or c`, `a, b or c`; names that are not yet quoted are. */
function list(names: readonly string[]): string {
  const quoted = names.map((name) => (/^[`\s]| /.test(name) ? name : quote(name)));
  const last = quoted.at(-1);
  return quoted.length < 2 ? (last ?? "") : `${quoted.slice(0, -1).join(", ")} or ${last}`;
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  if (isRecord(value)) return "a map";
  if (typeof value === "string")
    return /^[\d.]+$|^(true|false|null)$/.test(value) ? `the text ${quote(value)}` : quote(value);
  return `the ${typeof value} ${quote(String(value))}`;
}

function valueAt(data: unknown, path: ValuePath): unknown {
  let value: unknown = data;
  for (const part of path) {
    if (Array.isArray(value)) value = value[Number(part)];
    else if (isRecord(value) && Object.hasOwn(value, part)) value = value[String(part)];
    else return undefined;
  }
  return value;
}

/** The keys that a strict object of the schema knows at a path; of all alternatives of a union. */
function keysAt(schema: unknown, path: ValuePath): string[] {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodNullable)
    return keysAt(schema.unwrap(), path);
  if (schema instanceof z.ZodPipe) return keysAt(schema.in, path);
  if (schema instanceof z.ZodUnion) return schema.options.flatMap((option) => keysAt(option, path));
  const [part, ...rest] = path;
  if (schema instanceof z.ZodObject)
    return part === undefined ? Object.keys(schema.shape) : keysAt(schema.shape[String(part)], rest);
  if (part === undefined) return [];
  if (schema instanceof z.ZodArray) return keysAt(schema.element, rest);
  return schema instanceof z.ZodRecord ? keysAt(schema.valueType, rest) : [];
}
