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
