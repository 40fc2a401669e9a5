import { compileGlobs, type Globs } from "../policy/globs.ts";
import { count as counted } from "../report/format.ts";
import type { Entry } from "../tarball/tarball.ts";
import { textBytes } from "./credentials/entry-bytes.ts";
import { positionsIn } from "./credentials/position.ts";
import { caselessSearch, isAsciiText, literalSearch, type Search } from "./forbidden/literal.ts";
import { compilePattern, loadPatternEngine, patternError } from "./forbidden/pattern.ts";
import { defineRule, type Problem } from "./rule.ts";
import { RuleOptions } from "./rule-options.ts";
import { shown } from "./shown.ts";

/** Shorter texts are found everywhere. */
const shortest = 3;
const longest = 500;
const mostTexts = 200;

/** One thing that must not be found, as the policy has it: either a `text` or a `pattern`. */
interface Item {
  readonly text?: string | undefined;
  readonly pattern?: string | undefined;
  readonly reason: string;
  readonly files?: readonly string[] | undefined;
  readonly "ignore-case"?: boolean | undefined;
}

const options = new RuleOptions<{ readonly texts?: readonly Item[] | undefined }>(
  {},
  ({ z, glob, refuse, sentence }) => {
    const item = z
      .strictObject({
        text: z
          .string()
          .min(shortest, { error: `must have at least ${shortest} characters` })
          .max(longest, { error: `must have at most ${longest} characters` })
          .optional()
          .describe("A text as it is, looked for in paths, in texts and in binary files."),
        pattern: z
          .string()
          .max(longest, { error: `must have at most ${longest} characters` })
          .optional()
          .describe(
            "Instead of `text`: a pattern in RE2's language, looked for in paths and in texts. `^` and `$` are the ends of a line.",
          ),
        reason: sentence("why it must not ship").describe("Why it must not ship; every finding says it."),
        files: z
          .array(glob)
          .min(1)
          .optional()
          .describe("Only in these files; globs over the paths in the tarball."),
        "ignore-case": z.boolean().optional().describe("In any letter case."),
      })
      .superRefine(({ text, pattern, "ignore-case": ignoreCase }, context) => {
        if ((text === undefined) === (pattern === undefined))
          refuse(context, "must have either `text` or `pattern`, and not both");
        if (pattern === undefined) return;
        const error = patternError(pattern, ignoreCase ?? false);
        if (error !== null) refuse(context, `has a \`pattern\` that ${error}`);
      });
    return z.strictObject({
      texts: z
        .array(item)
        .max(mostTexts, { error: `has more than ${mostTexts} texts` })
        .optional()
        .describe(
          "What must not be found, each with its reason: `{ text: project falcon, reason: The name is not public yet. }`.",
        ),
    });
  },
);

/** What was found of one item in one place. */
interface Hit {
  readonly count: number;
  /** `, first at line 3, column 5` or ` (binary)`. */
  readonly where: string;
  readonly line: number | null;
  /** What stands there when a pattern does not say it; empty for a text. */
  readonly match: string;
}

interface Finder {
  readonly item: Item;
  readonly files: Globs | null;
  inPath(path: string): boolean;
  inEntry(entry: Entry, bytes: Buffer): Hit | null;
}

export const forbiddenText = defineRule({
  id: "forbidden-text",
  title: "A text that the policy forbids",
  catches:
    "What the policy lists in `texts`: code names, internal hosts, names of customers, each with the reason why it must not ship; as a `text` or as a `pattern` of RE2 (linear in time, so no " +
    "look-around and no references back), if wanted only in some `files` or with `ignore-case`. Looked for in paths and in the content of text files, a text also in binary " +
    "files (UTF-8 and UTF-16). One finding for each text and file, with the number of places and the first one. Left alone: everything, as long as the policy lists nothing.",
  incident:
    "@anthropic-ai/claude-code 2.1.86 ships a native addon in which its builder's paths stand: they name the closed repository (`claude-cli-internal`) and the host of a " +
    "package mirror. Nothing about such words looks wrong to anyone who does not know them; two lines of policy stop them.",
  fix: "Take the text out of the file, or keep the file out of the package. If it may ship, remove it from `texts` in the policy or narrow its `files`.",
  options,
  prepare: loadPatternEngine,
  start: ({ options }) => {
    const finders = (options.texts ?? []).map(finderOf);
    if (finders.length === 0) return {};
    return {
      *entry(entry): Iterable<Problem> {
        if (entry.kind === "directory") return;
        const bytes = textBytes(entry) ?? entry.content;
        for (const finder of finders) {
          if (finder.files !== null && !finder.files(entry.path)) continue;
          const hit = entry.kind === "file" ? finder.inEntry(entry, bytes) : null;
          if (hit !== null) yield problemOf(entry.path, finder.item, hit);
          if (finder.inPath(entry.path)) {
            const message = `its name holds ${nameOf(finder.item)}, which the policy forbids: ${finder.item.reason}`;
            yield { path: entry.path, message, fix: "Rename the file, or keep it out of the package." };
          }
        }
      },
    };
  },
});

function problemOf(path: string, forbidden: Item, { count, where, line, match }: Hit): Problem {
  const found = match === "" ? "" : ` (\`${shown(match)}\`)`;
  return {
    path,
    ...(line === null ? {} : { line }),
    message: `holds ${nameOf(forbidden)}${found} in ${counted(count, "place")}${where}: ${forbidden.reason}`,
    fix: `Take it out of ${path} and build again, or keep the file out of the package.`,
  };
}

function nameOf({ text, pattern }: Item): string {
  return text === undefined ? `a match of \`${pattern}\`` : `\`${text}\``;
}

function finderOf(forbidden: Item): Finder {
  const { text, pattern, files } = forbidden;
  const ignoreCase = forbidden["ignore-case"] ?? false;
  const scope = { item: forbidden, files: files === undefined ? null : compileGlobs(files) };
  // Letters outside ASCII in any case are a matter for the pattern's engine, which knows their forms.
  const literal = text !== undefined && (isAsciiText(text) || !ignoreCase) ? text : null;
  if (literal === null) return patternFinder(scope, pattern ?? quoted(text ?? ""), ignoreCase);
  const searchFor = ignoreCase ? caselessSearch : literalSearch;
  const narrow = searchFor(literal, false);
  const wide = searchFor(literal, true);
  return {
    ...scope,
    inPath: (path) => narrow(Buffer.from(path)).count > 0,
    inEntry(entry, bytes) {
      if (entry.isText) return placed(narrow, bytes);
      const count = narrow(bytes).count + wide(bytes).count;
      return count === 0 ? null : { count, where: " of a binary file", line: null, match: "" };
    },
  };
}

function placed(search: Search, bytes: Buffer): Hit | null {
  const { count, first } = search(bytes);
  return count === 0 ? null : { count, ...placeOf(bytes, first), match: "" };
}

function placeOf(bytes: Buffer, at: number): Pick<Hit, "where" | "line"> {
  const { line, column } = positionsIn(bytes)(at);
  return { where: `, first at line ${line}, column ${column}`, line };
}

function patternFinder(scope: Pick<Finder, "item" | "files">, source: string, ignoreCase: boolean): Finder {
  const compiled = compilePattern(source, ignoreCase);
  const required = Buffer.from(compiled.required);
  return {
    ...scope,
    inPath: (path) => compiled.search(path).count > 0,
    inEntry(entry, bytes) {
      // A text that only its NULs make binary comes without them.
      const isText = entry.isText || bytes !== entry.content;
      if (!isText || (required.length > 0 && !bytes.includes(required))) return null;
      const text = entry.isText ? entry.text() : bytes.toString();
      const { count, first, match } = compiled.search(text);
      if (count === 0) return null;
      const at = Buffer.byteLength(text.slice(0, first));
      return { count, ...placeOf(bytes, at), match };
    },
  };
}

function quoted(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}
