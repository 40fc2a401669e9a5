import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { describe, test } from "node:test";
import { build, transform } from "esbuild";
import { execa } from "execa";
import { rolldown } from "rolldown";
import { compile } from "sass";
import { minify } from "terser";
import webpack from "webpack";
import { embeddedSource } from "../../src/rules/embedded-source.ts";
import { inlineSourceMap } from "../../src/rules/inline-source-map.ts";
import { sourceMap } from "../../src/rules/source-map.ts";
import { sourceMapReference } from "../../src/rules/source-map-reference.ts";
import { temporaryFolder } from "../archive.ts";
import { inspect } from "../rules/inspect.ts";

const source = "export const greeting: string = 'bonjour, original';\nconsole.log(greeting);\n";
const plain = "export const greeting = 'bonjour, original';\nconsole.log(greeting);\n";

type Files = Record<string, string | Buffer>;

/** What the four rules say of the files that a tool wrote: rule, path, and how it begins. */
function verdicts(files: Files): string[] {
  return [sourceMap, inlineSourceMap, sourceMapReference, embeddedSource].flatMap((rule) =>
    inspect(rule, { files }).map(({ path: file, message }) => `${rule.id} ${file}: ${message.slice(0, 60)}`),
  );
}

const handsOut = (file: string) => `source-map ${file}: hands out 1 original source`;

function assertBegins(actual: readonly string[], expected: readonly string[]): void {
  assert.equal(actual.length, expected.length, actual.join("\n"));
  expected.forEach((text, index) => {
    assert.ok(actual[index]?.startsWith(text), `${actual[index]} should begin with ${text}`);
  });
}

describe("maps as the tools write them", () => {
  test("tsc", async () => {
    await using folder = await temporaryFolder();
    await writeFile(path.join(folder.path, "a.ts"), source);
    const tsc = createRequire(import.meta.url)
      .resolve("typescript/package.json")
      .replace("package.json", "bin/tsc");
    const run = async (...flags: string[]) => {
      await execa(
        process.execPath,
        [
          tsc,
          "a.ts",
          "--ignoreConfig",
          "--target",
          "es2022",
          "--module",
          "esnext",
          "--outDir",
          "dist",
          ...flags,
        ],
        { cwd: folder.path },
      );
      return (name: string) => readFile(path.join(folder.path, "dist", name));
    };
    let read = await run(
      "--sourceMap",
      "--declaration",
      "--declarationMap",
      "--incremental",
      "--tsBuildInfoFile",
      "dist/state",
    );
    const files: Files = {};
    for (const name of ["a.js", "a.js.map", "a.d.ts", "a.d.ts.map", "state"])
      files[`dist/${name}`] = await read(name);
    assertBegins(verdicts(files), [
      "source-map dist/a.js.map: names 1 original source without the text: a.ts",
      "source-map dist/a.d.ts.map: names 1 original source without the text: a.ts",
      "embedded-source dist/state: is TypeScript's build state",
    ]);
    read = await run("--inlineSourceMap", "--inlineSources");
    assertBegins(verdicts({ "dist/a.js": await read("a.js") }), [
      "inline-source-map dist/a.js: has a source map inside that hands out 1 original source",
    ]);
  });

  test("esbuild", async () => {
    await using folder = await temporaryFolder();
    await writeFile(path.join(folder.path, "a.ts"), source);
    const { outputFiles, metafile } = await build({
      entryPoints: [path.join(folder.path, "a.ts")],
      absWorkingDir: folder.path,
      outdir: "dist",
      sourcemap: "linked",
      bundle: true,
      metafile: true,
      write: false,
    });
    const files: Files = { "meta.json": JSON.stringify(metafile) };
    for (const file of outputFiles) files[path.relative(folder.path, file.path)] = Buffer.from(file.contents);
    assertBegins(verdicts(files), [
      handsOut("dist/a.js.map"),
      "embedded-source meta.json: is an esbuild metafile: it names 1 file",
    ]);
    const { code } = await transform(source, { loader: "ts", sourcemap: "inline", sourcefile: "a.ts" });
    assertBegins(verdicts({ "a.js": code }), [
      "inline-source-map a.js: has a source map inside that hands out 1",
    ]);
    const external = await transform(source, {
      loader: "ts",
      sourcemap: "external",
      sourcesContent: false,
      sourcefile: "a.ts",
    });
    assertBegins(verdicts({ "a.js": external.code, "other.bin": external.map }), [
      "source-map other.bin: names 1 original source without",
    ]);
  });

  test("rolldown", async () => {
    await using folder = await temporaryFolder();
    await writeFile(path.join(folder.path, "a.ts"), source);
    const bundle = await rolldown({ input: path.join(folder.path, "a.ts"), cwd: folder.path });
    for (const sourcemap of [true, "inline", "hidden"] as const) {
      const { output } = await bundle.generate({ sourcemap, dir: path.join(folder.path, "dist") });
      const files: Files = {};
      for (const part of output)
        files[`dist/${part.fileName}`] = part.type === "chunk" ? part.code : Buffer.from(part.source);
      assertBegins(verdicts(files), [
        sourcemap === "inline"
          ? "inline-source-map dist/a.js: has a source map inside that hands out 1"
          : handsOut("dist/a.js.map"),
      ]);
    }
    await bundle.close();
  });

  test("webpack", async () => {
    await using folder = await temporaryFolder();
    await writeFile(path.join(folder.path, "a.js"), plain);
    const run = async (devtool: string) => {
      const compiler = webpack({
        mode: "development",
        context: folder.path,
        entry: "./a.js",
        devtool,
        output: { path: path.join(folder.path, devtool), filename: "out.js" },
      });
      assert.ok(compiler);
      const stats = await new Promise<webpack.Stats>((resolve, reject) => {
        compiler.run((error, done) => (done === undefined ? reject(error) : resolve(done)));
      });
      await new Promise((resolve) => compiler.close(resolve));
      assert.equal(stats.hasErrors(), false, stats.toString());
      return { stats, read: (name: string) => readFile(path.join(folder.path, devtool, name)) };
    };
    const linked = await run("source-map");
    const files: Files = {
      "dist/out.js": await linked.read("out.js"),
      "dist/out.js.map": await linked.read("out.js.map"),
      "stats.json": JSON.stringify(linked.stats.toJson({ all: true, source: true })),
      "short.json": JSON.stringify(linked.stats.toJson({ all: false, modules: true, assets: true })),
    };
    assertBegins(verdicts(files), [
      "source-map dist/out.js.map: hands out",
      "embedded-source stats.json: is a webpack stats file with",
      "embedded-source short.json: is a webpack stats file: it names",
    ]);
    for (const devtool of ["inline-source-map", "eval-source-map"]) {
      const { read } = await run(devtool);
      assertBegins(verdicts({ "dist/out.js": await read("out.js") }), [
        "inline-source-map dist/out.js: has a source map inside that hands out",
      ]);
    }
  });

  test("terser", async () => {
    const linked = await minify(
      { "a.js": plain },
      { sourceMap: { url: "a.min.js.map", includeSources: true }, module: true },
    );
    const files = { "a.min.js": linked.code ?? "", "a.min.js.map": String(linked.map) };
    assertBegins(verdicts(files), [handsOut("a.min.js.map")]);
    assertBegins(verdicts({ "a.min.js": files["a.min.js"] }), [
      "source-map-reference a.min.js: points to a source map that is not in",
    ]);
    const inline = await minify(
      { "a.js": plain },
      { sourceMap: { url: "inline", includeSources: true }, module: true },
    );
    assertBegins(verdicts({ "a.min.js": inline.code ?? "" }), [
      "inline-source-map a.min.js: has a source map inside that hands out 1",
    ]);
  });

  test("sass", async () => {
    await using folder = await temporaryFolder();
    await writeFile(path.join(folder.path, "a.scss"), "$colour: red;\na { b { color: $colour; } }\n");
    const { css, sourceMap: map } = compile(path.join(folder.path, "a.scss"), {
      sourceMap: true,
      sourceMapIncludeSources: true,
    });
    const text = JSON.stringify(map);
    assertBegins(verdicts({ "a.css": `${css}\n/*# sourceMappingURL=a.css.map */`, "a.css.map": text }), [
      handsOut("a.css.map"),
    ]);
    // The form in which sass's own command embeds a map.
    const inline = `${css}\n\n/*# sourceMappingURL=data:application/json;charset=utf-8,${encodeURIComponent(text)} */\n`;
    assertBegins(verdicts({ "a.css": inline }), [
      "inline-source-map a.css: has a source map inside that hands out 1",
    ]);
  });
});
