/** Bytes between two looks. A text of as many characters, shorter than any token, has two of them in a row wherever it begins. */
const step = 16;

const lineFeed = Buffer.from("\n");

/**
 * The text of two bytes a character in binary data (UTF-16 of either order, as in the strings of a Windows program), in ASCII with a
 * line feed between two texts; null when there is none. Looks at every sixteenth byte, and closer only where a text can be.
 */
export function wideText(content: Buffer): Buffer | null {
  const found: Buffer[] = [];
  for (let at = 0; at + step <= content.length; at += step) {
    const first = content[at] === 0 ? at + 1 : at;
    if (!areCharacters(content, first, at + step - 1)) continue;
    let [start, end] = [first, first];
    while (start >= 2 && isCharacter(content, start - 2)) start -= 2;
    while (isCharacter(content, end)) end += 2;
    found.push(narrow(content, start, end), lineFeed);
    // So it reads with the zero last. With the zero first the last character has none behind it, and the first has one in front.
    if (isPrintable(content[end]))
      found.push(narrow(content, content[start - 1] === 0 ? start : start + 2, end + 2), lineFeed);
    at = Math.floor((end - 1) / step) * step;
  }
  return found.length === 0 ? null : Buffer.concat(found);
}

function areCharacters(content: Buffer, from: number, to: number): boolean {
  for (let at = from; at < to; at += 2) if (!isCharacter(content, at)) return false;
  return true;
}

/** One of ASCII, with a zero behind it. */
function isCharacter(content: Buffer, at: number): boolean {
  return content[at + 1] === 0 && isPrintable(content[at]);
}

function isPrintable(byte: number | undefined): boolean {
  return byte !== undefined && ((byte >= 0x20 && byte < 0x7f) || (byte >= 0x09 && byte <= 0x0d));
}

/** Every second byte. */
function narrow(content: Buffer, start: number, end: number): Buffer {
  const text = Buffer.allocUnsafe((end - start) >> 1);
  for (let index = 0; index < text.length; index++) text[index] = content[start + 2 * index] ?? 0;
  return text;
}
