import { MOST_SHARDS } from "./report/report.ts";

/** One share of a run: `2/5` is the second of five. */
export interface Share {
  /** From 1 to `of`. */
  readonly index: number;
  readonly of: number;
}

/** What the input and the option accept, for messages. */
export const acceptedShares = "one share of the packages, such as 2/5 for the second of five";

/** As users write it; null when it is none. */
export function parseShare(value: string): Share | null {
  const [, index, of] = /^([1-9]\d*)\/([1-9]\d*)$/.exec(value) ?? [];
  const share = { index: Number(index), of: Number(of) };
  return share.index <= share.of && share.of <= MOST_SHARDS ? share : null;
}

/** Whether the subject at a position, from 0, falls to a share: they are dealt out in turn, so that large neighbours are spread. */
export function fallsTo(position: number, share: Share | null): boolean {
  return share === null || position % share.of === share.index - 1;
}
