import type { RE2JS } from "re2js";

/** Instructions of a compiled pattern: the work for each byte is at most this much. */
const largestProgram = 2000;

/** Matches counted in one file. */
const mostMatches = 10_000;

/** RE2's engine: large, and few policies have a pattern, so that it is loaded with the first of them. */
let engine: typeof RE2JS | null = null;

/** Call before any other function of this module. */
export async function loadPatternEngine(): Promise<void> {
  engine = (await import("./re2.ts")).RE2JS;
}

/** A pattern in RE2's language, whose matching takes time linear in the text. */
export interface Pattern {
  /** Every match holds this text; empty when the pattern has no fixed part. */
  readonly required: string;
  /** Number of matches, at most 10,000, and the first one's place in UTF-16 units; -1 when there is none. */
  search(text: string): { readonly count: number; readonly first: number; readonly match: string };
}

/**
 * Why a pattern cannot be used, as a clause; null when it can.
 * @see https://github.com/google/re2/wiki/Syntax
 */
export function patternError(source: string, ignoreCase: boolean): string | null {
  try {
    const compiled = compile(source, ignoreCase);
    if (compiled.programSize() > largestProgram) return "is too large: write it with fewer repetitions";
    return compiled.test("") ? "matches the empty text, which is everywhere" : null;
  } catch (error) {
    if (error instanceof EngineMissing) throw error;
    const reason = error instanceof Error ? error.message.replace(/^error parsing regexp: /, "") : "";
    return `is no pattern of RE2 (${reason}); it has no look-around and no references back`;
  }
}

/** Compiles a pattern that passed `patternError`. */
export function compilePattern(source: string, ignoreCase: boolean): Pattern {
  const compiled = compile(source, ignoreCase);
  return {
    required: ignoreCase ? "" : requiredLiteral(source),
    search(text) {
      const matcher = compiled.matcher(text);
      if (!matcher.find()) return { count: 0, first: -1, match: "" };
      const first = matcher.start();
      const match = text.slice(first, matcher.end());
      let count = 1;
      while (count < mostMatches && matcher.find()) count++;
      return { count, first, match };
    },
  };
}

/** A bug of the caller, and never a fault of the pattern. */
class EngineMissing extends Error {}

function compile(source: string, ignoreCase: boolean): RE2JS {
  if (engine === null) throw new EngineMissing("The engine of patterns was not loaded");
  return engine.compile(source, engine.MULTILINE | (ignoreCase ? engine.CASE_INSENSITIVE : 0));
}

/**
 * The longest text that stands in every match: a run of plain characters outside all groups and classes, none of them repeated. With
 * alternatives at the top, or a flag that changes what characters mean, there is none.
 */
export function requiredLiteral(source: string): string {
  if (/\(\?[a-zA-Z]*[isxU]|\\[QE]/.test(source)) return "";
  let best = "";
  let run = "";
  let depth = 0;
  const close = () => {
    if (run.length > best.length) best = run;
    run = "";
  };
  for (let at = 0; at < source.length; at++) {
    const character = source.charAt(at);
    if (character === "[") {
      close();
      at = classEnd(source, at);
    } else if (character === "(") {
      close();
      depth++;
    } else if (character === ")") {
      close();
      depth--;
    } else if (depth > 0) {
      if (character === "\\") at++;
    } else if (character === "|") {
      return "";
    } else if (/[?*{]/.test(character)) {
      // What stands before it may be absent.
      run = run.slice(0, -1);
      close();
      if (character === "{") at = Math.max(at, source.indexOf("}", at));
    } else if (character === "\\" && /[^\w\s]/.test(source.charAt(at + 1))) {
      run += source.charAt(++at);
    } else if (character === "\\") {
      close();
      // `\pL`, `\p{Greek}` and `\x{10FFFF}` take more with them.
      const long = /^\\(?:[pPx]\{[^}]*\}|[pP].|x..|[0-7]{1,3}|.)/.exec(source.slice(at))?.[0] ?? "";
      at += Math.max(1, long.length - 1);
    } else if (/[\^$.+]/.test(character) || !/[\0-\x7f]/.test(character)) {
      close();
    } else {
      run += character;
    }
  }
  close();
  return best;
}

/** Place of the bracket that ends a class; the first one in it is a character. */
function classEnd(source: string, start: number): number {
  let at = source.charAt(start + 1) === "^" ? start + 2 : start + 1;
  if (source.charAt(at) === "]") at++;
  for (; at < source.length && source.charAt(at) !== "]"; at++) {
    if (source.charAt(at) === "\\") at++;
    else if (source.startsWith("[:", at)) at = Math.max(at, source.indexOf(":]", at) + 1);
  }
  return at;
}
