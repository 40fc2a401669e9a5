/**
 * Writes `***` for every part of a text that is one of the values, or of several that overlap. The cost grows with the text, and not
 * with the number of values: a hostile tarball can hold thousands.
 */
export function hiding(values: readonly string[]): (text: string) => string {
  const known = new Set(values.filter((value) => value !== ""));
  if (known.size === 0) return (text) => text;
  const lengths = [...new Set([...known].map(({ length }) => length))].sort((a, b) => b - a);
  const beginnings = new Set([...known].map((value) => value.charCodeAt(0)));
  const longestAt = (text: string, at: number): number =>
    beginnings.has(text.charCodeAt(at))
      ? (lengths.find((length) => at + length <= text.length && known.has(text.slice(at, at + length))) ?? 0)
      : 0;

  return (text) => {
    let shown = "";
    let rest = 0;
    for (let at = 0; at < text.length; ) {
      let end = at + longestAt(text, at);
      if (end === at) {
        at++;
        continue;
      }
      // Another value may begin inside this one and reach further.
      const start = at;
      for (at++; at < end; at++) end = Math.max(end, at + longestAt(text, at));
      shown += `${text.slice(rest, start)}***`;
      rest = end;
    }
    return rest === 0 ? text : shown + text.slice(rest);
  };
}
