import type { Line, Point } from "./statistics.ts";

export interface Curve {
  readonly name: string;
  readonly color: string;
  readonly points: readonly Point[];
  readonly fit: Line;
}

export interface Panel {
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly curves: readonly Curve[];
}

const WIDTH = 460;
const HEIGHT = 300;
const MARGIN = { left: 56, right: 16, top: 36, bottom: 48 };

/** Panels side by side: measured points, and the fitted line dashed. Linear axes from zero, so that a straight line is straight. */
export function plot(panels: readonly Panel[]): string {
  const width = WIDTH * panels.length;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${HEIGHT}" width="${width}" height="${HEIGHT}" font-family="sans-serif" font-size="11">`,
    `<title>${markup(panels.map(({ title }) => title).join("; "))}</title>`,
    `<rect width="100%" height="100%" fill="white"/>`,
    ...panels.map((panel, index) => `<g transform="translate(${index * WIDTH} 0)">${drawPanel(panel)}</g>`),
    "</svg>\n",
  ].join("\n");
}

function drawPanel({ title, xLabel, yLabel, curves }: Panel): string {
  const points = curves.flatMap((curve) => curve.points);
  const [xTicks, yTicks] = [
    ticks(Math.max(...points.map(({ x }) => x))),
    ticks(Math.max(...points.map(({ y }) => y))),
  ];
  const [xTop, yTop] = [xTicks.at(-1) ?? 1, yTicks.at(-1) ?? 1];
  const [right, bottom] = [WIDTH - MARGIN.right, HEIGHT - MARGIN.bottom];
  const px = (x: number) => round(MARGIN.left + (x / xTop) * (right - MARGIN.left));
  const py = (y: number) => round(bottom - (y / yTop) * (bottom - MARGIN.top));
  const text = (x: number, y: number, anchor: string, content: string, more = "") =>
    `<text x="${x}" y="${y}" text-anchor="${anchor}"${more}>${markup(content)}</text>`;
  const grid = [
    ...xTicks.map(
      (x) =>
        `<path d="M${px(x)} ${bottom}V${MARGIN.top}" stroke="#eee"/>${text(px(x), bottom + 16, "middle", number(x))}`,
    ),
    ...yTicks.map(
      (y) =>
        `<path d="M${MARGIN.left} ${py(y)}H${right}" stroke="#eee"/>${text(MARGIN.left - 6, py(y) + 4, "end", number(y))}`,
    ),
  ];
  const drawn = curves.flatMap(({ name, color, points, fit }, index) => [
    `<path d="M${px(0)} ${py(Math.max(0, fit.intercept))}L${px(last(points))} ${py(fit.intercept + fit.slope * last(points))}" stroke="${color}" stroke-dasharray="4 4" fill="none"/>`,
    ...points.map(({ x, y }) => `<circle cx="${px(x)}" cy="${py(y)}" r="3.5" fill="${color}"/>`),
    `<circle cx="${MARGIN.left + 14}" cy="${MARGIN.top + 12 + index * 16}" r="3.5" fill="${color}"/>`,
    text(MARGIN.left + 24, MARGIN.top + 16 + index * 16, "start", name),
  ]);
  return [
    text(MARGIN.left, 20, "start", title, ' font-size="13" font-weight="bold"'),
    ...grid,
    `<path d="M${MARGIN.left} ${MARGIN.top}V${bottom}H${right}" stroke="#333" fill="none"/>`,
    ...drawn,
    text((MARGIN.left + right) / 2, HEIGHT - 10, "middle", xLabel),
    text(
      14,
      (MARGIN.top + bottom) / 2,
      "middle",
      yLabel,
      ` transform="rotate(-90 14 ${(MARGIN.top + bottom) / 2})"`,
    ),
  ].join("\n");
}

/** Round numbers from 0 to at least `top`, four to eight of them. */
export function ticks(top: number): number[] {
  const rough = top / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power;
  return Array.from({ length: Math.ceil(top / step - 1e-9) + 1 }, (_, index) => index * step);
}

const number = (value: number): string =>
  value >= 10_000 ? `${round(value / 1000)} k` : String(Number(value.toPrecision(3)));
const last = (points: readonly Point[]): number => Math.max(...points.map(({ x }) => x));
const round = (value: number): number => Math.round(value * 10) / 10;
const markup = (text: string): string =>
  text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
