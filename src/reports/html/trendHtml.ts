import type { TrendKpis, TrendResult, TrendRow } from '../../domain/trendTypes.js';
import { count } from '../format.js';
import { type Content, foreign, html } from './markup.js';
import { page } from './page.js';
import { type Column, firstOf, table } from './table.js';
import { VERDICT_WORDS } from './words.js';

/** Rows of each table that the page shows; trend.json has all of them. */
export const SHOWN_ROWS = 100;

/** A trend, and the names of the two files that it is between. */
export interface TrendSource {
  previousFileName: string;
  currentFileName: string;
  result: TrendResult;
}

type TableName = 'newProblems' | 'resolvedProblems' | 'persistentProblems' | 'persistentSquads' | 'squads';

/** Title, and what its rows are. */
const TABLES: Record<TableName, { id: string; title: string; meaning: string; noun: string }> = {
  newProblems: {
    id: 'new',
    title: 'New problems',
    meaning: 'Cases to act on that the period before did not have.',
    noun: 'problem',
  },
  persistentProblems: {
    id: 'persistent',
    title: 'Persistent problems',
    meaning: 'Cases to act on in both periods.',
    noun: 'problem',
  },
  resolvedProblems: {
    id: 'resolved',
    title: 'Resolved problems',
    meaning: 'Cases that were to be acted on in the period before, and are no more.',
    noun: 'problem',
  },
  persistentSquads: {
    id: 'persistent-squads',
    title: 'Squads with persistent cases',
    meaning: 'Those with most cases first.',
    noun: 'squad',
  },
  squads: {
    id: 'squads',
    title: 'All squads',
    meaning: 'All cases to act on, of either period; the cases are those of now.',
    noun: 'squad',
  },
};

/** In the order in which a reader wants them. */
const SHOWN_TABLES = [
  'newProblems',
  'persistentProblems',
  'resolvedProblems',
  'persistentSquads',
  'squads',
] as const;

/** trend.html: two periods side by side, as report.html shows one. */
export function trendHtml({ previousFileName, currentFileName, result }: TrendSource): Generator<Uint8Array> {
  return page({
    kind: 'Trend',
    title: `${previousFileName} → ${currentFileName}`,
    heading: html`${foreign(previousFileName)} → ${foreign(currentFileName)}`,
    lead: html`<p class="soft">Cases to act on in two periods: which are new, which are gone, which have stayed.</p>`,
    sections: [
      { id: 'overview', title: 'Overview', body: () => overview(result) },
      ...SHOWN_TABLES.map((name) => ({
        id: TABLES[name].id,
        title: TABLES[name].title,
        body: () => trendTable(name, result[name]),
      })),
    ],
  });
}

function overview({ verdict, diagnosis, kpis }: TrendResult): Content {
  const { title, tone } = VERDICT_WORDS[verdict];
  return html`<p class="verdict ${tone}">${title}</p>
<p>${foreign(diagnosis, 2_000)}</p>
<ul class="cards">
${cards(kpis)}</ul>`;
}

function cards(kpis: TrendKpis): Content {
  const all: [string, string, number, string][] = [
    ['', 'Before', kpis.previousCases, alerts(kpis.previousAlerts)],
    ['', 'Now', kpis.currentCases, alerts(kpis.currentAlerts)],
    ['ACTIONABLE', 'New', kpis.newCases, `${alerts(kpis.newAlerts)}; ${rate(kpis.regressionRate)} of now`],
    [
      'ATTENTION',
      'Persistent',
      kpis.persistentCases,
      `${alerts(kpis.persistentAlerts)}, before ${count(kpis.persistentAlertsBefore)}`,
    ],
    [
      'REMEDIATED',
      'Resolved',
      kpis.resolvedCases,
      `${alerts(kpis.resolvedAlerts)}; ${rate(kpis.resolutionRate)} of before`,
    ],
  ];
  return all.map(
    ([group, name, cases, more]) => html`<li class="${group}"><span class="name">${name}</span>
<strong>${count(cases)}</strong><small>${more}</small></li>
`,
  );
}

function trendTable(name: TableName, rows: readonly TrendRow[]): Content {
  const { meaning, noun } = TABLES[name];
  if (rows.length === 0) return html`<p class="soft">${meaning} None.</p>`;
  const shown = rows.slice(0, SHOWN_ROWS);
  const columns: Column<TrendRow>[] = [
    { label: noun === 'squad' ? 'Squad' : 'Problem', isHeader: true, cell: (row) => foreign(row.name) },
    { label: 'Cases', kind: 'number', cell: (row) => count(row.cases) },
    { label: 'Alerts before', kind: 'number', cell: (row) => count(row.alertsBefore) },
    { label: 'Alerts now', kind: 'number', cell: (row) => count(row.alertsNow) },
    { label: 'Change', kind: 'number', cell: (row) => signed(row.change) },
  ];
  const caption = firstOf(shown.length, rows.length, noun);
  return html`<p class="soft">${meaning}</p>
${table({ caption: caption[0].toUpperCase() + caption.slice(1), columns, rows: shown })}`;
}

function alerts(number: number): string {
  return `${count(number)} alert${number === 1 ? '' : 's'}`;
}

function rate(percentage: number): string {
  return `${percentage.toFixed(1)} %`;
}

/** With a true minus, and a plus: a change is not a level. */
function signed(change: number): string {
  if (change === 0) return '0';
  return `${change > 0 ? '+' : '−'}${count(Math.abs(change))}`;
}
