import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { appendFile, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { createAttribution } from "../../src/attribution.ts";
import { readTarball } from "../../src/tarball/read.ts";
import { temporaryFolder } from "../archive.ts";
import { plainEnvironment, writeProject } from "../project.ts";
import { policyWith, sourceWith } from "../rules/inspect.ts";
import { npm } from "../tools.ts";

const run = promisify(execFile);

/** What npm really packs of a folder. */
async function packed(folder: string) {
  await using out = await temporaryFolder();
  const { file, args } = npm(11);
  await run(file, [...args, "pack", "--pack-destination", out.path], {
    cwd: folder,
    env: plainEnvironment(out.path),
  });
  const [name = ""] = (await readdir(out.path)).filter((each) => each.endsWith(".tgz"));
  return await readTarball(join(out.path, name), () => {});
}

/** Does what a fix says, as a maintainer would who pastes it. */
async function apply(fix: string, folder: string): Promise<void> {
  const file = join(folder, "package.json");
  const manifest: Record<string, unknown> = JSON.parse(await readFile(file, "utf8"));
  const listed = Array.isArray(manifest.files) ? manifest.files : [];
  const quoted = [...fix.matchAll(/`([^`]*)`/g)].map(([, text = ""]) => text);
  const line = /^Add the line `([^`]*)` to \.npmignore/.exec(fix)?.[1];
  const whole = quoted.find((text) => text.startsWith('"files":'));
  if (line !== undefined) return await appendFile(join(folder, ".npmignore"), `${line}\n`);
  const taken = /Take `("[^`]*")` out/.exec(fix)?.[1];
  const added = /[Aa]dd `("![^`]*")` at (?:the|its) end/.exec(fix)?.[1];
  assert.ok(whole ?? taken ?? added, fix);
  const kept = listed.filter((entry) => taken === undefined || entry !== JSON.parse(taken));
  const files =
    whole === undefined
      ? [...kept, ...(added === undefined ? [] : [JSON.parse(added)])]
      : JSON.parse(`{${whole}}`).files;
  await writeFile(file, JSON.stringify({ ...manifest, files }));
}

interface Mistake {
  readonly rule: string;
  readonly path: string;
  readonly files?: readonly string[];
  readonly npmignore?: string;
  /** Part of the reason that must be given. */
  readonly why: string;
}

const mistakes: readonly Mistake[] = [
  { rule: "source-map", path: "dist/deep/a.js.map", files: ["dist"], why: "`files[0]` is `dist`" },
  { rule: "secret-file", path: "dist/.env.local", files: ["lib", "./dist/"], why: "`files[1]` is `./dist/`" },
  {
    rule: "coverage",
    path: "dist/coverage/lcov.info",
    files: ["dist/**/*"],
    why: "`files[0]` is `dist/**/*`",
  },
  { rule: "os-junk", path: "dist/deep/Thumbs.db", files: ["/dist/*"], why: "`files[0]` is `/dist/*`" },
  { rule: "secret-file", path: "id_rsa", files: ["dist", "id_rsa"], why: "`files[1]` is `id_rsa`" },
  { rule: "log-file", path: "dist/a.log", files: ["dist/a.log", "dist"], why: "`files[0]` is `dist/a.log`" },
  { rule: "secret", path: "dist/[slug] (1).js", files: ["dist"], why: "`files[0]` is `dist`" },
  { rule: "core-dump", path: "core", files: ["*"], why: "`files[0]` is `*`" },
  { rule: "test-file", path: "dist/deep/a.test.js", files: ["DIST/**"], why: "`files[0]` is `DIST/**`" },
  { rule: "log-file", path: "logs/deep/a.log", npmignore: "x\n", why: "no `files` field" },
  { rule: "build-metadata", path: "tsconfig.tsbuildinfo", npmignore: "x\n", why: "no `files` field" },
  { rule: "coverage", path: "coverage/lcov.info", why: "no `files` field" },
];

for (const { rule, path, files, npmignore, why } of mistakes) {
  test(`npm packs ${path} for the reason given, and no more once the fix is applied (${files ?? "no files"})`, async () => {
    await using folder = await temporaryFolder();
    const manifest = { name: "a", version: "1.0.0", main: "dist/index.js", ...(files && { files }) };
    await writeProject(folder.path, {
      "package.json": manifest,
      "dist/index.js": "",
      [path]: "content",
      ...(npmignore === undefined ? {} : { ".npmignore": npmignore }),
    });
    const before = await packed(folder.path);
    assert.ok(before.entries.some((entry) => entry.path === path));
    const source = sourceWith({
      directory: "",
      manifestText: JSON.stringify(manifest),
      hasNpmignore: npmignore !== undefined,
    });
    const problem = { path, message: "" };
    const said = [{ rule, problem, level: "error" as const }];
    const attribution = createAttribution({ tarball: before, source, policy: policyWith(), said });
    const finding = attribution({ id: rule, fix: "" }, problem);
    assert.ok(finding.why?.includes(why), finding.why ?? "");
    await apply(finding.fix, folder.path);
    const after = (await packed(folder.path)).entries.map((entry) => entry.path);
    assert.ok(!after.includes(path), finding.fix);
    assert.ok(after.includes("dist/index.js"));
  });
}

test("npm packs everything but what was found, once the one list that every fix proposes is pasted", async () => {
  await using folder = await temporaryFolder();
  const good = ["README.md", "index.js", "dist/a.js", "src/a.js", "prebuilds/x/a.node", "lib/[x].js"];
  const bad = {
    "source-map": ["dist/a.js.map", "src/deep/a.js.map"],
    "secret-file": ["lib/.env"],
    "log-file": ["debug.log"],
    coverage: ["src/coverage/lcov.info"],
  };
  const manifest = { name: "a", version: "1.0.0" };
  const contents = [...good, ...Object.values(bad).flat()].map((path) => [path, "content"]);
  await writeProject(folder.path, { "package.json": manifest, ...Object.fromEntries(contents) });
  const before = await packed(folder.path);
  const said = Object.entries(bad).flatMap(([rule, paths]) =>
    paths.map((path) => ({ rule, problem: { path, message: "" }, level: "error" as const })),
  );
  const source = sourceWith({ directory: "", manifestText: JSON.stringify(manifest) });
  const attribution = createAttribution({ tarball: before, source, policy: policyWith(), said });
  const lists = said.map(({ rule, problem }) => {
    const { fix } = attribution({ id: rule, fix: "" }, problem);
    return /"files": \[.*?\]`/.exec(fix)?.[0];
  });
  assert.deepEqual(new Set(lists).size, 1, String(lists));
  const [first] = said;
  assert.ok(first);
  await apply(attribution({ id: first.rule, fix: "" }, first.problem).fix, folder.path);
  const after = (await packed(folder.path)).entries.map(({ path }) => path);
  assert.deepEqual(new Set(after), new Set(["package.json", ...good]));
});

test("npm forces README, main and bin in against `files`, but no entry point that begins with `./`, as the reasons say", async () => {
  await using folder = await temporaryFolder();
  const files = ["lib", "!README.md", "!main.js", "!bin.js"];
  const manifest = {
    name: "a",
    version: "1.0.0",
    main: "main.js",
    bin: { a: "./bin.js" },
    browser: "./web.js",
    files,
  };
  await writeProject(folder.path, {
    "package.json": manifest,
    "README.md": "a",
    "main.js": "",
    "bin.js": "",
    "web.js": "",
  });
  const tarball = await packed(folder.path);
  assert.deepEqual(tarball.entries.map(({ path }) => path).sort(), [
    "README.md",
    "bin.js",
    "main.js",
    "package.json",
  ]);
  const attribution = createAttribution({ tarball, source: sourceWith(), policy: policyWith() });
  const whys = tarball.entries.map(({ path }) => [
    path,
    attribution({ id: "os-junk", fix: "" }, { path, message: "" }).why,
  ]);
  assert.deepEqual(Object.fromEntries(whys), {
    "README.md": "every packer adds README, LICENSE and package.json",
    "bin.js": "ships because `bin.a` is `./bin.js`",
    "main.js": "ships because `main` is `main.js`",
    "package.json": "every packer adds README, LICENSE and package.json",
  });
});
