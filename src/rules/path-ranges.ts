/**
 * Paths by their beginning and by their end: which ones a pattern such as `dist/*.js` could mean, without a look at all of them for
 * each of a thousand patterns.
 */
export class PathRanges {
  readonly #forward: readonly string[];
  readonly #backward: readonly string[];

  constructor(paths: Iterable<string>) {
    this.#forward = [...paths].sort(byCodeUnit);
    this.#backward = this.#forward.map(mirrored).sort(byCodeUnit);
  }

  /** All that begin with `before` and end with `after`, and perhaps others: the fewer of those that do the one or the other. */
  *among(before: string, after: string): Iterable<string> {
    const beginning = range(this.#forward, before);
    const ending = range(this.#backward, mirrored(after));
    if (beginning.end - beginning.start <= ending.end - ending.start) {
      for (let at = beginning.start; at < beginning.end; at++) yield this.#forward[at] ?? "";
    } else {
      for (let at = ending.start; at < ending.end; at++) yield mirrored(this.#backward[at] ?? "");
    }
  }
}

function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** By code unit: a half of a pair that comes first is put back by the second mirroring. */
function mirrored(text: string): string {
  return text.split("").reverse().join("");
}

/** Where those that begin with `prefix` lie in a sorted list. */
function range(sorted: readonly string[], prefix: string): { readonly start: number; readonly end: number } {
  const first = (isBehind: (text: string) => boolean): number => {
    let low = 0;
    let high = sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (isBehind(sorted[middle] ?? "")) high = middle;
      else low = middle + 1;
    }
    return low;
  };
  const start = first((text) => text >= prefix);
  return { start, end: first((text) => text > prefix && !text.startsWith(prefix)) };
}
