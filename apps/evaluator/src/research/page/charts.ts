import { type Html, html } from '../../page/html.ts';
import { decimal } from './html.ts';
import { type Scale, scaleOf } from './scale.ts';

const WIDTH = 960;
const HEIGHT = 300;
const MARGIN = { top: 16, right: 92, bottom: 28, left: 56 };
/** Points of a line: more than pixels cannot be seen. */
const POINTS_MAX = 480;

export interface Series {
  readonly name: string;
  /** Index of the first period. */
  readonly from: number;
  /** Wealth at the end of each period, the start being 1. */
  readonly values: Float64Array;
}

export interface EquityChart {
  readonly series: readonly Series[];
  readonly count: number;
  /** First period that is out of sample. */
  readonly testFrom: number;
  /** Start of each test block. */
  readonly blocks: readonly number[];
  readonly dateOf: (period: number) => string;
  readonly label: string;
}

/** Wealth over time. The ground behind what is out of sample is shaded. */
export function equityChart({ series, count, testFrom, blocks, dateOf, label }: EquityChart): Html {
  const all = series.flatMap(({ values }) => [Math.min(...values), Math.max(...values)]);
  const y = scaleOf([1, ...all], [HEIGHT - MARGIN.bottom, MARGIN.top]);
  const x = (period: number): number => MARGIN.left + (period / count) * (WIDTH - MARGIN.left - MARGIN.right);
  const [right, bottom] = [x(count), HEIGHT - MARGIN.bottom];
  const dates = [0, 1, 2, 3, 4].map((quarter) => Math.round((quarter * count) / 4));
  const edges = spread(series.map(({ values }) => y.at(values.at(-1) ?? 1)));
  return html`<svg class="wide" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${label}">
<rect class="shade" x="${x(testFrom)}" y="${MARGIN.top}" width="${right - x(testFrom)}" height="${bottom - MARGIN.top}"/>
${blocks.map((block) => html`<line class="thin" x1="${x(block)}" x2="${x(block)}" y1="${MARGIN.top}" y2="${bottom}"/>`)}
<text x="${x(testFrom) + 4}" y="${MARGIN.top + 12}">out of sample</text>
${rows(y, right)}
<line class="axis" x1="${MARGIN.left}" x2="${right}" y1="${y.at(1)}" y2="${y.at(1)}"/>
${dates.map((period) => html`<text x="${x(period)}" y="${HEIGHT - 8}" text-anchor="middle">${dateOf(period)}</text>`)}
${series.map(
  ({ from, values }, index) =>
    html`<path class="series s${index + 1}" d="${pathOf(values, (at) => x(from + at), y)}"/>`,
)}
${series.map(
  ({ name, values }, index) =>
    html`<text class="t${index + 1}" x="${right + 6}" y="${(edges[index] as number) + 4}">${decimal(values.at(-1) ?? 1, 3)} ${name}</text>`,
)}
</svg>`;
}

// The start of a series is 1, at the end of the period before its first.
function pathOf(values: Float64Array, x: (at: number) => number, y: Scale): string {
  const stride = Math.max(1, Math.ceil(values.length / POINTS_MAX));
  const points = [`M${x(0).toFixed(1)} ${y.at(1).toFixed(1)}`];
  for (let at = stride - 1; at < values.length; at += stride)
    points.push(`L${x(at + 1).toFixed(1)} ${y.at(values[at] as number).toFixed(1)}`);
  if (values.length % stride !== 0)
    points.push(`L${x(values.length).toFixed(1)} ${y.at(values.at(-1) as number).toFixed(1)}`);
  return points.join('');
}

function rows(y: Scale, right: number): Html[] {
  return y.ticks.map(
    (tick) =>
      html`<line class="grid" x1="${MARGIN.left}" x2="${right}" y1="${y.at(tick)}" y2="${y.at(tick)}"/><text x="${MARGIN.left - 6}" y="${y.at(tick) + 4}" text-anchor="end">${decimal(tick, y.digits)}</text>`,
  );
}

/** Keeps labels apart that would lie on each other. */
function spread(places: readonly number[]): number[] {
  const gap = 15;
  const order = places.map((place, index) => ({ place, index })).sort((a, b) => a.place - b.place);
  const moved = [...places];
  let last = Number.NEGATIVE_INFINITY;
  for (const { place, index } of order) {
    last = Math.max(place, last + gap);
    moved[index] = last;
  }
  return moved;
}

/** How often each height of a number was found; a mark stands at one of them. */
export function histogram(
  values: readonly number[],
  {
    mark,
    markName,
    label,
  }: { readonly mark: number | null; readonly markName: string; readonly label: string },
): Html {
  const [width, height] = [340, 220];
  const low = Math.min(...values);
  const high = Math.max(...values, low + 1e-9);
  const bins = Math.max(1, Math.min(24, Math.ceil(Math.sqrt(values.length)) + 2));
  const counts = new Array<number>(bins).fill(0);
  for (const value of values) {
    const bin = Math.min(bins - 1, Math.floor(((value - low) / (high - low)) * bins));
    counts[bin] = (counts[bin] as number) + 1;
  }
  const shown = mark === null ? [low, high] : [low, high, mark];
  const x = scaleOf(shown, [40, width - 16]);
  const y = scaleOf([0, Math.max(...counts)], [height - 28, 28], 4);
  const binAt = (bin: number): number => x.at(low + ((high - low) * bin) / bins);
  return html`<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${label}">
${y.ticks
  .filter(Number.isInteger)
  .map(
    (tick) =>
      html`<line class="grid" x1="40" x2="${width - 16}" y1="${y.at(tick)}" y2="${y.at(tick)}"/><text x="34" y="${y.at(tick) + 4}" text-anchor="end">${tick}</text>`,
  )}
${counts.map((count, bin) => html`<rect class="bar" x="${binAt(bin) + 0.5}" y="${y.at(count)}" width="${Math.max(0.5, binAt(bin + 1) - binAt(bin) - 1)}" height="${y.at(0) - y.at(count)}"/>`)}
<line class="axis" x1="40" x2="${width - 16}" y1="${y.at(0)}" y2="${y.at(0)}"/>
${x.ticks.map((tick) => html`<text x="${x.at(tick)}" y="${height - 8}" text-anchor="middle">${decimal(tick, x.digits)}</text>`)}
${mark === null ? '' : html`<line class="mark" x1="${x.at(mark)}" x2="${x.at(mark)}" y1="16" y2="${y.at(0)}"/><text class="t2" x="${x.at(mark)}" y="12" text-anchor="${x.at(mark) > width / 2 ? 'end' : 'start'}">${markName} ${decimal(mark)}</text>`}
</svg>`;
}

/** One dot for each run: a parameter along, the metric up; the best run stands out. */
export function scatter(
  points: readonly { readonly x: number; readonly y: number }[],
  { best, label }: { readonly best: number; readonly label: string },
): Html {
  const [width, height] = [340, 220];
  const x = scaleOf(
    points.map((point) => point.x),
    [52, width - 16],
    5,
  );
  const y = scaleOf(
    points.map((point) => point.y),
    [height - 32, 12],
    4,
  );
  const dot = (index: number, extra: string): Html => {
    const point = points[index] as { x: number; y: number };
    return html`<circle class="dot${extra}" cx="${x.at(point.x).toFixed(1)}" cy="${y.at(point.y).toFixed(1)}" r="${extra === '' ? 3 : 5}"/>`;
  };
  return html`<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${label}">
${y.ticks.map((tick) => html`<line class="grid" x1="52" x2="${width - 16}" y1="${y.at(tick)}" y2="${y.at(tick)}"/><text x="46" y="${y.at(tick) + 4}" text-anchor="end">${decimal(tick, y.digits)}</text>`)}
${x.ticks.map((tick) => html`<text x="${x.at(tick)}" y="${height - 10}" text-anchor="middle">${decimal(tick, x.digits)}</text>`)}
${points.map((_, index) => (index === best ? '' : dot(index, '')))}${dot(best, ' best')}
</svg>`;
}
