import type { Placed, Policy } from "./policy.ts";

/** True when two policies judge every tarball alike: where a value stands, and who gave which reason for it, is left aside. */
export function judgeAlike(one: Policy, other: Policy): boolean {
  return one === other || essence(one) === essence(other);
}

function essence({ ship, require, list, limits, rules, waivers }: Policy): string {
  const value = <T>(placed: Placed<T> | null): T | null => placed?.value ?? null;
  return JSON.stringify([
    ship?.map(value) ?? null,
    require.map(value),
    value(list),
    [limits.packed, limits.unpacked, limits.file, limits.files, limits.growth].map(value),
    [...rules].map(([id, { level, options }]) => [id, level, options]),
    waivers.map(({ rule, files, expires, audience, fingerprints }) => [
      rule,
      files,
      expires,
      audience,
      fingerprints,
    ]),
  ]);
}
