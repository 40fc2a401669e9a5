import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { leads } from "../../src/rules/credentials/leads.ts";
import { secret } from "../../src/rules/secret.ts";
import { base62, fakes, gitHubToken, noise } from "./credentials/fake.ts";
import { inspect, pathsOf } from "./inspect.ts";

const token = gitHubToken("rule");
const mark = createHash("sha256").update(token).digest("hex").slice(0, 12);

test("says the kind, the place and a fingerprint, and never the value", () => {
  const [problem, ...others] = inspect(secret, {
    files: { "dist/index.js": `a\nb\n  const k = "${token}";\n` },
  });
  assert.equal(others.length, 0);
  assert.equal(problem?.path, "dist/index.js");
  assert.equal(problem?.line, 3);
  assert.equal(problem?.message, `GitHub personal access token at line 3, column 14 (fingerprint ${mark})`);
  assert.equal(problem?.fingerprint, mark);
  assert.equal(problem?.mask, token);
  assert.equal(problem?.level, undefined);
});

test("no text of any finding holds any part of a value", () => {
  for (const { value, text } of fakes) {
    for (const problem of inspect(secret, { files: { "a.js": text } })) {
      const said = `${problem.message} ${problem.fix} ${problem.path} ${problem.fingerprint}`;
      for (let at = 0; at + 8 <= value.length; at++) {
        const part = value.slice(at, at + 8);
        assert.ok(!said.includes(part), `${said} holds ${part}`);
      }
      assert.ok(problem.mask !== undefined && value.includes(problem.mask));
    }
  }
});

test("counts columns in UTF-16 units, as editors do", () => {
  const [problem] = inspect(secret, { files: { "a.js": `"é😀"; "${token}"` } });
  assert.match(problem?.message ?? "", /at line 1, column 9 /);
});

test("finds a token in UTF-16, and counts its lines", () => {
  for (const bytes of [
    Buffer.from(`\uFEFFa\r\n${token}`, "utf16le"),
    Buffer.from(`\uFEFFa\r\n${token}`, "utf16le").swap16(),
  ]) {
    const [problem] = inspect(secret, { files: { ".env": bytes } });
    assert.equal(problem?.line, 2);
  }
});

test("a value that is repeated is one finding with its count, in each file", () => {
  const problems = inspect(secret, { files: { "a.js": `${token}\n${token}`, "b.js": token } });
  assert.deepEqual(
    problems.map(({ path, message }) => `${path} ${/, (\d) times/.exec(message)?.[1]}`),
    ["a.js 2", "b.js undefined"],
  );
  assert.equal(problems[0]?.fingerprint, problems[1]?.fingerprint);
});

test("the same value has the same fingerprint in code and in its source map", () => {
  const code = `const a = 1;\n${token}\n`;
  const problems = inspect(secret, {
    files: { "a.js": code, "a.js.map": JSON.stringify({ sourcesContent: [code] }) },
  });
  assert.deepEqual(
    problems.map(({ fingerprint }) => fingerprint),
    [mark, mark],
  );
});

const url = `https://deploy:${noise(base62, 14)}@git.acme-corp.io`;
const awsId = `AK${"IA"}${noise("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 16)}`;
const awsKey = noise(base62, 40);

const levels: readonly (readonly [string, string, string, "warn" | undefined])[] = [
  ["a token in a test", "test/a.js", token, undefined],
  ["a URL with a password", "lib/a.js", url, undefined],
  ["a URL with a password in a test", "__tests__/a.js", url, "warn"],
  ["a URL with a password in documentation", "README.md", url, "warn"],
  [
    "a password of a database in a test",
    "test/a.js",
    `mysql://app:${noise(base62, 14)}@db.acme-corp.io/x`,
    "warn",
  ],
  ["a password of a database", "a.js", `mysql://app:${noise(base62, 14)}@db.acme-corp.io/x`, undefined],
  ["a restricted Stripe test key", "a.js", `rk${"_test_"}${noise(base62, 30)}`, "warn"],
  ["a Stripe live key in a test", "test/a.js", `sk${"_live_"}${noise(base62, 24)}`, undefined],
  ["a Stripe test key", "a.js", `sk${"_test_"}${noise(base62, 24)}`, "warn"],
  ["an AWS access key ID alone", "a.js", awsId, "warn"],
  [
    "an AWS access key ID beside its key",
    "a.js",
    `secretAccessKey: "${awsKey}", accessKeyId: "${awsId}"`,
    undefined,
  ],
  ["an AWS access key ID beside 40 characters", "a.csv", `${awsId},${awsKey}`, undefined],
  [
    "an address of Sentry",
    "a.js",
    `https://${noise("0123456789abcdef", 32)}:${noise("0123456789abcdef", 32, "b")}@o1.ingest.sentry.io/1`,
    "warn",
  ],
  ["a Google API key", "a.js", `AI${"za"}${noise(base62, 35)}`, "warn"],
  ["a JSON Web Token", "a.js", made(/^JSON Web Token/), "warn"],
  ["Supabase's service role", "a.js", made(/^Supabase service role/), undefined],
  ["a header with a password", "a.js", made(/^user name and password in an Auth/), undefined],
  ["a header with a password in a test", "a.test.js", made(/^user name and password in an Auth/), "warn"],
  ["a token that is introduced as an example", "a.js", `/* for example ${token} */`, "warn"],
  ["a token with e.g. before it", "a.js", ` * e.g.) ${token}`, "warn"],
  ["a token behind @example", "a.js", `/**\n * @example\n * f("${token}")\n */`, "warn"],
  ["a token in the line after an example", "a.js", `// for example\nf("${token}")`, undefined],
];

function made(kind: RegExp): string {
  return fakes.find((one) => one.kind.source === kind.source)?.text ?? "";
}

for (const [what, path, text, level] of levels) {
  test(`${what} is ${level === undefined ? "what the policy says" : "a warning"}`, () => {
    const problems = inspect(secret, { files: { [path]: text } });
    assert.notEqual(problems.length, 0);
    for (const problem of problems) assert.equal(problem.level, level);
  });
}

test("links and folders are left alone", () => {
  const files = {
    link: { kind: "symlink", linkTarget: "x", content: token },
    folder: { kind: "directory", content: token },
  } as const;
  assert.deepEqual(inspect(secret, { files }), []);
});

test("thousands of NULs hide no token", () => {
  const files = {
    "a.js": Buffer.concat([Buffer.alloc(50_000), Buffer.from(token)]),
    "b.js": Buffer.from(`${token}\n`, "utf16le"),
  };
  assert.deepEqual(pathsOf(inspect(secret, { files })), ["a.js", "b.js"]);
});

test("a token in binary data is found, in two bytes a character too", () => {
  const big = (text: string) => Buffer.from(text, "utf16le").swap16();
  const binary = Buffer.concat([Buffer.from([0xff, 0]), Buffer.alloc(300, "\x01\xfe\x80", "latin1")]);
  const given: Readonly<Record<string, Buffer>> = {
    "a mark that is none": Buffer.concat([Buffer.from([0xff, 0]), Buffer.from(`key = ${token}\n`)]),
    "the end of a program": Buffer.concat([binary, Buffer.from(token)]),
    "the zero last": Buffer.concat([binary, Buffer.from(`=${token}`, "utf16le"), binary]),
    "the zero first": Buffer.concat([binary, big(`=${token}`), binary]),
    "the zero last, between letters": Buffer.concat([
      binary,
      Buffer.from([0]),
      Buffer.from(token, "utf16le"),
      Buffer.from("a"),
      binary,
    ]),
    "the zero first, between letters": Buffer.concat([
      binary,
      Buffer.from("a"),
      big(token),
      Buffer.from("a"),
      binary,
    ]),
  };
  for (const [what, content] of Object.entries(given)) {
    const [problem, ...others] = inspect(secret, { files: { "notes.txt": content } });
    const message = `GitHub personal access token inside binary data (fingerprint ${mark})`;
    assert.equal(problem?.message, message, what);
    assert.deepEqual([problem?.line, problem?.mask, problem?.level], [undefined, token, undefined], what);
    assert.deepEqual(others, [], what);
  }
});

test("a token whose length is free is told once, whichever byte comes first", () => {
  const free = `glpat-${noise(base62, 30, "wide")}`;
  const wide = Buffer.concat([
    Buffer.alloc(64, 0xff),
    Buffer.from([0]),
    Buffer.from(free, "utf16le").swap16(),
  ]);
  assert.deepEqual(
    inspect(secret, { files: { "a.bin": wide } }).map(({ mask }) => mask),
    [free],
  );
});

test("in binary data nothing counts that only its surroundings tell", () => {
  const binary = Buffer.alloc(300, "\x01\xfe\0", "latin1");
  const chance = [
    "https://admin:q7Zt0vWm3KpX9sRb@db.acme.io/",
    `AKIA${noise("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 16, "chance")}`,
    `sk-${noise("0123456789abcdef", 32, "chance")}`,
    `x${token}`,
    `${token}x`,
  ].join("\xff\0");
  const content = Buffer.concat([binary, Buffer.from(chance, "latin1"), binary]);
  assert.deepEqual(inspect(secret, { files: { "a.bin": content } }), []);
});

test("a flood of values is told up to a hundred, and the rest is counted", () => {
  const flood = Array.from({ length: 250 }, (_, index) => gitHubToken(`flood ${index}`)).join("\n");
  const problems = inspect(secret, { files: { "a.txt": flood } });
  assert.equal(problems.length, 100);
  assert.match(problems[99]?.message ?? "", /; 150 more credentials in this file are not listed$/);
});

test("a hundred values are all told, and the last of a flood is never a warning", () => {
  const many = (count: number) =>
    Array.from({ length: count }, (_, index) => `sk${"_test_"}${noise(base62, 24, `many ${index}`)}`).join(
      "\n",
    );
  const hundred = inspect(secret, { files: { "a.txt": many(100) } });
  assert.equal(hundred.length, 100);
  assert.doesNotMatch(hundred[99]?.message ?? "", /not listed/);
  assert.deepEqual(new Set(hundred.map(({ level }) => level)), new Set(["warn"]));
  const more = inspect(secret, { files: { "a.txt": many(101) } });
  assert.equal(more.length, 100);
  assert.match(more[99]?.message ?? "", /; 1 more credentials in this file are not listed$/);
  assert.deepEqual([more[98]?.level, more[99]?.level], ["warn", undefined]);
});

test("the fix names the file, and the message how often", () => {
  const [problem] = inspect(secret, { files: { "lib/a.js": `${token} ${token}` } });
  assert.equal(
    problem?.message,
    `GitHub personal access token at line 1, column 1 (fingerprint ${mark}), 2 times in this file`,
  );
  assert.equal(
    problem.fix,
    "Revoke this credential where it was issued, then take it out of lib/a.js and read it from the environment.",
  );
});

test("a file that exists for credentials is kept out, and not relieved of one", () => {
  const [problem] = inspect(secret, { files: { "dist/.env": `TOKEN=${token}` } });
  assert.equal(
    problem?.fix,
    "Revoke this credential where it was issued, then keep dist/.env out of the package.",
  );
});

test("what the library would read from the disk it does not", () => {
  assert.deepEqual(inspect(secret, { files: { "/etc/passwd.p12": "text", "../../secret.json": "{}" } }), []);
});

/** Milliseconds of the processor in the quickest of three runs: what else the machine does is not counted. */
function cost(content: Buffer): number {
  let best = Number.POSITIVE_INFINITY;
  for (let run = 0; run < 3; run++) {
    const bytes = Buffer.from(content);
    const begun = process.cpuUsage();
    inspect(secret, { files: { "a.js": bytes } });
    const { user, system } = process.cpuUsage(begun);
    best = Math.min(best, (user + system) / 1000);
  }
  return best;
}

const units: readonly (readonly [string, string])[] = [
  ["one long line of code", "var a=b.c(d),e=[1,2];"],
  ["a keyword over and over", `ghp${"_"}`],
  ["keywords that are nearly tokens", `ghp${"_"}${noise(base62, 35)}-`],
  ["tokens of three parts without an end", `1ghs${"_"}1_`],
  ["tokens of three parts with one dot", `${`1ghs${"_"}1_`.repeat(130)}.`],
  ["dots and letters", `SG${"."}a.${"a".repeat(300)}`],
  ["names of keys and spaces", `secret_access_key${" ".repeat(500)}`],
  ["URLs that never end", "http://a:b@"],
  ["URLs of colons", `http://${"a:".repeat(100)}@`],
  ["connection strings", `mongodb://${"a".repeat(100)}:${"b".repeat(200)}@`],
  ["a token of dashes", "xoxb-a-"],
  ["backslashes", "\\"],
  ["key IDs", `${awsId} ${awsKey.slice(1)} `],
  ["parts of web tokens", `eyJ${"a".repeat(300)}.eyJ`],
  ["web tokens without an end", ".eyJ"],
  ["passwords of connection strings", "host=a;user=b;password=c1;"],
  ["servers and one password", `${"host=a;".repeat(80)};password=c1c1c1;`],
  ["headers", "Basic YWFhYTphYWFhYWE="],
  ["URLs of queues", "amqp://a:b@"],
  ["bots", `discord 1:A${"A"}`],
  ["signatures", "?sv=2020-01-01&a&sig="],
  ["vaults", "$ANSIBLE_VAULT;1.1;AES256"],
  ...[
    ...new Set(
      leads.filter(({ rule }) => rule === "context" || rule === "issued").map(({ literal }) => literal),
    ),
  ].map((literal) => [`the literal ${literal} over and over`, literal] as const),
  ["many values in one line", ""],
];

for (const [what, unit] of units) {
  test(`the cost of ${what} grows with its length`, () => {
    const sized = (bytes: number): Buffer => {
      if (unit !== "") return Buffer.from(unit.repeat(Math.ceil(bytes / unit.length)));
      return Buffer.from(
        Array.from({ length: bytes / 50 }, (_, index) => `"${gitHubToken(`${index}`)}"`).join(","),
      );
    };
    const small = sized(32 * 1024);
    const large = sized(256 * 1024);
    cost(small);
    // Eight times the bytes: a quadratic rule needs 64 times as long. Five milliseconds are lost in the noise.
    assert.ok(cost(large) < 24 * Math.max(cost(small), 5), what);
  });
}
