import "./one-shot.ts";

import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { Argument, Command, CommanderError, InvalidArgumentError, Option } from "commander";
import manifest from "../package.json" with { type: "json" };
import { acceptedBaselines, type BaselineChoice, parseBaseline } from "./baseline/choice.ts";
import { today } from "./clock.ts";
import { CouldNotJudge } from "./failure.ts";
import { gate, list } from "./gate.ts";
import { interruption } from "./interruption.ts";
import { type ManagerName, managerNames } from "./pack/manager.ts";
import { folderFiles, type PolicyFiles } from "./policy/files.ts";
import { loadPolicy } from "./policy/load.ts";
import { json, terminal } from "./report/escape.ts";
import { renderHtml } from "./report/html.ts";
import { renderJson } from "./report/json.ts";
import { renderMarkdown } from "./report/markdown.ts";
import type { Listed, Report } from "./report/report.ts";
import { renderSarif } from "./report/sarif.ts";
import { renderText } from "./report/text.ts";
import { exitCode, verdictLine } from "./report/verdict.ts";
import type { GateRequest } from "./request.ts";
import { allRules } from "./rules/index.ts";
import { ruleList, ruleText } from "./rules/text.ts";
import { acceptedShares, parseShare, type Share } from "./shard.ts";
import { mergeReports } from "./shard-reports.ts";
import { storeOfUser, TarballStore } from "./store.ts";
import { temporaryFolder } from "./temporary-folder.ts";
import { writeWhole } from "./whole-file.ts";

const formats = ["text", "json", "sarif", "markdown", "html"] as const;
type Format = (typeof formats)[number];

interface ReportOptions {
  readonly format: Format;
  readonly output?: string;
}

interface ListOptions {
  readonly policy?: string;
  readonly packageManager?: ManagerName;
  readonly changedSince?: string;
}

interface CheckOptions extends ListOptions, ReportOptions {
  readonly audience?: string;
  readonly baseline?: BaselineChoice;
  readonly packCommand?: string;
  readonly prepublishOnly: boolean;
  readonly shard?: Share;
}

async function check(targets: readonly string[], options: CheckOptions): Promise<void> {
  const request = await requestOf(targets, options);
  const report = await gate(request);
  await rm(request.destination, { recursive: true, force: true });
  await tell(report, options);
}

async function merge(reports: readonly string[], options: ReportOptions): Promise<void> {
  const { report } = await mergeReports({ reports, folder: process.cwd(), enforced: true });
  await tell(report, options);
}

async function tell(report: Report, options: ReportOptions): Promise<void> {
  const text = render(report, options.format);
  if (options.output === undefined) {
    process.stdout.write(text);
  } else {
    await writeWhole(resolve(options.output), text);
    process.stdout.write(`${verdictLine(report)}\n`);
  }
  process.exitCode = reportIsBroken ? 2 : exitCode(report);
}

/** Prints what `check` would judge, as JSON for programs; nothing when that cannot be told whole. */
async function listPackages(targets: readonly string[], options: ListOptions): Promise<void> {
  let packages: readonly Listed[] = [];
  const request = await requestOf(targets, { ...options, prepublishOnly: true, format: "text" }, (found) => {
    packages = found;
  });
  const { failures, notes } = await list(request);
  await rm(request.destination, { recursive: true, force: true });
  for (const { value } of failures) process.stderr.write(`could not judge: ${terminal(value.message)}\n`);
  for (const { value } of notes) process.stderr.write(`note: ${terminal(value)}\n`);
  if (failures.length > 0) return;
  process.stdout.write(`${json(packages)}\n`);
  process.exitCode = reportIsBroken ? 2 : 0;
}

async function requestOf(
  targets: readonly string[],
  options: CheckOptions,
  found: GateRequest["observer"]["found"] = () => {},
): Promise<GateRequest> {
  const since = options.changedSince;
  return {
    targets: targets.length > 0 ? targets : ["."],
    folder: process.cwd(),
    policy: options.policy ?? null,
    audience: options.audience ?? null,
    baseline: options.baseline ?? null,
    packageManager: options.packageManager ?? null,
    packCommand: options.packCommand ?? null,
    prepublishOnly: options.prepublishOnly,
    enforce: true,
    changedOnly: since === undefined ? null : { since },
    shard: options.shard ?? null,
    today: today(new Date()),
    destination: await temporaryFolder(tmpdir(), "TMPDIR"),
    // The judged tarballs stay for who publishes them. Only the JSON report tells where they are.
    store: options.format === "json" ? new TarballStore(tmpdir(), storeOfUser(), "TMPDIR") : null,
    presets: presets(),
    // Who judges a change of his own on his own machine sees its policy's diff as well.
    base: null,
    repositoryIsPublic: null,
    env: process.env,
    abort: interruption(),
    observer: {
      found,
      progress(message) {
        if (process.stderr.isTTY) process.stderr.write(`${terminal(message)}\n`);
      },
      // A failure carries its last lines; a success needs none of it on a terminal.
      output() {},
      mask() {},
    },
  };
}

function presets(): PolicyFiles {
  return folderFiles(fileURLToPath(new URL("../presets/", import.meta.url)));
}

/** The list of all rules, or what there is to say of some. */
async function explainRules(ids: readonly string[]): Promise<void> {
  process.stdout.write(ids.length === 0 ? await listOfRules() : ruleText(allRules, ids));
  process.exitCode = 0;
}

async function listOfRules(): Promise<string> {
  const files = presets();
  const policy = await loadPolicy({ file: "recommended.yml", files, presets: files, rules: allRules });
  const { rules } = policy.resolve({ name: "", audience: "public" });
  return ruleList(allRules, (id) => rules.get(id)?.level ?? "off");
}

function render(report: Report, format: Format): string {
  switch (format) {
    case "text":
      return renderText(report, { color: process.stdout.isTTY && process.stdout.hasColors() });
    case "json":
      return renderJson(report);
    case "sarif":
      return renderSarif(report, allRules);
    case "markdown":
      return renderMarkdown(report);
    case "html":
      return renderHtml(report);
  }
}

function baselineOption(value: string): BaselineChoice {
  const choice = parseBaseline(value);
  if (choice === null) throw new InvalidArgumentError(`Accepted are ${acceptedBaselines}.`);
  return choice;
}

function shareOption(value: string): Share {
  const share = parseShare(value);
  if (share === null) throw new InvalidArgumentError(`Accepted is ${acceptedShares}.`);
  return share;
}

/** Part of the report is missing where it was written: no verdict may stand on it. */
let reportIsBroken = false;

const program = new Command("lastgate")
  .description("The last gate before the registry: judges the exact tarball that will be published.")
  .version(manifest.version)
  .exitOverride()
  .showHelpAfterError("Run lastgate --help for the commands.")
  .addHelpText(
    "after",
    "\nExit codes: 0 passed, 1 stopped (the policy forbids something), 2 could not judge.",
  );

const targets = () =>
  new Argument("[target...]", "a package folder, a workspace root, or a .tgz (default: the current folder)");
const policyOption = () =>
  new Option("--policy <file>", "policy file (default: .github/lastgate.yml, else the preset recommended)");
const managerOption = () =>
  new Option("--package-manager <name>", "what packs (default: what the project names, else npm)").choices(
    managerNames,
  );
const changedOption = () =>
  new Option("--changed-since <commit>", "only the packages of a workspace that changed since then");
const formatOption = () =>
  new Option("--format <format>", "form of the report").choices(formats).default("text");
const outputOption = () =>
  new Option("--output <file>", "write the report there, and only the verdict to the terminal");

program
  .command("check")
  .description("pack, read every entry, judge")
  .addArgument(targets())
  .addOption(policyOption())
  .option("--audience <name>", "who receives the tarball (default: told by publishConfig)")
  .addOption(new Option("--baseline <release>", acceptedBaselines).argParser(baselineOption))
  .addOption(managerOption().conflicts("packCommand"))
  .option("--pack-command <command>", "packs instead, for `sh`: writes .tgz files into {destination}")
  .option("--no-prepublish-only", "do not run prepublishOnly, or what else `publish` runs before it packs")
  .addOption(changedOption())
  .addOption(new Option("--shard <share>", acceptedShares).argParser(shareOption))
  .addOption(formatOption())
  .addOption(outputOption())
  .action(check);

program
  .command("merge")
  .description("make one verdict of the JSON reports of all shards")
  .argument("<report...>", "paths or globs")
  .addOption(formatOption())
  .addOption(outputOption())
  .action(merge);

program
  .command("list")
  .description("what check would judge, as JSON; nothing is packed")
  .addArgument(targets())
  .addOption(policyOption())
  .addOption(managerOption())
  .addOption(changedOption())
  .action(listPackages);

program
  .command("rules")
  .description(
    "the list of rules, each with its level in `recommended`; of those named: what each catches, a real incident, and how to fix it",
  )
  .argument("[id...]", "these rules as a whole")
  .action(explainRules);

for (const command of program.commands)
  command.showHelpAfterError(`Run lastgate ${command.name()} --help for the options.`);

// Until a verdict stands, the answer is "could not judge": a crash, or an event loop that runs dry, must not look like a pass.
process.exitCode = 2;
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  // Somebody closed the pipe (`| head`): the exit code still tells the verdict.
  if (error.code === "EPIPE" || reportIsBroken) return;
  reportIsBroken = true;
  process.exitCode = 2;
  process.stderr.write(
    `could not judge: The report could not be written whole to the standard output (${error.code}): write it to a file with --output.\n`,
  );
});
try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : 2;
  } else if (error instanceof CouldNotJudge) {
    process.stderr.write(`could not judge: ${terminal(error.message)}\n`);
  } else {
    // A bug. Node would exit with 1, which means "stopped".
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
    process.stderr.write(`${stack.split("\n").map(terminal).join("\n")}\n`);
  }
}
