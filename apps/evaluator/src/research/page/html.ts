import { type Html, html } from '../../page/html.ts';

/** A table: the first row are headings, the first column names its row, everything else is a number. */
export function table(caption: string, [head = [], ...rows]: readonly (readonly string[])[]): Html {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${caption}"><table><caption>${caption}</caption>
<thead><tr>${head.map((cell) => (cell === '' ? html`<td></td>` : html`<th scope="col">${cell}</th>`))}</tr></thead>
<tbody>${rows.map(
    ([name = '', ...cells]) =>
      html`<tr><th scope="row">${name}</th>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>\n`,
  )}</tbody></table></div>`;
}

const MINUS = '−';

/** A number with a true minus sign; an en dash where it is not known. */
export function decimal(value: number | null, digits = 2): string {
  if (value === null || Number.isNaN(value)) return '–';
  const text = value.toFixed(digits);
  return Number(text) === 0 ? text.replace('-', '') : text.replace('-', MINUS);
}

/** A fraction as percent. */
export function percent(value: number | null, digits = 2): string {
  return value === null ? '–' : `${decimal(value * 100, digits)} %`;
}
