import assert from "node:assert/strict";
import { test } from "node:test";
import { secretFile } from "../../src/rules/secret-file.ts";
import { isPlaceholder } from "../../src/rules/secret-look.ts";
import { type Files, inspect } from "./inspect.ts";

// Made up for this file; no service has ever issued them.
const value = "q7Zt0vWm3KpX9sRb";
const key = `-----BEGIN OPENSSH PRIVATE KEY-----\n${value}\n-----END OPENSSH PRIVATE KEY-----\n`;

function levels(files: Files): Record<string, string> {
  return Object.fromEntries(
    inspect(secretFile, { files }).map(({ path, level }) => [path, level ?? "error"]),
  );
}

const errors: Readonly<Record<string, string | Buffer>> = {
  ".env": `KEY=${value}\n`,
  ".env.local": `export KEY="${value}"\n`,
  ".env.production": `A=\nB=1\n`,
  ".env-dylan": `MUX_TOKEN_SECRET=${value}\n`,
  "packages/a/.env": `KEY: ${value}\n`,
  ".ENV": `KEY=${value}\n`,
  "config/prod.env": `KEY='${value}'\n`,
  ".envrc": `export KEY=${value}\n`,
  ".dev.vars": `KEY=${value}\n`,
  ".npmrc": `//registry.example.org/:_authToken=${value}\n`,
  "a/.npmrc": `registry=https://me:${value}@registry.example.org/\n`,
  ".yarnrc.yml": `npmAuthToken: "${value}"\n`,
  "bunfig.toml": `[install]\ntoken = "${value}"\n`,
  ".netrc": `machine example.org login me password ${value}\n`,
  _netrc: `machine example.org\n`,
  ".pypirc": `[pypi]\npassword = ${value}\n`,
  ".git-credentials": `https://me:${value}@example.org\n`,
  ".ssh/config": "Host a\n",
  "keys/id_rsa": key,
  id_ed25519: key,
  "deploy.ppk": "PuTTY-User-Key-File-3: ssh-ed25519\n",
  "android/release.keystore": Buffer.from([0xfe, 0xed, 0xfe, 0xed, 0, 0, 0, 2]),
  "cert.P12": Buffer.from([0x30, 0x82, 0, 0, 0xff]),
  ".aws/credentials": `[default]\naws_secret_access_key = ${value}\n`,
  ".docker/config.json": `{"auths": {"a": {"auth": "${value}"}}}`,
  ".kube/config": "apiVersion: v1\n",
  "my-service-account.json": `{\n  "private_key": "-----BEGIN ${value}"\n}`,
  "credentials.json": `{"client_secret": "${value}"}`,
  "infra/terraform.tfstate": `{"version": 4}`,
  "prod.tfvars": `password = "${value}"\n`,
  ".bash_history": "ls\n",
  ".env_prod": `KEY=${value}\n`,
  ".env.txt": `KEY=${value}\n`,
  ".flaskenv": `SECRET_KEY=${value}\n`,
  ".envs/.production/.postgres": `POSTGRES_PASSWORD=${value}\n`,
  ".npmrc.ci": `//registry.example.org/:_authToken=${value}\n`,
  npmrc: `//registry.example.org/:_authToken=${value}\n`,
  "pgpass.conf": `db:5432:app:app:${value}\n`,
  ".password-store/mail.gpg": Buffer.from([0x85, 1, 0x0c, 3]),
  "a.kdb": Buffer.from("03d9a29a65fb4bb5", "hex"),
  "UTC--2026-01-01T00-00-00.0Z--0a1b": "{}",
  ".cloudflared/a.json": "{}",
  tfplan: Buffer.from("PK\x03\x04", "latin1"),
  ".zhistory": "ls\n",
  ".ts_node_repl_history": "1\n",
  "ConsoleHost_history.txt": "ls\n",
  "cookies.txt": `# Netscape HTTP Cookie File\n#HttpOnly_.acme.io\tTRUE\t/\tTRUE\t1999999999\tsession\t${value}\n`,
  "config/database.yml": `production:\n  password: ${value}\n`,
  "wp-config.php": `<?php\ndefine('DB_PASSWORD', '${value}');\n`,
  "NuGet.Config": `<add key="ClearTextPassword" value="${value}" />\n`,
  ".m2/x/settings.xml": `<server><password>${value}</password></server>\n`,
  "gradle.properties": `signingPassword=${value}\n`,
  ".sentryclirc": `[auth]\ntoken=${value}\n`,
  ".gitconfig": `[github]\n\ttoken = ${value}\n`,
  "rclone.conf": `[a]\npass = ${value}\n`,
  "appsettings.Production.json": `{"Smtp": {"Password": "${value}"}}`,
  "docker-compose.yml": `environment:\n  POSTGRES_PASSWORD: ${value}\n`,
  Dockerfile: `FROM node\nENV NPM_TOKEN=${value}\n`,
  "ngrok.yml": `authtoken: ${value}\n`,
  "config/master.key": "8f3a1c9e7b2d40561f8e3c7a9b0d2e4f\n",
  "secrets.json": `{"apiKey": "${value}"}`,
  "passwords.txt": `admin:${value}\n`,
  ".token": `${value}\n`,
};

test("credential files are errors", () => {
  assert.deepEqual(levels(errors), Object.fromEntries(Object.keys(errors).map((path) => [path, "error"])));
});

const warnings: Readonly<Record<string, string | Buffer>> = {
  ".env": "",
  ".env.local": "# nothing yet\nKEY=\nOTHER=${KEY}\nTHIRD=<your key>\n",
  ".env.production": "KEY=changeme # later\nA=''\nB=your-api-key-here\nC=%KEY%\nD=xxxxxxxx\n",
  ".npmrc": "save-exact=true\nregistry=https://registry.example.org/\n",
  "a/.npmrc": "//registry.example.org/:_authToken=${NPM_TOKEN}\n; _authToken=old\n",
  "keys/id_rsa": "put your key here\n",
  "templates/app/.env": "PORT=3000\nHOST=localhost\n",
  "examples/a/.env.local": "GREETING=Hello\n",
  "template/ios/.xcode.env": "export NODE_BINARY=$(command -v node)\n",
  "ios/.xcode.env": "export NODE_BINARY=$(command -v node)\n",
  "test/store.bin": Buffer.from("feedfeed000000020000000100000001", "hex"),
  ".netrc": "",
  "test/fixtures/id_rsa": key,
  "test/a.p12": Buffer.from([0x30, 0x82, 0, 0, 0xff]),
  "android/app/debug.keystore": Buffer.from([0xfe, 0xed, 0xfe, 0xed, 0, 0, 0, 2]),
};

test("files without a credential, and test keys, are warnings", () => {
  assert.deepEqual(levels(warnings), Object.fromEntries(Object.keys(warnings).map((path) => [path, "warn"])));
});

const silent: Files = {
  ".env.example": `KEY=${value}\n`,
  ".env.sample": `KEY=${value}\n`,
  ".env.local.template": `KEY=${value}\n`,
  ".env-example": `KEY=${value}\n`,
  ".env.example.local": `KEY=${value}\n`,
  ".env.defaults": "A=1\n",
  ".env.d.ts": "export {};\n",
  "example.env": "A=1\n",
  "lib/env.js": "export {};\n",
  "lib/dev.env.js": "module.exports = {};\n",
  ".env": { kind: "directory" },
  "id_rsa.pub": "ssh-rsa AAAA\n",
  ".ssh/id_ed25519.pub": "ssh-ed25519 AAAA\n",
  ".ssh/known_hosts": "a\n",
  "lib/npmrc.js": "",
  ".yarnrc.yml": "nodeLinker: node-modules\n",
  "bunfig.toml": '[install]\nregistry = "https://registry.example.org"\n',
  "credentials.json": '{"name": "form"}',
  "nodes/credentials.json": '{"client_secret": ""}',
  ".docker/config.json": '{"credsStore": "pass"}',
  "lib/keystore.js": "",
  "config/database.yml": "production:\n  password: <%= ENV['DB_PASSWORD'] %>\n  database: app_production\n",
  "docker-compose.yml": "environment:\n  POSTGRES_PASSWORD: postgres\n  TOKEN: ${TOKEN}\n",
  Dockerfile: "FROM node\nARG NPM_TOKEN\nENV PATH=/usr/local/bin\n",
  "settings.xml": "<settings><token-limit>128000000</token-limit></settings>",
  "secrets.json": '{"title": "Secrets", "tokenLabel": "Access token", "password": "Password"}',
  "locales/en/credentials.json": '{"password": "Enter your password", "token": "Token (optional)"}',
  "tokens.json": '{"color": {"token": "blue-500", "key": "spacing-12"}, "path": "./tokens/a1b2"}',
  "auth.json": '{"token": "process.env.TOKEN_2", "secret": "changeme123"}',
  "cookies.txt": "How to bake\tcookies\n",
  "gradle.properties": "org.gradle.jvmargs=-Xmx2048m\nandroid.useAndroidX=true\n",
  "lib/binary": Buffer.from("cafebabe00000037000000000000000000", "hex"),
  "certificate.der": Buffer.from("308201013081ab020103300d06092a864886f70d01010b0500", "hex"),
  "lib/tfstate.js": "",
};

test("keystores are told by their bytes, whatever they are called", () => {
  const pkcs12 = Buffer.concat([
    Buffer.from("308209f10201033082", "hex"),
    Buffer.from("09b706092a864886f70d010701a0", "hex"),
    Buffer.alloc(40),
  ]);
  const files = {
    "lib/a": Buffer.from("feedfeed000000020000000100000001", "hex"),
    "lib/b.bin": Buffer.from("cececece000000020000000100000001", "hex"),
    "lib/c": Buffer.from("03d9a29a67fb4bb50100030002100031", "hex"),
    "lib/d": Buffer.from("6b796368000100000000001000000000", "hex"),
    "lib/e": pkcs12,
    "lib/f": pkcs12.subarray(0, 20),
  };
  assert.deepEqual(
    inspect(secretFile, { files }).map(({ path, message }) => `${path} ${message}`),
    [
      "lib/a a Java keystore",
      "lib/b.bin a Java keystore (JCEKS)",
      "lib/c a KeePass database",
      "lib/d a macOS keychain",
      "lib/e a PKCS#12 keystore",
    ],
  );
});

test("a template's environment file is an error when a value in it looks like a credential", () => {
  const files = { "templates/app/.env": `PORT=3000\nKEY=${value}x9\n` };
  assert.deepEqual(levels(files), { "templates/app/.env": "error" });
});

test("examples, public keys and names in other use are left alone", () => {
  assert.deepEqual(levels(silent), {});
});

test("the message counts values and shows none; the line is that of the first", () => {
  const problems = inspect(secretFile, { files: { ".env": `# first\nA=\nB=${value}\nC=${value}\n` } });
  assert.deepEqual(problems, [
    { path: ".env", line: 3, message: "an environment file with 2 values that are no placeholders" },
  ]);
  for (const problem of inspect(secretFile, { files: errors }))
    assert.ok(!JSON.stringify(problem).includes(value));
});

const empty = "; only empty values, placeholders or no credentials are in it today";
const forTests =
  " that seems to be made for tests; scanners of those who install the package will report it all the same";
const sentences: readonly (readonly [path: string, content: string | Buffer, message: string])[] = [
  [".env", `A=${value}`, "an environment file with a value that is no placeholder"],
  [".env", "A=", `an environment file${empty}`],
  [".env", "", "an environment file, empty today"],
  [".env", Buffer.alloc(64), "an environment file"],
  [".npmrc", `_authToken=${value}`, "npm's settings with a value that is no placeholder"],
  [".npmrc", "save-exact=true", `npm's settings${empty}`],
  ["bunfig.toml", `token = ${value}`, "a tool's settings with a value that is no placeholder"],
  [".netrc", "x", "a login file"],
  ["id_rsa", key, "an SSH key"],
  ["id_rsa", "x", "an SSH key by its name; no private key is in it today"],
  ["test/id_rsa", key, `an SSH key${forTests}`],
  ["test/id_rsa", "x", "an SSH key by its name; no private key is in it today"],
  ["id_rsa", Buffer.alloc(9), "an SSH key"],
  [".ssh/config", "x", "part of an SSH or GnuPG folder"],
  ["a.p12", "x", "a keystore"],
  ["debug.keystore", "x", `a keystore${forTests}`],
  ["app/Debug.keystore", "x", `a keystore${forTests}`],
  ["app/xdebug.keystore", "x", "a keystore"],
  ["debug.keystore.p12", "x", "a keystore"],
  [".kube/config", "x", "a cloud credential file"],
  [
    "credentials.json",
    `{"client_secret":"${value}"}`,
    "a cloud credential file with a value that is no placeholder",
  ],
  [
    "a.tfstate",
    "x",
    "Terraform state or variables, in plain text with every secret that Terraform was given",
  ],
  [".bash_history", "x", "a shell history, with the secrets that were typed"],
];

for (const [path, content, message] of sentences) {
  test(`${path} of ${content.length} bytes is ${message}`, () => {
    const said = inspect(secretFile, { files: { [path]: content } });
    assert.deepEqual(
      said.map((problem) => problem.message),
      [message],
    );
  });
}

test("a link is told as one, and only names that are always credentials count when they are empty", () => {
  const [link] = inspect(secretFile, { files: { ".npmrc": { kind: "symlink", linkTarget: "x" } } });
  assert.deepEqual([link?.message, link?.level], ["npm's settings, as a link", undefined]);
  assert.deepEqual(levels({ "bunfig.toml": "", "credentials.json": "", ".env": "", id_rsa: "" }), {
    ".env": "warn",
    id_rsa: "warn",
  });
});

test("a file of more than 1 MiB is not looked into, and counts as full", () => {
  const sized = (bytes: number) => levels({ ".env": "#".padEnd(bytes, "x"), id_rsa: "x".repeat(bytes) });
  assert.deepEqual(sized(1024 * 1024), { ".env": "warn", id_rsa: "warn" });
  assert.deepEqual(sized(1024 * 1024 + 1), { ".env": "error", id_rsa: "error" });
});

test("a link and a file that is no text count as full", () => {
  assert.deepEqual(
    levels({ ".npmrc": { kind: "symlink", linkTarget: "/root/.npmrc" }, ".env": Buffer.alloc(64) }),
    {
      ".npmrc": "error",
      ".env": "error",
    },
  );
});

test("CRLF and a byte order mark hide no value", () => {
  const [problem] = inspect(secretFile, { files: { ".env": `\uFEFFA=\r\nB=${value}\r\n` } });
  assert.equal(problem?.line, 2);
});

test("placeholders", () => {
  const yes = [
    "",
    "<token>",
    "${TOKEN}",
    "${TOKEN-}",
    "$TOKEN",
    "{{ token }}",
    "%TOKEN%",
    "xxx",
    "***",
    "...",
    "changeme",
    "CHANGE_ME",
    "TODO",
    "your-token",
    "your_api_key",
    "insert key here",
  ];
  const no = [
    value,
    "1",
    "true",
    "secret",
    "hunter2",
    "postgres://me:pw@host/db",
    "${TOKEN:-abc}",
    "$ecret!",
    "yourself",
    "mypass123",
    "x",
  ];
  assert.deepEqual(
    yes.filter((text) => !isPlaceholder(text)),
    [],
  );
  assert.deepEqual(no.filter(isPlaceholder), []);
});

test("long lines are looked at in no time", () => {
  const started = performance.now();
  const body = [
    " ".repeat(300_000),
    "token".repeat(60_000),
    `token${" ".repeat(300_000)}x`,
    "://a:".repeat(60_000),
  ].join("\n");
  levels({
    ".npmrc": body,
    ".env": body,
    "credentials.json": `"auth"${" ".repeat(900_000)}`,
    "bunfig.toml": `A=${"your-".repeat(100_000)}`,
  });
  assert.ok(performance.now() - started < 2000);
});
