import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { micromark } from "micromark";
import { gfm, gfmHtml } from "micromark-extension-gfm";
import { parse, serialize } from "parse5";
import { renderHtml } from "../../src/report/html.ts";
import { renderMarkdown } from "../../src/report/markdown.ts";
import { couldNotJudge, workspace } from "./fixtures.ts";
import { HOSTILE, infect } from "./hostile.ts";

const CHROMIUM = "/usr/bin/chromium";
const skip = existsSync(CHROMIUM)
  ? false
  : `there is no browser at ${CHROMIUM}: what one does with hostile text is not tested here`;

/** Every trick in every text, one report each. */
const REPORTS = Object.values(HOSTILE).map((text) =>
  infect({ ...couldNotJudge, packages: workspace.packages }, (own) => `${text}${own}`),
);

/** What the page tells of itself: whether hostile code ran, and which active elements it has. */
const WITNESS = `<script>
  document.title = JSON.stringify({
    evil: document.documentElement.dataset.evil ?? "none",
    active: [...document.querySelectorAll("a[href], img, iframe, object, embed, form, base, svg, b, [onerror], [onmouseover]")].map((element) => element.outerHTML),
  });
</script>`;
const TRAP = `<script>function EVIL() { document.documentElement.dataset.evil = "ran"; }</script>`;

/** Opens a page in a real browser; returns its title, and whether anything asked for the hostile host. */
async function open(page: string): Promise<{ title: string; asked: boolean }> {
  const folder = await mkdtemp(join(tmpdir(), "lastgate-browser-"));
  let asked = false;
  // Plain or encrypted, the first bytes of a connection name the host.
  const host = createServer((socket) => {
    socket.on("error", () => {});
    socket.once("data", (bytes) => {
      asked ||= bytes.includes("evil.example");
      socket.destroy();
    });
  });
  await new Promise<void>((listening) => host.listen(0, "127.0.0.1", listening));
  const address = host.address();
  const port = typeof address === "object" ? address?.port : 0;
  try {
    const file = join(folder, "page.html");
    await writeFile(file, page);
    const { stdout } = await promisify(execFile)(
      CHROMIUM,
      [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        `--user-data-dir=${join(folder, "profile")}`,
        `--host-resolver-rules=MAP * 127.0.0.1:${port}`,
        "--dump-dom",
        pathToFileURL(file).href,
      ],
      { maxBuffer: 2 ** 28, timeout: 60_000 },
    );
    return { title: /<title>([\s\S]*?)<\/title>/.exec(stdout)?.[1] ?? "", asked };
  } finally {
    host.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

describe("in a real browser", { skip }, () => {
  it("the trap works: a page that does run code and does ask is seen", async () => {
    const page = `<title></title>${TRAP}<img src="http://evil.example/x.png" onerror="EVIL()"><script>EVIL()</script>${WITNESS}`;
    const { title, asked } = await open(page);
    assert.ok(asked);
    assert.match(title, /"evil":"ran".*&lt;img/);
  });

  it("the job summary runs nothing, asks for nothing and has no active element", async () => {
    const parts = REPORTS.map((report) =>
      micromark(renderMarkdown(report), {
        allowDangerousHtml: true,
        allowDangerousProtocol: true,
        extensions: [gfm()],
        htmlExtensions: [gfmHtml()],
      }),
    );
    const { title, asked } = await open(`<title></title>${TRAP}${parts.join("\n")}${WITNESS}`);
    assert.equal(title, '{"evil":"none","active":[]}');
    assert.ok(!asked);
  });

  it("the HTML page runs nothing, asks for nothing and has no active element, even without its content policy", async () => {
    const bodies = REPORTS.map((report) =>
      serialize(parse(renderHtml(report).replace(/<meta http-equiv[^>]*>/, ""))),
    );
    const { title, asked } = await open(`<title></title>${TRAP}${bodies.join("\n")}${WITNESS}`);
    assert.equal(title, '{"evil":"none","active":[]}');
    assert.ok(!asked);
  });

  it("the page's content policy stops code and requests that stand in it all the same", async () => {
    const page = renderHtml(workspace).replace(
      "<main>",
      `<main>${TRAP}<img src="http://evil.example/x.png"><script>document.title = "ran"</script>`,
    );
    const { title, asked } = await open(page);
    assert.match(title, /^Lastgate: Stopped/);
    assert.ok(!asked);
  });
});
