import {
  isAlias,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  type YAMLError,
} from "yaml";
import { isRecord } from "../tarball/manifest.ts";
import type { Place } from "./policy.ts";
import { type PolicyProblem, quote, type ValuePath } from "./problems.ts";

/** A YAML file as plain data, with the place of every key and value. */
export interface PolicyDocument {
  readonly file: string;
  /** The root map; empty when `problems` says why there is none. */
  readonly data: Readonly<Record<string, unknown>>;
  /** What is wrong with the YAML itself; the data is not to be trusted then. */
  readonly problems: readonly PolicyProblem[];
  /** The place of a key in its map, of an item in its list; of the nearest one above when there is no such value. */
  place(path: ValuePath): Place;
  /** The place of a value. */
  valuePlace(path: ValuePath): Place;
}

/** More values than any policy has: stops aliases that unfold to millions. */
const mostValues = 100_000;
const deepest = 32;
const mostSyntaxErrors = 10;

/** Reads a policy as YAML 1.2. Never throws: everything that is wrong becomes a problem. A BOM and Windows line endings are fine. */
export function parsePolicyText(file: string, text: string): PolicyDocument {
  return new Reader(file, text.replace(/^\uFEFF/, "")).read();
}

interface Spot {
  readonly key: number;
  readonly value: number;
}

/** Stops the conversion; the problem is already noted. */
class Unfolding extends Error {}

class Reader {
  readonly #file: string;
  readonly #text: string;
  readonly #lines = new LineCounter();
  readonly #problems: PolicyProblem[] = [];
  readonly #spots = new Map<string, Spot>();
  readonly #anchors = new Map<string, unknown>();
  #values = 0;

  constructor(file: string, text: string) {
    this.#file = file;
    this.#text = text;
  }

  read(): PolicyDocument {
    const data = this.#root();
    return {
      file: this.#file,
      data: this.#problems.length === 0 ? data : {},
      problems: this.#problems,
      place: (path) => this.#at(this.#spot(path).key),
      valuePlace: (path) => this.#at(this.#spot(path).value),
    };
  }

  #root(): Readonly<Record<string, unknown>> {
    const document = this.#parse();
    if (document === null) return {};
    const found = [...document.errors, ...document.warnings];
    const exhausted = found.filter((error) => error.code === "RESOURCE_EXHAUSTION");
    // One slip makes the parser complain several times at the same place: the first complaint is the helpful one.
    const places = new Set<number>();
    for (const error of (exhausted.length > 0 ? exhausted.slice(0, 1) : found).slice(0, mostSyntaxErrors)) {
      if (!places.has(error.pos[0])) this.#problem(error.pos[0], syntaxSentence(error));
      places.add(error.pos[0]);
    }
    if (this.#problems.length > 0) return {};
    if (document.directives.yaml.explicit === true && document.directives.yaml.version !== "1.2") {
      this.#problem(0, "A policy is YAML 1.2: delete the `%YAML` line.");
      return {};
    }
    if (document.contents === null || (isScalar(document.contents) && document.contents.value === null)) {
      this.#problem(0, "The policy is empty; write at least `version: 1`.");
      return {};
    }
    if (!isMap(document.contents)) {
      this.#problem(
        document.contents.range?.[0] ?? 0,
        "A policy is a map of keys; start it with `version: 1`.",
      );
      return {};
    }
    try {
      const value = this.#convert(document.contents, [], 0, null);
      return isRecord(value) ? value : {};
    } catch (error) {
      if (error instanceof Unfolding) return {};
      throw error;
    }
  }

  #parse() {
    try {
      // Duplicate keys are looked for below: the library's own check takes quadratic time.
      return parseDocument(this.#text, {
        version: "1.2",
        schema: "core",
        merge: false,
        resolveKnownTags: false,
        uniqueKeys: false,
        prettyErrors: false,
        lineCounter: this.#lines,
      });
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      this.#problem(0, "The policy is nested too deep to be read; write it flat.");
      return null;
    }
  }

  /** `alias` is the offset of the alias inside whose repetition this is: all of that has its place, and was checked at the anchor. */
  #convert(node: unknown, path: ValuePath, depth: number, alias: number | null): unknown {
    const located = alias === null;
    const offset = alias ?? (isNode(node) ? (node.range?.[0] ?? 0) : 0);
    if (++this.#values > mostValues)
      this.#stop(offset, "The policy unfolds to more than 100,000 values; write fewer aliases.");
    if (depth > deepest)
      this.#stop(offset, `The policy is nested deeper than ${deepest} levels here; write it flat.`);
    if (isAlias(node)) {
      if (!this.#anchors.has(node.source))
        this.#stop(
          offset,
          `A \`*\` at the start is YAML's sign for an alias, and there is no anchor \`&${node.source}\`; put a pattern in quotes: \`"*${node.source}"\`.`,
        );
      return this.#convert(this.#anchors.get(node.source), path, depth + 1, offset);
    }
    if (isNode(node) && node.anchor !== undefined) this.#anchors.set(node.anchor, node);
    if (isMap(node)) {
      const entries = new Map<string, { value: unknown; offset: number }>();
      for (const pair of node.items) {
        if (!isPair(pair)) continue;
        const at = isNode(pair.key) ? (pair.key.range?.[0] ?? offset) : offset;
        const key = keyText(pair.key);
        if (key === null || key === "__proto__") {
          if (located)
            this.#problem(at, "A key is plain text; lists, maps, aliases and `__proto__` cannot be one.");
          continue;
        }
        const earlier = entries.get(key);
        if (earlier !== undefined) {
          if (!located) continue;
          const line = this.#at(earlier.offset).line;
          this.#problem(at, `${quote(key)} is written twice (first on line ${line}); keep one of them.`);
          continue;
        }
        const inner = [...path, key];
        if (located)
          this.#spots.set(spotKey(inner), {
            key: at,
            value: isNode(pair.value) ? (pair.value.range?.[0] ?? at) : at,
          });
        entries.set(key, { value: this.#convert(pair.value, inner, depth + 1, alias), offset: at });
      }
      return Object.fromEntries([...entries].map(([key, { value }]) => [key, value]));
    }
    if (isSeq(node))
      return node.items.map((item, index) => {
        const inner = [...path, index];
        const at = isNode(item) ? (item.range?.[0] ?? offset) : offset;
        if (located) this.#spots.set(spotKey(inner), { key: at, value: at });
        return this.#convert(item, inner, depth + 1, alias);
      });
    return isScalar(node) ? node.value : null;
  }

  #spot(path: ValuePath): Spot {
    for (let length = path.length; length > 0; length--) {
      const spot = this.#spots.get(spotKey(path.slice(0, length)));
      if (spot !== undefined) return spot;
    }
    return { key: 0, value: 0 };
  }

  #at(offset: number): Place {
    const { line, col } = this.#lines.linePos(offset);
    return { file: this.#file, line: Math.max(line, 1), column: Math.max(col, 1) };
  }

  #problem(offset: number, message: string): void {
    this.#problems.push({ message, ...this.#at(offset) });
  }

  #stop(offset: number, message: string): never {
    this.#problem(offset, message);
    throw new Unfolding();
  }
}

function spotKey(path: ValuePath): string {
  return path.map(String).join("\0");
}

function keyText(key: unknown): string | null {
  return isScalar(key) &&
    (typeof key.value === "string" || typeof key.value === "number" || typeof key.value === "boolean")
    ? String(key.value)
    : null;
}

function syntaxSentence(error: YAMLError): string {
  if (error.code === "TAB_AS_INDENT") return "A tab indents this line; YAML wants spaces.";
  if (error.code === "MULTIPLE_DOCS")
    return "A second YAML document starts here; a policy is one, so delete the `---` line and join them.";
  if (error.code === "RESOURCE_EXHAUSTION") return "The policy is nested too deep to be read; write it flat.";
  if (error.code === "TAG_RESOLVE_FAILED")
    return 'A `!` at the start is YAML\'s sign for a tag, and a policy has none; put a pattern in quotes: `"!dist/**/*.map"`.';
  return `This is not valid YAML: ${error.message.replace(/\.$/, "")}.`;
}
