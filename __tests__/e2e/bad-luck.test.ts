import assert from "node:assert/strict";
import { chmod, mkdir, readdir, readFile, symlink } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { execa } from "execa";
import { put, tarballBytes, temporaryFolder } from "../archive.ts";
import { writeProject } from "../project.ts";
import { makeEvent } from "./events.ts";
import { type Fault, startGitHubApi } from "./github-api.ts";
import { type Ended, lastgate, type StartOptions } from "./process.ts";
import { runStep } from "./runner.ts";

const posix = process.platform !== "win32";
const isRoot = process.getuid?.() === 0;
/** `nobody` on most systems: without it root could write everywhere. */
const stranger = isRoot ? { uid: 65534 } : {};

const good = { "index.js": "export {};\n", "README.md": "# x\n", LICENSE: "MIT\n" };
const manifest = { name: "pkg", version: "1.0.0", type: "module", main: "index.js", files: ["index.js"] };
const leak = { ...good, ".env": "KEY=correct-horse-battery\n" };
const project = { "package.json": manifest, ...good };

interface Case {
  /** Prepares a folder that has a good package `p` and a leaking `leak.tgz`. */
  readonly prepare?: (folder: string) => Promise<unknown>;
  readonly args: readonly string[];
  readonly options?: (folder: string) => Partial<StartOptions>;
  readonly code: number;
  readonly sentence: RegExp;
  readonly skip?: boolean | string;
  readonly afterwards?: (folder: string, ended: Ended) => Promise<void>;
}

/** The clock of the process, through a module that Node loads first. */
const clock = (date: string): readonly string[] => {
  const code = `const Real = Date; globalThis.Date = class extends Real { constructor(...a) { super(...(a.length > 0 ? a : [${JSON.stringify(date)}])); } };`;
  return ["--import", `data:text/javascript,${encodeURIComponent(code)}`];
};

const waiver = (expires: string) =>
  `version: 1\nwaivers:\n  - { rule: secret-file, files: [.env], reason: r, expires: ${expires} }\n`;

const cases: Record<string, Case> = {
  "the disk is full while packing": {
    args: ["check", "p"],
    prepare: (folder) =>
      put(join(folder, "p"), "index.js", Buffer.from(crypto.getRandomValues(new Uint8Array(60_000)))),
    // The size of any file that is written, in blocks of 512 bytes; npm's log and cache are small.
    options: () => ({ shell: 'ulimit -f 64; exec "$@"' }),
    skip: !posix,
    code: 2,
    sentence: /`npm pack` failed with exit code \d+ in .*\n(.*\n)*.*(EFBIG|ENOSPC)/,
  },
  "the disk is full while the report is written to a file": {
    args: ["check", "leak.tgz", "--format", "html", "--output", "r.html"],
    prepare: (folder) => put(folder, "r.html", "the report of yesterday"),
    options: () => ({ shell: 'ulimit -f 8; exec "$@"' }),
    skip: !posix,
    code: 2,
    sentence: /The report could not be written to .*r\.html \(EFBIG\): name another file\.$/m,
    afterwards: async (folder) => {
      assert.equal(await readFile(join(folder, "r.html"), "utf8"), "the report of yesterday");
      assert.deepEqual(
        (await readdir(folder)).filter((name) => name.includes("tmp")),
        [],
      );
    },
  },
  "the disk is full while the report is written to the standard output": {
    args: ["check", "leak.tgz", "--format", "json"],
    options: () => ({ shell: 'exec "$@" > /dev/full' }),
    skip: process.platform !== "linux",
    code: 2,
    sentence: /could not be written whole to the standard output \(ENOSPC\)/,
  },
  "the report goes to a device that is full": {
    args: ["check", "leak.tgz", "--output", "/dev/full"],
    skip: process.platform !== "linux",
    code: 2,
    sentence: /could not be written to \/dev\/full \(ENOSPC\)/,
  },
  "whoever reads the standard output is gone": {
    args: ["check", "leak.tgz"],
    options: (folder) => ({ shell: `{ "$@"; echo $? > ${folder}/code; } | head -c 0` }),
    skip: !posix,
    code: 0,
    sentence: /^$/,
    afterwards: async (folder, { stderr }) => {
      assert.equal(await readFile(join(folder, "code"), "utf8"), "1\n");
      assert.equal(stderr, "");
    },
  },
  "git is missing": {
    prepare: async (folder) => {
      await mkdir(join(folder, "bin"));
      await symlink(process.execPath, join(folder, "bin/node"));
      const { stdout } = await execa("sh", ["-c", "command -v npm"]);
      await symlink(stdout.trim(), join(folder, "bin/npm"));
      for (const tool of ["sh", "env"]) {
        const found = await execa("sh", ["-c", `command -v ${tool}`]);
        await symlink(found.stdout.trim(), join(folder, "bin", tool));
      }
    },
    args: ["check", "p"],
    options: (folder) => ({ env: { PATH: join(folder, "bin") } }),
    skip: !posix,
    code: 0,
    sentence: /^passed: nothing found in 1 package$/m,
  },
  "npm is missing": {
    args: ["check", "p"],
    options: (folder) => ({ env: { PATH: join(folder, "nowhere") } }),
    code: 2,
    sentence: /npm could not be started \(ENOENT\): .*install/,
  },
  "there is no HOME": {
    args: ["check", "p"],
    options: () => ({ env: { HOME: undefined, USERPROFILE: undefined } }),
    code: 0,
    sentence: /^passed/m,
  },
  "TMPDIR does not exist": {
    args: ["check", "p"],
    options: (folder) => ({
      env: { TMPDIR: join(folder, "none"), TEMP: join(folder, "none"), TMP: join(folder, "none") },
    }),
    code: 2,
    sentence:
      /No temporary folder could be made in .*none \(ENOENT\): let TMPDIR name a folder that can be written/,
  },
  "TMPDIR cannot be written": {
    prepare: async (folder) =>
      chmod(await mkdir(join(folder, "t"), { recursive: true }).then(() => join(folder, "t")), 0o555),
    args: ["check", "leak.tgz"],
    options: (folder) => ({ env: { TMPDIR: join(folder, "t") }, ...stranger }),
    skip: !posix,
    code: 2,
    sentence: /No temporary folder could be made in .*\/t \(EACCES\)/,
  },
  "the workspace is read-only, with a ready tarball": {
    prepare: (folder) => chmod(folder, 0o555),
    args: ["check", "leak.tgz"],
    options: () => stranger,
    skip: !posix,
    code: 1,
    sentence: /secret-file/,
    afterwards: (folder) => chmod(folder, 0o755),
  },
  "the workspace is read-only, and the report should go there": {
    prepare: (folder) => chmod(folder, 0o555),
    args: ["check", "leak.tgz", "--output", "r.txt"],
    options: () => stranger,
    skip: !posix,
    code: 2,
    sentence: /could not be written to .*r\.txt \(EACCES\)/,
    afterwards: (folder) => chmod(folder, 0o755),
  },
  "the tarball cannot be read": {
    prepare: (folder) => chmod(join(folder, "leak.tgz"), 0o000),
    args: ["check", "leak.tgz"],
    options: () => stranger,
    skip: !posix,
    code: 2,
    sentence: /leak\.tgz/,
  },
  "NODE_OPTIONS means nothing": {
    args: ["check", "leak.tgz"],
    options: () => ({ env: { NODE_OPTIONS: "--no-such-flag" } }),
    code: 9,
    sentence: /--no-such-flag is not allowed in NODE_OPTIONS/,
  },
  "NODE_OPTIONS forgives rejections and deprecations": {
    args: ["check", "leak.tgz"],
    options: () => ({ env: { NODE_OPTIONS: "--unhandled-rejections=warn --throw-deprecation" } }),
    code: 1,
    sentence: /secret-file/,
  },
  "the clock stands at 1999": {
    args: ["check", "leak.tgz"],
    options: () => ({ node: clock("1999-12-31T00:00:00Z") }),
    code: 2,
    sentence: /The clock of this machine says 1999-12-31, so no waiver's end can be told: set the clock/,
  },
  "the clock stands in another millennium": {
    args: ["check", "leak.tgz"],
    options: () => ({ node: clock("+012026-11-22T00:00:00Z") }),
    code: 2,
    sentence: /The clock of this machine says \+012026-11-22/,
  },
  "the clock says nothing at all": {
    args: ["check", "leak.tgz"],
    options: () => ({ node: clock("never") }),
    code: 2,
    sentence: /The clock of this machine says no date at all/,
  },
  "the clock is years ahead, and a waiver has ended": {
    prepare: (folder) => writeProject(folder, { ".github/lastgate.yml": waiver("2030-01-01") }),
    args: ["check", "leak.tgz"],
    options: () => ({ node: clock("2031-01-01T00:00:00Z") }),
    code: 1,
    sentence: /expired-waiver[\s\S]*expired on 2030-01-01/,
  },
  "a waiver ends so late that no clock will see it": {
    prepare: (folder) => writeProject(folder, { ".github/lastgate.yml": waiver("9999-12-31") }),
    args: ["check", "leak.tgz"],
    code: 0,
    sentence: /1 finding waived/,
  },
  "the policy has Windows line endings and a byte order mark": {
    prepare: (folder) =>
      writeProject(folder, {
        ".github/lastgate.yml": `\uFEFF${waiver("2098-01-01").replaceAll("\n", "\r\n")}`,
      }),
    args: ["check", "leak.tgz"],
    code: 0,
    sentence: /1 finding waived/,
  },
  "a wrong policy has Windows line endings": {
    prepare: (folder) => writeProject(folder, { ".github/lastgate.yml": "version: 1\r\n\r\nshipp: []\r\n" }),
    args: ["check", "leak.tgz"],
    code: 2,
    sentence: /lastgate\.yml:3/,
  },
  "package.json has a byte order mark and Windows line endings": {
    prepare: (folder) =>
      put(
        join(folder, "p"),
        "package.json",
        `\uFEFF${JSON.stringify({ ...manifest, scripts: { postinstall: "node x.js" } }, null, 2).replaceAll("\n", "\r\n")}`,
      ),
    args: ["check", "p"],
    code: 1,
    sentence: /lifecycle-script[\s\S]*p\/package\.json:10/,
  },
};

describe("bad luck has an outcome and one sentence", { concurrency: 2 }, () => {
  for (const [name, { prepare, args, options, code, sentence, skip = false, afterwards }] of Object.entries(
    cases,
  )) {
    test(name, { skip }, async () => {
      await using folder = await temporaryFolder();
      await chmod(folder.path, 0o755);
      await writeProject(join(folder.path, "p"), project);
      await put(folder.path, "leak.tgz", await tarballBytes(leak, { type: "module", main: "index.js" }));
      await prepare?.(folder.path);
      const ended = await lastgate(args, { cwd: folder.path, ...options?.(folder.path) });
      const output = ended.stdout + ended.stderr;
      assert.equal(ended.code, code, output);
      assert.match(output, sentence);
      assert.doesNotMatch(output, /\n\s+at .*\.js:\d+/, "a stack is shown for what is not a bug");
      await afterwards?.(folder.path, ended);
    });
  }

  for (const [what, event, removed, sentence] of [
    ["its own folder", "postpack", "b", /b[\\/]package\.json is gone after packing/],
    [
      "a neighbour's folder",
      "prepack",
      "c",
      /c is gone, so that nothing can be packed there: mend the script/,
    ],
  ] as const) {
    test(`a script removes ${what}, and the others are judged`, async () => {
      await using folder = await temporaryFolder();
      const member = (name: string, scripts = {}) => ({ name, version: "1.0.0", scripts });
      const script = `node -e "fs.rmSync('../${removed}',{recursive:true})"`;
      await writeProject(folder.path, {
        "package.json": { name: "root", private: true, workspaces: ["packages/*"] },
        "packages/a/package.json": member("a"),
        "packages/a/.env": "PASSWORD=correct-horse-battery\n",
        "packages/b/package.json": member("b", { [event]: script }),
        "packages/c/package.json": member("c"),
      });
      const ended = await lastgate(["check"], { cwd: folder.path });
      assert.equal(ended.code, 2, ended.stdout);
      assert.match(ended.stdout, sentence);
      assert.match(ended.stdout, /error\s+secret-file/);
    });
  }

  test("the disk is really full while packing", async (t) => {
    await using folder = await temporaryFolder();
    await writeProject(join(folder.path, "p"), project);
    await put(
      join(folder.path, "p"),
      "index.js",
      Buffer.from(crypto.getRandomValues(new Uint8Array(65_536))),
    );
    const disk = join(folder.path, "disk");
    await mkdir(disk);
    const mounted = await execa("mount", ["-t", "tmpfs", "-o", "size=32k", "tmpfs", disk], { reject: false });
    if (mounted.exitCode !== 0) return t.skip("nobody here may mount a small disk");
    try {
      const ended = await lastgate(["check", "p"], { cwd: folder.path, env: { TMPDIR: disk } });
      assert.equal(ended.code, 2, ended.stdout);
      assert.match(ended.stdout, /`npm pack` failed[\s\S]*ENOSPC/);
      // npm's own compile cache is npm's.
      const left = (await readdir(disk)).filter((name) => name !== "node-compile-cache");
      assert.deepEqual(left, [], "something is left on the full disk");
    } finally {
      await execa("umount", [disk]);
    }
  });
});

/** A package whose prepack says that it runs, with a child of its own that never ends. */
const endless = {
  "package.json": { ...manifest, scripts: { prepack: "node endless.cjs" } },
  ...good,
  "endless.cjs": `
    const { spawn } = require("child_process");
    const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "ignore" });
    require("fs").writeFileSync("pids", process.pid + " " + child.pid);
    setInterval(() => {}, 1000);
  `,
};

async function pidsIn(folder: string): Promise<number[]> {
  for (let tries = 0; tries < 600; tries++) {
    const text = await readFile(join(folder, "pids"), "utf8").catch(() => "");
    const pids = text.split(" ").map(Number);
    if (pids.length === 2) return pids;
    await sleep(100);
  }
  throw new Error("the script never started");
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function assertGone(pids: readonly number[]): Promise<void> {
  for (let tries = 0; tries < 50 && pids.some(isAlive); tries++) await sleep(100);
  assert.deepEqual(pids.filter(isAlive), [], "a child lives on");
}

describe("a run that is ended in the middle", { skip: !posix }, () => {
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    test(`by ${signal}: could not judge, children and temporary folders gone, the report whole`, async () => {
      await using folder = await temporaryFolder();
      await using temp = await temporaryFolder();
      await writeProject(folder.path, endless);
      let pids: number[] = [];
      const ended = await lastgate(["check", "--format", "json"], {
        cwd: folder.path,
        env: { TMPDIR: temp.path },
        meanwhile: (child) =>
          void pidsIn(folder.path).then((found) => {
            pids = found;
            child.kill(signal);
          }),
      });
      assert.equal(ended.code, 2, ended.stderr);
      const { verdict, packages, failures } = JSON.parse(ended.stdout);
      assert.deepEqual([verdict, packages], ["could-not-judge", []]);
      assert.match(
        failures[0].message,
        new RegExp(`ended by ${signal} before everything was judged: run it again`),
      );
      await assertGone(pids);
      assert.deepEqual(
        (await readdir(temp.path)).filter((name) => name.startsWith("lastgate-")),
        [],
      );
    });
  }

  test("by the second signal at once, and still the children are gone", async () => {
    await using folder = await temporaryFolder();
    await writeProject(folder.path, {
      ...endless,
      "endless.cjs": `process.on("SIGTERM", () => {});${endless["endless.cjs"]}`,
    });
    let pids: number[] = [];
    const ended = await lastgate(["check"], {
      cwd: folder.path,
      meanwhile: (child) =>
        void pidsIn(folder.path).then(async (found) => {
          pids = found;
          child.kill("SIGTERM");
          await sleep(300);
          child.kill("SIGTERM");
        }),
    });
    assert.notEqual(ended.code, 0);
    assert.doesNotMatch(ended.stdout, /passed|stopped:/);
    await assertGone(pids);
  });

  test("a cancelled job: the action's outputs, summary and report say so, each of them whole", async () => {
    await using folder = await temporaryFolder();
    // The script ends the process that started npm.
    const killer = `
      const { execFileSync } = require("child_process");
      const parent = (pid) => Number(execFileSync("ps", ["-o", "ppid=", "-p", String(pid)]).toString());
      let pid = process.pid;
      while (!execFileSync("ps", ["-o", "args=", "-p", String(pid)]).toString().includes("dist/action.js")) pid = parent(pid);
      process.kill(pid, "SIGINT");
      setInterval(() => {}, 1000);
    `;
    await writeProject(folder.path, { ...endless, "endless.cjs": killer });
    await using step = await runStep({ workspace: folder.path, inputs: { "check-name": "" } });
    assert.equal(step.exitCode, 2, step.raw);
    assert.equal(step.outputs.get("verdict"), "could-not-judge");
    assert.match(step.summary ?? "", /ended by SIGINT/);
    const report = JSON.parse(await readFile(step.outputs.get("report") ?? "", "utf8"));
    assert.equal(report.failures[0].kind, "interrupted");
  });
});

describe("the runner's files are full", { skip: process.platform !== "linux" }, () => {
  test("outputs that cannot be written fail the step, whatever the verdict", async () => {
    await using folder = await temporaryFolder();
    await writeProject(folder.path, project);
    await using step = await runStep({
      workspace: folder.path,
      inputs: { "check-name": "" },
      env: { GITHUB_OUTPUT: "/dev/full" },
    });
    assert.equal(step.exitCode, 2, step.raw);
    assert.ok(
      step.annotations.some(
        ({ level, message }) => level === "error" && /outputs could not be written \(ENOSPC\)/.test(message),
      ),
    );
  });

  test("a full summary or report costs a warning, and no half of one stays", async () => {
    await using folder = await temporaryFolder();
    await writeProject(folder.path, project);
    await using step = await runStep({
      workspace: folder.path,
      inputs: { "check-name": "" },
      env: { GITHUB_STEP_SUMMARY: "/dev/full" },
    });
    assert.equal(step.exitCode, 0, step.raw);
    assert.ok(
      step.annotations.some(({ message }) => /job summary could not be written \(ENOSPC\)/.test(message)),
    );
  });
});

/** What GitHub's API does to the check run, through the committed action: the verdict stands, and one notice at most is said. */
const faults: Record<string, [faults: readonly Fault[], notice: RegExp | null, runs: number]> = {
  "403": [[{ status: 403, message: "Resource not accessible by integration" }], /checks: write/, 0],
  "422": [[{ status: 422, message: "Validation Failed" }], /422: Validation Failed/, 0],
  "429 with retry-after": [[{ status: 429, headers: { "retry-after": "1" } }], null, 1],
  "429 that asks for an hour": [
    [{ status: 429, headers: { "retry-after": "3600" } }],
    /rate limit holds on \(429\)/,
    0,
  ],
  "500 once": [[{ status: 500 }], null, 1],
  "500 again and again": [Array<Fault>(4).fill({ status: 500 }), /GitHub's API failed \(500\)/, 0],
  "half a body": [["half-a-body"], null, 1],
  "a broken line": [["reset"], null, 1],
  "no answer": [Array<Fault>(2).fill("no-answer"), /could not be reached/, 0],
};

describe("GitHub's API fails while the check run is written", { concurrency: 3 }, () => {
  for (const [name, [injected, notice, runs]] of Object.entries(faults)) {
    test(name, async () => {
      await using folder = await temporaryFolder();
      await using api = await startGitHubApi();
      await put(folder.path, "leak.tgz", await tarballBytes(leak, { type: "module", main: "index.js" }));
      api.faults.push(...injected);
      await using step = await runStep({
        workspace: folder.path,
        event: makeEvent("push"),
        apiUrl: api.url,
        inputs: { targets: "leak.tgz" },
        timeout: 120_000,
      });
      assert.equal(step.exitCode, 1, step.raw);
      assert.equal(step.outputs.get("verdict"), "stopped");
      const notices = step.annotations.filter(({ level }) => level === "notice");
      assert.equal(notices.length, notice === null ? 0 : 1, step.raw);
      if (notice !== null) assert.match(notices[0]?.message ?? "", notice);
      assert.equal(api.checkRuns.length, runs);
      assert.deepEqual(api.violations, []);
    });
  }
});
