import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { execaSync } from "execa";

/**
 * Runs the recipes on nektos/act: finds it, or builds it with Go once into the user's cache folder, then starts the tests of
 * `__tests__/runner`. The environment variable ACT names another program. Exit code 1: a test failed. 2: nothing ran, since
 * there is neither act nor a way to build it; a test that did not run must not look like one that passed.
 */
const VERSION = "v0.2.89";
const cache = process.env.XDG_CACHE_HOME || join(homedir(), ".cache");
const program = process.env.ACT || join(cache, "lastgate", `act-${VERSION}`, "act");

if (!existsSync(program)) {
  console.log(`Building act ${VERSION} with Go. This happens once, and takes some minutes.`);
  const { exitCode, code } = execaSync("go", ["install", `github.com/nektos/act@${VERSION}`], {
    stdio: "inherit",
    env: { GOBIN: dirname(program) },
    timeout: 15 * 60_000,
    reject: false,
  });
  if (exitCode !== 0) {
    const why = code === "ENOENT" ? "there is no Go to build act with" : "Go could not build act";
    console.error(
      `The recipes did not run, because ${why}. Install Go, or name an act with the variable ACT.`,
    );
    process.exit(2);
  }
}

const { exitCode = 1 } = execaSync(process.execPath, ["--test", "__tests__/runner/**/*.test.ts"], {
  stdio: "inherit",
  env: { ACT: program, PATH: `${dirname(process.execPath)}${delimiter}${process.env.PATH ?? ""}` },
  reject: false,
});
process.exit(exitCode);
