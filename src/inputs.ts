import { acceptedBaselines, type BaselineChoice, parseBaseline } from "./baseline/choice.ts";
import { CouldNotJudge } from "./failure.ts";
import { type ManagerName, managerNames } from "./pack/manager.ts";
import { acceptedShares, parseShare, type Share } from "./shard.ts";

/** The inputs of the action, parsed. Texts are as the workflow gave them, without the space around them. */
export interface Inputs {
  /** Package folders, workspace roots or `.tgz` files; never empty. */
  readonly targets: readonly string[];
  /** Null: the default policy file when it exists. */
  readonly policy: string | null;
  /** Null: told by the package's own `publishConfig`. */
  readonly audience: string | null;
  /** Null: `latest` when the policy limits the growth, else none. */
  readonly baseline: BaselineChoice | null;
  /** Null: the one that the project names. */
  readonly packageManager: ManagerName | null;
  /** Packs instead of a package manager; null for none. */
  readonly packCommand: string | null;
  readonly prepublishOnly: boolean;
  readonly enforce: boolean;
  /** Judge only the packages that changed since the base commit. */
  readonly changedOnly: boolean;
  /** Judge only this share of the packages; null for all. */
  readonly shard: Share | null;
  /** Discover, and judge nothing. */
  readonly listOnly: boolean;
  /** Reports of shards to make one of, by path or glob, instead of judging; null to judge. */
  readonly merge: readonly string[] | null;
  /** Null: no check run. */
  readonly checkName: string | null;
  /** Pack what a pull request brought even where the workflow's token and secrets are near. */
  readonly allowUntrustedCheckout: boolean;
  /** Null: none was given, so the API stays untouched. */
  readonly token: string | null;
}

/** An input of the action has a value that means nothing. One sentence for each such input. */
export class BadInput extends CouldNotJudge {
  readonly kind = "bad-input";
}

/**
 * Reads the action's inputs from the environment that the runner made (`INPUT_*`). An input that the runner did not
 * set at all takes the default of action.yml; one that is there is taken at its word, so an empty `targets` (an
 * expression that came out empty) is an error and not "the current folder".
 * @throws BadInput naming each bad input, its value, and what is accepted.
 */
export function readInputs(env: NodeJS.ProcessEnv): Inputs {
  const problems: string[] = [];
  const read = <T>(name: string, absent: string, parse: (value: string) => T | Problem): T | undefined => {
    const value = (env[`INPUT_${name.toUpperCase()}`] ?? absent).trim();
    const parsed = parse(value);
    if (!(parsed instanceof Problem)) return parsed;
    problems.push(`The input "${name}" is ${quote(value)}; ${parsed.accepted}.`);
    return undefined;
  };
  const targets = read("targets", ".", parseTargets);
  const policy = read("policy", "", oneLine("one path of a policy file"));
  const audience = read("audience", "", oneLine("one name of an audience"));
  const baseline = read("baseline", "", parseBaselineInput);
  const packageManager = read("package-manager", "", parseManager);
  const packCommand = read("pack-command", "", (value) => value || null);
  const prepublishOnly = read("prepublish-only", "true", parseBoolean);
  const enforce = read("enforce", "true", parseBoolean);
  const changedOnly = read("changed-only", "false", parseBoolean);
  const shard = read("shard", "", parseShardInput);
  const listOnly = read("list-only", "false", parseBoolean);
  const merge = read("merge", "", (value) => (value === "" ? null : lines(value)));
  const checkName = read("check-name", "Lastgate verdict", oneLine("one name of a check run"));
  const allowUntrustedCheckout = read("allow-untrusted-checkout", "false", parseBoolean);
  const token = (env.INPUT_TOKEN ?? "").trim() || null;
  if (packageManager && packCommand)
    problems.push('The inputs "package-manager" and "pack-command" are both set; give one of them.');
  if (merge) problems.push(...besideMerge(env));
  if (listOnly && shard)
    problems.push(
      'The inputs "list-only" and "shard" are both set; the list is that of all shards, so give one of them.',
    );
  if (listOnly && packCommand)
    problems.push(
      'The inputs "list-only" and "pack-command" are both set; what a command packs is known only when it did, so give one of them.',
    );
  if (
    problems.length > 0 ||
    targets === undefined ||
    policy === undefined ||
    audience === undefined ||
    baseline === undefined ||
    packageManager === undefined ||
    packCommand === undefined ||
    prepublishOnly === undefined ||
    enforce === undefined ||
    changedOnly === undefined ||
    shard === undefined ||
    listOnly === undefined ||
    merge === undefined ||
    checkName === undefined ||
    allowUntrustedCheckout === undefined
  ) {
    throw new BadInput(problems.join(" "));
  }
  return {
    targets,
    policy,
    audience,
    baseline,
    packageManager,
    packCommand,
    prepublishOnly,
    enforce,
    changedOnly,
    shard,
    listOnly,
    merge,
    checkName,
    allowUntrustedCheckout,
    token,
  };
}

class Problem {
  /** What is accepted instead, as a clause. */
  readonly accepted: string;
  constructor(accepted: string) {
    this.accepted = accepted;
  }
}

function lines(value: string): readonly string[] {
  return value
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

function parseTargets(value: string): readonly string[] | Problem {
  const targets = lines(value);
  if (targets.length > 0) return targets;
  return new Problem("give at least one package folder, workspace root or .tgz file, one a line");
}

/**
 * The booleans of the YAML 1.2 core schema, the same that `@actions/core` accepts.
 * @see https://yaml.org/spec/1.2.2/#10212-boolean
 */
function parseBoolean(value: string): boolean | Problem {
  if (["true", "True", "TRUE"].includes(value)) return true;
  if (["false", "False", "FALSE"].includes(value)) return false;
  return new Problem("accepted are true and false");
}

function parseBaselineInput(value: string): BaselineChoice | null | Problem {
  if (value === "") return null;
  return parseBaseline(value) ?? new Problem(`accepted are ${acceptedBaselines}`);
}

function parseShardInput(value: string): Share | null | Problem {
  if (value === "") return null;
  return parseShare(value) ?? new Problem(`accepted is ${acceptedShares}, or nothing`);
}

/** Inputs that say what to judge and how, with what they are when nobody sets them. A merge judges nothing. */
const judging: Readonly<Record<string, string>> = {
  targets: ".",
  policy: "",
  audience: "",
  baseline: "",
  "package-manager": "",
  "pack-command": "",
  "prepublish-only": "true",
  "changed-only": "false",
  shard: "",
  "list-only": "false",
};

/** A sentence when there are inputs that a merge would not look at. */
function besideMerge(env: NodeJS.ProcessEnv): string[] {
  const given = Object.entries(judging)
    .filter(([name, unset]) => (env[`INPUT_${name.toUpperCase()}`] ?? unset).trim() !== unset)
    .map(([name]) => `"${name}"`);
  if (given.length === 0) return [];
  return [
    `The input "merge" is set, and ${given.join(", ")} beside it; a merge judges nothing, so give those to the shards.`,
  ];
}

function parseManager(value: string): ManagerName | null | Problem {
  if (value === "") return null;
  return (
    managerNames.find((name) => name === value) ?? new Problem(`accepted are ${managerNames.join(", ")}`)
  );
}

function oneLine(what: string): (value: string) => string | null | Problem {
  return (value) => {
    if (/[\r\n]/.test(value)) return new Problem(`accepted is ${what}, on one line, or nothing`);
    return value === "" ? null : value;
  };
}

/** A bad value can be a whole file by mistake: enough of it to recognise it. */
function quote(value: string): string {
  if (value === "") return "empty";
  return JSON.stringify(value.length > 80 ? `${value.slice(0, 80)}…` : value);
}
