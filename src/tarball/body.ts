/** Largest size that a header may claim before its body has come, in bytes. */
const BELIEVED = 256 * 1024 * 1024;

/** Bytes from the beginning on, once there is a body at all: most are smaller. */
const LEAST = 64 * 1024;

const none = Buffer.alloc(0);

/**
 * The one buffer that holds the body of an entry that comes in several pieces. It grows to the largest of them and is used again, so
 * that memory follows the largest entry and not the sum of all.
 */
export class Body {
  #buffer = none;
  #length = 0;

  /**
   * Starts a new body of about `expected` bytes. The last one's bytes are no longer valid. The expectation is a header's
   * word, so it is believed only up to a bound; memory that is never written costs nothing.
   */
  empty(expected: number): void {
    this.#length = 0;
    const size = Math.min(Math.max(expected, LEAST), BELIEVED);
    if (size > this.#buffer.length) this.#buffer = Buffer.allocUnsafeSlow(size);
  }

  push(chunk: Uint8Array): void {
    const length = this.#length + chunk.byteLength;
    if (length > this.#buffer.length) {
      const grown = Buffer.allocUnsafe(Math.max(length, Math.ceil(this.#buffer.length * 1.5)));
      this.#buffer.copy(grown, 0, 0, this.#length);
      this.#buffer = grown;
    }
    this.#buffer.set(chunk, this.#length);
    this.#length = length;
  }

  /** The bytes so far, valid until the next `empty`. */
  get bytes(): Buffer {
    return this.#buffer.subarray(0, this.#length);
  }
}
