import { closestMatch } from "leven";

/** `; did you mean `x`?` for the name that is near enough to what was written, else an empty text. */
export function didYouMean(written: string, known: readonly string[]): string {
  const name = nearest(written, known);
  return name === null ? "" : `; did you mean \`${name}\`?`;
}

/** The known name that a typing error away from what was written; null when none is near. Long input is never compared. */
export function nearest(written: string, known: readonly string[]): string | null {
  if (written.length > 64) return null;
  const folded = new Map(known.map((name) => [fold(name), name]));
  const match = closestMatch(fold(written), [...folded.keys()], {
    maxDistance: Math.max(1, Math.floor(written.length / 3)),
  });
  return match === undefined ? null : (folded.get(match) ?? null);
}

/** Letter case, dashes and a plural are no real differences: `sourceMaps` is near `source-map`. */
function fold(name: string): string {
  return name.toLowerCase().replace(/[-_ ]/g, "").replace(/s$/, "");
}
