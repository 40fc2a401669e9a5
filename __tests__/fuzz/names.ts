import assert from "node:assert/strict";
import fc from "fast-check";
import {
  commandData,
  commandProperty,
  commandSafe,
  html,
  json,
  markdown,
  markdownCode,
  terminal,
  uri,
} from "../../src/report/escape.ts";
import { checking, count, type Target } from "./target.ts";

const piece = fc.constantFrom(
  "::",
  "##[",
  "set-output name=x]",
  "stop-commands",
  "\n",
  "\r",
  "\r\n",
  "\0",
  "\x1b[2J",
  "\x1b]8;;x\x07",
  "\x9b",
  "\u202e",
  "\u2066",
  "\u2028",
  "%0A",
  "%",
  ":",
  ",",
  "|",
  "`",
  "``",
  "<img src=x>",
  "</td>",
  "&lt;",
  "[a](javascript:x)",
  "![](x)",
  "@acme",
  "#1",
  "~~~",
  "```",
  "---",
  "***",
  "\\",
  "'",
  '"',
  "=",
  "\ud800",
  "EOF",
  "ghadelimiter_",
  "a",
  " ",
  "\u{1f600}",
  "http://x.example",
);
const name = fc.oneof(
  { weight: 4, arbitrary: fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join("")) },
  { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 40 }) },
);

/** A name arrives as one line of text in every format, whatever it is made of. */
export const nameTarget: Target = checking("names", name, async (text, { counts }) => {
  count(counts, /[\u0000-\u001f]/.test(text) ? "with control characters" : "without");
  const oneLine = {
    terminal,
    commandData,
    commandProperty,
    html,
    markdown,
    markdownCode,
    uri,
  };
  for (const [format, write] of Object.entries(oneLine)) {
    const escaped = write(text);
    assert.doesNotMatch(escaped, /[\r\n\u0000\u001b\u009b]/, format);
  }
  for (const [format, write] of Object.entries({ terminal, commandData, commandProperty, commandSafe })) {
    assert.doesNotMatch(write(text), /##\[/, format);
  }
  assert.doesNotMatch(html(text), /[<>]/);
  assert.equal(JSON.parse(json({ text })).text, text);
});
