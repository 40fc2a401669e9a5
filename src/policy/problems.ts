import { CouldNotJudge } from "../failure.ts";
import type { Place } from "./policy.ts";

/** Where a value stands in a parsed file: keys and indexes from the root. */
export type ValuePath = readonly PropertyKey[];

/** One thing that is wrong in a policy, and where. The message is a sentence; names in it are untrusted text. */
export interface PolicyProblem extends Place {
  readonly message: string;
}

/** The policy is not valid. Holds everything that is wrong with it, file by file and in the order of the lines. */
export class PolicyError extends CouldNotJudge {
  readonly kind = "policy";
  readonly problems: readonly PolicyProblem[];

  constructor(problems: readonly PolicyProblem[]) {
    const [first] = problems;
    if (first === undefined) throw new Error("A PolicyError without a problem");
    const opening =
      problems.length === 1
        ? "The policy is not valid"
        : `The policy has ${problems.length} problems, the first of them`;
    super(`${opening}: ${placed(first)}`, {
      at: { file: first.file, line: first.line },
      detail: problems.length === 1 ? [] : listed(problems),
    });
    this.problems = problems;
  }
}

/** The policy file cannot be read: absent, a folder, a symbolic link, too large, outside the repository. */
export class PolicyFileError extends CouldNotJudge {
  readonly kind = "policy-file";
}

/** Somebody asked for an audience that the policy does not know. */
export class UnknownAudience extends CouldNotJudge {
  readonly kind = "unknown-audience";
}

/** Most problems that are listed: a file of another kind, named by mistake, can have thousands. */
const mostListed = 100;

function listed(problems: readonly PolicyProblem[]): string[] {
  const more = problems.length - mostListed;
  return [...problems.slice(0, mostListed).map(placed), ...(more > 0 ? [`… and ${more} more.`] : [])];
}

function placed(problem: PolicyProblem): string {
  return `${problem.file}:${problem.line}:${problem.column}: ${problem.message}`;
}

/** Untrusted text within a sentence, cut to a length that a reader can take in. */
export function quote(text: string): string {
  return `\`${text.length > 60 ? `${text.slice(0, 59)}…` : text}\``;
}

/** How a sentence names a value: `ship[2]`, `rules.source-map.allow`, `packages["@acme/cli"].ship` in backticks; "The policy" for the root. */
export function subject(path: ValuePath): string {
  if (path.length === 0) return "The policy";
  const text = path.reduce<string>((before, part) => {
    if (typeof part === "number") return `${before}[${part}]`;
    const name = String(part);
    if (!/^[\w-]+$/.test(name)) return `${before}[${JSON.stringify(name)}]`;
    return before === "" ? name : `${before}.${name}`;
  }, "");
  return `\`${text}\``;
}
