import assert from "node:assert/strict";
import { glob, readFile } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";

const pure = ["rules", "policy", "report", "tarball", "source-map", "magic", "attribution"];
const edges =
  /^(?:@actions\/|@octokit\/|node:(?:process|child_process|http|https|net|os)$|execa$)|\/(?:github|pack|baseline)\//;
/** Files of the pure folders that are allowed to touch the file system: they are how bytes come in. */
const readers = ["src/tarball/read.ts", "src/tarball/open-archive.ts", "src/policy/files.ts"];

async function sources(folder: string): Promise<string[]> {
  return Array.fromAsync(glob(`src/${folder}/**/*.ts`), (file) => file.split(path.sep).join("/"));
}

function importsOf(text: string): string[] {
  return [...text.matchAll(/^\s*(?:import|export)\s[^;]*?from\s+"([^"]+)"|\bimport\("([^"]+)"\)/gm)].map(
    (match) => match[1] ?? match[2] ?? "",
  );
}

test("the pure core imports no edge: no GitHub, no process, no network", async () => {
  let looked = 0;
  for (const folder of pure) {
    for (const file of await sources(folder)) {
      const text = await readFile(file, "utf8");
      looked++;
      for (const name of importsOf(text)) {
        assert.doesNotMatch(name, edges, `${file} imports ${name}`);
        if (name.startsWith("node:fs")) assert.ok(readers.includes(file), `${file} imports ${name}`);
      }
      assert.doesNotMatch(
        text,
        /\bprocess\.|\bDate\.now\(|new Date\(\)|\bfetch\(/,
        `${file} reads the outside world`,
      );
    }
  }
  assert.ok(looked > 50, `only ${looked} files were looked at`);
});

test("only the action and its own folder know GitHub", async () => {
  for await (const found of glob("src/**/*.ts")) {
    const file = found.split(path.sep).join("/");
    if (file.startsWith("src/github/") || file === "src/action.ts") continue;
    for (const name of importsOf(await readFile(found, "utf8"))) {
      assert.doesNotMatch(name, /^@(?:actions|octokit)\/|\/github\//, `${file} imports ${name}`);
    }
  }
});

test("there are no grab bags, and no file that outgrew one sitting", async () => {
  for await (const file of glob("src/**/*.ts")) {
    assert.doesNotMatch(file, /(?:utils?|helpers?|common|misc)(?:\.ts|[\\/])/);
    const lines = (await readFile(file, "utf8")).split("\n").length;
    assert.ok(lines <= 350, `${file} has ${lines} lines`);
  }
});

test("the import reader of this file sees imports", () => {
  assert.deepEqual(
    importsOf('import a from "x";\nimport {\n  b,\n} from "y";\nexport * from "z";\nawait import("w");'),
    ["x", "y", "z", "w"],
  );
});
