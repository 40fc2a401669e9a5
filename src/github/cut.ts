/** A sentence for the first line of a Markdown text that was cut. */
const CUT = "> **This report was cut to fit GitHub's limit.** The JSON report has all of it.\n\n";

/**
 * Cuts Markdown to at most `limit` bytes of UTF-8, at the end of a line, and says so in its first line: at the end the
 * sentence could stand inside a folded or unfinished block. The writers keep to the limits themselves; this is the net.
 */
export function cutMarkdown(text: string, limit: number): string {
  if (Buffer.byteLength(text) <= limit) return text;
  const kept = cutText(text, limit - Buffer.byteLength(CUT), "");
  const end = kept.lastIndexOf("\n");
  return CUT + (end < 0 ? kept : kept.slice(0, end + 1));
}

/** Cuts plain text to at most `limit` bytes of UTF-8, never inside a character, and ends it with `mark`. */
export function cutText(text: string, limit: number, mark = "…"): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= limit) return text;
  let end = limit - Buffer.byteLength(mark);
  // A byte 10xxxxxx continues a character that began before it.
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return bytes.subarray(0, end).toString() + mark;
}
