import type { Block } from "./budget.ts";
import { html, markdown, markdownFence } from "./escape.ts";
import { clip, count, place, size } from "./format.ts";
import { allowances, lowerings } from "./grouping.ts";
import { code, codes, folded, LONGEST, prose, row, TURN, table } from "./markdown-table.ts";
import type { PackageReport, Report } from "./report.ts";

/** What the policy let through, with who answers for it and until when. */
export function allowedBlocks(report: Report): Block[] {
  const heads = [{ text: "### What the policy allowed" }];
  const several = report.packages.length > 1;
  const where = (packages: readonly PackageReport[]) =>
    codes(
      packages.map(({ name }) => name),
      5,
    );
  const waived = allowances(report).map(({ rule, waiver, subjects, packages }) =>
    row([
      code(rule),
      `${codes(subjects, 10)}${several ? ` in ${where(packages)}` : ""}`,
      prose(waiver.reason),
      waiver.owner === null ? "" : code(waiver.owner),
      markdown(clip(waiver.expires, 40)),
      waiver.at === null ? "" : code(place(waiver.at)),
    ]),
  );
  const lowered = lowerings(report).map(({ lowered: { rule, from, to, reason, at }, packages }) =>
    row([
      code(rule),
      `${from} → ${to}`,
      prose(reason),
      at === null ? "" : code(place(at)),
      ...(several ? [where(packages)] : []),
    ]),
  );
  return [
    ...folded({
      heads,
      open: table(["Waived", "Files", "Reason", "Owner", "Until", "Policy line"]),
      rows: waived,
      close: "",
      turn: TURN.allowed,
      content: { noun: "waiver", name: null },
    }),
    ...folded({
      heads,
      open: table(["Lowered rule", "Level", "Reason", "Policy line", ...(several ? ["In"] : [])]),
      rows: lowered,
      close: "",
      turn: TURN.allowed,
      content: { noun: "lowered rule", name: null },
    }),
  ];
}

export function noteBlocks({ notes }: Report): Block[] {
  const rows = notes.map((note) => `- ${prose(note)}`);
  return folded({
    heads: [{ text: "### Notes" }],
    open: "",
    rows,
    close: "",
    turn: TURN.notes,
    content: { noun: "note", name: null },
  });
}

/** The sha512 of every tarball, whole, to hold against what the registry says. */
export function integrityBlock({ packages }: Report): Block {
  const lines = packages.map(({ name, version, tarball }) =>
    clip(`${tarball.integrity}  ${name}@${version}`, LONGEST),
  );
  return {
    ...fenced("<details><summary>Integrity of what was judged</summary>", lines),
    turn: TURN.integrity,
    content: { noun: "integrity", name: null },
  };
}

/** The whole list of files of one package, with a mark at those that have a finding. */
export function contentsBlock({ name, version, tarball, contents, findings }: PackageReport): Block {
  const marks = new Map<string | null, string>();
  for (const { path, level } of findings.toReversed()) marks.set(path, level === "error" ? "✗" : "!");
  const widest = Math.max(0, ...contents.map((file) => size(file.size).length));
  const lines = contents
    .toSorted((a, b) => (a.path < b.path ? -1 : 1))
    .map(
      (file) =>
        `${marks.get(file.path) ?? " "} ${size(file.size).padStart(widest)}  ${clip(file.path, LONGEST)}`,
    );
  const what = html(clip(`${name} ${version}`, LONGEST));
  const sum = `${count(tarball.files, "file")}, ${size(tarball.unpackedSize)}`;
  return {
    ...fenced(`<details><summary>Everything that ships in <code>${what}</code>: ${sum}</summary>`, lines),
    turn: TURN.contents,
    content: { noun: "listed file", name: code(clip(name, 100)) },
  };
}

function fenced(summary: string, lines: readonly string[]): Pick<Block, "heads" | "open" | "rows" | "close"> {
  const [fence = "", ...rest] = markdownFence(lines).split("\n");
  return {
    heads: [],
    open: `${summary}\n\n${fence}`,
    rows: rest.slice(0, -1),
    close: `${rest.at(-1)}\n\n</details>`,
  };
}
