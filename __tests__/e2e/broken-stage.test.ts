import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { chmod, cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { test } from "node:test";
import { put, tarballBytes, temporaryFolder } from "../archive.ts";
import { writeProject } from "../project.ts";

/** Replaces what stands once, or first, in a file of the copied product. A text that is gone makes the test fail. */
interface Breakage {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

const stages: Record<string, Breakage> = {
  "the reader yields nothing": {
    file: "dist/engine.js",
    from: "await archive.read((",
    to: "await (async () => {})((",
  },
  "the reader stops for ever": {
    file: "dist/engine.js",
    from: "await archive.read((",
    to: "await (() => new Promise(() => {}))((",
  },
  "the entries do not reach the rules": { file: "dist/engine.js", from: "\n\t\tvisit(entry);", to: "" },
  "an entry without content is lost": {
    file: "dist/engine.js",
    from: "if (size === 0) this.#handOut(",
    to: "if (size === 0) void (",
  },
  "there are no rules": {
    file: "dist/engine.js",
    from: "const allRules = [",
    to: "const allRules = [], dropped = [",
  },
  "the preset is empty": { file: "presets/recommended.yml", from: "", to: "" },
  "the preset forgets its rules": {
    file: "presets/recommended.yml",
    from: "\nrules:",
    to: "\naudiences: {}\nrulez:",
  },
  "a judged package is lost": { file: "dist/engine.js", from: "judged.push(", to: "void (" },
  "a planned package is lost": {
    file: "dist/engine.js",
    from: "plans.push({\n\t\t\t\tposition,",
    to: "void ({\n\t\t\t\tposition,",
  },
  "the discovered subjects are lost": {
    file: "dist/engine.js",
    from: "found: [...subjects.values()]",
    to: "found: []",
  },
};

function check(
  product: string,
  cwd: string,
  path = process.env.PATH,
): Promise<{ code: number; said: string }> {
  const env = { ...process.env, PATH: path };
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [join(product, "dist/cli.js"), "check"].concat(cwd.endsWith("p") ? ["a.tgz"] : []),
      { cwd, env },
      (error, stdout, stderr) => {
        resolve({ code: error === null ? 0 : Number(error.code), said: stdout + stderr });
      },
    );
  });
}

async function copyOf(folder: string): Promise<string> {
  await cp("dist", join(folder, "dist"), { recursive: true });
  await cp("presets", join(folder, "presets"), { recursive: true });
  return folder;
}

test("the gate is green only after looking: each stage, broken, is not green", async (t) => {
  await using folder = await temporaryFolder();
  const sample = join(folder.path, "p");
  await mkdir(sample);
  const clean = { "index.js": "export {};\n", "empty.js": "", "README.md": "# a\n", LICENSE: "MIT\n" };
  await put(sample, "a.tgz", await tarballBytes(clean, { main: "index.js" }));

  await t.test("whole, it is green", async () => {
    const { code, said } = await check(process.cwd(), sample);
    assert.equal(code, 0, said);
  });
  for (const [name, { file, from, to }] of Object.entries(stages)) {
    await t.test(name, async () => {
      await using copy = await temporaryFolder();
      const product = await copyOf(copy.path);
      const text = await readFile(join(product, file), "utf8");
      assert.ok(text.includes(from), `${file} no longer has ${JSON.stringify(from)}`);
      await writeFile(join(product, file), from === "" ? to : text.replace(from, () => to));
      const { code, said } = await check(product, sample);
      assert.notEqual(code, 0, said);
    });
  }
  await t.test("the presets are gone", async () => {
    await using copy = await temporaryFolder();
    const product = await copyOf(copy.path);
    await rm(join(product, "presets"), { recursive: true });
    const { code, said } = await check(product, sample);
    assert.notEqual(code, 0, said);
  });
  await t.test(
    "packing writes nothing and says that all is well",
    { skip: process.platform === "win32" },
    async () => {
      await using other = await temporaryFolder();
      await writeProject(other.path, {
        "package/package.json": { name: "a", version: "1.0.0" },
        "bin/npm": "#!/bin/sh\necho 10.0.0\n",
      });
      await chmod(join(other.path, "bin/npm"), 0o755);
      const path = [join(other.path, "bin"), dirname(process.execPath), "/usr/bin", "/bin"].join(delimiter);
      const { code, said } = await check(process.cwd(), join(other.path, "package"), path);
      assert.equal(code, 2, said);
      assert.match(said, /wrote no tarball/);
    },
  );
});
