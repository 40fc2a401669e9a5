import { mediaKind } from "../magic/media.ts";
import { size as bytes } from "../report/format.ts";
import { defineRule } from "./rule.ts";
import { RuleOptions } from "./rule-options.ts";

/** Bytes, when the policy names no size. */
const standard = 1_000_000;

export const media = defineRule({
  id: "media",
  title: "Large picture, sound or film",
  catches:
    "Pictures (PNG, JPEG, GIF, WebP, AVIF, HEIC, TIFF, BMP, Photoshop), sound, films and PDF documents over a size, told by their bytes under any name. Every install of every " +
    "consumer downloads them; a README shows them as well from the repository. Left alone: those up to the size of the option `over` (1 MB unless it says otherwise), fonts, 3D models.",
  incident:
    "angular-leaflet-directive 0.8.5 ships one picture of its architecture twice below `dist/`, 725 kB each, beside photographs of its examples: nothing that its users load. " +
    "With `over: 500 kB` the gate names both.",
  fix: "Keep it in the repository and link to it there, or make it smaller. If it is part of the product, raise the size: `media: { level: warn, over: 5 MB }`.",
  options: new RuleOptions<{ readonly over?: number | undefined }>({}, ({ z, size }) =>
    z.strictObject({
      over: size.optional().describe("Largest size that is left alone; 1 MB when it is not given."),
    }),
  ),
  start: ({ options }) => {
    const over = options.over ?? standard;
    return {
      entry({ kind, path, content }) {
        const what = kind === "file" && content.length > over ? mediaKind(content) : null;
        if (what === null) return [];
        return [{ path, message: `${what} of ${bytes(content.length)}, more than ${bytes(over)}` }];
      },
    };
  },
});
