import type { ActionGroup, Kpis, ReportSummary } from '../../domain/report.js';
import { bytes, count } from '../format.js';
import type { ReportSource } from '../source.js';
import { caseList } from './caseList.js';
import { dataQuality, origin } from './dataQuality.js';
import { type Content, foreign, html } from './markup.js';
import { page, type Section } from './page.js';
import { table } from './table.js';
import { GROUP_WORDS } from './words.js';

/** Entries of each top list that the page shows. */
const SHOWN_TOP = 10;

/** In the order in which a reader wants them: what needs somebody first. */
const GROUPS = ['ACTIONABLE', 'UNSTABLE', 'ATTENTION', 'REMEDIATED'] as const satisfies ActionGroup[];

/**
 * report.html: a report to be read, sent and printed. It holds everything that it needs, asks nobody for anything,
 * and runs nothing.
 */
export function reportHtml(source: ReportSource): Generator<Uint8Array> {
  const { summary, fileName } = source;
  const lists = GROUPS.map(
    (group): Section => ({
      id: group.toLowerCase(),
      title: GROUP_WORDS[group].title,
      body: () => caseList(source, group),
    }),
  );
  return page({
    kind: 'Alert report',
    title: fileName,
    heading: foreign(fileName),
    lead: html`<p class="soft">${period(summary)} · ${count(summary.input.rows)} alert rows, ${bytes(summary.input.bytes)}</p>`,
    sections: [
      { id: 'overview', title: 'Overview', body: () => overview(summary.kpis) },
      { id: 'priorities', title: 'Where to begin', body: () => priorities(summary) },
      ...lists,
      { id: 'data-quality', title: 'Data quality', body: () => dataQuality(summary) },
      { id: 'origin', title: 'How it was made', body: () => origin(summary) },
    ],
  });
}

function period({ period: { start, end }, input }: ReportSummary): Content {
  if (start === null || end === null) return 'No events';
  const time = (moment: string) =>
    html`<time datetime="${moment}${input.utcOffset}">${moment.replace('T', ' ')}</time>`;
  return html`${time(start)} to ${time(end)} (UTC${input.utcOffset})`;
}

function overview(kpis: Kpis): Content {
  const cards = GROUPS.map((group) => {
    const { cases, alerts } = countsOf(kpis, group);
    return html`<li class="${group}"><span class="name">${GROUP_WORDS[group].title}</span>
<strong>${count(cases)}</strong><small>${counted(alerts, 'alert')}</small></li>
`;
  });
  return html`<ul class="cards">
${cards}<li><span class="name">All cases</span>
<strong>${count(kpis.totalCases)}</strong><small>${counted(kpis.totalAlerts, 'alert')}</small></li>
<li><span class="name">Success rate</span>
<strong>${kpis.automationSuccessRate.toFixed(1)} %</strong><small>of all cases remediated</small></li>
</ul>
${shares(kpis)}`;
}

/** The groups as parts of one bar. The numbers are in the cards above it. */
function shares(kpis: Kpis): Content {
  if (kpis.totalCases === 0) return null;
  let from = 0;
  const parts = GROUPS.map((group) => {
    const width = (countsOf(kpis, group).cases / kpis.totalCases) * 100;
    const part = html`<rect class="${group}" x="${from.toFixed(3)}" width="${width.toFixed(3)}" height="10"/>`;
    from += width;
    return part;
  });
  return html`<svg viewBox="0 0 100 10" preserveAspectRatio="none" role="img" aria-label="Cases by group">${parts}</svg>`;
}

function countsOf(kpis: Kpis, group: ActionGroup): { cases: number; alerts: number } {
  switch (group) {
    case 'ACTIONABLE':
      return { cases: kpis.actionableCases, alerts: kpis.actionableAlerts };
    case 'UNSTABLE':
      return { cases: kpis.unstableCases, alerts: kpis.unstableAlerts };
    case 'ATTENTION':
      return { cases: kpis.attentionCases, alerts: kpis.attentionAlerts };
    case 'REMEDIATED':
      return { cases: kpis.remediatedCases, alerts: kpis.remediatedAlerts };
  }
}

function priorities({ top, kpis }: ReportSummary): Content {
  if (kpis.actionableCases === 0) return html`<p>There is no case to act on.</p>`;
  const name = { label: 'Name', isHeader: true, cell: (row: { name: string }) => foreign(row.name, 100) };
  const cases = {
    label: 'Cases',
    kind: 'number' as const,
    cell: (row: { cases: number }) => count(row.cases),
  };
  const alerts = {
    label: 'Alerts',
    kind: 'number' as const,
    cell: (row: { alerts: number }) => count(row.alerts),
  };
  const score = {
    label: 'Score',
    kind: 'number' as const,
    cell: (row: { score: number }) => row.score.toFixed(1),
  };
  const squads = top.squads.slice(0, SHOWN_TOP);
  const problems = top.problemsByGroup.ACTIONABLE.slice(0, SHOWN_TOP);
  const metrics = top.metrics.slice(0, SHOWN_TOP);
  return html`<p class="soft">Among the cases to act on. Each squad has a plan of its own in the folder plans.</p>
<div class="columns">
<div><h3>Squads</h3>
${table({ caption: 'By the summed score of their cases', columns: [name, cases, score], rows: squads })}</div>
<div><h3>Problems</h3>
${table({ caption: 'By alerts', columns: [name, cases, alerts], rows: problems })}</div>
<div><h3>Metrics</h3>
${table({ caption: 'By cases', columns: [name, cases, alerts], rows: metrics })}</div>
</div>`;
}

function counted(number: number, noun: string): string {
  return `${count(number)} ${noun}${number === 1 ? '' : 's'}`;
}
