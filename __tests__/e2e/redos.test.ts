import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import { put, tarballBytes, temporaryFolder } from "../archive.ts";
import { lastgate } from "./process.ts";

/** Far more than a run takes on a slow machine, far less than a pattern that backtracks needs. Milliseconds. */
const bound = 20_000;

const long = "a".repeat(90);
const names = {
  [`${`${long}/`.repeat(2)}${long}!`]: "x",
  [`${"a/".repeat(60)}!`]: "x",
  [`x${"{a".repeat(30)}`]: "x",
};

/** Shapes that keep a backtracking matcher busy for ever, as a list of globs. */
const globs: Record<string, readonly string[]> = {
  "stars in a row": [`${"*a".repeat(40)}b`, `${"a*".repeat(60)}b`, `*${"?*".repeat(100)}b`],
  "any depth, again and again": [`${"**/".repeat(40)}b`, `${"**/a/".repeat(40)}b`, `${"**/*/".repeat(40)}b`],
  "braces that multiply": [`${"{a,aa}".repeat(6)}*b`, `{${"a*,".repeat(50)}b}`],
  classes: [`${"[a-z]*".repeat(50)}b`],
  "extended globs": ["+(a|aa)b", "*(a|a?)b", "!(+(a)+(a))b"],
  "nested braces": [`${"{a,".repeat(60)}b${"}".repeat(60)}`],
};

/** Patterns of the OWASP list and its like. */
const patterns = [
  "(a+)+$",
  "([a-zA-Z]+)*$",
  "(a|aa)+$",
  "(a|a?)+$",
  "(.*a){30}b",
  "^(([a-z])+.)+[A-Z]([a-z])+$",
  "(\\\\w+\\\\s?)*!$",
];

async function judgedInTime(policy: string, bytes: Buffer): Promise<string> {
  await using folder = await temporaryFolder();
  await mkdir(join(folder.path, ".github"));
  await put(folder.path, ".github/lastgate.yml", policy);
  await put(folder.path, "a.tgz", bytes);
  const start = performance.now();
  const { code, stdout, stderr } = await lastgate(["check", "a.tgz"], { cwd: folder.path });
  assert.ok(performance.now() - start < bound, `${policy} took too long`);
  assert.ok(code === 0 || code === 1 || code === 2, stderr);
  assert.match(stdout, /^(passed|stopped|could not judge): /m);
  return stdout;
}

describe("a policy cannot make the gate hang", () => {
  for (const [name, list] of Object.entries(globs)) {
    test(`globs: ${name}`, async () => {
      const bytes = await tarballBytes(names, { type: "module" });
      const quoted = list.map((glob) => JSON.stringify(glob)).join(", ");
      await judgedInTime(
        `version: 1\nship: [${quoted}]\nwaivers: [{ rule: secret, files: [${quoted}], reason: r, expires: 2098-01-01 }]\npackages: { ${JSON.stringify(list[0])}: { require: [${quoted}] } }\n`,
        bytes,
      );
    });
  }

  test("patterns of forbidden-text", async () => {
    const text = `${"a".repeat(200_000)}!\n${"word ".repeat(40_000)}?\n`;
    const bytes = await tarballBytes({ "index.js": text }, { main: "index.js" });
    const items = patterns.map((pattern) => `      - { pattern: "${pattern}", reason: r }`).join("\n");
    const shown = await judgedInTime(
      `version: 1\nrules:\n  forbidden-text:\n    level: error\n    texts:\n${items}\n`,
      bytes,
    );
    assert.doesNotMatch(shown, /no key|does not exist/);
  });
});
