import assert from "node:assert/strict";
import { describe, it } from "node:test";
import picomatch from "picomatch";
import { matchWild } from "../../src/policy/glob-pattern.ts";
import { compileGlobs, compileShip, globError, globFor } from "../../src/policy/globs.ts";

describe("a glob", () => {
  const cases: [glob: string, matches: string[], leaves: string[]][] = [
    [
      "README.md",
      ["README.md"],
      ["readme.md", "docs/README.md", "README.md/x", "README.md.bak", "xREADME.md"],
    ],
    ["dist/", ["dist/a", "dist/a/b.js", "dist/.hidden"], ["dist", "dist2/a", "x/dist/a", "Dist/a"]],
    ["dist/**", ["dist/a", "dist/a/b.js"], ["dist", "distance/a"]],
    ["**", ["a", "a/b", ".a/.b"], []],
    ["*", ["a", ".a"], ["a/b"]],
    ["*.js", ["a.js", ".js", "a.b.js"], ["a.jsx", "a/b.js", "a.js/b", "a.JS"]],
    ["**/*.map", ["a.map", "a/b.map", "a/b/.c.map"], ["a.map/b", "amap", "a.map.js"]],
    ["dist/**/*.map", ["dist/a.map", "dist/a/b/c.map"], ["a.map", "src/dist/a.map"]],
    ["**/test/", ["test/a", "a/test/b/c"], ["test", "a/tests/b"]],
    ["a/**/b/**/c", ["a/b/c", "a/x/b/y/z/c", "a/b/b/c/c"], ["a/c", "a/b", "b/c", "a/b/c/d"]],
    ["a?c", ["abc", "a.c"], ["ac", "abbc", "a/c"]],
    ["[abx-z].js", ["a.js", "y.js"], ["c.js", "-.js", "A.js", "ab.js"]],
    ["[!a-c].js", ["d.js", "!.js"], ["a.js", "b.js", ".js"]],
    ["[^a].js", ["b.js"], ["a.js"]],
    ["[]].js", ["].js"], ["[.js", ".js"]],
    ["[[]slug].js", ["[slug].js"], ["s.js", "slug.js"]],
    ["[a-].js", ["-.js", "a.js"], ["b.js"]],
    ["*.{js,d.ts}", ["a.js", "a.d.ts"], ["a.ts", "a.{js,d.ts}"]],
    ["{dist,lib/esm}/*.js", ["dist/a.js", "lib/esm/a.js"], ["lib/a.js", "dist/lib/esm/a.js"]],
    ["a{,.min}.js", ["a.js", "a.min.js"], ["a.max.js"]],
    ["{a,b{c,d}}x", ["ax", "bcx", "bdx"], ["bx", "bcdx"]],
    ["{only}.js", ["only.js"], ["{only}.js"]],
    ["*{,b}*", ["a", "ab"], ["a/b", "a/b/c"]],
    ["(group)/+page.js", ["(group)/+page.js"], ["group/page.js"]],
    ["a*a*a", ["aaa", "abaca", "aaaa"], ["aa", "abc", "aab"]],
    ["@acme/*", ["@acme/cli"], ["@acme/cli/x", "@acmee/cli"]],
  ];
  for (const [glob, matches, leaves] of cases)
    it(`${glob} matches its own and nothing else`, () => {
      assert.equal(globError(glob), null);
      const match = compileGlobs([glob]);
      for (const path of matches) assert.ok(match(path), `should match ${path}`);
      for (const path of leaves) assert.ok(!match(path), `should leave ${path}`);
    });

  it("matches no path that climbs or has empty parts", () => {
    const match = compileGlobs(["**", "dist/", "*", "../x", "a/"].filter((glob) => globError(glob) === null));
    for (const path of ["../x", "dist/../../x", "/etc/x", "a//b", "a/", "./a", ".", "..", "", "dist/."])
      assert.ok(!match(path), path);
    assert.ok(match("dist/...") && match("..a"));
  });

  it("says which pattern matched, the first one", () => {
    const match = compileGlobs(["b", "*.js", "a.js"]);
    assert.equal(match.which("a.js"), "*.js");
    assert.equal(match.which("c"), null);
    assert.equal(compileGlobs([]).which("c"), null);
  });

  it("means what picomatch means", () => {
    let state = 20261122;
    const below = (limit: number) => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return Math.floor((state / 2 ** 32) * limit);
    };
    const several = (most: number, of: () => string, join: string) =>
      Array.from({ length: 1 + below(most) }, of).join(join);
    const one = (of: readonly string[]) => of[below(of.length)] ?? "";
    // `{,a}` stands behind a letter: where it can leave a whole segment empty, picomatch matches an empty `*`.
    const atoms = ["a", "b", ".", "*", "?", "[ab]", "[^a]", "{a,b}", "{a,.b}", "b{,a}", "a", "-"];
    const segment = () => (below(5) === 0 ? "**" : several(4, () => one(atoms), ""));
    let compared = 0;
    for (let round = 0; round < 4000; round++) {
      const glob = several(4, segment, "/") + (below(6) === 0 ? "/" : "");
      if (globError(glob) !== null) continue;
      const match = compileGlobs([glob]);
      // Our subtree is never the folder itself; picomatch says it so.
      const reference = picomatch(
        glob.replace(/(^|\/)(\*\*\/?|)$/, (end, slash) => (end ? `${slash}**/*` : end)),
        { dot: true },
      );
      for (let each = 0; each < 20; each++) {
        const path = several(4, () => several(3, () => one(["a", "b", ".", "-", "A"]), ""), "/");
        if (path.split("/").some((name) => name === "." || name === "..")) continue;
        assert.equal(match(path), reference(path), `${glob} on ${path}`);
        compared++;
      }
    }
    assert.ok(compared > 40_000, `only ${compared} comparisons`);
  });
});

describe("work is bounded", () => {
  /** Number of tests that a match of `items` things against a pattern takes. */
  const steps = (pattern: string, text: string) => {
    let count = 0;
    matchWild(
      text.length,
      pattern.length,
      (part) => pattern[part] === "*",
      (part, item) => {
        count++;
        return pattern[part] === text[item];
      },
    );
    return count;
  };
  const cases: [string, string][] = [
    [`${"*a".repeat(30)}b`, "a".repeat(3000)],
    [`${"*".repeat(60)}b`, "a".repeat(3000)],
    [`*${"a".repeat(100)}b`, "a".repeat(3000)],
    [`${"*ab".repeat(30)}*c`, "ab".repeat(1500)],
    ["*a*b*c*d*e", "abcd".repeat(750)],
  ];
  for (const [pattern, text] of cases)
    it(`${pattern.slice(0, 12)}… takes at most one test for each pair`, () => {
      assert.ok(steps(pattern, text) <= pattern.length * text.length);
    });

  it("finds what is there all the same", () => {
    assert.ok(steps("*a*b", `${"a".repeat(50)}b`) > 0);
    assert.ok(compileGlobs([`${"*a".repeat(30)}b`])(`${"a".repeat(3000)}b`));
  });

  it("ends on the shapes that make regular expressions explode", () => {
    const long = "a".repeat(4000);
    const deep = "a/".repeat(2000);
    const globs = [
      "*a*a*a*a*a*a*a*a*b",
      "**/a/**/a/**/a/**/a/**/a/**/b",
      "{*a,*a*a,*a*a*a}{*a,*aa}*b",
      "[ab]*[ab]*[ab]*[ab]*c",
    ];
    const match = compileGlobs(globs);
    assert.equal(match.which(long), null);
    assert.equal(match.which(`${deep}c`), null);
    assert.equal(match.which(`${deep}b`), "**/a/**/a/**/a/**/a/**/a/**/b");
  });

  it("refuses braces that stand for too many alternatives, before making them", () => {
    const tooMany = "stands for too many alternatives; write fewer braces, or several patterns";
    for (const glob of [
      "{a,b}".repeat(60),
      "{,}".repeat(150),
      "{,a}".repeat(100),
      `${"{a,".repeat(100)}b${"}".repeat(100)}${"{c,d}".repeat(8)}`,
    ])
      assert.equal(globError(glob), tooMany, glob.slice(0, 20));
    assert.equal(globError("{a,b}{c,d}{e,f}{g,h}"), null);
  });
});

describe("a bad glob", () => {
  const cases: [glob: string, says: RegExp][] = [
    ["", /^is empty; name a file/],
    ["a".repeat(513), /^is longer than 512 characters/],
    ["dist\\a.js", /^has a backslash; separate folders with `\/`/],
    ["a\nb", /^has a control character/],
    [" a", /^begins or ends with a space; drop it/],
    ["a ", /^begins or ends with a space/],
    ["!a", /^starts with `!`, which only patterns of `ship` may do/],
    ["/a", /^is absolute; write it relative to the package root/],
    ["C:/a", /^is absolute/],
    ["./a", /^starts with `\.\/`; patterns are relative to the package root already/],
    ["../a", /^has a `\.\.` part; patterns cannot leave the package root/],
    ["a/./b", /^has a `\.` part/],
    ["a//b", /^has an empty part, as in `a\/\/b`; drop one slash/],
    ["@(a|b)", /^has an extended glob such as/],
    ["+(a)+(a)b", /^has an extended glob/],
    ["a**", /^has `\*\*` beside other characters/],
    ["dist/**.js", /^has `\*\*` beside other characters/],
    ["{**,a}x", /^has `\*\*` beside other characters/],
    ["[ab", /^has a `\[` without its `\]`; write a literal one as `\[\[\]`/],
    ["[a/b]", /^has a `\[` without its `\]`/],
    ["[z-a]", /^has the range `z-a` backwards; write `a-z`/],
    ["[[:alpha:]]", /^has a class with a name/],
    ["[😀]", /^has a character in brackets that takes two units/],
    ["{a,b", /^has a `\{` without its `\}`; write a literal one as `\[\{\]`/],
    ["a}", /^has a `\}` without its `\{`/],
    ["{1..3}", /^has a range in braces; list the alternatives/],
    ["a/{b,}", /^has braces with nothing, or a slash, at their end/],
    ["{a/,b}", /^has braces with nothing, or a slash, at their end/],
  ];
  for (const [glob, says] of cases)
    it(JSON.stringify(glob.slice(0, 20)), () => {
      assert.match(globError(glob) ?? "no error", says);
      assert.throws(() => compileGlobs([glob]), /^Error: The glob/);
    });
});

describe("ship", () => {
  const ship = compileShip(["README.md", "!dist/**/*.map", "dist/", "!dist/private/"]);

  it("lets in what a pattern matches and no ! pattern does, in any order", () => {
    assert.ok(ship("README.md") && ship("dist/a.js"));
    assert.ok(!ship("dist/a.js.map") && !ship("dist/private/a.js") && !ship("src/a.js"));
  });

  it("says which pattern decides", () => {
    assert.deepEqual(ship.judge("dist/a.js"), { ships: true, pattern: 2 });
    assert.deepEqual(ship.judge("dist/private/a.js.map"), { ships: false, pattern: 1 });
    assert.deepEqual(ship.judge("dist/private/a.js"), { ships: false, pattern: 3 });
    assert.deepEqual(ship.judge("src/a.js"), { ships: false, pattern: null });
  });

  it("always lets package.json in, and only the one at the root", () => {
    assert.deepEqual(compileShip(["!package.json"]).judge("package.json"), { ships: true, pattern: null });
    assert.ok(!compileShip([])("a/package.json"));
  });

  it("lets no path in that climbs out of an allowed folder", () => {
    assert.ok(!ship("dist/../secret") && !ship("dist//a") && !ship("/dist/a"));
  });
});

describe("the glob for a path", () => {
  const paths = [
    "dist/a.js",
    "[slug]/[...all].js",
    "a*b?c",
    "{a,b}",
    "a}b]c",
    "!important",
    "x!(y)",
    "@(modal)/+(x)",
    " a ",
    "a b",
    "(group)/é😀.js",
    "ﬁ\u00a0",
  ];
  for (const path of paths)
    it(`${JSON.stringify(path)} matches it alone`, () => {
      const glob = globFor(path);
      assert.equal(globError(glob), null, glob);
      assert.ok(compileGlobs([glob])(path), glob);
      assert.ok(compileShip([glob])(path), glob);
      for (const other of ["dist/b.js", "s/[...all].js", "axbyc", "a", "b", "important", "x", "m", "aXb"])
        assert.ok(!compileGlobs([glob])(other), `${glob} on ${other}`);
    });

  it("puts ? where no pattern can spell the character", () => {
    assert.equal(globFor("a\\b\nc"), "a?b?c");
  });
});
