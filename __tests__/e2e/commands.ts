/**
 * How the Actions runner reads the lines that a step prints, after its source: `ActionCommand.cs`,
 * `ActionCommandManager.cs` and `ExecutionContext.AddIssue`. What it gets wrong is kept, since the gate has to live with it.
 * @see https://github.com/actions/runner/tree/main/src/Runner.Worker
 */
import { isAbsolute, relative } from "node:path";

export type AnnotationLevel = "error" | "warning" | "notice";

export interface StepAnnotation {
  readonly level: AnnotationLevel;
  /** At most 4,096 UTF-16 units, as the runner cuts it. */
  readonly message: string;
  readonly title: string | null;
  readonly file: string | null;
  readonly line: number | null;
  readonly endLine: number | null;
  readonly column: number | null;
}

export interface Group {
  readonly name: string;
  readonly lines: readonly string[];
}

interface Command {
  readonly name: string;
  readonly properties: ReadonlyMap<string, string>;
  readonly data: string;
}

const MAX_ANNOTATIONS = 10;
const MAX_MESSAGE = 4096;
const REGISTERED =
  "add-mask add-matcher add-path debug echo endgroup error group notice remove-matcher save-state set-env set-output stop-commands warning".split(
    " ",
  );
/** What .NET trims; JavaScript's `\s` lacks U+0085 and has U+FEFF. */
const LEADING_SPACE = /^[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/;

/** The state of one step while its lines come in. */
export class CommandReader {
  readonly annotations: StepAnnotation[] = [];
  /** Annotations over ten of a level, which the runner drops. */
  readonly dropped: StepAnnotation[] = [];
  readonly outputs = new Map<string, string>();
  readonly state = new Map<string, string>();
  readonly masks: string[] = [];
  readonly debug: string[] = [];
  /** Log lines as people see them: masked, commands gone, annotations as `##[error]…`. */
  readonly log: string[] = [];
  /** A command that the runner refuses fails the step. */
  failed = false;

  readonly #registered = new Set(REGISTERED);
  readonly #workspace: string;
  #resume: string | null = null;
  #echo = false;

  constructor(workspace: string) {
    this.#workspace = workspace;
  }

  /** One line, without its end. */
  read(line: string): void {
    if (!this.#process(line)) this.write(line);
  }

  write(text: string): void {
    // A message of several lines is several lines of the log.
    for (const line of text.split(/\r\n|\r|\n/)) {
      this.log.push(this.masks.reduce((masked, secret) => masked.replaceAll(secret, "***"), line));
    }
  }

  /** What stands in the log, folded as the log viewer folds it. */
  groups(): Group[] {
    const groups: { name: string; lines: string[] }[] = [];
    let open: { name: string; lines: string[] } | null = null;
    for (const line of this.log) {
      if (line.startsWith("##[endgroup]")) open = null;
      else if (line.startsWith("##[group]")) {
        open = { name: line.slice("##[group]".length), lines: [] };
        groups.push(open);
      } else open?.lines.push(line);
    }
    return groups;
  }

  /** An annotation, by a command or by the runner itself. */
  annotate(
    level: AnnotationLevel,
    message: string,
    properties: ReadonlyMap<string, string> = new Map(),
  ): void {
    const masked = this.masks
      .reduce((text, secret) => text.replaceAll(secret, "***"), message)
      .slice(0, MAX_MESSAGE);
    const file = properties.get("file") || null;
    const line = number(properties.get("line")) ?? number(properties.get("endline"));
    const annotation: StepAnnotation = {
      level,
      message: masked,
      title: properties.get("title") ?? null,
      file: file !== null && isAbsolute(file) ? relative(this.#workspace, file) : file,
      line,
      endLine: number(properties.get("endline")),
      column: line === null ? null : number(properties.get("col")),
    };
    const shown = this.annotations.filter((other) => other.level === level).length < MAX_ANNOTATIONS;
    (shown ? this.annotations : this.dropped).push(annotation);
    this.write(`##[${level}]${masked}`);
  }

  #process(line: string): boolean {
    const command = parseCommand(line, this.#registered);
    if (command === null) return false;
    if (this.#resume !== null) {
      if (command.name !== this.#resume.toLowerCase()) return false;
      this.#registered.delete(command.name);
      this.#resume = null;
      this.write(line);
      return true;
    }
    if (this.#echo && !["add-mask", "debug", "error", "notice", "warning"].includes(command.name))
      this.write(line);
    this.#run(command, line);
    return true;
  }

  #run({ name, properties, data }: Command, line: string): void {
    switch (name) {
      case "stop-commands":
        this.#stop(data, line);
        break;
      case "error":
      case "warning":
      case "notice":
        this.annotate(name, data, properties);
        break;
      case "group":
        this.write(`##[group]${data}`);
        break;
      case "endgroup":
        this.write("##[endgroup]");
        break;
      case "debug":
        this.debug.push(data);
        break;
      case "echo":
        this.#echo = data.trim().toLowerCase() === "on";
        break;
      case "add-mask":
        this.#mask(data);
        break;
      case "set-output":
        this.#store(this.outputs, name, properties, data);
        break;
      case "save-state":
        this.#store(this.state, name, properties, data);
        break;
      case "set-env":
      case "add-path":
        this.#refuse(`The \`${name}\` command is disabled.`);
        break;
    }
  }

  #mask(secret: string): void {
    if (secret.trim() === "") {
      this.annotate("warning", "Can't add secret mask for empty string in ##[add-mask] command.");
      return;
    }
    const lines = secret.split(/[\r\n]/).map((line) => line.trim());
    this.masks.push(secret, ...lines.filter((line) => line !== "" && line !== secret));
  }

  #store(
    target: Map<string, string>,
    command: string,
    properties: ReadonlyMap<string, string>,
    data: string,
  ): void {
    const name = properties.get("name");
    if (!name) {
      this.#refuse(`Required field 'name' is missing in ##[${command}] command.`);
      return;
    }
    target.set(name, data);
    this.annotate("warning", `The \`${command}\` command is deprecated and will be disabled soon.`);
  }

  #stop(token: string, line: string): void {
    const word = token.toLowerCase();
    if (word === "" || word === "pause-logging" || this.#registered.has(word)) {
      this.#refuse("You cannot use a endToken that is an empty string or another workflow command.");
      return;
    }
    this.#resume = token;
    this.#registered.add(word);
    if (token.length > 6) this.masks.push(token);
    this.write(line);
  }

  #refuse(why: string): void {
    this.failed = true;
    this.annotate("error", why);
  }
}

function number(text: string | undefined): number | null {
  return text !== undefined && /^\s*\d+\s*$/.test(text) && Number(text) > 0 ? Number(text) : null;
}

/** A line as a command, in the syntax of today or in that of yesterday; null when it is neither. Names are in lower case. */
export function parseCommand(
  line: string,
  registered: ReadonlySet<string> = new Set(REGISTERED),
): Command | null {
  return parseColons(line, registered) ?? parseBracket(line, registered);
}

/** `::name key=value,key=value::data`, after any space. */
function parseColons(line: string, registered: ReadonlySet<string>): Command | null {
  const text = line.replace(LEADING_SPACE, "");
  if (!text.startsWith("::")) return null;
  const end = text.indexOf("::", 2);
  if (end < 0) return null;
  return command(text.slice(2, end), text.slice(end + 2), registered, {
    separator: ",",
    property: [
      ["%0D", "\r"],
      ["%0A", "\n"],
      ["%3A", ":"],
      ["%2C", ","],
      ["%25", "%"],
    ],
    data: [
      ["%0D", "\r"],
      ["%0A", "\n"],
      ["%25", "%"],
    ],
  });
}

/** `##[name key=value;key=value]data`, anywhere in the line; only the first `##[` counts. */
function parseBracket(line: string, registered: ReadonlySet<string>): Command | null {
  const start = line.indexOf("##[");
  const end = line.indexOf("]", start);
  if (start < 0 || end < 0) return null;
  const escapes: readonly (readonly [string, string])[] = [
    ["%3B", ";"],
    ["%0D", "\r"],
    ["%0A", "\n"],
    ["%5D", "]"],
    ["%25", "%"],
  ];
  return command(line.slice(start + 3, end), line.slice(end + 1), registered, {
    separator: ";",
    property: escapes,
    data: escapes,
  });
}

interface Syntax {
  readonly separator: string;
  readonly property: readonly (readonly [string, string])[];
  readonly data: readonly (readonly [string, string])[];
}

function command(
  info: string,
  data: string,
  registered: ReadonlySet<string>,
  syntax: Syntax,
): Command | null {
  const [word = "", ...rest] = info.split(" ");
  const name = word.toLowerCase();
  if (!registered.has(name)) return null;
  const decode = (text: string, pairs: Syntax["data"]) =>
    pairs.reduce((result, [escaped, char]) => result.replaceAll(escaped, char), text);
  const properties = new Map<string, string>();
  for (const property of rest.join(" ").trim().split(syntax.separator)) {
    const [, key, value] = /^=*([^=]+)=+([\s\S]+)$/.exec(property) ?? [];
    if (key !== undefined && value !== undefined)
      properties.set(key.toLowerCase(), decode(value, syntax.property));
  }
  return { name, properties, data: decode(data, syntax.data) };
}
