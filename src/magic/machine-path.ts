/** A path that names a machine's own folders, at a byte offset. */
export interface MachinePath {
  readonly at: number;
  /** The path as the file spells it, cut at 160 characters. */
  readonly text: string;
}

/** The paths of one file. */
export interface MachinePaths {
  readonly count: number;
  readonly first: MachinePath | null;
  /**
   * Paths that name a repository and nobody, by its name: `/workspaces/NAME` of a development container, `/home/runner/work/NAME/NAME`
   * of a job on GitHub's machines. They count when it is the package's own.
   */
  readonly workTrees: ReadonlyMap<string, { count: number; first: MachinePath }>;
}

/** What a search goes by. */
export interface MachineSearch {
  /** Folders of this build, each in every spelling, longest first. */
  readonly own: readonly OwnFolder[];
  /** Only `own` counts: in a text for readers any other path is an example. */
  readonly ownOnly: boolean;
}

/**
 * Accounts that name nobody: stand-ins of documentation, and the accounts of operating systems, images and build services.
 * Measured on 40 well-known packages, of which 9 hold such paths.
 */
const nobody: ReadonlySet<string> = new Set(
  (
    "user users username user_name user-name userprofile usr your-name your_name yourname yourusername your-username your_username youruser " +
    "your-user your_user_name you me my myname myself my-name myuser my-user my_user myusername name someuser some-user someone somebody anyone " +
    "anonymous person human foo bar baz qux foobar example examples sample demo dummy fake test tester testuser test-user test_user tests mock " +
    "john jane doe johndoe janedoe john.doe jane.doe john-doe john_doe jdoe johnsmith john.smith jsmith joe joebloggs alice bob carol charlie dave eve mallory trent " +
    "xxx xxxx abc admin administrator root default default_user public shared guest owner developer dev devel development ... " +
    "node app application apps web web_user www www-data html httpd nginx apache deploy deployer git ftp service services " +
    "ubuntu debian centos fedora arch alpine opc ec2-user azureuser cloud-user core pi vagrant docker container oracle postgres mysql redis rails " +
    "codespace vscode gitpod coder theia runner runneradmin circleci circle travis jenkins hudson buildkite buildkite-agent builder build builds buildbot " +
    "buildagent teamcity bamboo drone ci cirrus semaphore appveyor gitlab-runner gitlab vsts vsts_azpipelines vssadministrator " +
    "containeradministrator azpcontainer agent worker sandbox nobody nonroot linuxbrew homebrew conda jovyan expo eas claude codex jules swebot ai"
  ).split(" "),
);

/** First folder below a home that no route of a web site has. */
const workplaces =
  /^(?:\.[\w.-]+|documents|desktop|downloads|library|projects?|proj|src|source|sources|dev|devel|development|work|workspaces?|code|coding|git|github|gitlab|repos?|go|rust|tmp|opensource|oss|appdata|sites|programming|programs|node_modules|www|bin|local)$/i;

const sourceFile =
  /\.(?:[cm]?[jt]sx?|map|json|c|cc|cpp|h|hpp|rs|go|py|rb|java|kt|cs|swift|m|mm|o|a|so|node|css|scss|vue|svelte|sh|pdb)$/i;

/**
 * Longest needle that Node looks for with one plain scan. For a longer one it builds a table, which on code is three times slower, so
 * that only the beginning is looked for and the rest compared.
 */
const quickNeedle = 6;

/** What is looked for, and how it begins. */
interface Needle {
  readonly bytes: Buffer;
  readonly quick: Buffer;
}

function needleOf(text: string): Needle {
  const bytes = Buffer.from(text);
  return { bytes, quick: bytes.subarray(0, quickNeedle) };
}

const users = needleOf("Users");
const home = needleOf("/home/");
const encodedHome = needleOf("Fhome");
const containers = needleOf("/workspaces/");
const homes = [users, home, encodedHome];

/** A folder of this build, made ready to be looked for in many files. */
export interface OwnFolder extends Needle {
  /** It lies where the scans for accounts come by anyway. */
  readonly isBelowHomes: boolean;
}

export function ownFolder(path: string): OwnFolder {
  const needle = needleOf(path);
  return { ...needle, isBelowHomes: homes.some(({ bytes }) => needle.bytes.includes(bytes)) };
}

const nothing: MachinePaths = { count: 0, first: null, workTrees: new Map() };

/** Bytes looked at behind a name, and before it for a word that makes it an example. */
const reach = 160;
const exampleReach = 200;
const exampleWords = /\be\.g\.|\bi\.e\.|example|for instance|such as|\/\/\s?=>/i;

/** Repositories told apart in one file. */
const mostWorkTrees = 1000;

/** Searches the bytes of one file. Cost: four scans for fixed bytes, one more for each own folder elsewhere, and a bounded look at each hit. */
export function machinePathsIn(bytes: Buffer, search: MachineSearch): MachinePaths {
  const isThere = ({ quick }: Needle) => bytes.includes(quick);
  // Nearly every file.
  if (!homes.some(isThere) && !search.own.some(isThere) && (search.ownOnly || !isThere(containers)))
    return nothing;
  const found = new Found(bytes, search);
  eachHit(bytes, users, (at) => found.account(at, at + users.bytes.length, false));
  eachHit(bytes, home, (at) => found.account(at + 1, at + 5, true));
  eachHit(bytes, encodedHome, (at) => found.account(at + 1, at + 5, true));
  for (const path of search.own) if (!path.isBelowHomes) eachHit(bytes, path, (at) => found.own(at));
  if (!search.ownOnly) eachHit(bytes, containers, (at) => found.container(at, at + containers.bytes.length));
  return found;
}

/** Whether an account names somebody, by the lists above. */
export function namesSomebody(account: string): boolean {
  const name = account.toLowerCase();
  return name.length > 1 && !nobody.has(name) && !/^[\d._-]+$/.test(name) && !/^(.)\1+$/.test(name);
}

function eachHit(bytes: Buffer, { bytes: whole, quick }: Needle, visit: (at: number) => void): void {
  for (let at = bytes.indexOf(quick); at !== -1; at = bytes.indexOf(quick, at + quick.length))
    if (isAt(bytes, at, whole)) visit(at);
}

function isAt(bytes: Buffer, at: number, text: Buffer): boolean {
  if (at + text.length > bytes.length) return false;
  for (let index = 0; index < text.length; index++) if (bytes[at + index] !== text[index]) return false;
  return true;
}

class Found implements MachinePaths {
  count = 0;
  first: MachinePath | null = null;
  readonly workTrees = new Map<string, { count: number; first: MachinePath }>();
  readonly #bytes: Buffer;
  readonly #search: MachineSearch;

  constructor(bytes: Buffer, search: MachineSearch) {
    this.#bytes = bytes;
    this.#search = search;
  }

  /** One of this build's own paths may begin here. */
  own(at: number): boolean {
    const isOwn =
      !isNamePart(this.#bytes[at - 1]) &&
      this.#search.own.some(
        ({ bytes }) => isAt(this.#bytes, at, bytes) && isEnd(this.#bytes, at + bytes.length),
      );
    if (isOwn) this.#add(at);
    return isOwn;
  }

  /** `Users` or `home` lies between the two offsets. */
  account(from: number, to: number, isHome: boolean): void {
    const before = separatorBefore(this.#bytes, from);
    if (before === null || this.#bytes[to] !== before.charCodeAt(0)) return;
    const begin = rootOf(this.#bytes, from - before.length, before);
    if (begin === null || this.own(begin) || this.#search.ownOnly) return;
    const rest = this.#bytes.toString("latin1", to, to + reach);
    if (!rest.startsWith(before)) return;
    const steps = rest.slice(before.length).split(before);
    const [name = "", next = ""] = steps;
    if (!/^[\w.\x80-\xff-]{1,40}$/.test(name) || !/^[\w.@+~\x80-\xff-]/.test(next)) return;
    const job = jobRepository(steps);
    if (job !== null) this.#addWorkTree(job, begin);
    if (!namesSomebody(name)) return;
    if (isHome && !looksLikeHome(steps)) return;
    const context = this.#bytes.toString("latin1", Math.max(0, begin - exampleReach), begin);
    if (!exampleWords.test(context)) this.#add(begin);
  }

  container(at: number, to: number): void {
    if (rootOf(this.#bytes, at, "/") === null) return;
    const name = /^[\w.-]{1,100}/.exec(this.#bytes.toString("latin1", to, to + 101))?.[0];
    if (name === undefined) return;
    this.#addWorkTree(name, at);
  }

  #addWorkTree(repository: string, at: number): void {
    const known = this.workTrees.get(repository);
    if (known === undefined) {
      if (this.workTrees.size < mostWorkTrees)
        this.workTrees.set(repository, { count: 1, first: { at, text: this.#textAt(at) } });
      return;
    }
    known.count++;
    if (at < known.first.at) known.first = { at, text: this.#textAt(at) };
  }

  #add(at: number): void {
    this.count++;
    if (this.first === null || at < this.first.at) this.first = { at, text: this.#textAt(at) };
  }

  /** The path up to what ends a string or a word. */
  #textAt(at: number): string {
    const text = this.#bytes.toString("utf8", at, at + reach);
    return /^(?:[A-Za-z]:)?[^\s"'`<>|;:,()[\]{}\0-\x1f\ufffd]*/.exec(text)?.[0] ?? "";
  }
}

/** The separator that ends at the offset: plain, escaped as in JSON, or percent-encoded. */
function separatorBefore(bytes: Buffer, at: number): string | null {
  const last = bytes[at - 1];
  if (last === 0x2f) return bytes[at - 2] === 0x5c ? "\\/" : "/";
  if (last === 0x5c) return bytes[at - 2] === 0x5c ? "\\\\" : "\\";
  const three = bytes.toString("latin1", at - 3, at);
  return at >= 3 && /^%(?:2F|5C)$/i.test(three) ? three : null;
}

/** Where the absolute path begins whose first separator is at the offset; null when it is only a part of another path or address. */
function rootOf(bytes: Buffer, at: number, separator: string): number | null {
  const before = bytes.toString("latin1", Math.max(0, at - 12), at);
  const drive = /(?:^|[^A-Za-z0-9])([A-Za-z](?::|%3A))$/i.exec(before)?.[1];
  if (drive !== undefined) return at - drive.length;
  if (separator.startsWith("\\") && separator !== "\\/") return null;
  // Three slashes are an address without a host; two are one with `home` as its host.
  if (before.endsWith("/")) return before.endsWith("://") ? at : null;
  if (/%3A%2F%2F$/i.test(before)) return at;
  if (/-[IL]$/.test(before)) return at;
  // What a line break, a tab or a quote leaves of itself when it is escaped.
  if (/\\[nrt"]$/.test(before)) return at;
  return isNamePart(bytes[at - 1]) ? null : at;
}

/** The folder that is spelled up to the offset ends there: its name does not go on. */
function isEnd(bytes: Buffer, at: number): boolean {
  return !isNamePart(bytes[at]) || /^%(?:2F|5C)$/i.test(bytes.toString("latin1", at, at + 3));
}

/** A byte that goes on with a name, so that the path does not begin or end here. */
function isNamePart(byte: number | undefined): boolean {
  if (byte === undefined) return false;
  return /[\w.\-)}\]%$~@*+]/.test(String.fromCharCode(byte));
}

/** The repository of `runner/work/REPOSITORY/REPOSITORY`, the work tree of a job on GitHub's machines; null for another path. */
function jobRepository([name, work, repository = "", again = ""]: readonly string[]): string | null {
  if (name !== "runner" || work !== "work" || repository === "") return null;
  const ends = !isNamePart(again.charCodeAt(repository.length) || undefined);
  return again.startsWith(repository) && ends ? repository : null;
}

/** Web sites have pages below `/home/` as well: a home is known by what people keep there. */
function looksLikeHome([, next = "", ...deeper]: readonly string[]): boolean {
  const [name = ""] = next.split(/[^\w.@+~-]/, 1);
  if (workplaces.test(name) || sourceFile.test(name)) return true;
  if (name !== next) return false;
  const ends = deeper.findIndex((step) => /[^\w.@+~-]/.test(step));
  const inside = ends === -1 ? deeper : deeper.slice(0, ends + 1);
  return inside.some((step) => {
    const [word = ""] = step.split(/[^\w.@+~-]/, 1);
    return sourceFile.test(word) || word === "node_modules" || word === "src";
  });
}
