/** Decimal units count in 1000, binary ones in 1024. */
const units = new Map([
  ["", 1],
  ["B", 1],
  ["kB", 1000],
  ["KB", 1000],
  ["MB", 1000 ** 2],
  ["GB", 1000 ** 3],
  ["KiB", 1024],
  ["MiB", 1024 ** 2],
  ["GiB", 1024 ** 3],
]);

/** The written form of a size, for the schema that editors read. */
export const sizePattern = /^[0-9]+(\.[0-9]+)? ?(B|kB|KB|MB|GB|KiB|MiB|GiB)?$/;
/** The written form of a growth. */
export const growthPattern = /^[0-9]+(\.[0-9]+)? ?%$/;

export const sizesAccepted =
  "a size such as `500 kB`, `1.5 MB` or `1 MiB` (kB, MB, GB count in 1000; KiB, MiB, GiB in 1024), or a number of bytes";
export const growthAccepted = "a percentage such as `25%`";

/** Bytes of `1 MB`, `1.5 MiB` or a plain number, rounded to whole bytes; null when it is no size or too large to count exactly. */
export function parseSize(value: string | number): number | null {
  if (typeof value === "string" && !sizePattern.test(value)) return null;
  const [, digits = "", unit = ""] = /^([0-9.]+) ?(.*)$/.exec(String(value)) ?? [];
  const factor = units.get(unit);
  if (factor === undefined || digits === "") return null;
  const bytes = Math.round(Number(digits) * factor);
  return Number.isSafeInteger(bytes) && (typeof value === "string" || bytes === value) ? bytes : null;
}

/** The ratio of a percentage: 0.25 for `25%`; null when it is none. */
export function parseGrowth(value: string): number | null {
  if (!growthPattern.test(value)) return null;
  const ratio = Number.parseFloat(value) / 100;
  return Number.isFinite(ratio) ? ratio : null;
}
