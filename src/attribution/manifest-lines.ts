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
  const asked = new Map<string, Found>();
  const find = (field: string): Found => {
    const found = asked.get(field) ?? descend(parse().root, field);
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
function descend(node: Node | null, field: string): Found {
  if (node === null) return nowhere;
  let nearest: Node | null = null;
  const { children, lengths } = childrenOf(node);
  for (const length of lengths) {
    if (length !== field.length && field.charAt(length) !== ".") continue;
    const child = children.get(field.slice(0, length));
    if (child === undefined) continue;
    const { place, value } = child;
    if (length === field.length) return { place, nearest: place };
    const found = descend(value, field.slice(length + 1));
    if (found.place !== null) return found;
    nearest ??= found.nearest ?? place;
  }
  return { place: null, nearest };
}

const nowhere: Found = { place: null, nearest: null };

interface Child {
  readonly place: Node;
  readonly value: Node | null;
}

interface Children {
  /** By key; of equal keys the last. */
  readonly children: ReadonlyMap<string, Child>;
  /** The lengths that keys have, longest first. */
  readonly lengths: readonly number[];
}

/** Kept with the node, because a thousand findings can be on a thousand keys of one map. */
const known = new WeakMap<Node, Children>();

function childrenOf(node: Node): Children {
  const before = known.get(node);
  if (before !== undefined) return before;
  const children = new Map<string, Child>();
  for (const [index, child] of (node.children ?? []).entries()) {
    if (node.type === "array") {
      children.set(String(index), { place: child, value: child });
      continue;
    }
    const [key, value] = child.children ?? [];
    if (typeof key?.value === "string") children.set(key.value, { place: child, value: value ?? null });
  }
  const lengths = [...new Set([...children.keys()].map(({ length }) => length))].sort((a, b) => b - a);
  const found = { children, lengths };
  known.set(node, found);
  return found;
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
