import { mkdtemp } from "node:fs/promises";
import { join } from "node:path";
import valid from "semver/functions/valid.js";
import { CouldNotJudge } from "../failure.ts";
import { cleanEnvironment, type Environment } from "../pack/environment.ts";
import { onlyTarball } from "../pack/pack.ts";
import { type Command, run } from "../pack/run.ts";
import { expectSuccess } from "../pack/tool.ts";

/** A name or version that npm would read as a folder, a git address or an option. */
export class BaselineNotNamed extends CouldNotJudge {
  readonly kind = "baseline-not-named";
  constructor(what: string, value: string) {
    super(`"${value}" is no ${what} that a registry can have: correct it, or judge without a baseline.`);
  }
}

export class BaselineVersionMissing extends CouldNotJudge {
  readonly kind = "baseline-version-missing";
  constructor(spec: string) {
    super(`The registry has the package but not ${spec}: choose a published version as the baseline.`);
  }
}

/** The registry did not answer, or refused. Not the same as a package that was never published. */
export class BaselineUnreachable extends CouldNotJudge {
  readonly kind = "baseline-unreachable";
  constructor(spec: string, code: string, detail: readonly string[]) {
    super(
      `${spec} could not be fetched as the baseline (${code}): check network, registry and credentials, then run again.`,
      {
        detail,
      },
    );
  }
}

export interface BaselineRequest {
  readonly name: string;
  /** A dist-tag (`latest`) or an exact version. */
  readonly spec: string;
  /** An existing folder of the caller's, outside the work tree; the tarball gets a fresh folder inside it. */
  readonly destination: string;
  /** Where npm looks for the project's .npmrc: the package's folder. */
  readonly folder: string;
  /** `publishConfig.registry`, if the package has one. */
  readonly registry: string | null;
  readonly env: Environment;
  readonly log: (line: string) => void;
  readonly command?: Command;
  readonly abort?: AbortSignal | undefined;
}

/** Characters that need no escape in a URL, and none that npm reads as a path, an address or an option. */
const packageName = /^(@[\w~-][\w.~-]*\/[\w~-]|[a-z0-9_~])[\w.~-]*$/i;
const distTag = /^[a-z][\w.-]*$/i;

/**
 * The published tarball to compare with: its path, or null when the package was never published. A registry that hides a
 * private package from strangers answers as if it were never published, which no client can tell apart.
 * `npm pack NAME@SPEC` checks the integrity that the registry states. Scripts are off; registry credentials stay, for reading.
 * Throws BaselineNotNamed, BaselineVersionMissing, BaselineUnreachable, or what a manager that cannot run throws.
 */
export async function fetchBaseline(request: BaselineRequest): Promise<string | null> {
  if (!packageName.test(request.name)) throw new BaselineNotNamed("package name", request.name);
  if (valid(request.spec) === null && !distTag.test(request.spec)) {
    throw new BaselineNotNamed("version or dist-tag", request.spec);
  }
  const spec = `${request.name}@${request.spec}`;
  const destination = await mkdtemp(join(request.destination, "baseline-"));
  // npm 10 would take a cached answer for as long as the registry allows, and miss the newest release.
  const args = [
    "pack",
    spec,
    "--pack-destination",
    destination,
    "--ignore-scripts",
    "--prefer-online",
    "--json=false",
  ];
  if (request.registry !== null) args.push(`--registry=${request.registry}`);

  const finished = await run(request.command ?? { file: "npm", args: [] }, args, {
    cwd: request.folder,
    env: cleanEnvironment(request.env, { registryCredentials: "keep" }),
    log: request.log,
    abort: request.abort,
  });
  if (finished.how === "exited" && finished.code !== 0) {
    const code = errorCode(finished.output);
    if (code === "E404") return null;
    if (code === "ETARGET") throw new BaselineVersionMissing(spec);
    throw new BaselineUnreachable(spec, code ?? `exit code ${finished.code}`, finished.output.slice(-20));
  }
  expectSuccess(finished, `npm pack ${spec}`, request.folder, "npm");
  return onlyTarball(destination, `npm pack ${spec}`, request.folder);
}

/** npm 10 to 12 print the code before any text of the registry, so the first one is npm's own. */
function errorCode(output: readonly string[]): string | null {
  for (const line of output) {
    const code = /^npm (?:error|ERR!) code (E[A-Z0-9]+)$/.exec(line)?.[1];
    if (code !== undefined) return code;
  }
  return null;
}
