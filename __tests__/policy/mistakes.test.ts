import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { PolicyError, PolicyFileError } from "../../src/policy/problems.ts";
import { load, problemsOf } from "./sample.ts";

const sizes =
  "must be a size such as `500 kB`, `1.5 MB` or `1 MiB` (kB, MB, GB count in 1000; KiB, MiB, GiB in 1024), or a number of bytes";
const waiverOf = (keys: string) =>
  `version: 1\nwaivers:\n  - { rule: source-map, files: [a], reason: Because., ${keys} }`;
const bomb = [
  "a: &a [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]",
  ..."bcdefg"
    .split("")
    .map((name, index) => `${name}: &${name} [${Array(10).fill(`*${"abcdef"[index]}`).join(", ")}]`),
].join("\n");

const yaml: [what: string, text: string, problems: string[]][] = [
  ["empty", "", ["1:1 The policy is empty; write at least `version: 1`."]],
  ["only comments", "# nothing\n", ["1:1 The policy is empty; write at least `version: 1`."]],
  ["null", "null\n", ["1:1 The policy is empty; write at least `version: 1`."]],
  ["a list", "- a\n", ["1:1 A policy is a map of keys; start it with `version: 1`."]],
  ["a text", "# x\nhello\n", ["2:1 A policy is a map of keys; start it with `version: 1`."]],
  ["a tab", "version: 1\nlimits:\n\tfiles: 1\n", ["3:1 A tab indents this line; YAML wants spaces."]],
  [
    "two documents",
    "version: 1\n---\nversion: 1\n",
    ["2:1 A second YAML document starts here; a policy is one, so delete the `---` line and join them."],
  ],
  [
    "an open list",
    "version: 1\nship: [a\n",
    [
      "3:1 This is not valid YAML: Flow sequence in block collection must be sufficiently indented and end with a ].",
    ],
  ],
  [
    "a reserved sign",
    "version: 1\nlist: @x\n",
    ["2:7 This is not valid YAML: Plain value cannot start with reserved character @."],
  ],
  [
    "a tag",
    "version: 1\nlist: !!binary aGk=\n",
    [
      '2:7 A `!` at the start is YAML\'s sign for a tag, and a policy has none; put a pattern in quotes: `"!dist/**/*.map"`.',
    ],
  ],
  [
    "YAML 1.1, where off is false",
    "%YAML 1.1\n---\nversion: 1\n",
    ["1:1 A policy is YAML 1.2: delete the `%YAML` line."],
  ],
  ["YAML 1.2, said aloud", "%YAML 1.2\n---\nversion: 1\n", []],
  ["a byte order mark", "\uFEFFversion: 1\n", []],
  [
    "a byte order mark later",
    "version: 1\n\uFEFFship: [a]\n",
    ["2:1 `\uFEFFship` is no key of a policy; did you mean `ship`?"],
  ],
  [
    "keys that are numbers, or true",
    "version: 1\n1: 2\ntrue: 1\npackages: { 5: { ship: 1 } }\n",
    [
      "2:1 `1` is no key of a policy; it has `version`, `extends`, `ship`, `require`, `list`, `limits`, `rules`, `waivers`, `audiences`, `packages` or `pack`.",
      "3:1 `true` is no key of a policy; it has `version`, `extends`, `ship`, `require`, `list`, `limits`, `rules`, `waivers`, `audiences`, `packages` or `pack`.",
      "4:24 `packages.5.ship` must be a list; it is the number `1`.",
    ],
  ],
  [
    "a key that is null",
    "version: 1\n~: 2\n",
    ["2:1 A key is plain text; lists, maps, aliases and `__proto__` cannot be one."],
  ],
  [
    "a key twice",
    "version: 1\nship: [a]\nship: [b]\n",
    ["3:1 `ship` is written twice (first on line 2); keep one of them."],
  ],
  [
    "keys twice, deep",
    "version: 1\nrules: { source-map: error, source-map: off }\nlimits: { file: 1, file: 2 }",
    [
      "2:29 `source-map` is written twice (first on line 2); keep one of them.",
      "3:20 `file` is written twice (first on line 3); keep one of them.",
    ],
  ],
  [
    "a key that is a list",
    "version: 1\n? [a]\n: 1\n",
    ["2:3 A key is plain text; lists, maps, aliases and `__proto__` cannot be one."],
  ],
  [
    "a key __proto__",
    "version: 1\npackages: { __proto__: { ship: [a] } }\n",
    ["2:13 A key is plain text; lists, maps, aliases and `__proto__` cannot be one."],
  ],
  ["an alias bomb", bomb, ["5:36 The policy unfolds to more than 100,000 values; write fewer aliases."]],
  [
    "an alias of itself",
    "version: 1\nship: &a [*a]\n",
    ["2:11 The policy is nested deeper than 32 levels here; write it flat."],
  ],
  [
    "an alias of nothing",
    "version: 1\nship: *a\n",
    [
      '2:7 A `*` at the start is YAML\'s sign for an alias, and there is no anchor `&a`; put a pattern in quotes: `"*a"`.',
    ],
  ],
  [
    "deep nesting",
    `version: 1\nship: ${"[".repeat(50)}${"]".repeat(50)}`,
    ["2:39 The policy is nested deeper than 32 levels here; write it flat."],
  ],
  [
    "a merge key",
    "version: 1\n<<: { ship: [a] }\n",
    [
      "2:1 `<<` is no key of a policy; it has `version`, `extends`, `ship`, `require`, `list`, `limits`, `rules`, `waivers`, `audiences`, `packages` or `pack`.",
    ],
  ],
];

const keysAndTypes: [what: string, text: string, problems: string[]][] = [
  ["no version", "ship: [a]", ["1:1 The policy has no `version`; write `version: 1` as its first line."]],
  [
    "another version",
    "version: 2",
    ["1:10 `version` must be 1, the only version of the policy language; it is the number `2`."],
  ],
  [
    "a version as text",
    "version: '1'",
    ["1:10 `version` must be 1, the only version of the policy language; it is the text `1`."],
  ],
  ["an unknown key", "version: 1\nshp: [a]", ["2:1 `shp` is no key of a policy; did you mean `ship`?"]],
  [
    "an unknown key, in other letters",
    "version: 1\nWaiver: []",
    ["2:1 `Waiver` is no key of a policy; did you mean `waivers`?"],
  ],
  [
    "an unknown key like none",
    "version: 1\nlimits: { colour: red }",
    ["2:11 `colour` is no key of `limits`; it has `packed`, `unpacked`, `file`, `files` or `growth`."],
  ],
  ["a text for a list", "version: 1\nship: dist/", ["2:7 `ship` must be a list; it is `dist/`."]],
  [
    "a number in a list",
    "version: 1\nship: [a, 3]",
    ["2:11 `ship[1]` must be a text; it is the number `3`."],
  ],
  ["nothing for a list", "version: 1\nship:\n", ["2:6 `ship` has no value; write a list."]],
  ["a list for a map", "version: 1\nrules: [a]", ["2:8 `rules` must be a map; it is a list."]],
  [
    "a bad glob",
    "version: 1\nship:\n  - 'dist\\a'\n",
    [
      "3:5 `ship[0]` is not a usable glob: `dist\\a` has a backslash; separate folders with `/`, and write a special character in brackets, such as `[*]`.",
    ],
  ],
  [
    "a bad glob behind !",
    "version: 1\nship: [a, '!/b']",
    [
      "2:11 `ship[1]` is not a usable glob: `!/b` is absolute; write it relative to the package root, without the leading part.",
    ],
  ],
  [
    "! outside ship",
    "version: 1\nrequire: ['!a']",
    [
      "2:11 `require[0]` is not a usable glob: `!a` starts with `!`, which only patterns of `ship` may do; in other lists name what is meant.",
    ],
  ],
  [
    "only ! in ship",
    "version: 1\nship: ['!a']",
    ["2:7 `ship` has only `!` patterns, so that nothing could ship; add what may ship, such as `dist/`."],
  ],
  [
    "an unknown unit",
    "version: 1\nlimits: { file: 1 XB }",
    [`2:17 \`limits.file\` ${sizes}; it is \`1 XB\`.`],
  ],
  [
    "half a byte",
    "version: 1\nlimits: { file: 1.5 }",
    [`2:17 \`limits.file\` ${sizes}; it is the number \`1.5\`.`],
  ],
  [
    "nothing for a size",
    "version: 1\nlimits:\n  file:\n",
    [`3:8 \`limits.file\` ${sizes}; it has no value.`],
  ],
  [
    "nothing packed at once",
    "version: 1\npack: { concurrency: 0 }",
    [
      "2:22 `pack.concurrency` must be a whole number of packages from 1 to 64, such as 4; it is the number `0`.",
    ],
  ],
  [
    "packed at once without end",
    "version: 1\npack: { concurrency: 65 }",
    [
      "2:22 `pack.concurrency` must be a whole number of packages from 1 to 64, such as 4; it is the number `65`.",
    ],
  ],
  [
    "packed at once by a word",
    "version: 1\npack: { concurrency: all }",
    ["2:22 `pack.concurrency` must be a whole number of packages from 1 to 64, such as 4; it is `all`."],
  ],
  [
    "a growth without %",
    "version: 1\nlimits: { growth: 25 }",
    ["2:19 `limits.growth` must be a percentage such as `25%`; it is the number `25`."],
  ],
  [
    "a growth with words",
    "version: 1\nlimits: { growth: a lot }",
    ["2:19 `limits.growth` must be a percentage such as `25%`; it is `a lot`."],
  ],
  [
    "half a file",
    "version: 1\nlimits: { files: 0.5 }",
    ["2:18 `limits.files` must be a whole number of files, such as 200; it is the number `0.5`."],
  ],
  [
    "too many patterns",
    `version: 1\nship: [${"a,".repeat(1001)}]`,
    ["2:7 `ship` has more than 1000 patterns; write globs that take several files together."],
  ],
  [
    "a list outside",
    "version: 1\nlist: ../x.txt",
    [
      "2:7 `list` must be a path below the repository root, such as `.github/shipped/{name}.txt`; it is `../x.txt`.",
    ],
  ],
  [
    "an audience with a bad name",
    "version: 1\naudiences: { My Team: {} }",
    ['2:14 `audiences["My Team"]` is no name for an audience; write lower-case letters, digits and dashes.'],
  ],
  [
    "an audience with packages",
    "version: 1\naudiences: { internal: { packages: {} } }",
    [
      "2:26 `packages` is no key of `audiences.internal`; it has `ship`, `require`, `list`, `limits`, `rules` or `waivers`.",
    ],
  ],
  [
    "a package glob that is bad",
    "version: 1\npackages: { '@acme/[x': {} }",
    [
      '2:13 `packages["@acme/[x"]` is not a usable glob: `@acme/[x` has a `[` without its `]`; write a literal one as `[[]`.',
    ],
  ],
  [
    "a glob inside a package",
    "version: 1\npackages:\n  '@acme/cli':\n    ship: [a, ./b]\n",
    [
      '4:15 `packages["@acme/cli"].ship[1]` is not a usable glob: `./b` starts with `./`; patterns are relative to the package root already, so drop it.',
    ],
  ],
];

const rules: [what: string, text: string, problems: string[]][] = [
  [
    "an unknown rule",
    "version: 1\nrules: { sorce-map: off }",
    ["2:10 `rules` names a rule that does not exist, `sorce-map`; did you mean `source-map`?"],
  ],
  [
    "an unknown rule, camel case",
    "version: 1\nrules: { sourceMaps: off }",
    ["2:10 `rules` names a rule that does not exist, `sourceMaps`; did you mean `source-map`?"],
  ],
  [
    "an unknown rule like none",
    "version: 1\nrules: { nonsense: off }",
    ["2:10 `rules` names a rule that does not exist, `nonsense`; `lastgate rules` lists them all."],
  ],
  [
    "an unknown rule of an audience",
    "version: 1\naudiences: { internal: { rules: { testfile: off } } }",
    [
      "2:35 `audiences.internal.rules` names a rule that does not exist, `testfile`; did you mean `test-file`?",
    ],
  ],
  [
    "an unknown level",
    "version: 1\nrules: { source-map: eror }",
    ["2:22 `rules.source-map` must be `error`, `warn`, `off` or a map; it is `eror`; did you mean `error`?"],
  ],
  [
    "an unknown level in a map",
    "version: 1\nrules: { source-map: { level: of } }",
    ["2:31 `rules.source-map.level` must be `error`, `warn` or `off`; it is `of`; did you mean `off`?"],
  ],
  [
    "false for off",
    "version: 1\nrules: { source-map: false }",
    ["2:22 `rules.source-map` must be `error`, `warn`, `off` or a map; it is the boolean `false`."],
  ],
  [
    "nothing for a level",
    "version: 1\nrules:\n  source-map:\n",
    ["3:14 `rules.source-map` has no value; write `error`, `warn`, `off` or a map."],
  ],
  [
    "an unknown option",
    "version: 1\nrules: { source-map: { alow: none } }",
    ["2:24 `alow` is no key of `rules.source-map`; did you mean `allow`?"],
  ],
  [
    "an option of a rule without",
    "version: 1\nrules: { agent-file: { allow: x } }",
    ["2:24 `allow` is no key of `rules.agent-file`; it has `level` or `reason`."],
  ],
  [
    "a wrong option",
    "version: 1\nrules: { source-map: { allow: own-source } }",
    [
      "2:31 `rules.source-map.allow` must be `none`, `without-sources` or `own-sources`; it is `own-source`; did you mean `own-sources`?",
    ],
  ],
  [
    "a wrong option, deep",
    "version: 1\nrules: { lifecycle-script: { allow: { install: 3 } } }",
    ["2:48 `rules.lifecycle-script.allow.install` must be a text; it is the number `3`."],
  ],
  [
    "an unknown option, deep",
    "version: 1\nrules: { lifecycle-script: { allow: { instal: x } } }",
    ["2:39 `instal` is no key of `rules.lifecycle-script.allow`; did you mean `install`?"],
  ],
  [
    "an option against its own rule",
    "version: 1\nrules: { lifecycle-script: { allow: { install: '' } } }",
    [
      "2:48 `rules.lifecycle-script.allow.install` is not accepted: Too small: expected string to have >=1 characters.",
    ],
  ],
  [
    "a lower level",
    "version: 1\nrules:\n  agent-file: warn\n",
    [
      '3:3 `rules.agent-file` goes from error to warn, below its preset, without a reason; write `agent-file: { level: warn, reason: "..." }` and say why.',
    ],
  ],
  [
    "a lower level in a map",
    "version: 1\nrules:\n  test-file: { level: off }\n",
    [
      '3:3 `rules.test-file` goes from warn to off, below its preset, without a reason; write `test-file: { level: off, reason: "..." }` and say why.',
    ],
  ],
  [
    "a lower level for an audience",
    "version: 1\naudiences: { internal: { rules: { source-map: off } } }",
    [
      '2:35 `audiences.internal.rules.source-map` goes from error to off, below its preset, without a reason; write `source-map: { level: off, reason: "..." }` and say why.',
    ],
  ],
  [
    "a lower level than strict",
    "version: 1\nextends: strict\nrules: { test-file: warn }",
    [
      '3:10 `rules.test-file` goes from error to warn, below its preset, without a reason; write `test-file: { level: warn, reason: "..." }` and say why.',
    ],
  ],
  [
    "an empty reason",
    "version: 1\nrules: { source-map: { level: off, reason: ' ' } }",
    ["2:44 `rules.source-map.reason` is empty; say why, in one sentence."],
  ],
  [
    "the placeholder as reason",
    "version: 1\nrules: { source-map: { level: off, reason: '…' } }",
    ["2:44 `rules.source-map.reason` is empty; say why, in one sentence."],
  ],
  [
    "another placeholder",
    "version: 1\nrules: { source-map: { level: off, reason: <why> } }",
    ["2:44 `rules.source-map.reason` is a placeholder; say why, in one sentence."],
  ],
];

const waivers: [what: string, text: string, problems: string[]][] = [
  ["no expires", waiverOf("owner: me"), ["3:5 `waivers[0]` needs `expires`; add it."]],
  [
    "nothing but a rule",
    "version: 1\nwaivers: [{ rule: source-map }]",
    [
      "2:11 `waivers[0]` needs `files`; add it.",
      "2:11 `waivers[0]` needs `reason`; add it.",
      "2:11 `waivers[0]` needs `expires`; add it.",
    ],
  ],
  [
    "expires as a number",
    waiverOf("expires: 2027"),
    ["3:64 `waivers[0].expires` must be a text; it is the number `2027`."],
  ],
  [
    "an unknown rule",
    "version: 1\nwaivers:\n  - { rule: sourcemap, files: [a], reason: x, expires: 2027-01-01 }",
    ["3:13 `waivers[0].rule` names a rule that does not exist, `sourcemap`; did you mean `source-map`?"],
  ],
  [
    "a list of rules",
    "version: 1\nwaivers:\n  - { rule: [source-map], files: [a], reason: x, expires: 2027-01-01 }",
    ["3:13 `waivers[0].rule` must be the id of one rule; it is a list."],
  ],
  [
    "no files",
    "version: 1\nwaivers:\n  - { rule: source-map, files: [], reason: x, expires: 2027-01-01 }",
    ["3:32 `waivers[0].files` names no file; name those that the waiver is for."],
  ],
  [
    "an unknown key",
    waiverOf("expires: 2027-01-01, until: x"),
    [
      "3:76 `until` is no key of `waivers[0]`; it has `rule`, `files`, `reason`, `owner`, `expires`, `fingerprints` or `audience`.",
    ],
  ],
  [
    "an unknown audience",
    waiverOf("expires: 2027-01-01, audience: intern"),
    ["3:86 `waivers[0].audience` names an audience that does not exist, `intern`; did you mean `internal`?"],
  ],
  [
    "an audience that nobody declared",
    waiverOf("expires: 2027-01-01, audience: partners"),
    [
      "3:86 `waivers[0].audience` names an audience that does not exist, `partners`; declare it under `audiences`.",
    ],
  ],
  [
    "an audience inside an audience",
    `version: 1\naudiences:\n  internal:\n    ${waiverOf("expires: 2027-01-01, audience: public").slice(11).replace("\n", "\n    ")}`,
    [
      "5:80 `audience` is no key of `audiences.internal.waivers[0]`; it has `rule`, `files`, `reason`, `owner`, `expires` or `fingerprints`.",
    ],
  ],
  [
    "a fingerprint that is none",
    waiverOf("expires: 2027-01-01, fingerprints: [abc]"),
    [
      "3:91 `waivers[0].fingerprints[0]` must be the 12 hex digits that the finding shows, in quotes; it is `abc`.",
    ],
  ],
  [
    "no owner under strict",
    `${waiverOf("expires: 2027-01-01")}\nextends: strict`,
    ["3:5 `waivers[0]` needs `owner`, because the policy extends strict; add who answers for it."],
  ],
];

const chains: [what: string, files: Readonly<Record<string, string>>, problems: string[]][] = [
  [
    "a preset that does not exist",
    { "": "version: 1\nextends: strct" },
    ["2:10 `extends` names `strct`, which is no preset; did you mean `strict`?"],
  ],
  [
    "a path without ./",
    { "": "version: 1\nextends: policies/base.yml" },
    [
      "2:10 `extends` names `policies/base.yml`, which is no preset; presets are recommended, strict and none, and a path starts with `./` or `../`.",
    ],
  ],
  [
    "a number",
    { "": "version: 1\nextends: 3" },
    [
      "2:10 `extends` must be recommended, strict, none, a path such as `./base.yml`, or a list of these; it is the number `3`.",
    ],
  ],
  [
    "an empty list",
    { "": "version: 1\nextends: []" },
    [
      "2:10 `extends` must be recommended, strict, none, a path such as `./base.yml`, or a list of these; it is a list.",
    ],
  ],
  [
    "a file that does not exist",
    { "": "version: 1\nextends: [strict, ./base.yml]" },
    [
      "2:19 `extends` names `./base.yml`, but there is no file `.github/base.yml`; create it or correct the path.",
    ],
  ],
  [
    "a file outside",
    { "": "version: 1\nextends: ../../base.yml" },
    [
      "2:10 `extends` names `../../base.yml`, which lies outside the repository; check that policy out below the repository's root.",
    ],
  ],
  [
    "the folder above the repository",
    { "": "version: 1\nextends: ../.." },
    [
      "2:10 `extends` names `../..`, which lies outside the repository; check that policy out below the repository's root.",
    ],
  ],
  [
    "a path that only goes on with ./",
    { "": "version: 1\nextends: a/./base.yml" },
    [
      "2:10 `extends` names `a/./base.yml`, which is no preset; presets are recommended, strict and none, and a path starts with `./` or `../`.",
    ],
  ],
  [
    "a backslash",
    { "": "version: 1\nextends: './a\\b.yml'" },
    ["2:10 `extends` names `./a\\b.yml`; separate folders with `/`."],
  ],
  [
    "itself",
    { "": "version: 1\nextends: ./lastgate.yml" },
    [
      "2:10 `extends` goes in a circle, `.github/lastgate.yml` → `.github/lastgate.yml`; take one of them out.",
    ],
  ],
  [
    "a circle",
    {
      "": "version: 1\nextends: ./a.yml",
      "a.yml": "version: 1\nextends: ./b.yml",
      "b.yml": "version: 1\nextends: ./a.yml",
    },
    [
      ".github/b.yml:2:10 `extends` goes in a circle, `.github/a.yml` → `.github/b.yml` → `.github/a.yml`; take one of them out.",
    ],
  ],
  [
    "a base with mistakes of its own",
    {
      "": "version: 1\nshp: []\nextends: ./a.yml",
      "a.yml": "version: 1\nrules: { test-file: off }\nrequire: x",
    },
    [
      "2:1 `shp` is no key of a policy; did you mean `ship`?",
      '.github/a.yml:2:10 `rules.test-file` goes from warn to off, below its preset, without a reason; write `test-file: { level: off, reason: "..." }` and say why.',
      ".github/a.yml:3:10 `require` must be a list; it is `x`.",
    ],
  ],
  [
    "a base that is no YAML",
    { "": "version: 1\nextends: ./a.yml", "a.yml": "a: b: c" },
    [".github/a.yml:1:4 This is not valid YAML: Nested mappings are not allowed in compact mappings."],
  ],
];

for (const [group, cases] of Object.entries({
  "the YAML": yaml,
  "keys and types": keysAndTypes,
  rules,
  waivers,
}))
  describe(`mistakes in ${group}`, () => {
    for (const [what, text, problems] of cases)
      it(what, async () => assert.deepEqual(await problemsOf(text), problems));
  });

describe("mistakes in what a policy extends", () => {
  for (const [what, files, problems] of chains)
    it(what, async () => {
      const tree = Object.entries(files).map(([name, text]) => [`.github/${name || "lastgate.yml"}`, text]);
      assert.deepEqual(await problemsOf(Object.fromEntries(tree)), problems);
    });

  it("a chain that is too long", async () => {
    const tree = Array.from({ length: 40 }, (_, index) => [
      `.github/${index}.yml`,
      `version: 1\nextends: ./${index + 1}.yml`,
    ]);
    assert.deepEqual(
      await problemsOf(
        Object.fromEntries([[".github/lastgate.yml", "version: 1\nextends: ./0.yml"], ...tree]),
      ),
      [".github/14.yml:2:10 `extends` goes through more than 16 files; extend fewer."],
    );
  });
});

describe("all mistakes together", () => {
  const text =
    "version: 1\r\nshp: [a]\r\nlimits: { file: 1 XB }\r\nrules:\r\n  agent-file: warn\r\n  sorce-map: off\r\nwaivers: [{}]\r\n";

  it("are shown at once, from top to bottom, also with Windows line endings and a byte order mark", async () => {
    const places = (await problemsOf(`\uFEFF${text}`)).map((problem) => problem.split(" ")[0]);
    assert.deepEqual(places, ["2:1", "3:17", "5:3", "6:3", "7:11", "7:11", "7:11", "7:11"]);
  });

  it("make one sentence, with all of them below", async () => {
    await assert.rejects(load(text), (error) => {
      assert.ok(error instanceof PolicyError);
      assert.equal(
        error.message,
        "The policy has 8 problems, the first of them: .github/lastgate.yml:2:1: `shp` is no key of a policy; did you mean `ship`?",
      );
      assert.deepEqual(error.at, { file: ".github/lastgate.yml", line: 2 });
      assert.equal(error.detail.length, 8);
      assert.match(error.detail[1] ?? "", /^\.github\/lastgate\.yml:3:17: `limits\.file` must be a size/);
      return true;
    });
  });

  it("one alone is the sentence", async () => {
    await assert.rejects(load("version: 2"), {
      message:
        "The policy is not valid: .github/lastgate.yml:1:10: `version` must be 1, the only version of the policy language; it is the number `2`.",
      detail: [],
    });
  });

  it("are all counted, and the first hundred listed", async () => {
    const keys = Array.from({ length: 150 }, (_, index) => `nonsense${index}: 1`);
    await assert.rejects(load(["version: 1", ...keys].join("\n")), (error) => {
      assert.ok(error instanceof PolicyError);
      assert.equal(error.problems.length, 150);
      assert.equal(error.detail.length, 101);
      assert.equal(error.detail.at(-1), "… and 50 more.");
      return true;
    });
  });

  it("are one sentence for a nesting that the parser gives up on", async () => {
    const problems = await problemsOf(`version: 1\nship: ${"[".repeat(20_000)}`);
    assert.equal(problems.length, 1);
    // How deep it gets depends on how much of the stack is taken.
    assert.match(problems[0] ?? "", /^2:\d+ The policy is nested too deep to be read; write it flat\.$/);
  });

  it("in the syntax are ten at most, one for each place", async () => {
    const problems = await problemsOf(`version: 1\n${"a: @x\nb: [\n".repeat(15)}`);
    assert.equal(problems.length, 10);
    const places = problems.map((problem) => /^\d+:\d+/.exec(problem)?.[0]);
    assert.equal(new Set(places).size, 10);
  });

  it("cut what is written to a length that can be read", async () => {
    const [problem] = await problemsOf(`version: 1\n${"x".repeat(100_000)}: 1`);
    assert.ok(problem !== undefined && problem.length < 300, problem?.slice(0, 80));
  });
});

it("a policy that is named and not there is no reason for the preset", async () => {
  await assert.rejects(load({}), (error) => {
    assert.ok(error instanceof PolicyFileError);
    assert.equal(
      error.message,
      "There is no policy file `.github/lastgate.yml`; create it, or name the file that holds the policy.",
    );
    return true;
  });
});
