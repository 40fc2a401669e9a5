import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { tarballBytes, temporaryFolder } from "../archive.ts";
import { writeProject } from "../project.ts";

const cli = join(import.meta.dirname, "../../dist/cli.js");
const map = JSON.stringify({ version: 3, sources: ["a.ts"], sourcesContent: ["x"], mappings: "AAAA" });

/** The committed command line on a folder. */
async function check(folder: string, ...args: string[]): Promise<{ code: number | null; said: string }> {
  const child = spawn(process.execPath, [cli, "check", ...args], { cwd: folder });
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk) => {
      said += chunk;
    });
  const [code] = await once(child, "close");
  return { code, said };
}

test("a pack script cannot open the debugger of the gate", {
  skip: process.platform === "win32",
}, async () => {
  await using folder = await temporaryFolder();
  await writeProject(folder.path, {
    "package.json": { name: "a", version: "1.0.0", main: "a.js", scripts: { prepack: "node usr1.cjs" } },
    "a.js": "",
    "a.js.map": map,
    "usr1.cjs": `
      const { execFileSync } = require("child_process");
      let pid = process.ppid;
      for (let up = 0; up < 4 && pid > 1; up++) {
        const line = execFileSync("ps", ["-o", "ppid=,args=", "-p", String(pid)], { encoding: "utf8" });
        if (line.includes("cli.js check")) { process.kill(pid, "SIGUSR1"); console.log("signal sent"); break; }
        pid = Number(line.trim().split(/s+/)[0]);
      }
      require("fs").writeFileSync("sent", String(pid));
      setTimeout(() => {}, 300);
    `,
  });
  const { code, said } = await check(folder.path);
  assert.equal(code, 1, said);
  assert.doesNotMatch(said, /Debugger listening/);
});

test("a script that changes publishConfig after packing cannot choose the policy that judges", async () => {
  await using folder = await temporaryFolder();
  const edit =
    "const f='package.json',m=JSON.parse(require('fs').readFileSync(f));m.publishConfig={access:'restricted'};require('fs').writeFileSync(f,JSON.stringify(m))";
  await writeProject(folder.path, {
    "package.json": { name: "a", version: "1.0.0", main: "a.js", scripts: { postpack: `node -e "${edit}"` } },
    "a.js": "",
    "a.js.map": map,
    ".github/lastgate.yml":
      'version: 1\naudiences: { internal: { rules: { source-map: { level: off, reason: "ours" } } } }\n',
  });
  const { code, said } = await check(folder.path);
  assert.equal(code, 2, said);
  assert.match(
    said,
    /asks for another policy \(audience public\) than the one in its folder \(audience internal\)/,
  );
});

test("a limit on growth is never passed over in silence for a ready tarball", async () => {
  await using folder = await temporaryFolder();
  await writeProject(folder.path, { ".github/lastgate.yml": "version: 1\nlimits: { growth: 1% }\n" });
  await writeFile(join(folder.path, "a.tgz"), await tarballBytes({ "a.js": "" }, { main: "a.js" }));
  const { code, said } = await check(folder.path, "a.tgz", "--baseline", "none");
  assert.equal(code, 0, said);
  assert.match(said, /`?limits\.growth`? was not judged/);
});
