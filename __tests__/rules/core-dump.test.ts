import assert from "node:assert/strict";
import { test } from "node:test";
import { getHeapSnapshot } from "node:v8";
import { coreDump } from "../../src/rules/core-dump.ts";
import { elf, mach, noise, pe } from "./binaries.ts";
import { type Files, inspect, pathsOf } from "./inspect.ts";

const caught: readonly (readonly [path: string, content: Buffer | string, message: RegExp])[] = [
  ["core", elf(4, 0x3e), /^a core dump \(ELF\) of a process on linux x64 \(128 B\)$/],
  ["dist/data.bin", elf(4, 0xb7), /^a core dump \(ELF\) of a process on linux arm64/],
  ["cores", mach(4, 0x0100000c), /^a core dump \(Mach-O\) of a process on darwin arm64/],
  ["crash", Buffer.from("MDMP\x93\xa7\0\0", "latin1"), /^a Windows minidump/],
  ["MEMORY", Buffer.from("PAGEDU64\x0f\0", "latin1"), /^a dump of Windows' whole memory/],
  ["heap", Buffer.from("JAVA PROFILE 1.0.2\0", "latin1"), /^a Java heap dump/],
  ["heap.json", '{"snapshot":{"meta":{"node_fields":["type"]}}}', /^a V8 heap snapshot/],
  ["r.json", '{\n  "header": {\n    "reportVersion": 3,', /^a Node\.js diagnostic report/],
  ["p", '{"head":{"callFrame":{"functionName":"(root)"', /^a V8 heap profile/],
  ["profile.json", '{"nodes":[{"id":1,"callFrame":{"functionName":"(root)"', /^a V8 CPU profile/],
  ["perf.data", Buffer.from("PERFILE2h\0\0\0", "latin1"), /^a profile of Linux's perf/],
  ["a", Buffer.from("d4c3b2a102000400", "hex"), /^captured network packets \(pcap\)/],
  ["b", Buffer.from("a1b2c3d400020004", "hex"), /^captured network packets \(pcap\)/],
  ["c", Buffer.from("0a0d0d0a1c0000004d3c2b1a", "hex"), /^captured network packets \(pcapng\)/],
  [
    "lib/session.json",
    '{"log":{"version":"1.2","creator":{"name":"WebInspector"',
    /^a record of web traffic \(HAR\)/,
  ],
  ["debug.har", '{"entries":[]}', /^captured traffic \(the name matches `\*\.har`\)$/],
  ["a.pcap", noise, /^captured traffic/],
  ["CPU.20260101.cpuprofile", "{}", /the name matches `\*\.cpuprofile`/],
  ["core.1234", noise, /^a memory dump \(the name matches `core\.\[0-9\]\*`\)$/],
  ["lib/core", noise, /the name matches `core`/],
  ["crash.dmp", noise, /the name matches `\*\.dmp`/],
  ["a.heapsnapshot", "{}", /the name matches/],
  ["report.20250101.120000.42.0.001.json", "{}", /the name matches/],
];
for (const [path, content, message] of caught) {
  test(`${path}: ${message}`, () => {
    const found = inspect(coreDump, { files: { [path]: content } });
    assert.deepEqual(pathsOf(found), [path]);
    assert.match(found[0]?.message ?? "", message);
  });
}

test("knows a heap snapshot that this Node writes", async () => {
  const chunks: Buffer[] = [];
  for await (const chunk of getHeapSnapshot()) {
    chunks.push(Buffer.from(chunk));
    if (Buffer.concat(chunks).length > 8192) break;
  }
  const found = inspect(coreDump, { files: { "data.json": Buffer.concat(chunks) } });
  assert.match(found[0]?.message ?? "", /heap snapshot/);
});

test("knows a diagnostic report that this Node writes", () => {
  const report = JSON.stringify(process.report.getReport());
  assert.equal(inspect(coreDump, { files: { "data.json": report } }).length, 1);
});

const spared: Readonly<Record<string, Buffer | string>> = {
  "lib/core/index.js": "",
  "a/core": "the core team\n",
  "core.js": noise,
  "b/core": "#!/bin/sh\n",
  "core.1": ".TH CORE 1\n",
  "c/core": "",
  "d/core": elf(2, 0x3e),
  "e/core": pe(0x8664),
  "f.json": '{"snapshot":true}',
  "g.json": '{"header":{"title":"x"}}',
  "h.json": '{"head":{"title":"x"}}',
  "mdmp.txt": "MDMP is a format",
  "i.json": '{"log":{"version":"1.2","level":"debug"}}',
  "j.json": '{"nodes":[{"id":1,"name":"a"}]}',
  "k.txt": "\n\r\r\ntext",
  "har.js": "module.exports = {}",
  "a.pcap": "text",
  "coverage/core": elf(4, 0x3e),
};
test("captured traffic below a folder of tests is a warning, a dump there is not", () => {
  const files = {
    "test/fixtures/a.har": '{"log":{"version":"1.2","creator":{}}}',
    "test/b.pcap": noise,
    "test/c.dmp": noise,
  };
  assert.deepEqual(
    inspect(coreDump, { files }).map(({ path, level }) => [path, level ?? "error"]),
    [
      ["test/fixtures/a.har", "warn"],
      ["test/b.pcap", "warn"],
      ["test/c.dmp", "error"],
    ],
  );
});

test("a link counts by its name, a folder does not, and text only where dumps are text", () => {
  const files: Files = {
    core: { kind: "symlink", linkTarget: "x" },
    "a.dmp": { kind: "symlink", linkTarget: "x", content: "text" },
    "lib/core": { kind: "directory", content: noise },
    "lib/a.heapsnapshot": { kind: "directory", content: '{"snapshot":{"meta":{"node_fields":' },
    "a.heapprofile": "{}",
    "a.stackdump": "Stack trace",
    "a.heapsnapshot.txt": "{}",
    "b.dmp": "text",
    "report.20250101.120000.42.0.001.json.txt": "{}",
    "my-report.20250101.120000.42.0.001.json": "{}",
    score: noise,
    "a.mdmp": "",
    "vgcore.12": noise,
    "coverage/core.1": noise,
  };
  assert.deepEqual(pathsOf(inspect(coreDump, { files })), [
    "core",
    "a.dmp",
    "a.heapprofile",
    "a.stackdump",
    "vgcore.12",
  ]);
});

test("leaves alone what is only called so", () => {
  assert.deepEqual(pathsOf(inspect(coreDump, { files: spared })), []);
});
