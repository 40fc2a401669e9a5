import assert from "node:assert/strict";
import { test } from "node:test";
import { isShownWhole, shown } from "../../src/rules/shown.ts";

const secret = "0123456789abcdefABCDEF";
const blanked = [
  `https://user:${secret}@example.com/x`,
  `https://${secret}@example.com/x`,
  `curl -H "Authorization: Bearer ${secret}" x`,
  `curl https://example.com/?sig=${secret}`,
  `npm config set //example.com/:_authToken=${secret}`,
  `NPM_TOKEN=${secret} node x.js`,
  `echo ghp_${secret}`,
  `echo npm_${secret}`,
  `x --password: ${secret}`,
];

for (const text of blanked) {
  test(`shown blanks the secret in: ${text.replace(secret, "…")}`, () => {
    assert.ok(!shown(text).includes(secret.slice(0, 8)), shown(text));
    assert.equal(isShownWhole(text), false);
  });
}

const spelled: readonly (readonly [text: string, shown: string])[] = [
  ["Authorization: Bearer  abc def", "Authorization: Bearer … def"],
  ['"basic abcdef"', '"Basic …"'.replace("Basic", "basic")],
  ["_authToken=abc x", "_authToken=… x"],
  ["_auth=abc", "_auth=…"],
  ["_authAnything9 = abc", "_authAnything9 = …"],
  ["password : 'abc'", "password : 'abc'"],
  ["secret:  abc", "secret:  …"],
  ["a passwd=abc;", "a passwd=…"],
  ["ghp_0123456789abcdef ok", "ghp_… ok"],
  ["github_pat_0123456789abcdef", "github_pat_…"],
  ["glpat-0123456789abcdef", "glpat-…"],
  ["xoxb-0123456789abcdef", "xoxb-…"],
  ["npm_0123456789abcde", "npm_0123456789abcde"],
  ["xox1-0123456789abcdef", "xox1-0123456789abcdef"],
  ["anpm_0123456789abcdef", "anpm_0123456789abcdef"],
  ["https://user:abc@a.io/?b=c#d", "https://…@a.io/?…#d"],
  ["https://a.io/?b=c 'https://b.io/?d'", "https://a.io/?… 'https://b.io/?…'"],
];

for (const [text, expected] of spelled) {
  test(`${text} is shown as ${expected}`, () => assert.equal(shown(text), expected));
}

test("a text is looked at up to 4,000 characters, and a longer one is never whole", () => {
  // Blanked, it is short; what comes behind the last character that was looked at is not there.
  const long = (length: number) => `token=${"x".repeat(length - 6)}`;
  assert.equal(shown(long(4000)), "token=…");
  assert.equal(shown(long(4001)), "token=……");
  assert.equal(isShownWhole("a ".repeat(2000)), true);
  assert.equal(isShownWhole(`${"a ".repeat(2000)}a`), false);
});

test("shown leaves harmless text as it is", () => {
  for (const text of [
    "node install.js",
    "git+ssh://git@example.com/a/b.git",
    "^1.0.0 || >=2 <3",
    "npx only-allow pnpm",
    "a\nb",
  ]) {
    assert.equal(shown(text), text);
    assert.equal(isShownWhole(text), true);
  }
});

test("shown cuts at 200 characters and never inside one", () => {
  assert.equal(shown("😀".repeat(201)), `${"😀".repeat(200)}…`);
  assert.equal(shown("x".repeat(200)), "x".repeat(200));
});

test("shown is quick on hostile text", { timeout: 2000 }, () => {
  for (const text of ["a".repeat(2e6), "://".repeat(5e5), "token".repeat(4e5), "://a@".repeat(4e5)])
    shown(text);
});
