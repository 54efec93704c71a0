import { type Html, html } from './html.ts';
import { round } from './round.ts';

export interface BarChart {
  readonly title: string;
  readonly description: string;
  /** Bars from left to right; `tone` repeats in colour what the sign of the label says. */
  readonly bars: readonly {
    readonly label: string;
    readonly value: number;
    readonly tone: 'gain' | 'loss' | 'plain';
  }[];
  /** Labels below; a bar without one is not named. */
  readonly named: (index: number) => boolean;
  /** A vertical line that means something; place 0 is the left edge of the first bar, 1 its right edge. */
  readonly mark?: { readonly place: number; readonly label: string };
}

const WIDTH = 860;
const HEIGHT = 180;
const BOTTOM = 24;

/** Columns as SVG. */
export function barChart({ title, description, bars, named, mark }: BarChart): Html {
  const most = Math.max(1, ...bars.map(({ value }) => value));
  const step = WIDTH / Math.max(1, bars.length);
  const id = title.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
  return html`<figure><div class="scroll" tabindex="0" role="region" aria-label="${title}"><svg class="wide" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-labelledby="${id}-title ${id}-text"><title id="${id}-title">${title}</title><desc id="${id}-text">${description}</desc>${bars.map(
    ({ label, value, tone }, index) => {
      const tall = ((HEIGHT - BOTTOM - 4) * value) / most;
      return html`<rect class="bar ${tone}" x="${round(index * step)}" y="${round(HEIGHT - BOTTOM - tall)}" width="${round(step - 2)}" height="${round(tall)}"/>${
        named(index)
          ? html`<text class="tick middle" x="${round((index + 0.5) * step)}" y="${HEIGHT - 6}">${label}</text>`
          : undefined
      }`;
    },
  )}${mark === undefined ? undefined : html`<line class="mark" x1="${round(mark.place * step)}" x2="${round(mark.place * step)}" y1="0" y2="${HEIGHT - BOTTOM}"/><text class="tick" text-anchor="${mark.place * step > WIDTH / 2 ? 'end' : 'start'}" x="${round(mark.place * step + (mark.place * step > WIDTH / 2 ? -6 : 6))}" y="14">${mark.label}</text>`}</svg></div><figcaption><strong>${title}</strong></figcaption></figure>`;
}
