import assert from "node:assert/strict";
import { test } from "node:test";
import { findSecrets } from "../../../src/rules/credentials/find-secrets.ts";
import { issuedPrefixes } from "../../../src/rules/credentials/issued-tokens.ts";
import { leads } from "../../../src/rules/credentials/leads.ts";
import { leftOut, match, presetNames, ruleNames } from "../../../src/rules/credentials/secretlint.ts";
import { base62, fakes, gitHubToken, noise } from "./fake.ts";

const values = (text: string | Buffer, path = "dist/index.js"): string[] =>
  findSecrets(Buffer.from(text), path).map(({ value }) => value);

test("every rule of the preset has its leads and an example here, or a reason to be left out", () => {
  const led = new Set(leads.map(({ rule }) => rule));
  const shown = new Set(fakes.map(({ rule }) => rule));
  for (const name of presetNames) {
    if (leftOut.has(name)) continue;
    assert.ok(led.has(name), `no lead for ${name}`);
    assert.ok(shown.has(name), `no example for ${name}`);
  }
  assert.deepEqual([...led].filter((name) => !ruleNames.includes(name)).sort(), [
    "context",
    "issued",
    "key",
    "own",
  ]);
});

/** Their text goes over several lines, so they have a test of their own. */
const ofSeveralLines: ReadonlySet<string> = new Set(["ANSIBLE_VAULT", "OPENVPN_KEY", "MINISIGN_KEY"]);

test("every prefix of our list finds its token", () => {
  const examples = fakes.filter(({ rule }) => rule === "issued");
  for (const { kind, prefix } of issuedPrefixes) {
    if (ofSeveralLines.has(kind)) continue;
    const siblings = issuedPrefixes.filter((one) => one.kind === kind).map((one) => one.prefix);
    const bodies = examples.flatMap(({ value }) =>
      siblings.filter((one) => value.startsWith(one)).map((one) => value.slice(one.length)),
    );
    assert.ok(bodies.length > 0, `no example for ${prefix}`);
    assert.ok(
      bodies.some((body) => values(`"${prefix}${body}"`).includes(prefix + body)),
      prefix,
    );
  }
});

test("keys that are no PEM and go over several lines", () => {
  const hex = (length: number, seed: string) => noise("0123456789abcdef", length, seed);
  const names = (text: string) => findSecrets(Buffer.from(text), "a.txt").map(({ name }) => name);
  for (const newline of ["\n", "\r\n"]) {
    assert.deepEqual(names([`$ANSIBLE${"_VAULT;"}1.1;AES256`, hex(80, "a"), hex(80, "b")].join(newline)), [
      "encrypted Ansible vault",
    ]);
    assert.deepEqual(
      names([`-----BEGIN OpenVPN Static${" key"} V1-----`, hex(32, "a"), hex(32, "b")].join(newline)),
      ["OpenVPN static key"],
    );
    assert.deepEqual(
      names(
        [`untrusted comment: minisign encrypted${" secret"} key`, `RWRTY0Iy${noise(base62, 204)}`].join(
          newline,
        ),
      ),
      ["minisign or signify secret key"],
    );
  }
});

test("every kind is found, and named for people", () => {
  for (const { value, text, kind } of fakes) {
    const found = findSecrets(Buffer.from(text), "dist/index.js");
    assert.deepEqual(
      found.map((one) => one.value),
      [value],
      text,
    );
    assert.match(found[0]?.name ?? "", kind);
  }
});

test("the library finds the same without the leads: they lose nothing", () => {
  for (const { rule, value, text } of fakes) {
    if (["own", "issued", "context"].includes(rule)) continue;
    const readAs = leads.filter((lead) => lead.rule === rule).map((lead) => lead.readAs ?? "dist/index.js");
    assert.ok(
      [...new Set(readAs)].some((path) => match(rule, text, path).some((one) => one.value.includes(value))),
      `the library does not know the example of ${rule}`,
    );
  }
});

test("every kind is found wherever it stands", () => {
  const surroundings: readonly (readonly [string, (text: string) => string])[] = [
    ["at the very beginning and end", (text) => text],
    ["far in a long line", (text) => `${"a=1;".repeat(20_000)}${text}${";b=2".repeat(20_000)}`],
    ["after letters that are not Latin", (text) => `/* 个人 ключ é */ ${text} /* 个 */`],
    ["in a JSON string", (text) => JSON.stringify({ sourcesContent: [`\n${text}\nexport {};\n`] })],
    ["in a JSON string in a JSON string", (text) => JSON.stringify(JSON.stringify({ a: `\t${text}\n` }))],
    ["with Windows' line ends", (text) => `a\r\n${text}\r\nb`],
    ["after a BOM", (text) => `\uFEFF${text}`],
  ];
  for (const { value, text } of fakes) {
    for (const [where, around] of surroundings) {
      assert.deepEqual(values(around(text)), [value], `${where}: ${text}`);
    }
    for (let before = 1; before < 5; before++) assert.deepEqual(values(" ".repeat(before) + text), [value]);
  }
});

test("all kinds in one file are found together, in the order of their places", () => {
  const found = findSecrets(Buffer.from(fakes.map(({ text }) => text).join("\n")), "a.js");
  assert.equal(found.length, fakes.length);
  assert.deepEqual(
    found.map(({ at }) => at),
    found.map(({ at }) => at).sort((one, other) => one - other),
  );
});

test("a token next to an escaped letter is found, a token in a longer word is not", () => {
  const token = gitHubToken("word");
  assert.deepEqual(values(`"first\\n${token}\\nlast"`), [token]);
  assert.deepEqual(values(`"first\\\\n${token}\\"last"`), [token]);
  assert.deepEqual(values(`"\\u0022${token}\\u0022"`), [token]);
  assert.deepEqual(values(`n${token}`), []);
  assert.deepEqual(values(`${token}abc`), []);
});

const words = (text: string, path = "a.js") =>
  findSecrets(Buffer.from(text), path).map(({ kind, value, mask, at }) => ({ kind, value, mask, at }));
const part = noise(base62, 18, "part");
const hex = noise("0123456789abcdef", 40, "hex");

const places: readonly (readonly [
  what: string,
  text: string,
  found: readonly Readonly<Record<"kind" | "value" | "mask", string>>[],
])[] = [
  [
    "a password in a URL, which alone is masked",
    `x https://deploy:${part}@git.acme.io/a.git`,
    [{ kind: "BasicAuth", value: `https://deploy:${part}@git.acme.io`, mask: part }],
  ],
  [
    "a password in a connection string, without the code behind its host",
    `x postgres://deploy:${part}@db.acme.io:5432/main',next(a)`,
    [{ kind: "PostgreSQLConnection", value: `postgres://deploy:${part}@db.acme.io:5432`, mask: part }],
  ],
  [
    "a token for a name",
    `x "git+https://${hex}:x-oauth-basic@github.com/a/b.git"`,
    [{ kind: "PackageJSON_xOauthToken", value: hex, mask: hex }],
  ],
  [
    "a registry's token",
    `x //registry.acme.io/:_authToken=${hex}\n`,
    [{ kind: "Npmrc_authToken", value: hex, mask: hex }],
  ],
  [
    "a registry's token in quotes",
    `x //registry.acme.io/:_authToken="${hex}"\n`,
    [{ kind: "Npmrc_authToken", value: hex, mask: hex }],
  ],
  [
    "a registry's token of 16 characters",
    `x //registry.acme.io/:_authToken=${hex.slice(0, 16)}\n`,
    [{ kind: "Npmrc_authToken", value: hex.slice(0, 16), mask: hex.slice(0, 16) }],
  ],
  ["a registry's token of 15 characters", `x //registry.acme.io/:_authToken=${hex.slice(0, 15)}\n`, []],
  ["a registry's token behind a word", `x //registry.acme.io/:_authToken=(${hex})\n`, []],
  [
    "a webhook, whose last part opens it",
    `x https://hooks.slack${".com"}/services/T0AB1CD2E/B0AB1CD2E/${part}123456`,
    [
      {
        kind: "IncomingWebhook",
        value: `https://hooks.slack${".com"}/services/T0AB1CD2E/B0AB1CD2E/${part}123456`,
        mask: `${part}123456`,
      },
    ],
  ],
];

for (const [what, text, found] of places) {
  test(`tells what opens the door, and where it stands: ${what}`, () => {
    const at = (value: string) => text.indexOf(value);
    assert.deepEqual(
      words(text),
      found.map((one) => ({ ...one, at: at(one.value) })),
    );
  });
}

const sequences = [
  ...["n", "r", "t", "b", "f", "v", '"', "'", "`", "u0022", "u003E", "x22", "x3e"].map((name) => `\\${name}`),
  "\\\\n",
  "\\\\\\\\t",
];

for (const sequence of sequences) {
  test(`a token is found behind and before ${sequence} in a string`, () => {
    const token = gitHubToken("sequence");
    assert.deepEqual(values(`"a ${sequence}${token}${sequence} b"`), [token]);
    assert.equal(words(`"a ${sequence}${token}"`)[0]?.at, 3 + sequence.length);
  });
}

test("one value is told once, with its count", () => {
  const token = gitHubToken("twice");
  const [found, ...others] = findSecrets(Buffer.from(`${token}\n"${token}"\n${token}`), "a.txt");
  assert.equal(others.length, 0);
  assert.equal(found?.count, 3);
  assert.equal(found?.at, 0);
});

test("a token in a URL is the token's finding alone", () => {
  const token = gitHubToken("url");
  assert.deepEqual(
    findSecrets(Buffer.from(`git clone https://bot:${token}@github.com/acme/private.git`), "a.sh").map(
      ({ name }) => name,
    ),
    ["GitHub personal access token"],
  );
});

const nothing: readonly (readonly [string, string])[] = [
  ["AWS's example key", "aws_access_key_id = AKIAIOSFODNN7EXAMPLE"],
  ["AWS's example secret", "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"],
  [
    "an ID inside base64",
    `data:application/wasm;base64,${noise(base62, 50)}AK${"IA"}${noise("ABCDEF234567", 16)}${noise(base62, 50)}`,
  ],
  ["one letter over and over", `ghp${"_"}${"x".repeat(36)}`],
  ["two letters over and over", `ghp${"_"}${"ab".repeat(18)}`],
  ["an alphabet", `npm${"_"}0123456789abcdefghijklmnopqrstuvwxyz`],
  ["two alphabets that take turns", `ghp${"_"}a1b2c3d4e5f6g7h8i9j0k1l2m3n4o5p6q7r8`],
  ["a name in code", "npm_package_config_something_that_is_forty"],
  ["a blank to fill in", "token: ghp_<your-token>"],
  ["a variable", `//registry.npmjs.org/:_authToken=${"$"}{NPM_TOKEN}`],
  ["a variable in code", 'npmrc = "//registry.example/:_authToken=" + token'],
  ["a word for a token", "//registry.example/:_authToken=YOUR_NPM_TOKEN_HERE"],
  ["words joined with dashes", "task-runner-with-a-very-long-name-and-nothing-secret-in-it"],
  ["a key that is not one", `sk-${noise("abcdefghijklmnopqrstuvwxyz-", 48)}`],
  [
    "a URL with stock names",
    "http://user:password@proxy.acme.io:8080 https://user:pass@host.com/ ftp://foo:bar@ftp.acme.io",
  ],
  ["a URL to an example host", `https://deploy:${noise(base62, 12)}@git.example.com/a.git`],
  ["a URL to this machine", `postgres://app:${noise(base62, 12)}@localhost:5432/app`],
  [
    "a URL of variables",
    "mongodb://${user}:${password}@${host}/db mysql://{user}:{pass}@{host} https://$USER:$TOKEN@github.com/a",
  ],
  ["a URL that code builds", 'x="mongodb://"+user+":"+pass+"@"+host;y=`postgres://${a}:${b}@c.io/d`'],
  ["a URL in documentation", "mongodb+srv://<username>:<password>@cluster0.ab1cd.mongodb.net/test"],
  ["a name twice", "postgres://postgres:postgres@db.acme.io/x"],
  [
    "a Slack webhook without its secret",
    `https://hooks.slack${".com"}/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX`,
  ],
  ["a URL with an @ in its path", "https://unpkg.com/@scope/name@1.0.0/index.js http://a.b:80/c@d.ef"],
  [
    "the key of Azure's emulator",
    `AccountName=devstoreaccount1;AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==`,
  ],
  ["a hash beside a key ID", `"AK${"IA"}EXAMPLE234567234", sha1: "${noise("0123456789abcdef", 40)}"`],
  [
    "words beside a key ID",
    `AK${"IA"}EXAMPLE234567234 ${"a".repeat(40)} ${"Secret9".repeat(6).slice(0, 40)}`,
  ],
  [
    "the token of every tutorial",
    `eyJhbGciOiJIUzI1NiJ9.${Buffer.from('{"sub":"1234567890","name":"John Doe"}').toString("base64url")}.${noise(base62, 43)}`,
  ],
  [
    "a key that Supabase hands to everybody",
    `eyJhbGciOiJIUzI1NiJ9.${Buffer.from('{"iss":"supabase","role":"anon"}').toString("base64url")}.${noise(base62, 43)}`,
  ],
  ["three parts that are no token", `eyJ${noise(base62, 20)}.eyJ${noise(base62, 30)}.${noise(base62, 43)}`],
  ["a header with stock names", `Authorization: Basic ${Buffer.from("user:password").toString("base64")}`],
  [
    "a setting that is called auth",
    '{"auth": "aHR0cHNhbmRub3RoaW5nZWxzZQ==", "auth": "registrytokenservice"}',
  ],
  ["a header of words", "the Basic authentication scheme, Basic AuthenticationHandlerFactory"],
  ["a header that code builds", 'h="Basic "+btoa(user+":"+password)'],
  [
    "fields of code",
    "host=e.host;t.username=n.username;u.password=n.password;u.server=n.server;password=options.pw",
  ],
  ["a connection string to this machine", `Server=localhost;User ID=sa;Password=${noise(base62, 16)};`],
  [
    "a connection string without a password",
    "Server=db.acme.io;User ID=sa;Password=${PASSWORD};Encrypt=true",
  ],
  ["a connection string with a stock password", "jdbc:mysql://db.acme.io/x?user=root&password=secret"],
  [
    "a Redis URL with a stock password",
    "redis://:password@redis.acme.io:6379 redis://alice:foobared@redis.acme.io",
  ],
  ["a ratio and letters", `1234567890:AA 12345:A${"A"}${noise(base62, 33)}`],
  [
    "what only looks like Discord's",
    `discord ${Buffer.from("no digits in here").toString("base64url")}.${noise(base62, 6)}.${noise(base62, 38)}`,
  ],
  [
    "names with our prefixes",
    "sk-cube-grid re_compile_options secret_access_key_for_the_bucket sdk-version-info napi_create_string_utf8",
  ],
  [
    "a prefix in a longer word",
    `task-${noise("0123456789abcdef", 32)} disk-${noise("0123456789abcdef", 32)}`,
  ],
  ["32 digits that are a hash", `authToken: "${noise("0123456789abcdef", 32)}"`],
  ["a hidden switch for the linter", "// secretlint-disable"],
];

for (const [what, text] of nothing) {
  test(`finds nothing in ${what}`, () => {
    assert.deepEqual(findSecrets(Buffer.from(text), "README.md"), []);
    assert.deepEqual(findSecrets(Buffer.from(JSON.stringify(text)), "README.md"), []);
  });
}

test("a comment in the file cannot switch the rules off", () => {
  const token = gitHubToken("comment");
  assert.deepEqual(values(`/* secretlint-disable */ "${token}" // secretlint-disable-line`), [token]);
});
