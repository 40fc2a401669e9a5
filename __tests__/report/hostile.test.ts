import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { micromark } from "micromark";
import { gfm, gfmHtml } from "micromark-extension-gfm";
import { type DefaultTreeAdapterTypes, parse, parseFragment } from "parse5";
import { allAnnotations, annotations } from "../../src/report/annotations.ts";
import { visible } from "../../src/report/escape.ts";
import { renderHtml } from "../../src/report/html.ts";
import { renderJson } from "../../src/report/json.ts";
import { renderMarkdown } from "../../src/report/markdown.ts";
import { parseReport } from "../../src/report/parse.ts";
import type { Report } from "../../src/report/report.ts";
import { renderSarif } from "../../src/report/sarif.ts";
import { renderText } from "../../src/report/text.ts";
import { renderCommands } from "../../src/report/workflow-commands.ts";
import { CommandReader, parseCommand } from "../e2e/commands.ts";
import { couldNotJudge, leak, passedWithWaivers, workspace } from "./fixtures.ts";
import { HOSTILE, infect } from "./hostile.ts";

/** One report with everything that a report can have. */
const EVERYTHING: Report = {
  ...couldNotJudge,
  packages: [leak, workspace, passedWithWaivers, couldNotJudge].flatMap(({ packages }) => packages),
  notes: workspace.notes,
};

/** Every trick in every text of the report: once alone and once around the text that belongs there. */
const CASES = Object.entries(HOSTILE).flatMap(([trick, text]) => [
  { name: `${trick} instead of each text`, ...variants(EVERYTHING, () => text) },
  { name: `${trick} around each text`, ...variants(EVERYTHING, (own) => `${text}${own}${text}`) },
]);

/** The hostile report, and one of the same shape whose texts have the same lengths and lines but are only letters. */
function variants(report: Report, replace: (own: string) => string): { hostile: Report; tame: Report } {
  const numbers = new Map<string, number>();
  const tame = (text: string) => {
    const number = numbers.get(text) ?? numbers.size;
    numbers.set(text, number);
    // Different texts stay different, or they would be shown as one.
    return text.replace(/[^\n]/g, (_, at) =>
      String.fromCharCode(103 + (Math.floor(number / 16 ** (at % 3)) % 16)),
    );
  };
  return { hostile: infect(report, replace), tame: infect(report, (own) => tame(replace(own))) };
}

function each(check: (report: Report, tame: Report) => void): void {
  for (const { name, hostile, tame } of CASES) {
    try {
      check(hostile, tame);
    } catch (error) {
      throw new Error(`${name}: ${error instanceof Error ? error.message : error}`, { cause: error });
    }
  }
}

describe("no text in a report is more than text", () => {
  it("in the terminal and in the log of a runner", () => {
    each((report, tame) => {
      const lines = renderText(report, { color: false }).split("\n");
      for (const line of lines) {
        assert.equal(visible(line), line);
        assert.equal(parseCommand(line, ANY_COMMAND), null, line);
      }
      assert.equal(lines.length, renderText(tame, { color: false }).split("\n").length);
    });
  });

  it("in colour: the only control characters are our own", () => {
    each((report) => {
      const colours = /\u001b\[\d+m/g;
      assert.equal(
        renderText(report, { color: true }).replace(colours, ""),
        renderText(report, { color: false }),
      );
    });
  });

  it("in Markdown as GitHub reads it", () => {
    each((report, tame) => {
      const page = markdownPage(report);
      assert.deepEqual(skeleton(page), skeleton(markdownPage(tame)));
      for (const text of plainTexts(page)) {
        for (const linked of LINKED_BY_GITHUB) assert.doesNotMatch(text, linked);
      }
    });
  });

  it("in the HTML page", () => {
    each((report, tame) => {
      assert.deepEqual(skeleton(parse(renderHtml(report))), skeleton(parse(renderHtml(tame))));
    });
  });

  it("in annotations, which say what they are meant to say and no other command", () => {
    each((report) => {
      const meant = annotations(report);
      const reader = new CommandReader("/workspace");
      for (const line of renderCommands(meant).split("\n").slice(0, -1)) {
        assert.match(parseCommand(line)?.name ?? "none", /^(error|warning|notice)$/);
        reader.read(line);
      }
      assert.deepEqual(
        reader.annotations.map(({ level, message, file, line }) => ({ level, message, file, line })),
        meant.map(({ level, message, file, line }) => ({ level, message: harmless(message), file, line })),
      );
      assert.deepEqual(
        [reader.dropped, reader.masks, [...reader.outputs], reader.failed],
        [[], [], [], false],
      );
    });
  });

  it("in the annotations of a check run", () => {
    each((report) => {
      for (const { title, message, file, line } of allAnnotations(report)) {
        for (const text of [title, ...message.split("\n")]) assert.equal(visible(text), text);
        assert.ok(title.length <= 255 && message.length <= 4096);
        assert.ok(file === null || (visible(file) === file && !file.includes("##[") && file !== ""));
        assert.ok(line === null || line >= 1);
      }
    });
  });

  it("in JSON, which gives back every text as it was", () => {
    each((report) => {
      const text = renderJson(report);
      for (const line of text.split("\n")) {
        assert.equal(visible(line), line);
        assert.equal(parseCommand(line, ANY_COMMAND), null, line);
      }
      const contents = report.packages.map((pack) => ({ ...pack, contents: [] }));
      assert.deepEqual(parseReport(text), { ...report, packages: contents });
    });
  });

  it("in SARIF, whose addresses stay in the repository and whose messages hold no link", () => {
    each((report) => {
      const text = renderSarif(report, []);
      for (const line of text.split("\n")) assert.equal(parseCommand(line, ANY_COMMAND), null, line);
      for (const [key, value] of strings(JSON.parse(text))) {
        if (key === "text") {
          assert.doesNotMatch(value, /\]\(/);
          assert.equal(visible(value.replaceAll("\n", " ")), value.replaceAll("\n", " "));
        }
        if (key === "uri") {
          assert.ok(
            new URL(value, "https://base.test/root/").href.startsWith("https://base.test/root/"),
            value,
          );
          assert.match(value, /^[\w.!~*'()%/-]+$/);
        }
      }
    });
  });
});

/** The registered names and the odd ones that the tricks use. */
class AnyCommand extends Set<string> {
  override has(): boolean {
    return true;
  }
}
const ANY_COMMAND: ReadonlySet<string> = new AnyCommand();

function harmless(message: string): string {
  return message.replaceAll("##[", "##\\u{5b}");
}

/** What GitHub looks for in finished text, outside code. */
const LINKED_BY_GITHUB = [
  /@\w/,
  /#\d/,
  /\bGH-\d/i,
  /:\/\//,
  /\bwww\./i,
  /(mailto|xmpp):\S/,
  /:[\w+-]+:/,
  /\$\S/,
  /\b[0-9a-f]{7,40}\b/,
];

type Node = DefaultTreeAdapterTypes.Node;

function markdownPage(report: Report): Node {
  const page = micromark(renderMarkdown(report), {
    allowDangerousHtml: true,
    allowDangerousProtocol: true,
    extensions: [gfm()],
    htmlExtensions: [gfmHtml()],
  });
  return parseFragment(page);
}

function children(node: Node): Node[] {
  return "childNodes" in node ? node.childNodes : [];
}

/** All elements, comments and attributes in their nesting, without the `code` and `span` that escaping itself makes. */
function skeleton(node: Node): unknown[] {
  return children(node).flatMap((child) => {
    if (child.nodeName === "#text") return [];
    if (!("tagName" in child)) return [child.nodeName];
    if (child.attrs.length === 0 && ["code", "span"].includes(child.tagName)) return skeleton(child);
    const attributes = child.attrs.map(({ name, value }) => `${name}=${value}`);
    const inside = skeleton(child);
    // Files are listed by name, which the tame report changes.
    if (child.tagName === "tbody") inside.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
    return [[child.tagName, ...attributes, ...inside]];
  });
}

function* plainTexts(node: Node): Generator<string> {
  for (const child of children(node)) {
    if ("value" in child) yield child.value;
    else if (!["code", "pre"].includes(child.nodeName)) yield* plainTexts(child);
  }
}

function* strings(value: unknown, key = ""): Generator<[string, string]> {
  if (typeof value === "string") yield [key, value];
  else if (typeof value === "object" && value !== null) {
    for (const [name, item] of Object.entries(value)) yield* strings(item, Array.isArray(value) ? key : name);
  }
}
