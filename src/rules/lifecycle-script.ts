import { compileGlobs } from "../policy/globs.ts";
import type { Policy } from "../policy/policy.ts";
import { isRecord, stringsOf } from "../tarball/manifest.ts";
import type { Tarball } from "../tarball/tarball.ts";
import { installedFolder } from "./bundled.ts";
import { type InstallEvent, installEvents, missingInstallScript } from "./install-script.ts";
import { defineRule, type Problem } from "./rule.ts";
import { RuleOptions } from "./rule-options.ts";
import { isShownWhole, shown } from "./shown.ts";

/** What the package managers run for a package with a `binding.gyp` and no install script of its own. */
const IMPLICIT = "node-gyp rebuild";

/** Longest command that the proposed policy line repeats; nobody reviews a longer one in one line. */
const LONGEST_POLICY_LINE = 500;

/** The exact command that may run at each event. */
type Allowed = Readonly<Partial<Record<InstallEvent, string | undefined>>>;

const options = new RuleOptions<{ readonly allow: Allowed }>({ allow: {} }, ({ z }) => {
  const command = z.string().min(1);
  return z.strictObject({
    allow: z
      .strictObject({
        preinstall: command.optional(),
        install: command.optional(),
        postinstall: command.optional(),
      })
      .default({})
      .describe(
        "The exact command that may run at each event; `install: node-gyp rebuild` also allows the implicit one.",
      ),
  });
});

/** Whether lifecycle-script stops a tarball for this command: neither a level, an allowed command nor a waiver lets it run. */
export function isScriptStopped({ rules, waivers }: Policy, event: InstallEvent, script: string): boolean {
  const setting = rules.get("lifecycle-script");
  if (setting?.level !== "error") return false;
  const { allow } = options.read(setting.options);
  return (
    allow[event] !== script &&
    !waivers.some(({ rule, files }) => rule === "lifecycle-script" && compileGlobs(files)("package.json"))
  );
}

export const lifecycleScript = defineRule({
  id: "lifecycle-script",
  title: "A script that runs on install",
  catches:
    "`preinstall`, `install` and `postinstall`, which run on every machine that installs the package, and the `node-gyp rebuild` that runs " +
    "without any script when `binding.gyp` lies at the root. `gypfile: false` does not excuse it: npm forgets it when it installs from a " +
    "lockfile (npm/cli#9837), and yarn never reads it. The same in a bundled dependency, because npm runs its scripts too, and in any letter case, because macOS and Windows do not tell it. Left alone: a command that the policy allows word for word, and `prepare`, `prepack` and the " +
    "rest, which no manager runs for a package from a registry.",
  incident:
    "rollup 4.53.0 shipped a leftover `postinstall: patch-package`, apify-client 2.23.2 and storybook-addon-remix-react-router 6.0.0 a " +
    '`preinstall: npx only-allow pnpm`, meant for their own developers. Shai-Hulud (2025) spread by `preinstall` and `postinstall`, "Miasma" (June 2026) by a ' +
    "`binding.gyp` alone.",
  fix:
    "Delete the script (what only developers need goes to `prepare`), or allow that exact command in the policy: " +
    '`lifecycle-script: { allow: { postinstall: "node install.js" } }`.',
  options,
  start: (context) => {
    const bundled: Bundled[] = [];
    return {
      entry(entry) {
        const folder = entry.kind === "file" ? installedFolder(entry.path) : null;
        if (folder !== null)
          bundled.push({ folder, path: entry.path, scripts: stringsOf(scriptsIn(entry.text())) });
        return [];
      },
      *tarball(tarball) {
        yield* bundledProblems(tarball, bundled);
        const scripts = stringsOf(tarball.manifest.scripts);
        for (const event of installEvents) {
          const script = scripts.get(event);
          // An empty script is no script, for npm and for the implicit rebuild below.
          if (!script || context.options.allow[event] === script) continue;
          const missing = missingInstallScript(tarball, event);
          const fails =
            missing === null ? "" : ` (and fails on every install: ${shown(missing)} is not in the tarball)`;
          yield problem(
            event,
            script,
            `\`${event}\` runs on every install: ${shown(script)}${fails}`,
            context.options.allow[event],
          );
        }
        if (scripts.get("install") || context.options.allow.install === IMPLICIT) return;
        const gyp = bindingGyp(tarball);
        if (gyp === null) return;
        const message = `\`${gyp}\` at the root makes \`${IMPLICIT}\` run on install, although no script says so${whoRuns(tarball)}`;
        yield problem("install", IMPLICIT, message, context.options.allow.install);
      },
    };
  },
});

function scriptsIn(text: string): unknown {
  try {
    const manifest: unknown = JSON.parse(text.replace(/^\uFEFF/, ""));
    return isRecord(manifest) ? manifest.scripts : null;
  } catch {
    return null;
  }
}

/** A dependency that is in the tarball. */
interface Bundled {
  readonly folder: string;
  /** Of its package.json, as the archive spells it. */
  readonly path: string;
  readonly scripts: ReadonlyMap<string, string>;
}

/** npm 10 and 11 run the scripts of a bundled dependency as those of any other (measured); no policy line names one, a waiver does. */
function* bundledProblems({ entries }: Tarball, bundled: readonly Bundled[]): Iterable<Problem> {
  for (const { folder, path, scripts } of bundled) {
    const fix = `Bundle another version of ${folder}, or waive this rule for \`${path}\` after a look at what it runs.`;
    for (const event of installEvents) {
      const script = scripts.get(event);
      if (script)
        yield {
          path,
          message: `\`${event}\` of a bundled dependency runs on every install: ${shown(script)}`,
          fix,
        };
    }
    if (scripts.get("install") || scripts.get("preinstall")) continue;
    const gyp = entries.find(({ path: at }) => at.toLowerCase() === `${folder}/binding.gyp`.toLowerCase());
    if (gyp !== undefined)
      yield { path: gyp.path, message: `makes \`${IMPLICIT}\` run on install for a bundled dependency`, fix };
  }
}

/** npm and pnpm look at the file system, and most of those are blind to case. */
function bindingGyp(tarball: Tarball): string | null {
  const found = tarball.entries.find(
    ({ path, kind }) => kind !== "directory" && path.toLowerCase() === "binding.gyp",
  );
  return found?.path ?? null;
}

/**
 * Who runs the implicit rebuild where npm's own documentation says that it is off.
 * @see https://docs.npmjs.com/cli/commands/npm-rebuild (off with a preinstall or install script, or `gypfile: false`)
 * @see https://github.com/npm/cli/issues/9837 (`gypfile: false` is lost when npm installs from a lockfile)
 * @see https://github.com/yarnpkg/berry/blob/master/packages/plugin-pnp/sources/jsInstallUtils.ts (only `install` turns it off)
 */
function whoRuns({ manifest }: Tarball): string {
  if (manifest.gypfile === false) return " (`gypfile: false` stops neither npm with a lockfile nor yarn)";
  return stringsOf(manifest.scripts).get("preinstall") ? " (yarn runs it beside `preinstall`)" : "";
}

function problem(event: InstallEvent, script: string, message: string, allowed: string | undefined): Problem {
  const edit =
    script === IMPLICIT && event === "install"
      ? "Keep `binding.gyp` out of the tarball"
      : `Delete \`scripts.${event}\` from package.json`;
  return {
    path: "package.json",
    field: `scripts.${event}`,
    message:
      allowed === undefined ? message : `${message} (the policy allows another command: ${shown(allowed)})`,
    fix:
      script.length <= LONGEST_POLICY_LINE && isShownWhole(script)
        ? `${edit}, or allow it in the policy under \`rules\`: ${policyLine(event, script)}`
        : `${edit}.`,
  };
}

/** A line of the policy, ready to paste. A JSON string is a YAML string too, once C1 controls and line separators are escaped. */
function policyLine(event: InstallEvent, script: string): string {
  const quoted = JSON.stringify(script).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return `lifecycle-script: { allow: { ${event}: ${quoted} } }`;
}
