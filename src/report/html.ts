import { html, htmlProse } from "./escape.ts";
import { count, extent, number, packerName, place, size, some, subject } from "./format.ts";
import {
  allowances,
  type FailureGroup,
  failureGroups,
  type Item,
  lowerings,
  type Remedy,
  type RuleGroup,
  type Section,
  sections,
} from "./grouping.ts";
import { STYLE } from "./html-style.ts";
import type { PackageReport, Report } from "./report.ts";
import { policySentence, shardSentence, unenforced, verdictLine } from "./verdict.ts";

/** Rows that stand in the open; the others are folded away. */
const OPEN_ROWS = 50;

/**
 * The report as one page: no script, no request, light and dark. Same content as the job summary, nothing cut.
 * @see https://developer.mozilla.org/docs/Web/HTTP/Guides/CSP (a policy that allows only the page's own style)
 */
export function renderHtml(report: Report): string {
  const line = capital(verdictLine(report));
  const nothing = unenforced(report);
  const shard = shardSentence(report);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Lastgate: ${html(line)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
${nothing === null ? "" : `<p class="unenforced">${htmlProse(nothing)}</p>`}
<h1 class="${report.outcome}">${html(line)}</h1>
${shard === null ? "" : `<p>${htmlProse(shard)}</p>\n`}<p>${htmlProse(policySentence(report))}</p>
${[
  failures(report),
  packageTable(report),
  ...sections(report).map(sectionOf),
  allowed(report),
  notes(report),
  ...report.packages.map(contents),
]
  .filter((part) => part !== "")
  .join("\n")}
</main>
</body>
</html>
`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function code(text: string): string {
  return `<code>${html(text)}</code>`;
}

function failures(report: Report): string {
  if (report.failures.length === 0) return "";
  return `<h2>What could not be judged</h2>\n${failureGroups(report).map(failure).join("\n")}`;
}

function failure({ failure: { message, detail, at }, subjects }: FailureGroup): string {
  const [only] = subjects;
  const head =
    subjects.length > 1
      ? `<strong>${number(subjects.length)} times the same</strong> (${subjects.map(code).join(", ")}): `
      : only === undefined
        ? ""
        : `<strong>${code(only)}</strong> `;
  const where = at === null ? "" : ` (${code(place(at))})`;
  const lines = detail.map((line) => html(line.replaceAll("\t", "  "))).join("\n");
  return `<p>${head}${htmlProse(message)}${where}</p>${lines === "" ? "" : `\n<pre>${lines}</pre>`}`;
}

function packageTable({ packages }: Report): string {
  const rows = packages.map(({ name, version, packedWith, findings, tarball }) => {
    const errors = findings.filter(({ level }) => level === "error").length;
    return [
      code(name),
      code(version),
      html(packerName(packedWith)),
      number(tarball.files),
      size(tarball.packedSize),
      size(tarball.unpackedSize),
      number(errors),
      number(findings.length - errors),
      `<code class="hash">${html(tarball.integrity)}</code>`,
    ];
  });
  return tables(
    [
      "Package",
      "Version",
      "Packed with",
      ">Files",
      ">Packed",
      ">Unpacked",
      ">Errors",
      ">Warnings",
      "Integrity",
    ],
    rows,
  );
}

function sectionOf({ packages, groups }: Section): string {
  const [only] = packages;
  const head =
    packages.length === 1 && only !== undefined
      ? `<h2>${code(only.name)} ${html(only.version)}</h2>`
      : `<h2>The same in ${count(packages.length, "package")}</h2>\n<p>${packages.map(({ name }) => code(name)).join(", ")}</p>`;
  return `${head}\n${groups.map(group).join("\n")}`;
}

function group({ rule, level, remedies, count: all, bytes }: RuleGroup): string {
  const noun = level === "error" ? "error" : "warning";
  const head = `<h3><span class="${noun}">${noun}</span> ${code(rule)} <small>${extent(all, "finding", bytes)}</small></h3>`;
  return [head, ...remedies.map(remedy)].join("\n");
}

function remedy({ why, fix, places, items }: Remedy): string {
  const [first = "", ...others] = fix.split("\n");
  const where = places.length === 0 ? "" : `<span class="at">in ${some(places.map(code), 5)}:</span> `;
  const more = others.length === 0 ? "" : `<pre>${others.map(html).join("\n")}</pre>`;
  const lines = [
    ...(why === null ? [] : [`<dt>Why</dt><dd>${htmlProse(why)}</dd>`]),
    `<dt>Fix</dt><dd>${where}${htmlProse(first)}${more}</dd>`,
  ];
  const sized = items.some((item) => item.size !== null);
  const titles = sized ? ["What", ">Size", "Finding"] : ["What", "Finding"];
  return `${tables(
    titles,
    items.map((item) => cells(item, sized)),
  )}\n<dl>${lines.join("")}</dl>`;
}

function cells({ finding, size: bytes }: Item, sized: boolean): string[] {
  const about = finding.path === null && finding.field === null ? subject(finding) : code(subject(finding));
  return [about, ...(sized ? [bytes === null ? "" : size(bytes)] : []), htmlProse(finding.message)];
}

function allowed(report: Report): string {
  const where = (packages: readonly PackageReport[]) => packages.map(({ name }) => code(name)).join(", ");
  const waived = allowances(report).map(({ rule, waiver, subjects, packages }) => [
    code(rule),
    subjects.map(code).join("<br>"),
    htmlProse(waiver.reason),
    waiver.owner === null ? "" : code(waiver.owner),
    `<span class="date">${html(waiver.expires)}</span>`,
    waiver.at === null ? "" : code(place(waiver.at)),
    where(packages),
  ]);
  const lowered = lowerings(report).map(({ lowered: { rule, from, to, reason, at }, packages }) => [
    code(rule),
    `${from} → ${to}`,
    htmlProse(reason),
    at === null ? "" : code(place(at)),
    where(packages),
  ]);
  if (waived.length + lowered.length === 0) return "";
  return [
    "<h2>What the policy allowed</h2>",
    tables(["Waived", "Files", "Reason", "Owner", "Until", "Policy line", "In"], waived),
    tables(["Lowered rule", "Level", "Reason", "Policy line", "In"], lowered),
  ].join("\n");
}

function notes(report: Report): string {
  if (report.notes.length === 0) return "";
  return `<h2>Notes</h2>\n<ul>${report.notes.map((note) => `<li>${htmlProse(note)}</li>`).join("")}</ul>`;
}

function contents({ name, version, tarball, contents: files, findings }: PackageReport): string {
  if (files.length === 0) return "";
  const marks = new Map<string | null, string>();
  for (const { path, level } of findings.toReversed())
    marks.set(path, level === "error" ? "error" : "warning");
  const rows = files
    .toSorted((a, b) => (a.path < b.path ? -1 : 1))
    .map((file) => {
      const mark = marks.get(file.path);
      return [
        size(file.size),
        `${code(file.path)}${mark === undefined ? "" : ` <span class="${mark}">${mark}</span>`}`,
      ];
    });
  const sum = `${count(tarball.files, "file")}, ${size(tarball.unpackedSize)}`;
  return `<details><summary>Everything that ships in ${code(`${name} ${version}`)}: ${sum}</summary>\n${table([">Size", "File"], rows)}\n</details>`;
}

/** A table, its later rows folded away; nothing when there are no rows. */
function tables(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return "";
  const more = rows.slice(OPEN_ROWS);
  const rest =
    more.length === 0
      ? ""
      : `\n<details><summary>${number(more.length)} more</summary>\n${table(titles, more)}\n</details>`;
  return table(titles, rows.slice(0, OPEN_ROWS)) + rest;
}

/** A title that begins with `>` makes a column of numbers. */
function table(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const classOf = (index: number) => (titles[index]?.startsWith(">") ? ' class="number"' : "");
  const head = titles.map((title, index) => `<th${classOf(index)}>${title.replace(/^>/, "")}</th>`).join("");
  const body = rows.map(
    (row) => `<tr>${row.map((cell, index) => `<td${classOf(index)}>${cell}</td>`).join("")}</tr>`,
  );
  return `<div class="table"><table>\n<thead><tr>${head}</tr></thead>\n<tbody>\n${body.join("\n")}\n</tbody>\n</table></div>`;
}
