import assert from "node:assert/strict";
import { test } from "node:test";
import { isPlaceholder, lookAtEnv, lookAtKeyJson, lookAtSettings } from "../../src/rules/secret-look.ts";

const value = "q7Zt0vWm3KpX9sRb";

/** Each line alone: whether it holds a value. */
const rows: Readonly<
  Record<string, readonly [look: typeof lookAtEnv, full: readonly string[], empty: readonly string[]]>
> = {
  "an environment file": [
    lookAtEnv,
    [
      `KEY=${value}`,
      `  KEY=${value}`,
      `export KEY=${value}`,
      `export  KEY=${value}`,
      `_KEY.a-b1=${value}`,
      `KEY =${value}`,
      `KEY: ${value}`,
      `KEY="${value}"`,
      `KEY='${value}' # a comment`,
      `KEY=\`${value}\``,
      `KEY="${value}`,
      `KEY=${value} # a comment`,
      `KEY=a#b`,
      `KEY==${value}`,
      `KEY="a # b"`,
    ],
    [
      "",
      "KEY",
      "KEY=",
      "KEY= ",
      "KEY=   # a comment",
      "KEY=#comment",
      'KEY=""',
      "KEY='' # a comment",
      'KEY=" "',
      `# KEY=${value}`,
      `; KEY=${value}`,
      `  # KEY=${value}`,
      `1KEY=${value}`,
      `a KEY=${value}`,
      `KEY  =${value}`,
      `exportKEY ${value}`,
      "KEY=${OTHER}",
      'KEY="${OTHER}"',
    ],
  ],
  "the settings of a tool": [
    lookAtSettings,
    [
      `//registry.acme.io/:_authToken=${value}`,
      `_auth=${value}`,
      `//a/:_password="${value}"`,
      `npmAuthToken: ${value}`,
      `npmAuthIdent: "a:${value}"`,
      `repo_token: ${value}`,
      `token = ${value}`,
      `"token": "${value}"`,
      `'password' : '${value}'`,
      `password ${value}`,
      `my-secret=${value}`,
      `passwd=${value}`,
      `TOKEN=${value}`,
      `registry=https://me:${value}@registry.acme.io/`,
      `registry=https://:${value}@registry.acme.io/`,
    ],
    [
      "registry=https://registry.acme.io/",
      "registry=https://me@registry.acme.io/",
      "registry=https://registry.acme.io:8080/a@b",
      "registry=https://me:@registry.acme.io/",
      "registry=https://me:${TOKEN}@registry.acme.io/",
      `tokens=${value}`,
      `mytoken=${value}`,
      "token=",
      "token",
      "always-auth=true",
      `# token=${value}`,
    ],
  ],
  "a key of a cloud": [
    lookAtKeyJson,
    [
      `"private_key": "${value}"`,
      `  "client_secret":"${value}",`,
      `"refresh_token" : "${value}"`,
      `{"auths": {"a": {"auth": "${value}"}}}`,
      `"identitytoken":${" ".repeat(9)}"${value}"`,
    ],
    [
      `"private_key": ""`,
      `"private_key": "<your key>"`,
      `"private_key_id": "${value}"`,
      `"my_private_key": "${value}"`,
      `private_key: "${value}"`,
      `"private_key": ${value}`,
      `"auth":${" ".repeat(10)}"${value}"`,
    ],
  ],
};

for (const [what, [look, full, empty]] of Object.entries(rows)) {
  for (const line of full) {
    test(`${what} has a value in ${JSON.stringify(line)}`, () => assert.deepEqual(look(line).lines, [1]));
  }
  for (const line of empty) {
    test(`${what} has none in ${JSON.stringify(line)}`, () => assert.deepEqual(look(line).lines, []));
  }
}

test("lines count from 1, however they end, and a byte order mark is none of them", () => {
  const line = `KEY=${value}`;
  assert.deepEqual(lookAtEnv(`\uFEFF${line}\r\n\n# x\r${line}\nA=\n${line}`).lines, [1, 4, 6]);
  assert.deepEqual(lookAtEnv(`A=\n\uFEFF${line}`).lines, [2]);
});

const placeholders: readonly string[] = [
  ...["", "<a b>", "<>", "[your key]", "${A}", "${A-}", "${A:-}", "$A", "${{ a }}", "{{a}}", "%A%"],
  ...["xxx", "XXXXX", "*", "***", "...", "-", "---", "_", "…", "change-me", "change it", "CHANGETHIS"],
  ...[
    "replace_me",
    "replaceit",
    "todo",
    "TBD",
    "fixme",
    "placeholder",
    "example",
    "null",
    "none",
    "undefined",
  ],
  ...[
    "redacted",
    "N/A",
    "your-key",
    "my_token",
    "insert-your-secret",
    "enter password",
    "put_id_here",
    "add-value",
  ],
  ...["paste-here", "replace_name", "your-url", "your-api-key-here", "your_token/x"],
];

const values: readonly string[] = [
  ...[value, "<a", "a>", "<a><b>", "[a", "a]", "${A:-b}", "${A", "$A-b", "a$A", "{{a}} b", "%A", "%a b%"],
  ...["xx", "xxxy", "..", "change", "changes-me", "a change me", "todos", "a todo", "examples", "none1"],
  ...["yours-key", "your-keys", "a your-key", "your", "mytoken", "-a"],
];

for (const text of placeholders) {
  test(`${JSON.stringify(text)} stands for a value`, () => assert.ok(isPlaceholder(text)));
}
for (const text of values) {
  test(`${JSON.stringify(text)} is a value`, () => assert.ok(!isPlaceholder(text)));
}

test("what is longer than any placeholder is a value", () => {
  assert.ok(isPlaceholder("x".repeat(199)));
  assert.ok(!isPlaceholder("x".repeat(200)));
});
