import { count } from '../format.js';
import { type Content, html, type Markup } from './markup.js';

export interface Column<Row> {
  label: string;
  cell: (row: Row) => Content;
  /** How its cells are set; text when absent. */
  kind?: 'number' | 'time';
  /** Whether its cells name their rows. */
  isHeader?: boolean;
}

export interface Table<Row> {
  caption: string;
  columns: readonly Column<Row>[];
  rows: Iterable<Row>;
  /** Of many columns: scrolls on a narrow screen. */
  isWide?: boolean;
}

/** A table in a box that scrolls, also by keys, where the table is wider than the screen. */
export function table<Row>({ caption, columns, rows, isWide }: Table<Row>): Markup {
  return html`<div class="scroll" role="region" tabindex="0" aria-label="${caption}">
<table${isWide ? html` class="wide"` : null}>
<caption>${caption}</caption>
<thead><tr>${columns.map(({ label, kind }) => html`<th scope="col"${classOf(kind)}>${label}</th>`)}</tr></thead>
<tbody>
${Array.from(rows, (row) => html`<tr>${columns.map((column) => cellOf(column, row))}</tr>\n`)}</tbody>
</table>
</div>`;
}

function cellOf<Row>({ cell, kind, isHeader }: Column<Row>, row: Row): Markup {
  return isHeader
    ? html`<th scope="row"${classOf(kind)}>${cell(row)}</th>`
    : html`<td${classOf(kind)}>${cell(row)}</td>`;
}

function classOf(kind: Column<never>['kind']): Markup | null {
  return kind ? html` class="${kind}"` : null;
}

/** `3 cases`, `the first 100 of 1,234 cases`, `no cases`. */
export function firstOf(shown: number, all: number, noun: string): string {
  if (all === 0) return `no ${noun}s`;
  const counted = `${count(all)} ${noun}${all === 1 ? '' : 's'}`;
  return shown < all ? `the first ${count(shown)} of ${counted}` : counted;
}
