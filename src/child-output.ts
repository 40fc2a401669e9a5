import type { Environment } from "./pack/environment.ts";
import type { Failure } from "./report/report.ts";
import type { GateRequest } from "./request.ts";
import { findSecrets } from "./rules/credentials/find-secrets.ts";
import { findPrivateKeys } from "./rules/credentials/key-blocks.ts";

/** Variables whose values nobody prints on purpose. */
const secretName = /token|password|passwd|secret|credential|_auth$|(?:^|_)key$/i;
/** A shorter value is a word that a text may well hold for another reason. */
const shortestValue = 8;

/** Credentials that are taken out one by one. Nobody prints as many by accident, and each costs a walk through the output. */
const mostHidden = 500;

/**
 * What a child printed, without the credentials in it: values of this process's own secret variables, and whatever `secret` and
 * `private-key` would find; those are told as well, because nobody has told the runner of them. A runner hides only what it was
 * told to hide, and only in its log: a check run hides nothing.
 */
export function withoutCredentials(
  lines: readonly string[],
  environment: Environment,
): { readonly lines: readonly string[]; readonly found: readonly string[] } {
  if (lines.length === 0) return { lines, found: [] };
  const bytes = Buffer.from(lines.join("\n"));
  const found = new Set([
    ...findPrivateKeys(bytes).map(({ body }) => body),
    ...findSecrets(bytes, "output.txt").map(({ mask }) => mask),
  ]);
  const given = Object.entries(environment).flatMap(([name, value = ""]) =>
    secretName.test(name) && value.length >= shortestValue ? [value] : [],
  );
  // The body of a key stands on many lines.
  const hidden = [...found, ...given]
    .flatMap((value) => value.split("\n"))
    .map((part) => part.trim())
    .filter((part) => part.length >= shortestValue)
    // One value may begin another: the longer one goes first.
    .toSorted((one, other) => other.length - one.length);
  if (hidden.length > mostHidden)
    return { lines: lines.map(() => "***"), found: [...found].slice(0, mostHidden) };
  return {
    lines: lines.map((line) => hidden.reduce((left, part) => left.replaceAll(part, "***"), line)),
    found: [...found],
  };
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
