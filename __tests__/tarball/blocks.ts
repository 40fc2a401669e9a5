import { gzipSync } from "node:zlib";

/** A header block, field by field; what is left out is what npm writes. */
export interface HeaderInit {
  readonly name?: string | Buffer;
  /** A string is the field as it stands; null leaves it to the body's length. */
  readonly size?: number | string | Buffer | null;
  readonly type?: string;
  readonly mode?: string;
  readonly owner?: string | Buffer;
  readonly mtime?: string;
  readonly link?: string | Buffer;
  /** Magic and version, 8 bytes. */
  readonly magic?: string;
  readonly prefix?: string | Buffer;
  /** The field as it stands; left out: the right one. */
  readonly checksum?: string;
  /** Bytes written over the block before the checksum is made. */
  readonly patch?: readonly (readonly [offset: number, bytes: string])[];
}

export const zeros = (length: number): Buffer => Buffer.alloc(length);

/** Two empty blocks. */
export const end = zeros(1024);

export function header(init: HeaderInit, length = 0): Buffer {
  const block = Buffer.alloc(512);
  const put = (value: string | Buffer, offset: number): void => {
    const bytes = typeof value === "string" ? Buffer.from(value, "utf8") : value;
    bytes.copy(block, offset);
  };
  const size = init.size ?? length;
  put(init.name ?? "package/x.js", 0);
  put(init.mode ?? "000644 \0", 100);
  put(init.owner ?? "", 108);
  put(typeof size === "number" ? `${size.toString(8).padStart(11, "0")} ` : size, 124);
  put(init.mtime ?? "03560116604 ", 136);
  put(init.type ?? "0", 156);
  put(init.link ?? "", 157);
  put(init.magic ?? "ustar\u000000", 257);
  put("000000 \u0000000000 \0", 329);
  put(init.prefix ?? "", 345);
  for (const [offset, bytes] of init.patch ?? []) put(Buffer.from(bytes, "latin1"), offset);
  put("        ", 148);
  const sum = block.reduce((total, byte) => total + byte, 0);
  put(init.checksum ?? `${sum.toString(8).padStart(6, "0")} \0`, 148);
  return block;
}

/** Zeros up to the next block. */
export function padded(body: Buffer, fill = 0): Buffer {
  return Buffer.concat([body, Buffer.alloc((512 - (body.length % 512)) % 512, fill)]);
}

/** A header and its body. */
export function file(name: string | Buffer, body: string | Buffer = "", init: HeaderInit = {}): Buffer {
  const bytes = Buffer.from(body);
  return Buffer.concat([header({ name, ...init }, bytes.length), padded(bytes)]);
}

/** One PAX record with its right length. */
export function record(key: string, value: string | Buffer): Buffer {
  const rest = Buffer.concat([Buffer.from(` ${key}=`), Buffer.from(value), Buffer.from("\n")]);
  let length = rest.length + 1;
  while (String(length).length + rest.length !== length) length = String(length).length + rest.length;
  return Buffer.concat([Buffer.from(String(length)), rest]);
}

/** A PAX header (`x`) from records or a body as it stands. */
export function pax(
  records: Readonly<Record<string, string>> | string | Buffer,
  init: HeaderInit = {},
): Buffer {
  const body =
    typeof records === "string" || Buffer.isBuffer(records)
      ? Buffer.from(records)
      : Buffer.concat(Object.entries(records).map(([key, value]) => record(key, value)));
  return file("PaxHeader/x.js", body, { type: "x", ...init });
}

/** A GNU long-name header (`L`). */
export function longName(name: string | Buffer, init: HeaderInit = {}): Buffer {
  return file("././@LongLink", Buffer.concat([Buffer.from(name), zeros(1)]), {
    type: "L",
    magic: "ustar  \0",
    ...init,
  });
}

/** package.json, then the parts, then the end mark; uncompressed. */
export function tarWith(name: string, ...parts: readonly Buffer[]): Buffer {
  return Buffer.concat([manifest(name), ...parts, end]);
}

export function manifest(name: string): Buffer {
  return file("package/package.json", JSON.stringify({ name, version: "1.0.0" }));
}

export function archive(name: string, ...parts: readonly Buffer[]): Buffer {
  return gzipSync(tarWith(name, ...parts));
}
