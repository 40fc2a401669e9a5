import { type Node, parseTree } from "jsonc-parser";

/** Where the fields of one package.json stand in its text. */
export interface ManifestLines {
  /** Line of a field, from 1; null when the text has no such field. The last of equal keys counts, as for JSON.parse. */
  line(field: string): number | null;
  /** Line of the field, else of the nearest field above it that is there, else 1. */
  nearest(field: string): number;
}

/**
 * Finds fields by their dotted path (`scripts.postinstall`, `exports../sub.import`, `files.0`). Keys may hold dots and slashes
 * themselves, so at each level the longest key that fits is tried first. A text that is no JSON has no fields.
 */
export function manifestLines(text: string): ManifestLines {
  // Without the byte order mark every offset is one less, which no line number notices.
  const json = text.replace(/^\uFEFF/, "");
  // Only once a field is asked for: most findings are on files.
  let parsed: { readonly root: Node | null; readonly lineAt: (offset: number) => number } | null = null;
  const parse = () => {
    parsed ??= { root: treeOf(json), lineAt: lineCounter(json) };
    return parsed;
  };
  const childrenOf = rememberedChildren();
  const asked = new Map<string, Found>();
  const find = (field: string): Found => {
    const found = asked.get(field) ?? descend(parse().root, field, childrenOf);
    asked.set(field, found);
    return found;
  };
  const lineAt = (offset: number) => parse().lineAt(offset);
  return {
    line(field) {
      const { place } = find(field);
      return place === null ? null : lineAt(place.offset);
    },
    nearest(field) {
      const { place, nearest } = find(field);
      const node = place ?? nearest;
      return node === null ? 1 : lineAt(node.offset);
    },
  };
}

/** Line of a manifest field in the text of a package.json, from 1; null when it is not there. */
export function fieldLine(manifestText: string, field: string): number | null {
  return manifestLines(manifestText).line(field);
}

/** jsonc-parser recurses; a manifest nested so deep that it cannot is one without lines. */
function treeOf(text: string): Node | null {
  try {
    return parseTree(text) ?? null;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

interface Found {
  /** The property or array element that the path names. */
  readonly place: Node | null;
  /** The property that holds what comes closest to it. */
  readonly nearest: Node | null;
}

/** However the keys cut the path, each node of the tree is looked at once at most: it has but one way to be reached. */
function descend(node: Node | null, field: string, childrenOf: (node: Node) => Children): Found {
  if (node === null) return nowhere;
  const { byKey, lengths } = childrenOf(node);
  let nearest: Node | null = null;
  for (const length of lengths) {
    if (length > field.length || (length < field.length && field[length] !== ".")) continue;
    const child = byKey.get(field.slice(0, length));
    if (child === undefined) continue;
    const { place, value } = child;
    if (length === field.length) return { place, nearest: place };
    const found = descend(value, field.slice(length + 1), childrenOf);
    if (found.place !== null) return found;
    nearest ??= found.nearest ?? place;
  }
  return { place: null, nearest };
}

const nowhere: Found = { place: null, nearest: null };

interface Children {
  /** The last of equal keys. */
  readonly byKey: ReadonlyMap<string, { readonly place: Node; readonly value: Node | null }>;
  /** How long the keys are, each once, the longest first: few, however many keys there are. */
  readonly lengths: readonly number[];
}

/** Sorted once for each node, because a manifest can have tens of thousands of findings. */
function rememberedChildren(): (node: Node) => Children {
  const known = new Map<Node, Children>();
  return (node) => {
    const children = known.get(node) ?? sortedChildren(node);
    known.set(node, children);
    return children;
  };
}

function sortedChildren({ type, children = [] }: Node): Children {
  const byKey = new Map<string, { place: Node; value: Node | null }>();
  for (const [index, place] of children.entries()) {
    if (type === "array") byKey.set(String(index), { place, value: place });
    const [key, value] = type === "array" ? [] : (place.children ?? []);
    if (typeof key?.value === "string") byKey.set(key.value, { place, value: value ?? null });
  }
  const lengths = [...new Set([...byKey.keys()].map((key) => key.length))];
  return { byKey, lengths: lengths.sort((one, other) => other - one) };
}

function lineCounter(text: string): (offset: number) => number {
  const ends = [...text.matchAll(/\r\n|\n|\r/g)].map(({ index, 0: end }) => index + end.length);
  return (offset) => {
    let low = 0;
    let high = ends.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((ends[middle] ?? 0) <= offset) low = middle + 1;
      else high = middle;
    }
    return low + 1;
  };
}
