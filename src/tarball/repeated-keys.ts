/** A key that an object of a JSON text has twice, with two values. */
export interface RepeatedKey {
  /** Dotted, from the root. */
  readonly field: string;
  /** Of the later one, from 1. */
  readonly line: number;
}

interface Level {
  readonly isObject: boolean;
  /** Key → its value as it is written. */
  readonly values: Map<string, string>;
  key: string;
  /** Where the value of `key` starts. */
  start: number;
}

/**
 * The repeated keys of a text that is valid JSON, in the order in which they end. Node takes the last of them, and so do npm, pnpm and yarn;
 * bun takes the first (measured with 1.4.5: it runs the `postinstall` of the first `scripts`). Without recursion, in linear time.
 */
export function repeatedKeys(text: string): readonly RepeatedKey[] {
  const found: { field: string; at: number }[] = [];
  const levels: Level[] = [];
  const endValue = (at: number): void => {
    const level = levels.at(-1);
    if (level === undefined || !level.isObject || level.start < 0) return;
    const value = text.slice(level.start, at).trim();
    const earlier = level.values.get(level.key);
    if (earlier !== undefined && earlier !== value)
      found.push({ field: levels.flatMap(({ isObject, key }) => (isObject ? [key] : [])).join("."), at });
    level.values.set(level.key, value);
    level.start = -1;
  };
  for (let at = 0; at < text.length; at++) {
    switch (text[at]) {
      case "{":
      case "[":
        levels.push({ isObject: text[at] === "{", values: new Map(), key: "", start: -1 });
        break;
      case "}":
      case "]":
        endValue(at);
        levels.pop();
        break;
      case ",":
        endValue(at);
        break;
      case '"': {
        const end = endOfString(text, at);
        const level = levels.at(-1);
        if (level?.isObject === true && level.start < 0) {
          level.key = String(JSON.parse(text.slice(at, end)));
          level.start = text.indexOf(":", end) + 1;
        }
        at = end - 1;
        break;
      }
    }
  }
  let line = 1;
  let counted = 0;
  return found.map(({ field, at }) => {
    for (; counted < at; counted++) if (text[counted] === "\n") line++;
    return { field, line };
  });
}

/** Behind the closing quotation mark of the string that starts at `at`. */
function endOfString(text: string, at: number): number {
  let end = at + 1;
  while (end < text.length && text[end] !== '"') end += text[end] === "\\" ? 2 : 1;
  return end + 1;
}
