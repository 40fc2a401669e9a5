import type { Environment } from "./pack/environment.ts";
import type { Failure } from "./report/report.ts";
import type { GateRequest } from "./request.ts";
import { findSecrets } from "./rules/credentials/find-secrets.ts";
import { findPrivateKeys } from "./rules/credentials/key-blocks.ts";

/** Variables whose values nobody prints on purpose. */
const secretName = /token|auth|password|passwd|secret|credential|(?:^|_)key$/i;
/** A shorter value is a word that a text may well hold for another reason. */
const shortestValue = 8;

/**
 * What a child printed, without the credentials in it: values of this process's own secret variables, and whatever `secret` and
 * `private-key` would find; those are told as well, because nobody has told the runner of them. A runner hides only what it was told to hide, and only in its log: a check run hides nothing.
 */
function withoutCredentials(
  lines: readonly string[],
  environment: Environment,
): { readonly lines: readonly string[]; readonly found: readonly string[] } {
  if (lines.length === 0) return { lines, found: [] };
  const text = lines.join("\n");
  const bytes = Buffer.from(text);
  const found = new Set([
    ...findPrivateKeys(bytes).map(({ body }) => body),
    ...findSecrets(bytes, "output.txt").map(({ mask }) => mask),
  ]);
  const given = Object.entries(environment).flatMap(([name, value = ""]) =>
    secretName.test(name) && value.length >= shortestValue ? [value] : [],
  );
  let left = text;
  for (const value of [...found, ...given]) left = left.replaceAll(value, "***");
  return { lines: left.split("\n"), found: [...found] };
}

/** Shows whoever watches what a package manager and its scripts printed. */
export function showOutput(
  title: string,
  printed: readonly string[],
  { env, observer }: Pick<GateRequest, "env" | "observer">,
): void {
  const { lines, found } = withoutCredentials(printed, env);
  for (const value of found) observer.mask(value);
  observer.output(title, lines);
}

/** The last lines of a child are repeated in every report, and nobody knows what it printed. */
export function withoutCredentialsIn(
  failure: Failure,
  { env, observer }: Pick<GateRequest, "env" | "observer">,
): Failure {
  const { lines, found } = withoutCredentials([failure.message, ...failure.detail], env);
  for (const value of found) observer.mask(value);
  const [message = "", ...detail] = lines;
  return { ...failure, message, detail };
}
