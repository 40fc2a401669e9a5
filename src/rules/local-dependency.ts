import { count } from "../report/format.ts";
import { isRecord, type Manifest, stringsOf } from "../tarball/manifest.ts";
import { installedFolder } from "./bundled.ts";
import { defineRule, type Problem } from "./rule.ts";
import { RuleOptions } from "./rule-options.ts";
import { shown } from "./shown.ts";
import { hostOf, isRegistry, isShrinkwrap, ownRegistry, type Pin, pinsOf } from "./shrinkwrap.ts";

/** What a consumer's package manager resolves; devDependencies are not among it. */
const FIELDS = ["dependencies", "optionalDependencies", "peerDependencies"] as const;

type SpecKind = "workspace" | "path" | "git" | "url" | "foreign";

const texts: Record<SpecKind, { is: string; fix: string }> = {
  workspace: {
    is: "is resolved only inside the workspace that it comes from",
    fix: "Pack and publish with the manager that rewrites it (pnpm or yarn), or write the version range itself.",
  },
  path: {
    is: "points at a folder or file on the builder's machine",
    fix: "Publish that package and write its version range, or bundle its code and delete the entry.",
  },
  git: {
    is: "is fetched from a git repository, past the registry and its integrity check",
    fix: "Depend on a version from the registry; publish a fork under its own name.",
  },
  url: {
    is: "is downloaded from a URL, past the registry and its integrity check",
    fix: "Depend on a version from the registry; publish a fork under its own name.",
  },
  foreign: {
    is: "uses a protocol that npm does not know",
    fix: "Write it as a registry version, or as an `npm:` alias (`npm:@jsr/scope__name@^1.0.0` for a JSR package).",
  },
};

export const localDependency = defineRule({
  id: "local-dependency",
  title: "A dependency that consumers cannot get from the registry",
  catches:
    "`workspace:`, `catalog:`, `file:`, `link:`, `portal:`, `patch:`, paths, git (with the `user/repo` shorthand), URLs and every protocol that npm does " +
    "not know (`jsr:` among them) in `dependencies`, `optionalDependencies` and `peerDependencies`, bundled or not; and places other than a public registry in an npm-shrinkwrap.json, " +
    "which npm follows, the registry that `publishConfig` names among them. Left alone: registries that the policy names, version ranges, dist-tags, " +
    "`npm:` aliases, devDependencies, and `overrides` and `resolutions`, which consumers ignore.",
  incident:
    "CopilotKit 1.57.2 and @tabler/icons-react 3.28.0 shipped `workspace:*`, packed with one manager and published with another: " +
    "npm refuses to install them. The TanStack compromise of 2026-05-11 used an `optionalDependencies` entry that led to a GitHub commit.",
  fix: "Write a version range from the registry, or publish with the package manager that rewrites the protocol.",
  options: new RuleOptions<{ readonly registries: readonly string[] }>({ registries: [] }, ({ z }) =>
    z.strictObject({
      registries: z
        .array(
          z.string().regex(/^[a-z0-9-]+(?:\.[a-z0-9-]+)*$/i, "must be a host name, such as npm.example.com"),
        )
        .default([])
        .describe("Hosts of registries beside the public ones from which a shrinkwrap may have npm fetch."),
    }),
  ),
  start: ({ options: { registries } }) => {
    const shrinkwraps = new Map<string, readonly Pin[] | null>();
    const bundled = new Map<string, Readonly<Record<string, unknown>>>();
    return {
      entry(entry) {
        if (entry.kind === "file" && isShrinkwrap(entry.path))
          shrinkwraps.set(entry.path, pinsOf(entry.text()));
        // The next `npm install` of npm 10 and 11 fetches what a bundled dependency lacks (measured).
        if (entry.kind === "file" && installedFolder(entry.path) !== null) {
          try {
            const inside: unknown = JSON.parse(entry.text().replace(/^\uFEFF/, ""));
            if (isRecord(inside)) bundled.set(entry.path, inside);
          } catch {
            // npm reads it no better.
          }
        }
        return [];
      },
      *tarball({ manifest }) {
        yield* dependencyProblems("package.json", manifest);
        for (const [path, inside] of bundled) yield* dependencyProblems(path, inside);
        for (const [path, pins] of shrinkwraps)
          yield* shrinkwrapProblems(path, pins, { manifest, registries });
      },
    };
  },
});

function* dependencyProblems(path: string, manifest: Readonly<Record<string, unknown>>): Iterable<Problem> {
  for (const field of FIELDS) {
    const written = manifest[field];
    // npm makes an object of a list or a text before it tells the registry, and consumers install what that names (measured).
    if ((Array.isArray(written) && written.length > 0) || (typeof written === "string" && written !== "")) {
      yield {
        path,
        field,
        message: `is ${Array.isArray(written) ? "a list" : "a text"}, which npm publishes as dependencies that no other reader sees`,
        fix: "Write an object of names and version ranges.",
      };
    }
    for (const [name, spec] of stringsOf(written)) {
      const kind = specKind(spec);
      if (kind === null) continue;
      yield {
        path,
        field: `${field}.${name}`,
        message: `"${shown(spec)}" ${texts[kind].is}`,
        fix: texts[kind].fix,
      };
    }
  }
}

/** One finding, however many places there are: they come from one run of npm. */
function* shrinkwrapProblems(
  path: string,
  pins: readonly Pin[] | null,
  known: { readonly manifest: Manifest; readonly registries: readonly string[] },
): Iterable<Problem> {
  const fix = "Write it again with `npm shrinkwrap` against the registry, or leave it out.";
  if (pins === null) {
    yield { path, message: "is no JSON that npm could read, and nobody can say what it installs", fix };
    return;
  }
  const foreign = pins.filter(({ from }) => {
    const host = hostOf(from);
    return host === null || !isRegistry(host, known.registries);
  });
  const own = ownRegistry(known.manifest);
  const elsewhere = foreign.filter(({ from }) => own === null || hostOf(from) !== own);
  const [first] = elsewhere;
  if (first !== undefined) {
    yield {
      path,
      message: `has npm fetch ${fetched(first, elsewhere.length)}, past the registry, whatever package.json says`,
      fix,
    };
    return;
  }
  const [fromOwn] = foreign;
  if (fromOwn === undefined) return;
  yield {
    path,
    message: `has npm fetch ${fetched(fromOwn, foreign.length)}: the registry that \`publishConfig\` names, and the policy does not`,
    fix: `Name the host under \`rules\` in the policy, when all who install the package reach it: \`local-dependency: { registries: [${own}] }\`.`,
  };
}

function fetched({ name, from }: Pin, all: number): string {
  return `\`${name}\` from "${shown(from)}"${all > 1 ? `, and ${count(all - 1, "other package")} from elsewhere` : ""}`;
}

const PROTOCOLS: Readonly<Record<string, SpecKind>> = {
  workspace: "workspace",
  catalog: "workspace",
  file: "path",
  link: "path",
  portal: "path",
  patch: "path",
  exec: "path",
  git: "git",
  ssh: "git",
  github: "git",
  gitlab: "git",
  bitbucket: "git",
  gist: "git",
  sourcehut: "git",
  http: "url",
  https: "url",
};

/**
 * What kind of place a dependency spec leads to, other than the registry; null for a range, a tag or an alias of one.
 * Decides as npm-package-arg does, and never throws. That library itself is not used: it asks the process for its platform,
 * folder and home, throws on the very protocols that matter here, and knows none of the other managers' protocols.
 * @see https://docs.npmjs.com/cli/configuring-npm/package-json#dependencies
 * @see https://github.com/npm/npm-package-arg/blob/main/lib/npa.js
 */
export function specKind(raw: string): SpecKind | null {
  const spec = raw.trim();
  if (/^(?:\.|~[/\\]|[/\\]|[a-z]:)/i.test(spec)) return "path";
  const protocol = /^([a-z][a-z0-9.-]*(?:\+[a-z]+)?):/i.exec(spec)?.[1]?.toLowerCase();
  if (protocol === "npm") return aliasKind(spec.slice("npm:".length));
  if (protocol !== undefined) {
    if (protocol.startsWith("git+")) return "git";
    if (/^https?$/.test(protocol) && /\.git(?:#|$)/.test(spec)) return "git";
    return Object.hasOwn(PROTOCOLS, protocol) ? (PROTOCOLS[protocol] ?? "foreign") : "foreign";
  }
  // user@host:path is git over ssh; user/repo is GitHub; anything else with a slash is a path, as for npm.
  if (/^[^@\s]+@[^:\s]+:./.test(spec)) return "git";
  if (/^[^@:%/\s.-][^@:%/\s]*\/[^@:%/\s]+(?:#.*)?$/.test(spec)) return "git";
  if (/[/\\]/.test(spec) || /\.(?:tgz|tar\.gz|tar)$/i.test(spec)) return "path";
  return null;
}

/** `npm:name@spec` and `npm:@scope/name@spec`: an alias may only lead to the registry. */
function aliasKind(target: string): SpecKind | null {
  const at = target.indexOf("@", 1);
  if (at > 0) return specKind(target.slice(at + 1));
  return /^@[^/\\]+\/[^/\\]+$/.test(target) ? null : specKind(target);
}
