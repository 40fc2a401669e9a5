import { fork } from "node:child_process";
import { lstat, mkdir, readdir, readFile, readlink, realpath, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { execa } from "execa";
import type { Command } from "../../src/pack/run.ts";
import {
  bun,
  node,
  npm,
  npmMajors,
  pnpm,
  pnpmMajors,
  pnpmNative,
  yarn3,
  yarnBerry,
  yarnClassic,
} from "../tools.ts";
import { digest, type Files } from "./gate-list.ts";

/** An archive on disk; the file is `<id>.tgz` and the package in it is called `<id>`. */
export interface Subject {
  readonly id: string;
  readonly file: string;
}

/** What a package manager put on disk of one archive. Empty when it refused. */
export type Installed = ReadonlyMap<string, Files>;

/** Installs archives, scripts off, without a network. */
export interface Installer {
  readonly name: string;
  /** `folder` is empty and only this call's. */
  install(subjects: readonly Subject[], folder: string): Promise<Installed>;
}

/** Time that one install may take, in milliseconds. A manager that hangs on an archive installs nothing. */
const patience = 60_000;

/** Files below a folder, links as such; null when there is no folder. */
export async function filesBelow(folder: string): Promise<Files | null> {
  const files = new Map<string, string>();
  // Names are bytes here: an archive may hold some that are not UTF-8.
  const walk = async (path: Buffer, below: string): Promise<void> => {
    for (const name of await readdir(path, { encoding: "buffer" })) {
      const inside = Buffer.concat([path, Buffer.from("/"), name]);
      const shown = `${below}${name.toString("utf8")}`;
      // bun leaves a note of its own in each package.
      if (shown === ".bun-tag") continue;
      const stat = await lstat(inside);
      if (stat.isDirectory()) await walk(inside, `${shown}/`);
      else if (stat.isSymbolicLink()) files.set(shown, `link to ${await readlink(inside)}`);
      else files.set(shown, stat.isFile() ? digest(await readFile(inside)) : "special file");
    }
  };
  try {
    await walk(Buffer.from(await realpath(folder)), "");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
  return files;
}

/**
 * pacote, the part of npm that unpacks, taken from inside that npm: the same code as `npm install` runs, without the half
 * second that npm itself takes for each archive.
 */
function pacote(major: (typeof npmMajors)[number]): Installer {
  const cli = npm(major).args[0] ?? "";
  const library = join(dirname(cli), "../node_modules/pacote");
  return {
    name: `npm ${major} (pacote)`,
    async install(subjects, folder) {
      const child = fork(join(import.meta.dirname, "pacote-child.cjs"), [library, folder], {
        execPath: node,
        stdio: ["ignore", "ignore", "ignore", "ipc"],
      });
      child.send(subjects);
      const timer = setTimeout(() => child.kill("SIGKILL"), patience);
      await new Promise((resolve) => child.once("exit", resolve));
      clearTimeout(timer);
      return collect(subjects, (id) => join(folder, "unpacked", id));
    },
  };
}

async function collect(subjects: readonly Subject[], folderOf: (id: string) => string): Promise<Installed> {
  const installed = new Map<string, Files>();
  for (const { id } of subjects) {
    const files = await filesBelow(folderOf(id));
    if (files !== null) installed.set(id, files);
  }
  return installed;
}

interface Manager {
  readonly name: string;
  readonly command: Command;
  readonly args: readonly string[];
  /** Files beside package.json, by name. */
  readonly files?: Readonly<Record<string, string>>;
}

/** One project for each archive: slow, and nothing that one archive does touches another. */
function oneByOne(manager: Manager): Installer {
  return {
    name: manager.name,
    async install(subjects, folder) {
      const installed = new Map<string, Files>();
      const queue = subjects[Symbol.iterator]();
      const worker = async (): Promise<void> => {
        for (const subject of queue) {
          const project = join(folder, subject.id);
          await project_(manager, project, "dependencies", [subject]);
          const files = await filesBelow(join(project, "node_modules", subject.id));
          if (files !== null) installed.set(subject.id, files);
        }
      };
      await Promise.all([worker(), worker()]);
      return installed;
    },
  };
}

/** One project for all: an optional dependency that does not install is left out. */
function together(manager: Manager): Installer {
  return {
    name: manager.name,
    async install(subjects, folder) {
      const project = join(folder, "project");
      await project_(manager, project, "optionalDependencies", subjects);
      return collect(subjects, (id) => join(project, "node_modules", id));
    },
  };
}

async function project_(
  manager: Manager,
  project: string,
  field: string,
  subjects: readonly Subject[],
): Promise<void> {
  await mkdir(join(project, "home"), { recursive: true });
  const dependencies = Object.fromEntries(subjects.map(({ id, file }) => [id, `file:${file}`]));
  const files = {
    "package.json": JSON.stringify({ name: "consumer", private: true, [field]: dependencies }),
    ...manager.files,
  };
  for (const [name, content] of Object.entries(files)) await writeFile(join(project, name), content);
  await execa(manager.command.file, [...manager.command.args, ...manager.args], {
    cwd: project,
    env: {
      HOME: join(project, "home"),
      PATH: dirname(node),
      CI: "1",
      npm_config_cache: join(project, "home/cache"),
    },
    extendEnv: false,
    stdin: "ignore",
    reject: false,
    timeout: patience,
    killSignal: "SIGKILL",
    maxBuffer: 1_000_000,
  });
}

const pnpmArgs = [
  "install",
  "--ignore-scripts",
  "--offline",
  "--no-lockfile",
  "--store-dir",
  "home/store",
  "--config.package-import-method=copy",
  "--config.node-linker=hoisted",
];

const managers = {
  npm: (major: (typeof npmMajors)[number]): Manager => ({
    name: `npm ${major}`,
    command: npm(major),
    args: [
      "install",
      "--ignore-scripts",
      "--offline",
      "--no-audit",
      "--no-fund",
      "--no-package-lock",
      "--loglevel=silent",
    ],
  }),
  pnpm: (major: (typeof pnpmMajors)[number]): Manager => ({
    name: `pnpm ${major}`,
    command: pnpm(major),
    args: pnpmArgs,
  }),
  yarnClassic: (): Manager => ({
    name: "yarn 1",
    command: yarnClassic(),
    args: [
      "install",
      "--ignore-scripts",
      "--offline",
      "--no-lockfile",
      "--cache-folder",
      "home/cache",
      "--silent",
    ],
  }),
  yarnBerry: (name: string, command: Command): Manager => ({
    name,
    command,
    args: ["install"],
    files: {
      "yarn.lock": "",
      ".yarnrc.yml":
        "nodeLinker: node-modules\nenableScripts: false\nenableTelemetry: false\nenableNetwork: false\nenableImmutableInstalls: false\nenableGlobalCache: false\n",
    },
  }),
  native: (name: string, command: Command | null, args: readonly string[]): Manager[] =>
    command === null ? [] : [{ name, command, args }],
} as const;

const bunArgs = ["install", "--ignore-scripts", "--no-save", "--cache-dir=home/cache", "--backend=copyfile"];

/** Quick enough for each run of the tests. */
export function quickInstallers(): Installer[] {
  return [pacote(11), together(managers.pnpm(10)), ...managers.native("bun", bun(), bunArgs).map(oneByOne)];
}

/** Everything that the tests have. Minutes for the crafted archives. */
export function allInstallers(): Installer[] {
  return [
    ...npmMajors.map(pacote),
    ...npmMajors.map((major) => oneByOne(managers.npm(major))),
    ...pnpmMajors.map((major) => oneByOne(managers.pnpm(major))),
    ...managers.native("pnpm 12", pnpmNative(), pnpmArgs).map(oneByOne),
    oneByOne(managers.yarnClassic()),
    oneByOne(managers.yarnBerry("yarn 3", yarn3())),
    oneByOne(managers.yarnBerry("yarn 4", yarnBerry())),
    ...managers.native("bun", bun(), bunArgs).map(oneByOne),
  ];
}

/** The name that npm gives a `.gitignore` when it unpacks. @see https://github.com/npm/pacote/blob/main/lib/fetcher.js */
export function listedPath(path: string): readonly string[] {
  return basename(path) === ".npmignore" ? [path, join(dirname(path), ".gitignore")] : [path];
}
