import type { Member } from "../magic/unpack.ts";
import type { Policy } from "../policy/policy.ts";
import { number } from "../report/format.ts";
import { noSource } from "../source.ts";
import { type Manifest, parseManifest } from "../tarball/manifest.ts";
import type { Entry, EntryFacts, Tarball } from "../tarball/tarball.ts";
import { decodeText, looksLikeText } from "../tarball/text.ts";
import type { Inspector, Problem, Rule } from "./rule.ts";

/** Credentials of one archive that are told one by one. */
const mostTold = 20;

/**
 * Shows the files of an archive to other rules, as if they were a package of their own, and tells what those find as problems of the
 * archive's path in their name. `rules` that the policy switches off are not asked.
 */
export class InsideArchive {
  readonly #path: string;
  readonly #running: { readonly rule: Rule; readonly inspector: Inspector; readonly problems: Problem[] }[];
  readonly #entries: EntryFacts[] = [];
  #manifest: Manifest = { name: "", version: "" };

  constructor(path: string, rules: readonly Rule[], policy: Policy) {
    this.#path = path;
    this.#running = rules.flatMap((rule) => {
      const setting = policy.rules.get(rule.id);
      if (setting === undefined || setting.level === "off") return [];
      const context = { policy, options: setting.options, source: noSource, baseline: null };
      return [{ rule, inspector: rule.start(context), problems: [] }];
    });
  }

  /** `name@version` of the package.json that npm would put at the root; null when the archive has none. */
  get identity(): string | null {
    const { name, version } = this.#manifest;
    return name === "" ? null : `${name} ${version}`;
  }

  read(member: Member): void {
    const entry = entryOf(member);
    if (/^[^/!]+\/package\.json$/.test(member.path)) this.#manifest = manifestIn(entry) ?? this.#manifest;
    for (const { inspector, problems } of this.#running) problems.push(...(inspector.entry?.(entry) ?? []));
    this.#entries.push(factsOf(entry));
  }

  /** Call once, after the last file. */
  conclude(): Problem[] {
    const tarball = this.#asTarball();
    return this.#running.flatMap(({ rule, inspector, problems }) => {
      problems.push(...(inspector.tarball?.(tarball) ?? []));
      return problems.length === 0 ? [] : this.#told(rule, problems);
    });
  }

  /** A credential stands for itself, because a waiver can name it; the rest is one problem with the first place. */
  #told(rule: Rule, problems: readonly Problem[]): Problem[] {
    const marked = problems.filter(({ fingerprint }) => fingerprint !== undefined).slice(0, mostTold);
    const others = problems.filter((problem) => !marked.includes(problem));
    const told = marked.map((problem) => this.#outside(rule, problem, problem.message));
    const first = others.find(({ level }) => level === undefined) ?? others[0];
    if (first === undefined) return told;
    const more = others.length > 1 ? ` (and ${number(others.length - 1)} more in this archive)` : "";
    // What keeps the archive out mends it; only the edit for a credential begins elsewhere.
    const { fix: _, fixWith: __, ...rest } = first;
    return [...told, this.#outside(rule, rest, `${first.message}${more}`)];
  }

  #outside(rule: Rule, { line: _, field: __, at: ___, path, ...problem }: Problem, message: string): Problem {
    return {
      ...problem,
      path: this.#path,
      inNameOf: rule,
      message: `in it ${path ?? "package.json"}: ${message}`,
    };
  }

  #asTarball(): Tarball {
    return {
      file: this.#path,
      integrity: "",
      shasum: "",
      packedSize: 0,
      unpackedSize: this.#entries.reduce((sum, { size }) => sum + size, 0),
      rootFolder: "",
      manifest: this.#manifest,
      manifestText: "{}",
      entries: this.#entries,
      irregularities: [],
    };
  }
}

const nothing = Buffer.alloc(0);

function factsOf({ path, archivePath, kind, size, mode, linkTarget }: Entry): EntryFacts {
  return { path, archivePath, kind, size, mode, linkTarget };
}

function entryOf({ path, size, content }: Member): Entry {
  const bytes = content ?? nothing;
  let isText: boolean | null = null;
  let text: string | null = null;
  return {
    path,
    archivePath: path,
    kind: "file",
    size,
    mode: 0o644,
    linkTarget: null,
    content: bytes,
    get isText() {
      isText ??= looksLikeText(bytes);
      return isText;
    },
    text() {
      text ??= this.isText ? decodeText(bytes) : "";
      return text;
    },
  };
}

function manifestIn(entry: Entry): Manifest | null {
  try {
    return parseManifest(entry.text());
  } catch {
    return null;
  }
}
