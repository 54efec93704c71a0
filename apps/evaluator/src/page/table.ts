import { type Html, html } from './html.ts';

export interface Column {
  readonly title: string;
  /** Words go left, numbers right. */
  readonly words?: true;
}

/** A cell: text, or text with a meaning that its colour repeats. */
export type Cell = string | { readonly text: string; readonly tone: 'gain' | 'loss' | 'warning' | 'quiet' };

/** A table with a caption; the first column names its row. */
export function tableOf(
  caption: string,
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
): Html {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${caption}"><table><caption>${caption}</caption><thead><tr>${columns.map(
    ({ title, words }) => html`<th scope="col"${words === true ? WORDS : undefined}>${title}</th>`,
  )}</tr></thead><tbody>${rows.map(
    (row) => html`<tr>${row.map((cell, index) => cellOf(cell, columns[index], index))}</tr>`,
  )}</tbody></table></div>`;
}

const WORDS = html` class="words"`;

function cellOf(cell: Cell, column: Column | undefined, index: number): Html {
  const text = typeof cell === 'string' ? cell : cell.text;
  const names = [column?.words === true ? 'words' : '', typeof cell === 'string' ? '' : cell.tone]
    .filter((name) => name !== '')
    .join(' ');
  const kind = names === '' ? undefined : html` class="${names}"`;
  return index === 0 ? html`<th scope="row"${kind}>${text}</th>` : html`<td${kind}>${text}</td>`;
}
