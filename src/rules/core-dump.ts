import { dumpKind } from "../magic/dump.ts";
import { programOf } from "../magic/program.ts";
import { trafficKind } from "../magic/traffic.ts";
import { size } from "../report/format.ts";
import { isTestMaterial } from "./credentials/test-material.ts";
import { compilePatterns } from "./path-pattern.ts";
import { leftoverClaims } from "./path-table.ts";
import { defineRule, noOptions, type Problem } from "./rule.ts";

/** Names that count where the bytes say nothing. */
const patterns = [
  "core",
  "core.[0-9]*",
  "!core.*.*",
  "vgcore.[0-9]*",
  "*.{dmp,mdmp,stackdump,hprof,heapsnapshot,heapprofile,cpuprofile}",
  "*.{pcap,pcapng,har}",
  "report.[0-9]*.[0-9]*.json",
];

/** Those that mean a dump even when the content is text. */
const textToo = /(?:\.(?:stackdump|heapsnapshot|heapprofile|cpuprofile|har)|report\.\d[^/]*\.json)$/;

/** A look at the name that spares most paths the patterns. */
const perhapsNamed =
  /^(?:vg)?core|^report\.|\.(?:dmp|mdmp|stackdump|hprof|heapsnapshot|heapprofile|cpuprofile|pcap|pcapng|har)$/;

const isNamed = compilePatterns([{ owner: null, patterns, anyCase: false }]);

export const coreDump = defineRule({
  id: "core-dump",
  title: "Memory dump or captured traffic",
  catches:
    "The memory, the environment or the traffic of a process, keys and cookies included, by the bytes and under any name: core dumps (ELF and Mach-O), Windows minidumps, V8 heap snapshots and " +
    "profiles, Java heap dumps, Node.js diagnostic reports, profiles of perf, captured packets (pcap), records of web traffic (HAR). Captures below a folder of tests are a warning. By name where the bytes tell nothing: " +
    `${patterns.map((pattern) => `\`${pattern}\``).join(", ")}. Left alone: folders and text files called core, programs called core, core.js.`,
  incident: "angular-leaflet-directive 0.8.5 shipped a core dump of 23.5 MB, simply called `core`.",
  fix: "Delete it, change every secret that the process held, and exclude it in `files` of package.json.",
  options: noOptions,
  start: ({ policy }) => {
    const isLeftover = leftoverClaims(policy);
    return {
      entry({ kind, path, content, isText }) {
        if (kind === "directory") return [];
        const what = kind === "file" ? dumpKind(content) : null;
        if (what !== null) {
          return isLeftover(path) ? [] : [{ path, message: `${what} (${size(content.length)})` }];
        }
        const traffic = kind === "file" ? trafficKind(content) : null;
        if (traffic !== null) {
          return isLeftover(path) ? [] : [captured(path, traffic)];
        }
        const [match] = perhapsNamed.test(path.slice(path.lastIndexOf("/") + 1)) ? isNamed(path) : [];
        if (match === undefined || isLeftover(path)) return [];
        if (kind === "file" && (content.length === 0 || (isText && !textToo.test(path)))) return [];
        if (kind === "file" && programOf(content) !== null) return [];
        return /\.(?:har|pcap(?:ng)?)$/.test(path)
          ? [captured(path, `captured traffic (the name matches \`${match.pattern}\`)`)]
          : [{ path, message: `a memory dump (the name matches \`${match.pattern}\`)` }];
      },
    };
  },
});

/** What was recorded for a test is mostly a conversation with a test server. */
function captured(path: string, message: string): Problem {
  return isTestMaterial(path) ? { path, message, level: "warn" } : { path, message };
}
