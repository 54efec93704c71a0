import { type Html, html } from './html.ts';

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
}

const WIDTH = 860;
const HEIGHT = 180;
const BOTTOM = 24;

/** Columns as SVG. */
export function barChart({ title, description, bars, named }: BarChart): Html {
  const most = Math.max(1, ...bars.map(({ value }) => value));
  const step = WIDTH / Math.max(1, bars.length);
  const id = title.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
  return html`<figure><svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-labelledby="${id}-title ${id}-text"><title id="${id}-title">${title}</title><desc id="${id}-text">${description}</desc>${bars.map(
    ({ label, value, tone }, index) => {
      const tall = ((HEIGHT - BOTTOM - 4) * value) / most;
      const x = Math.round(index * step * 10) / 10;
      return html`<rect class="bar ${tone}" x="${x}" y="${Math.round((HEIGHT - BOTTOM - tall) * 10) / 10}" width="${Math.round((step - 2) * 10) / 10}" height="${Math.round(tall * 10) / 10}"/>${
        named(index)
          ? html`<text class="tick middle" x="${Math.round((x + step / 2) * 10) / 10}" y="${HEIGHT - 6}">${label}</text>`
          : undefined
      }`;
    },
  )}</svg><figcaption><strong>${title}</strong></figcaption></figure>`;
}
