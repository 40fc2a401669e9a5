import assert from "node:assert/strict";
import { test } from "node:test";
import {
  isPlaceholderToken,
  isPlaceholderUrl,
  unforeseen,
} from "../../../src/rules/credentials/placeholder.ts";
import { base62, noise } from "./fake.ts";

const counts: [text: string, count: number][] = [
  ["", 0],
  ["a", 1],
  ["aaaa", 1],
  ["abcdef", 1],
  ["fedcba", 1],
  ["acegik", 6],
  ["a1b2c3d4", 4],
  ["xyxyxyxy", 1],
  ["qzm", 3],
  ["qzmqzm", 5],
  ["qzmqzmqzm", 5],
  ["q7zmwk2hq7zmwk2h", 15],
  ["q7zmwk2hxq7zmwk2hx", 18],
  ["0123456789abcdef", 2],
];

for (const [text, count] of counts) {
  test(`${JSON.stringify(text)} has ${count} characters that could not be foretold`, () => {
    assert.equal(unforeseen(text), count);
  });
}

const random = (length: number) => noise(base62, length, "placeholder");
/** Characters of which none foretells another. */
const odd = "q7Zm2Kw9Tb5Rx8Lc4Hp6";

const tokens: [kind: string, value: string, placeholder: boolean][] = [
  ["x", random(40), false],
  ["x", `${random(20)}EXAMPLE${random(20)}`, true],
  ["x", `${random(20)}****${random(20)}`, true],
  ["x", `${random(20)}***${random(20)}`, false],
  ["x", `${random(20)}00000000${random(20)}`, true],
  ["x", `${random(20)}change_me${random(20)}`, true],
  ["x", `${random(20)}changeme${random(20)}`, true],
  ["x", `${random(20)}secret_here${random(20)}`, true],
  ["x", "some_long-name-in-code-and-so-on", true],
  ["x", "SOME_LONG_NAME_IN_CODE_AND_SO_ON", true],
  ["x", "Some_Long-Name-In-Code-And-So-On", false],
  ["x", "some_long-name-in-code-and-so-0n", false],
  ["x", "pre_qzmwkhtbrxlcgpvdsnfjy", true],
  ["x", `ghp_${odd.slice(0, 6)}`, true],
  ["x", `ghp_${odd.slice(0, 7)}`, false],
  ["x", `ghp_${odd.slice(0, 8)}${"a".repeat(12)}`, true],
  ["x", `ghp_${odd.slice(0, 9)}${"a".repeat(11)}`, false],
  ["x", `sk_live_${odd.slice(0, 6)}`, true],
  ["x", `sk_live_${odd.slice(0, 7)}`, false],
  ["GITHUB_TOKEN", `ghp_${random(36)}`, false],
  ["GITHUB_TOKEN", `ghp_${random(20)}_${random(15)}`, true],
  ["GITHUB_TOKEN", `ghp_${random(20)}_${random(16)}`, false],
  ["GITHUB_TOKEN", `ghp__${random(35)}`, true],
  ["NPM_ACCESS_TOKEN", `npm_${random(20)}_${random(15)}`, true],
  ["GITLAB_PERSONAL_ACCESS_TOKEN", `gla_${random(20)}_${random(15)}`, false],
];

for (const [kind, value, placeholder] of tokens) {
  test(`${kind} ${value} is ${placeholder ? "none" : "a token"}`, () => {
    assert.equal(isPlaceholderToken(kind, value), placeholder);
  });
}

const secret = "q7Zm2Kw9";
const urls: [user: string, password: string, host: string, placeholder: boolean][] = [
  ["deploy", secret, "db.acme-corp.io", false],
  ["deploy", secret, "db.acme-corp.io:5432", false],
  ["deploy", secret, "10.2.0.7", false],
  ["deploy", secret, "localhost", true],
  ["deploy", secret, "127.0.0.1", true],
  ["deploy", secret, "[::1]", true],
  ["deploy", secret, "0.0.0.0", true],
  ["deploy", secret, "git.example.com", true],
  ["deploy", secret, "git.examples.com", false],
  ["deploy", secret, "a.test", true],
  ["deploy", secret, "a.invalid", true],
  ["deploy", secret, "a.localhost", true],
  ["deploy", secret, "my-server.com", true],
  ["deploy", secret, "myserver", true],
  ["deploy", secret, "host1:8080", true],
  ["deploy", secret, "host-name.io", true],
  ["deploy", secret, "the_registry.dev", true],
  ["deploy", secret, "hosting.io", false],
  ["deploy", secret, "your-company.io", true],
  ["deploy", secret, "some.where", true],
  ["deploy", secret, "a.b", true],
  ["deploy", secret, "ab.cd", false],
  ["deploy", secret, "", true],
  ["deploy", secret, "…", true],
  ["deploy", "deploy", "db.acme.io", true],
  ["deploy", "password", "db.acme.io", true],
  ["deploy", "my-db-passwd1", "db.acme.io", true],
  ["deploy", "randompassword", "db.acme.io", true],
  ["deploy", "randompassword12345", "db.acme.io", false],
  ["deploy", "password-q7Zm2Kw9", "db.acme.io", false],
  ["deploy", "q7Zm2Kw9password", "db.acme.io", false],
  ["deploy", "your_api_token", "db.acme.io", true],
  ["deploy", "token1234", "db.acme.io", true],
  ["deploy", "token12345x9", "db.acme.io", false],
  ["deploy", "hunter2", "db.acme.io", true],
  ["deploy", "q7EXAMPLEm2Kw9", "db.acme.io", true],
  ["deploy", "q7z", "db.acme.io", true],
  ["deploy", "q7zm", "db.acme.io", false],
  ["deploy", "q777", "db.acme.io", true],
  ["deploy", "****", "db.acme.io", true],
  ["deploy", "....", "db.acme.io", true],
  ["deploy", "$TOKEN", "db.acme.io", true],
  ["deploy", "q$7Zm2Kw9", "db.acme.io", false],
  ["deploy", "%PASSWORD%", "db.acme.io", true],
  ["deploy", "q7Zm%21Kw9", "db.acme.io", false],
  ["$USER", secret, "db.acme.io", true],
  ["<user>", secret, "db.acme.io", true],
  ["{user}", secret, "db.acme.io", true],
  ["a b", secret, "db.acme.io", true],
  ["user", secret, "db.acme.io", false],
];

for (const [user, password, host, placeholder] of urls) {
  test(`${user}:${password}@${host} is ${placeholder ? "none" : "a credential"}`, () => {
    assert.equal(isPlaceholderUrl(user, password, host), placeholder);
  });
}
