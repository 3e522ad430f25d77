import { statusAt } from '../../domain/caseReader.js';
import { type Facts, KEY_COLUMNS, KEY_FIELDS } from '../../domain/facts.js';
import { type ActionGroup, SUGGESTED_ACTIONS } from '../../domain/report.js';
import { textAt } from '../../domain/text.js';
import { localDateTime } from '../../domain/wallClock.js';
import { count } from '../format.js';
import { ARTEFACT_NAMES } from '../names.js';
import type { ReportSource } from '../source.js';
import { type Content, foreign, html } from './markup.js';
import { type Column, firstOf, table } from './table.js';
import { ACTION_WORDS, GROUP_WORDS } from './words.js';

/** Cases of each list that a page shows; the CSVs hold all of them. */
export const SHOWN_CASES = 100;

/** The first cases of a list, and where the others are. */
export function caseList({ facts, judgement }: ReportSource, group: ActionGroup): Content {
  const list = judgement.lists[group];
  const { meaning, order } = GROUP_WORDS[group];
  const shown = list.subarray(0, SHOWN_CASES);
  const columns: Column<number>[] = [
    { label: 'Score', kind: 'number', cell: (index) => judgement.score[index].toFixed(1) },
    { label: 'Problem', isHeader: true, cell: (index) => key(facts, index, 'short_description') },
    { label: 'Squad', cell: (index) => key(facts, index, 'assignment_group') },
    { label: 'Configuration item', cell: (index) => place(facts, index) },
    { label: 'Action', cell: (index) => ACTION_WORDS[SUGGESTED_ACTIONS[judgement.action[index]]] },
    { label: 'Alerts', kind: 'number', cell: (index) => count(judgement.alertCount[index]) },
    { label: 'First event', kind: 'time', cell: (index) => time(facts.firstSeconds[index]) },
    { label: 'Last event', kind: 'time', cell: (index) => time(facts.lastSeconds[index]) },
    { label: 'Last status', cell: (index) => lastStatus(facts, index) },
  ];
  if (list.length === 0) return html`<p class="soft">${meaning} No cases.</p>`;
  return html`<p class="soft">${meaning} All of them, with every alert: ${ARTEFACT_NAMES[`${group}_CSV`]}.</p>
${table({ caption: capital(`${firstOf(shown.length, list.length, 'case')}, ${order}`), columns, rows: shown, isWide: true })}`;
}

function key(facts: Facts, index: number, column: (typeof KEY_COLUMNS)[number]): Content {
  return foreign(textAt(facts.keys, index * KEY_FIELDS + KEY_COLUMNS.indexOf(column)));
}

/** The configuration item, and below it the node where that is another. */
function place(facts: Facts, index: number): Content {
  const text = (column: 'cmdb_ci' | 'node') =>
    textAt(facts.keys, index * KEY_FIELDS + KEY_COLUMNS.indexOf(column));
  const [item, node] = [text('cmdb_ci'), text('node')];
  return html`${foreign(item)}${item === node ? null : html`<br><span class="soft">${foreign(node)}</span>`}`;
}

function time(seconds: number): string {
  return localDateTime(seconds).replace('T', ' ');
}

function lastStatus(facts: Facts, index: number): Content {
  const status = statusAt(facts, facts.lastStatus[index]);
  return status === null ? html`<span class="soft">none</span>` : foreign(status);
}

function capital(text: string): string {
  return text[0].toUpperCase() + text.slice(1);
}
