import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { parse } from "yaml";
import { nativeBinary } from "../../src/rules/native-binary.ts";
import { bytesOf, elf, fat, mach, noise, pe } from "./binaries.ts";
import { inspect, pathsOf } from "./inspect.ts";

const x64 = 0x3e;
const member = (bytes: Buffer) =>
  bytesOf("!<arch>\n", "a.o/".padEnd(48), String(bytes.length).padEnd(10), "`\n", bytes);

const caught: readonly (readonly [path: string, content: Buffer, message: string])[] = [
  ["ip_fetcher", mach(2, 0x0100000c), "a native executable for darwin arm64 (Mach-O)"],
  ["a.so", elf(3, x64), "a native library for linux x64 (ELF)"],
  ["bin/a", elf(2, 0xb7), "a native executable for linux arm64 (ELF)"],
  ["bin/b", elf(2, x64, [], 9), "a native executable for freebsd x64 (ELF)"],
  ["object", elf(1, 0xf3), "native object code for linux riscv64 (ELF)"],
  ["a.node", elf(3, x64), "a Node.js addon for linux x64 (ELF)"],
  ["b.node", mach(6, 0x01000007), "a Node.js addon for darwin x64 (Mach-O)"],
  ["ios", mach(6, 0x0100000c, [], 2), "a native library for ios arm64 (Mach-O)"],
  [
    "fat",
    fat(mach(2, 0x01000007), mach(2, 0x0100000c)),
    "a native executable for darwin x64 and arm64 (Mach-O)",
  ],
  ["rg.exe", pe(0x8664), "a native executable for win32 x64 (PE)"],
  ["node-gyp.dll", pe(0xaa64, { library: true }), "a native library for win32 arm64 (PE)"],
  [
    "a.dll",
    pe(0x14c, { library: true, managed: true }),
    "a native library for win32 and wherever .NET runs ia32 (.NET assembly)",
  ],
  ["README.md", pe(0x8664), "a native executable for win32 x64 (PE)"],
  ["lib.a", member(elf(1, x64)), "a static library for linux x64"],
  ["empty.a", Buffer.from("!<arch>\n"), "a static library"],
  ["new.node", noise, "a Node.js addon by its name, in a format that is not known"],
  ["odd", elf(2, 0x7777), "a native executable for linux machine 30583 (ELF)"],
];
for (const [path, content, message] of caught) {
  test(`${path}: ${message}`, () => {
    assert.deepEqual(
      inspect(nativeBinary, { files: { [path]: content } }).map((problem) => [problem.path, problem.message]),
      [[path, message]],
    );
  });
}

test("knows the program that runs this test", () => {
  const [problem] = inspect(nativeBinary, { files: { node: readFileSync(process.execPath) } });
  assert.match(problem?.message ?? "", new RegExp(`executable for ${process.platform} ${process.arch} `));
});

const spared: Readonly<Record<string, Buffer | string>> = {
  "a.wasm": Buffer.from("\0asm\x01\0\0\0", "latin1"),
  "A.class": Buffer.from([0xca, 0xfe, 0xba, 0xbe, 0, 0, 0, 61, 0, 0, 0, 0]),
  core: elf(4, x64),
  "mach.core": mach(4, 0x01000007),
  "a.dSYM/Contents/Resources/DWARF/a": mach(10, 0x01000007),
  "MZ.txt": "MZ is how a DOS program begins",
  "a.deb": Buffer.from("!<arch>\ndebian-binary   "),
  "config.node": "module.exports = {}\n",
  "empty.node": "",
  "build/Release/obj.target/a/a.o": elf(1, x64),
  noise,
};
test("leaves alone what is no native code, or another rule's", () => {
  assert.deepEqual(pathsOf(inspect(nativeBinary, { files: spared })), []);
});

test("leaves alone what the policy lists", () => {
  const files = { "prebuilds/linux-x64/a.node": elf(3, x64), "a.node": elf(3, x64) };
  assert.deepEqual(pathsOf(inspect(nativeBinary, { files, options: { allow: ["prebuilds/**"] } })), [
    "a.node",
  ]);
});

test("the fix tells the policy line that lets it ship, beside the edit that leaves it out", () => {
  const fixes: readonly (readonly [path: string, globs: readonly string[], allow?: readonly string[]])[] = [
    ["prebuilds/linux-x64/a.node", ["prebuilds/**"]],
    ["lib/prebuilds/a.node", ["lib/prebuilds/**"]],
    ["fsevents.node", ["fsevents.node"]],
    ["bin/[a].exe", ["bin/[[]a].exe"]],
    ["a.node", ["prebuilds/**", "a.node"], ["prebuilds/**"]],
  ];
  for (const [path, globs, allow] of fixes) {
    const files = { [path]: elf(3, x64) };
    const [problem] = inspect(nativeBinary, { files, options: allow && { allow } });
    const fix = problem?.fixWith?.("Leave it out.") ?? "";
    const line =
      /^Leave it out\. Or, if .* below `rules` in \.github\/lastgate\.yml: `(.*)`\.$/.exec(fix)?.[1] ?? "";
    assert.deepEqual(parse(line), { "native-binary": { allow: globs } });
    assert.deepEqual(inspect(nativeBinary, { files, options: { allow: globs } }), []);
  }
});

test("a header that is cut off or made up ends in a finding or in none, never in an error", () => {
  for (const bytes of [elf(3, x64, [".text"]), mach(2, 7, ["__text"]), fat(mach(2, 7)), pe(0x8664)]) {
    for (let length = 0; length < bytes.length; length += 3)
      assert.ok(inspect(nativeBinary, { files: { a: bytes.subarray(0, length) } }).length <= 1);
    const wild = Buffer.from(bytes).fill(0xff, 20);
    assert.ok(inspect(nativeBinary, { files: { a: wild } }).length <= 1);
  }
});
