import { type Html, html } from './html.ts';
import { shortText } from './numbers.ts';
import { round } from './round.ts';
import { ticksBetween } from './ticks.ts';

export interface ScatterChart {
  readonly title: string;
  readonly description: string;
  readonly points: readonly { readonly x: number; readonly y: number }[];
  /** Index of the point that stands out. */
  readonly best: number;
}

const WIDTH = 420;
const HEIGHT = 240;
const LEFT = 56;
const RIGHT = 16;
const TOP = 12;
const BOTTOM = 28;

/** A dot for each point as SVG; one stands out by its size and colour. */
export function scatterChart({ title, description, points, best }: ScatterChart): Html {
  const x = axisOf(
    points.map((point) => point.x),
    [LEFT, WIDTH - RIGHT],
  );
  const y = axisOf(
    points.map((point) => point.y),
    [HEIGHT - BOTTOM, TOP],
  );
  const id = title.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
  const dot = (index: number, kind: string, radius: number): Html => {
    const point = points[index] as { x: number; y: number };
    return html`<circle class="dot ${kind}" cx="${round(x.at(point.x))}" cy="${round(y.at(point.y))}" r="${radius}"/>`;
  };
  return html`<figure><svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-labelledby="${id}-title ${id}-text"><title id="${id}-title">${title}</title><desc id="${id}-text">${description}</desc>${y.ticks.map(
    (tick) =>
      html`<line class="grid" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${round(y.at(tick))}" y2="${round(y.at(tick))}"/><text class="tick" text-anchor="end" x="${LEFT - 6}" y="${round(y.at(tick) + 4)}">${shortText(tick)}</text>`,
  )}${x.ticks.map(
    (tick) =>
      html`<text class="tick middle" x="${round(x.at(tick))}" y="${HEIGHT - 8}">${shortText(tick)}</text>`,
  )}${points.map((_, index) => (index === best ? '' : dot(index, 'plain', 3)))}${points[best] === undefined ? undefined : dot(best, 'best', 5)}</svg><figcaption><strong>${title}</strong></figcaption></figure>`;
}

/** A linear axis over some values; a range of one value is widened. */
function axisOf(values: readonly number[], [from, to]: readonly [number, number]) {
  let [low, high] = [Math.min(...values), Math.max(...values)];
  if (!(high > low)) {
    const half = Math.max(Math.abs(low) * 0.05, 0.5);
    low -= half;
    high += half;
  }
  return {
    at: (value: number): number => from + ((value - low) / (high - low)) * (to - from),
    ticks: ticksBetween(low, high),
  };
}
