import { REFUSAL_REASONS } from '../../domain/facts.js';
import type { ReportSummary } from '../../domain/report.js';
import { bytes, count } from '../format.js';
import { ARTEFACT_NAMES } from '../names.js';
import { type Content, foreign, html } from './markup.js';
import { firstOf, table } from './table.js';
import { REASON_WORDS } from './words.js';

/** Unknown values that the page shows; summary.json has all of them. */
const SHOWN_VALUES = 100;

/** What was refused, what the rules did not know, and what a reader is warned of. */
export function dataQuality(summary: ReportSummary): Content {
  const parts = [refusedRows(summary), unknownValues(summary), warnings(summary)];
  if (parts.every((part) => part === null)) {
    return html`<p>Every row was read, and every value is one that the rules know.</p>`;
  }
  return html`<div class="columns">${parts.map((part) => part && html`<div>${part}</div>`)}</div>`;
}

function refusedRows({ invalidRows: { total, byReason } }: ReportSummary): Content {
  if (total === 0) return null;
  return html`<h3>Refused rows</h3>
${table({
  caption: `${firstOf(total, total, 'row')}; each with its text in ${ARTEFACT_NAMES.INVALID_ROWS_CSV}`,
  columns: [
    { label: 'Reason', isHeader: true, cell: (reason) => REASON_WORDS[reason] },
    { label: 'Code', cell: (reason) => reason },
    { label: 'Rows', kind: 'number', cell: (reason) => count(byReason[reason] ?? 0) },
  ],
  rows: REFUSAL_REASONS.filter((reason) => (byReason[reason] ?? 0) > 0),
})}`;
}

function unknownValues({ unknownValues: values }: ReportSummary): Content {
  if (values.length === 0) return null;
  const shown = values.slice(0, SHOWN_VALUES);
  return html`<h3>Values that the rules do not know</h3>
${table({
  caption: `${firstOf(shown.length, values.length, 'value')}, as written in the file`,
  columns: [
    { label: 'Value', isHeader: true, cell: ({ value }) => foreign(value, 100) },
    { label: 'Column', cell: ({ column }) => column },
    { label: 'Rows', kind: 'number', cell: ({ rows }) => count(rows) },
  ],
  rows: shown,
})}`;
}

function warnings({ warnings: all }: ReportSummary): Content {
  if (all.length === 0) return null;
  return html`<h3>Warnings</h3>
<ul>${all.map(({ code, message }) => html`<li>${foreign(message, 500)} <span class="soft">${code}</span></li>`)}</ul>`;
}

/** Whatever it takes to make the same report again. */
export function origin({ input, ruleSet }: ReportSummary): Content {
  const entries: [string, Content][] = [
    ['Rule set', foreign(ruleSet.id)],
    ['Hash of the rules', ruleSet.hash],
    ['Size of the file', `${bytes(input.bytes)} (${count(input.bytes)} bytes)`],
    ['SHA-256 of the file', input.sha256],
    ['Rows', count(input.rows)],
    ['Delimiter', foreign(input.delimiter)],
    ['Encoding', input.encoding],
    ['Order of dates', input.dateOrder],
    ['Zone of event times', `UTC${input.utcOffset}`],
  ];
  return html`<dl>
${entries.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>\n`)}</dl>`;
}
