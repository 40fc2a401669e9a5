/**
 * What one archive may ask of the machine. All of it is counted in bytes and entries, so that time is bounded too without a
 * clock. The sentences are in breach.ts.
 */
export const limits = {
  /** Unpacked to packed bytes, at any point of the reading. npm gives up at 1000; 17 is the highest of 63 real tarballs. */
  ratio: 100,
  /** Unpacked bytes for which any ratio is fine. */
  ratioFrom: 64 * 1024 * 1024,
  /** Unpacked bytes of the whole archive. */
  total: 4_000_000_000,
  /** Bytes of one entry: it is held in memory, and a string of Node ends a little above (536 million characters). */
  entry: 500_000_000,
  entries: 250_000,
  /** Bytes of one extended header. */
  extension: 64 * 1024,
} as const;
