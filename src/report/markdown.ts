import { type Block, fit, type Head, type Left } from "./budget.ts";
import { markdown, markdownFence } from "./escape.ts";
import { clip, count, extent, number, packerName, place, some, subject } from "./format.ts";
import {
  type FailureGroup,
  failureGroups,
  type Item,
  type Remedy,
  type RuleGroup,
  type Section,
  sections,
} from "./grouping.ts";
import { allowedBlocks, contentsBlock, integrityBlock, noteBlocks } from "./markdown-annex.ts";
import { code, codes, folded, LONGEST, prose, row, sizeCell, TURN, table } from "./markdown-table.ts";
import type { Report } from "./report.ts";
import { policySentence, shardSentence, unenforced, verdictLine } from "./verdict.ts";

/** GitHub takes 1 MiB of summary from a step, and drops all of it when it is longer. */
const MOST_BYTES = 1_000_000;

/** Kept back for the sentence that says what was cut. */
const CUT_NOTE = 2_000;

/** With more different fixes than this in one rule, each row carries its own. */
const FEW_REMEDIES = 3;

/**
 * The report in GitHub-flavoured Markdown, for the job summary and wherever GitHub shows Markdown: the verdict, what must not
 * ship, what the policy allowed, and the whole contents folded away.
 * @param options.maxBytes most bytes of UTF-8; what does not fit is left out row by row, counted and named
 */
export function renderMarkdown(
  report: Report,
  { maxBytes = MOST_BYTES }: { readonly maxBytes?: number } = {},
): string {
  const head = opening(report);
  const blocks = [
    ...failureBlocks(report),
    ...packageBlocks(report),
    ...sections(report).flatMap(sectionBlocks),
    ...allowedBlocks(report),
    ...noteBlocks(report),
    integrityBlock(report),
    ...report.packages.map(contentsBlock),
  ].filter(({ rows }) => rows.length > 0);
  const room = maxBytes - Buffer.byteLength(head) - 4;
  const whole = fit(blocks, room);
  const { text, left } = whole.left.size === 0 ? whole : fit(blocks, room - CUT_NOTE);
  const parts = [head, left.size === 0 ? "" : cutNote(left), text];
  const document = `${parts.filter((part) => part !== "").join("\n\n")}\n`;
  // Only a limit too small for the policy's own name and the note gets here; the verdict alone always fits.
  return Buffer.byteLength(document) <= maxBytes ? document : `${verdict(report)}\n`;
}

function verdict(report: Report): string {
  const nothing = unenforced(report);
  const sign = { passed: "✅", stopped: "❌", "could-not-judge": "🚫" }[report.outcome];
  const line = verdictLine(report);
  const heading = `## ${sign} ${line.charAt(0).toUpperCase()}${line.slice(1)}`;
  return nothing === null ? heading : `> ⚠️ **${nothing}**\n\n${heading}`;
}

function opening(report: Report): string {
  const sentences = [shardSentence(report), policySentence(report), contentsSentence(report)];
  return [verdict(report), ...sentences.flatMap((each) => (each === null ? [] : prose(each)))].join("\n\n");
}

/** A report that was read back has no lists of files; that is not the same as packages without files. */
function contentsSentence({ packages }: Report): string | null {
  const unlisted = packages.filter(({ contents, tarball }) => contents.length === 0 && tarball.files > 0);
  if (unlisted.length === 0) return null;
  return "What ships in each package is listed in the summary of the job that judged it.";
}

function cutNote(left: Left): string {
  const byNoun = new Map<string, Map<string, number>>();
  for (const [{ noun, name }, missing] of left) {
    const names = byNoun.get(noun) ?? new Map<string, number>();
    byNoun.set(noun, names.set(name ?? "", (names.get(name ?? "") ?? 0) + missing));
  }
  const counts = [...byNoun].map(([noun, names]) => {
    const total = [...names.values()].reduce((sum, missing) => sum + missing, 0);
    const named = [...names]
      .filter(([name]) => name !== "")
      .map(([name, missing]) => `${name} ${number(missing)}`);
    return `${count(total, noun)}${named.length > 0 ? ` (${some(named, 5)})` : ""}`;
  });
  return `> ✂️ **Left out, because GitHub takes no longer summary:** ${counts.join("; ")}. The JSON report has every finding.`;
}

function failureBlocks(report: Report): Block[] {
  const content = { noun: "failure", name: null };
  return [
    {
      heads: [{ text: "### What could not be judged" }],
      open: "",
      rows: failureGroups(report).map(failureRow),
      close: "",
      turn: TURN.failures,
      content,
    },
  ];
}

function failureRow({ failure: { message, detail, at }, subjects }: FailureGroup): string {
  const where = at === null ? "" : ` (${code(place(at))})`;
  const lines = detail.slice(-40).map((line) => clip(line.replaceAll("\t", "  "), LONGEST));
  const cut = detail.length - lines.length;
  if (cut > 0) lines.unshift(`… ${count(cut, "line")} before this`);
  const [only] = subjects;
  const about =
    subjects.length > 1
      ? `**${number(subjects.length)} times the same** (${codes(subjects, 20)}): `
      : only === undefined
        ? ""
        : `**${code(only)}** `;
  const sentence = `${about}${prose(message)}${where}`;
  return lines.length === 0 ? `${sentence}\n` : `${sentence}\n\n${markdownFence(lines)}\n`;
}

function packageBlocks({ packages }: Report): Block[] {
  const rows = packages.map(({ name, version, packedWith, findings, tarball }) => {
    const errors = findings.filter(({ level }) => level === "error").length;
    const { files, packedSize, unpackedSize, integrity } = tarball;
    return row([
      code(name),
      code(version),
      markdown(clip(packerName(packedWith), 100)),
      number(files),
      sizeCell(packedSize),
      sizeCell(unpackedSize),
      errors === 0 ? "0" : `**${number(errors)}**`,
      number(findings.length - errors),
      // Whole it would push the rest out of sight; it stands whole in a fold of its own.
      code(`${integrity.slice(0, 19)}…`),
    ]);
  });
  const open = table([
    "Package",
    "Version",
    "Packed with",
    ">Files",
    ">Packed",
    ">Unpacked",
    ">Errors",
    ">Warnings",
    "Integrity",
  ]);
  return folded({
    heads: [],
    open,
    rows,
    close: "",
    turn: TURN.packages,
    content: { noun: "package", name: null },
  });
}

function sectionBlocks({ packages, groups }: Section): Block[] {
  const [only] = packages;
  const text =
    packages.length === 1 && only !== undefined
      ? `### ${code(only.name)} ${markdown(clip(only.version, 100))}`
      : `### The same in ${count(packages.length, "package")}\n\n${codes(
          packages.map(({ name }) => name),
          20,
        )}`;
  const head = { text };
  return groups.flatMap((group) => groupBlocks(head, group));
}

function groupBlocks(section: Head, { rule, level, remedies, count: all, bytes }: RuleGroup): Block[] {
  const [sign, noun] = level === "error" ? ["❌", "error"] : ["⚠️", "warning"];
  const frame = {
    heads: [section, { text: `#### ${sign} ${code(rule)}: ${extent(all, noun, bytes)}` }],
    turn: level === "error" ? TURN.errors : TURN.warnings,
    content: { noun: "finding", name: code(rule) },
  };
  if (remedies.length > FEW_REMEDIES) {
    const sized = remedies.some(({ items }) => hasSize(items));
    const open = table([...titles(sized), "Why", "Fix"]);
    const rows = remedies.flatMap((remedy) =>
      remedy.items.map((item) => row([...cells(item, sized), prose(remedy.why ?? ""), fixCell(remedy)])),
    );
    return folded({ ...frame, open, rows, close: "" });
  }
  return remedies.flatMap((remedy) => {
    const sized = hasSize(remedy.items);
    const rows = remedy.items.map((item) => row(cells(item, sized)));
    return folded({ ...frame, open: table(titles(sized)), rows, close: remedyLines(remedy) });
  });
}

function hasSize(items: readonly Item[]): boolean {
  return items.some(({ size }) => size !== null);
}

function titles(sized: boolean): string[] {
  return sized ? ["What", ">Size", "Finding"] : ["What", "Finding"];
}

function cells({ finding, size }: Item, sized: boolean): string[] {
  const about = finding.path === null && finding.field === null ? subject(finding) : code(subject(finding));
  const bytes = size === null ? "" : sizeCell(size);
  return [about, ...(sized ? [bytes] : []), prose(finding.message)];
}

function fixCell({ fix, places }: Remedy): string {
  const [first = "", ...others] = fix.split("\n");
  return [...(places.length === 0 ? [] : [`${codes(places, 3)}:`]), prose(first), ...others.map(code)].join(
    "<br>",
  );
}

function remedyLines({ why, fix, places }: Remedy): string {
  const [first = "", ...others] = fix.split("\n");
  const where = places.length === 0 ? "" : ` in ${codes(places, 3)}`;
  const lines = [...(why === null ? [] : [`- **Why**: ${prose(why)}`]), `- **Fix**${where}: ${prose(first)}`];
  return `\n${lines.join("\n")}${others.length === 0 ? "" : `\n\n${markdownFence(others.map((line) => clip(line, LONGEST)))}`}`;
}
