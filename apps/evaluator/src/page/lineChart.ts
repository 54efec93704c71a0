import { type Html, html } from './html.ts';
import { round } from './round.ts';
import { ticksBetween } from './ticks.ts';

export interface Line {
  readonly name: string;
  /** Shape: [place]; NaN is a gap. */
  readonly values: Float64Array;
  /** Name of a colour of the page: `chart-1` to `chart-4`, `loss`. */
  readonly colour: string;
  readonly dashed?: true;
  /** Fills down (or up) to this value. */
  readonly area?: number;
}

export interface LineChart {
  /** What the chart shows, for those who do not see it; numbers are in the table beside it. */
  readonly title: string;
  readonly description: string;
  /** ISO days. Shape: [place]. */
  readonly days: readonly string[];
  readonly lines: readonly Line[];
  readonly format: (value: number) => string;
  /** A logarithmic axis; every value must be positive. */
  readonly logarithmic?: true;
  readonly height?: number;
  /** A horizontal line that means something, such as 0. */
  readonly mark?: number;
  /** The ground from a place on is shaded, and says why. */
  readonly shade?: { readonly from: number; readonly label: string };
  /** Places with a vertical line. */
  readonly cuts?: readonly number[];
}

const WIDTH = 860;
const LEFT = 8;
const RIGHT = 84;
const TOP = 8;
const BOTTOM = 24;
/** More points than pixels cannot be seen. */
const POINTS_MAX = 860;
const TICKS = 4;

/** A chart as SVG, without any script: time goes right, the last value stands at the edge of each line. */
export function lineChart({
  title,
  description,
  days,
  lines,
  format,
  logarithmic,
  height = 240,
  mark,
  shade,
  cuts = [],
}: LineChart): Html {
  const scale = scaleOf(lines, { height, logarithmic: logarithmic === true, mark });
  const x = (place: number): number => LEFT + ((WIDTH - LEFT - RIGHT) * place) / Math.max(1, days.length - 1);
  const id = title.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
  return html`<figure><div class="scroll" tabindex="0" role="region" aria-label="${title}"><svg class="wide" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-labelledby="${id}-title ${id}-text"><title id="${id}-title">${title}</title><desc id="${id}-text">${description}</desc>${shade === undefined ? undefined : html`<rect class="shade" x="${round(x(shade.from))}" y="${TOP}" width="${round(WIDTH - RIGHT - x(shade.from))}" height="${height - TOP - BOTTOM}"/><text class="tick" x="${round(x(shade.from) + 4)}" y="${TOP + 12}">${shade.label}</text>`}${cuts.map((place) => html`<line class="cut" x1="${round(x(place))}" x2="${round(x(place))}" y1="${TOP}" y2="${height - BOTTOM}"/>`)}${ticksOf(
    scale,
  ).map(
    (value) =>
      html`<line class="grid" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${round(scale.y(value))}" y2="${round(scale.y(value))}"/><text class="tick" x="${WIDTH - RIGHT + 6}" y="${round(scale.y(value) + 4)}">${format(value)}</text>`,
  )}${mark === undefined ? undefined : html`<line class="mark" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${round(scale.y(mark))}" y2="${round(scale.y(mark))}"/>`}${yearsOf(
    days,
  ).map(
    ({ place, year }) => html`<text class="tick" x="${round(x(place))}" y="${height - 6}">${year}</text>`,
  )}${lines.map((line) => pathOf(line, x, scale.y))}</svg></div><figcaption><strong>${title}</strong>${legend(lines, format)}</figcaption></figure>`;
}

interface Scale {
  readonly low: number;
  readonly high: number;
  readonly logarithmic: boolean;
  readonly y: (value: number) => number;
}

function scaleOf(
  lines: readonly Line[],
  { height, logarithmic, mark }: { height: number; logarithmic: boolean; mark: number | undefined },
): Scale {
  let low = mark ?? Number.POSITIVE_INFINITY;
  let high = mark ?? Number.NEGATIVE_INFINITY;
  for (const { values } of lines) {
    for (const value of values) {
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  if (!(high > low)) {
    // Nothing moves, or nothing is there: the line lies in the middle of some axis.
    const middle = Number.isFinite(low) ? low : 1;
    low = logarithmic ? middle / 2 : middle - 1;
    high = logarithmic ? middle * 2 : middle + 1;
  }
  const at = (value: number): number =>
    logarithmic
      ? (Math.log(value) - Math.log(low)) / (Math.log(high) - Math.log(low))
      : (value - low) / (high - low);
  return { low, high, logarithmic, y: (value) => TOP + (height - TOP - BOTTOM) * (1 - at(value)) };
}

function ticksOf({ low, high, logarithmic }: Scale): number[] {
  if (logarithmic) {
    const ratio = Math.log(high / low) / TICKS;
    return Array.from({ length: TICKS + 1 }, (_, tick) => low * Math.exp(ratio * tick));
  }
  return ticksBetween(low, high, TICKS);
}

function pathOf(
  { values, colour, dashed, area }: Line,
  x: (place: number) => number,
  y: (value: number) => number,
): Html {
  const every = Math.max(1, Math.ceil(values.length / POINTS_MAX));
  let path = '';
  let pen = false;
  let first = 0;
  let last = 0;
  for (let place = 0; place < values.length; place += 1) {
    if (place % every !== 0 && place !== values.length - 1) continue;
    const value = values[place] as number;
    if (!Number.isFinite(value)) {
      pen = false;
      continue;
    }
    if (!pen && path === '') first = place;
    path += `${pen ? 'L' : 'M'}${round(x(place))} ${round(y(value))}`;
    pen = true;
    last = place;
  }
  const filled =
    area === undefined || path === ''
      ? undefined
      : html`<path class="area" style="fill:var(--${colour})" d="${path}L${round(x(last))} ${round(y(area))}L${round(x(first))} ${round(y(area))}Z"/>`;
  return html`${filled}<path class="line${dashed === true ? ' dashed' : ''}" style="stroke:var(--${colour})" d="${path}"/>`;
}

function legend(lines: readonly Line[], format: (value: number) => string): Html {
  return html`${lines.map(({ name, values, colour, dashed }) => {
    const last = values.findLast((value) => Number.isFinite(value));
    return html`<span class="key"><span class="swatch${dashed === true ? ' dashed' : ''}" style="border-color:var(--${colour})"></span>${name} ${last === undefined ? '' : format(last)}</span>`;
  })}`;
}

/** First place of each year; of each month where there is only one year. */
function yearsOf(days: readonly string[]): { readonly place: number; readonly year: string }[] {
  const years = new Set(days.map((day) => day.slice(0, 4)));
  const length = years.size > 1 ? 4 : 7;
  const found: { place: number; year: string }[] = [];
  for (const [place, day] of days.entries()) {
    const year = day.slice(0, length);
    if (year !== days[place - 1]?.slice(0, length)) found.push({ place, year });
  }
  // A first label that the second would run into is left out.
  const apart = days.length / 14;
  return found.filter(
    ({ place }, index) => index === found.length - 1 || (found[index + 1]?.place ?? place) - place > apart,
  );
}
