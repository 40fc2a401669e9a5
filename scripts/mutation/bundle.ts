/** A test file with the sources it reaches as one script, which can be evaluated afresh for each mutant. */
import crypto from "node:crypto";
import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { constants, Script } from "node:vm";
import { build, type Plugin } from "esbuild";

/** Packages and Node's own modules by name: loaded once, shared by every evaluation. */
type External = (name: string) => Readonly<Record<string, unknown>>;

/** What the instrumented sources ask and tell at every mutant. */
export interface Switches {
  /** The mutant that is active; null while it is counted who covers which. */
  readonly active: string | null;
  /** Asked at each use of the active mutant. */
  readonly hit: () => true;
  readonly cover: (...mutants: readonly number[]) => void;
}

/** Evaluates the file and everything of the project that it imports, with no state left from an earlier evaluation. */
export type Evaluate = (nodeTest: Readonly<Record<string, unknown>>, switches: Switches) => Promise<void>;

/**
 * `file` is a path from the root. Module state (a table compiled on first use, say) would otherwise outlive a mutant: what one mutant
 * computed would judge the next.
 */
export async function bundle(file: string, root: string, covering: boolean): Promise<Evaluate> {
  const externals = new Map<string, Readonly<Record<string, unknown>>>();
  const { outputFiles } = await build({
    entryPoints: [resolve(root, file)],
    absWorkingDir: root,
    bundle: true,
    write: false,
    format: "esm",
    platform: "node",
    target: "node24",
    logLevel: "silent",
    plugins: [ownFiles(root, covering), packages(externals)],
  });
  const code = outputFiles[0]?.text ?? "";
  const script = new Script(`(async (__external, __meta, __active, __hit, __cover) => {\n${code}\n})`, {
    filename: file,
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
  return async (nodeTest, { active, hit, cover }) => {
    const own = new Map([...externals, ["node:test", nodeTest] as const]);
    const loaded = own.get("node:crypto");
    if (loaded !== undefined) own.set("node:crypto", { ...loaded, generateKeyPairSync: keyPairs() });
    const external: External = (name) => own.get(name) ?? {};
    const run: (...parameters: readonly unknown[]) => Promise<void> = script.runInThisContext();
    await run(external, metaOf, active, hit, cover);
  };
}

/** Making a key takes longer than most files of tests: the first, second, … key that a file asks for is made once. */
const made = new Map<string, unknown>();

function keyPairs() {
  let count = 0;
  const name: string = "generateKeyPairSync";
  const make: (...parameters: readonly unknown[]) => unknown = Reflect.get(crypto, name);
  return (...parameters: readonly unknown[]): unknown => {
    const key = `${++count} ${JSON.stringify(parameters)}`;
    if (!made.has(key)) made.set(key, make(...parameters));
    return made.get(key);
  };
}

function metaOf(file: string): Readonly<Record<string, unknown>> {
  return { url: pathToFileURL(file).href, filename: file, dirname: dirname(file), main: false };
}

/**
 * `import.meta` of each file, which one script for all of them cannot have; and what Stryker asks and tells at each mutant in a form that
 * costs next to nothing: its own functions would take longer than the tests.
 */
function ownFiles(root: string, covering: boolean): Plugin {
  return {
    name: "own-files",
    setup({ onLoad }) {
      onLoad({ filter: /\.ts$/ }, async ({ path }) => {
        if (!path.startsWith(root)) return null;
        const text = await readFile(path, "utf8");
        const contents = text
          .replaceAll("import.meta", `__meta(${JSON.stringify(path)})`)
          .replace(/stryMutAct_9fa48\(("\w+")\)/g, "(__active === $1 && __hit())")
          .replace(/stryCov_9fa48\(("[^)]*)\)/g, (_, mutants: string) =>
            covering ? `__cover(${mutants.replaceAll('"', "")})` : "0",
          );
        return { contents, loader: "ts" };
      });
    },
  };
}

function packages(externals: Map<string, Readonly<Record<string, unknown>>>): Plugin {
  return {
    name: "packages",
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
        kind === "entry-point" ? null : { path, namespace: "external" },
      );
      onLoad({ filter: /.*/, namespace: "external" }, async ({ path }) => {
        const module: Readonly<Record<string, unknown>> = await import(path);
        if (!externals.has(path)) externals.set(path, module);
        const from = `__external(${JSON.stringify(path)})`;
        const names = Object.keys(module).filter((name) => /^[A-Za-z_$][\w$]*$/.test(name));
        return {
          contents: names
            .map(
              (name, index) =>
                `const v${index} = ${from}[${JSON.stringify(name)}]; export { v${index} as ${name} };`,
            )
            .join("\n"),
          loader: "js",
        };
      });
    },
  };
}
