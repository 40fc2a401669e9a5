import type { Entry } from "../tarball/tarball.ts";
import { keysInBinary } from "./credentials/binary-keys.ts";
import { textBytes } from "./credentials/entry-bytes.ts";
import type { PrivateKey } from "./credentials/key-blocks.ts";
import { findPrivateKeys } from "./credentials/key-blocks.ts";
import { fingerprint, positionsIn } from "./credentials/position.ts";
import { whyPublished } from "./credentials/published-keys.ts";
import { isDocumentation, isInExampleComment, isTestMaterial } from "./credentials/test-material.ts";
import type { Problem } from "./rule.ts";
import { defineRule, noOptions } from "./rule.ts";

/** Keys of one file that are told one by one; what comes after them is counted in the last one. */
const mostPerFile = 100;

interface Told {
  readonly key: PrivateKey;
  readonly mark: string;
  count: number;
}

/** One for each key, however often the file repeats it. */
function distinct(keys: readonly PrivateKey[]): Told[] {
  const told = new Map<string, Told>();
  for (const key of keys) {
    const mark = fingerprint(key.bytes);
    const known = told.get(mark);
    if (known === undefined) told.set(mark, { key, mark, count: 1 });
    else known.count++;
  }
  return [...told.values()];
}

/** Where a key stands in a binary file, in words: a line of binary data tells nothing. */
function binaryPlace({ body }: PrivateKey): string {
  return body === "" ? ", which is the whole file" : " inside binary data";
}

export const privateKey = defineRule({
  id: "private-key",
  title: "Private keys",
  catches:
    "Private keys by their content, under any file name: PEM (PKCS#1, PKCS#8, EC, DSA), OpenSSH, PGP private key blocks, PuTTY (.ppk), ssh.com's SSH2 and JSON Web Keys; also in strings with `\\n` escapes, in JSON (the file of a Google service account), in source maps, in strings that code joins, wrapped into base64 once more (a kubeconfig), as a binary file (DER, an exported PGP key) and in armor inside one, also in UTF-16. A key counts only when its body decodes and its structure is there as a whole, so that header lines in code that reads PEM are nothing. Encrypted keys are found too, and the finding says so: a password can be guessed in peace once the file is public. Public keys and certificates are left alone; keystores are caught by secret-file. Where it is plainly test or example material, by its path, in documentation, or in the `@example` of a comment, and where it is known to be published for all to read (the examples of RFCs), it is a warning.",
  incident:
    "lazystream 1.0.0 shipped an armored PGP private key in a file named `secret`; nothing but its content could reveal it. passport-saml 2.0.4 and ssh2 1.16.0 shipped the keys of their tests.",
  fix: "Replace the key wherever it opens something, because every published copy stays public. Then keep it out of the package: generate test keys when the tests run, and read real ones from the environment or a secret store.",
  options: noOptions,
  start: () => ({
    entry(entry) {
      if (entry.kind !== "file") return [];
      const read = textBytes(entry);
      const armored = read === null ? [] : findPrivateKeys(read);
      // A key without armor can look like a text with NULs.
      const isBare = armored.length === 0 && !entry.isText;
      const text = isBare ? null : read;
      const keys = isBare ? keysInBinary(entry.content) : armored;
      return keys.length === 0 ? [] : problems(entry, text, distinct(keys));
    },
  }),
});

/** Files that are there for more than a key: leaving them out would break the package. */
const perhapsNeeded = /\.(?:[cm]?[jt]sx?|vue|svelte|wasm|node|map|html?|css|md|markdown)$/i;

function fixOf(path: string, forTests: boolean): Pick<Problem, "fix" | "fixWith"> {
  if (perhapsNeeded.test(path)) {
    return forTests
      ? { fix: `Keep ${path} out of the package, or generate the key when the tests run.` }
      : { fix: `Replace this key wherever it opens something, then take it out of ${path}.` };
  }
  return forTests
    ? { fixWith: (leavingOut) => `${leavingOut} Or generate the key when the tests run.` }
    : { fixWith: (leavingOut) => `Replace this key wherever it opens something. ${leavingOut}` };
}

function* problems(entry: Entry, text: Buffer | null, keys: readonly Told[]): Iterable<Problem> {
  const forTests = isTestMaterial(entry.path);
  const forReaders = isDocumentation(entry.path);
  const positionOf = text === null ? null : positionsIn(text);
  for (const [index, { key, mark, count }] of keys.slice(0, mostPerFile).entries()) {
    const place = positionOf?.(key.at);
    const rest = index === mostPerFile - 1 ? keys.length - mostPerFile : 0;
    const published = whyPublished(mark);
    const inText = forReaders || (text !== null && isInExampleComment(text, key.at));
    const excuse =
      published ??
      (forTests ? "the path says that it is for tests" : inText ? "it stands in documentation" : null);
    const message = [
      `${key.encrypted ? "encrypted " : ""}${key.name}`,
      place === undefined ? binaryPlace(key) : ` at line ${place.line}, column ${place.column}`,
      ` (fingerprint ${mark})`,
      count > 1 ? `, ${count} times in this file` : "",
      key.encrypted ? "; its password can be guessed without limit once the file is public" : "",
      excuse === null
        ? ""
        : `; ${excuse}, but everyone who installs the package gets it, so it must open nothing, and their scanners will report it`,
      rest > 0 ? `; ${rest} more private keys in this file are not listed` : "",
    ];
    yield {
      path: entry.path,
      ...(place === undefined ? {} : { line: place.line }),
      message: message.join(""),
      ...(published !== null && rest === 0
        ? { fix: "Nothing to do, unless something of yours trusts this key: everybody has it." }
        : fixOf(entry.path, forTests)),
      fingerprint: mark,
      ...(key.body === "" ? {} : { mask: key.body }),
      ...(excuse === null || rest > 0 ? {} : { level: "warn" as const }),
    };
  }
}
