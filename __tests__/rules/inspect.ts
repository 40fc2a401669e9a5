import { before } from "node:test";
import type { Limits, Policy } from "../../src/policy/policy.ts";
import { allRules } from "../../src/rules/index.ts";
import type { Problem, Rule } from "../../src/rules/rule.ts";
import type { Source } from "../../src/source.ts";
import { noSource } from "../../src/source.ts";
import type { Manifest } from "../../src/tarball/manifest.ts";
import { parseManifest } from "../../src/tarball/manifest.ts";
import type { Entry, EntryFacts, EntryKind, Tarball } from "../../src/tarball/tarball.ts";
import { decodeText, looksLikeText } from "../../src/tarball/text.ts";

/** An entry that is more than a regular file with a content. */
export interface EntryInit {
  readonly content?: string | Buffer;
  readonly kind?: EntryKind;
  readonly mode?: number;
  readonly linkTarget?: string;
  /** Body size to claim when it should not be the content's. */
  readonly size?: number;
  /** Path as the archive spells it; `package/<path>` when left out. */
  readonly archivePath?: string;
}

type Content = string | Buffer | EntryInit;

/** Paths without the root folder → content. The list form is for paths that occur twice. */
export type Files =
  | Readonly<Record<string, Content>>
  | readonly (readonly [path: string, content: Content])[];

export interface Case {
  readonly files?: Files;
  /** Becomes package.json unless `files` has one. `name` and `version` are filled in. */
  readonly manifest?: Readonly<Record<string, unknown>>;
  readonly options?: unknown;
  readonly policy?: Partial<Policy>;
  readonly source?: Partial<Source>;
  readonly baseline?: Partial<Tarball>;
  /** Facts of the tarball to claim instead of the computed ones (packedSize, rootFolder). */
  readonly tarball?: Partial<Tarball>;
}

// As the reader of a policy does.
before(async () => {
  for (const { options } of allRules) await options.load();
});

const noLimits: Limits = { packed: null, unpacked: null, file: null, files: null, growth: null };

/** A policy that says nothing, with the parts that a test cares for put in. */
export function policyWith(parts: Partial<Policy> = {}): Policy {
  return {
    file: ".github/lastgate.yml",
    extends: ["recommended"],
    audience: "public",
    ship: null,
    require: [],
    list: null,
    limits: noLimits,
    rules: new Map(),
    waivers: [],
    lowered: [],
    ...parts,
  };
}

/** A package in the folder of the repository's root, with the parts that a test cares for put in. */
export function sourceWith(parts: Partial<Source> = {}): Source {
  return { ...noSource, ...parts };
}

function isEntryInit(content: Content): content is EntryInit {
  return typeof content !== "string" && !Buffer.isBuffer(content);
}

function entryOf(path: string, content: Content): Entry {
  const init: EntryInit = isEntryInit(content) ? content : { content };
  // A buffer as it is: where it begins in memory can matter.
  const bytes = Buffer.isBuffer(init.content) ? init.content : Buffer.from(init.content ?? "");
  const isText = looksLikeText(bytes);
  return {
    path,
    archivePath: init.archivePath ?? `package/${path}`,
    kind: init.kind ?? "file",
    size: init.size ?? bytes.length,
    mode: init.mode ?? 0o644,
    linkTarget: init.linkTarget ?? null,
    content: bytes,
    isText,
    text: () => (isText ? decodeText(bytes) : ""),
  };
}

function factsOf({ path, archivePath, kind, size, mode, linkTarget }: Entry): EntryFacts {
  return { path, archivePath, kind, size, mode, linkTarget };
}

function isList(files: Files | undefined): files is Exclude<Files, Readonly<Record<string, Content>>> {
  return Array.isArray(files);
}

/** Builds a tarball in memory, as the reader would describe it. package.json comes first unless `files` places it. */
export function tarballOf(test: Case): { tarball: Tarball; entries: readonly Entry[] } {
  const given: (readonly [string, Content])[] = isList(test.files)
    ? [...test.files]
    : Object.entries(test.files ?? {});
  const written = `${JSON.stringify({ name: "example", version: "1.0.0", ...test.manifest }, null, 2)}\n`;
  if (!given.some(([path]) => path === "package.json")) given.unshift(["package.json", written]);
  const entries = given.map(([path, content]) => entryOf(path, content));
  const manifestText = entries.find((entry) => entry.path === "package.json")?.text() || written;
  const manifest: Manifest = parseManifest(manifestText);
  const unpackedSize = entries.reduce((sum, entry) => sum + (entry.kind === "file" ? entry.size : 0), 0);
  return {
    entries,
    tarball: {
      file: "example-1.0.0.tgz",
      integrity: "sha512-AA==",
      shasum: "da39a3ee5e6b4b0d3255bfef95601890afd80709",
      packedSize: Math.ceil(unpackedSize / 3),
      unpackedSize,
      rootFolder: "package",
      manifest,
      manifestText,
      entries: entries.map(factsOf),
      irregularities: [],
      ...test.tarball,
    },
  };
}

/** Runs one rule over one tarball the way the judge does: every entry in order, then the whole. */
export function inspect(rule: Rule, test: Case = {}): Problem[] {
  const { tarball, entries } = tarballOf(test);
  const inspector = rule.start({
    policy: policyWith(test.policy),
    options: test.options,
    source: sourceWith(test.source),
    baseline: test.baseline ? { ...tarballOf({}).tarball, ...test.baseline } : null,
  });
  const problems: Problem[] = [];
  for (const entry of entries) problems.push(...(inspector.entry?.(entry) ?? []));
  problems.push(...(inspector.tarball?.(tarball) ?? []));
  return problems;
}

/** The paths that a rule complains of, in the order of its findings. */
export function pathsOf(problems: readonly Problem[]): (string | undefined)[] {
  return problems.map((problem) => problem.path);
}
