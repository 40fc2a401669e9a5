/** The tarballs on which time and memory are measured. */
import { join } from "node:path";
import { writeLeak } from "./leak.ts";
import { tarball } from "./tarballs.ts";

export interface Subject {
  readonly name: string;
  readonly file: string;
  /** A replay of a leak, of which the results show the message that stops it. */
  readonly isReplay: boolean;
  /** Peers are slow: they judge some. */
  readonly forPeers: boolean;
  /** The one on which the comparison with the peers is decided. */
  readonly isMeasure: boolean;
}

/** Real ones from the cache, and the two generated replays in `scratch`. */
export async function subjects(scratch: string): Promise<Subject[]> {
  const real = [
    ["typescript", "5.9.3"],
    ["@anthropic-ai/claude-code", "2.1.87"],
    ["next", "16.4.6"],
    ["rxjs", "7.8.2"],
  ] as const;
  const found: Subject[] = [];
  for (const [name, version] of real) {
    const file = await tarball(name, version);
    found.push({
      name: `${name} ${version}`,
      file,
      isReplay: false,
      forPeers: true,
      isMeasure: name === "next",
    });
  }
  for (const [name, isInline] of [
    ["replay: 59.8 MB map beside the bundle", false],
    ["replay: 18 MB inline map", true],
  ] as const) {
    const file = join(scratch, isInline ? "leak-inline.tgz" : "leak.tgz");
    await writeLeak(file, isInline);
    found.push({ name, file, isReplay: true, forPeers: !isInline, isMeasure: false });
  }
  return found;
}
