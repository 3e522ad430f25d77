import type { TrendResult, TrendRow } from '../domain/trendTypes.js';
import { count, printable, table } from './format.js';

const SHOWN_ROWS = 10;

/** A comparison as people read it on a terminal. Tables without rows are left out. */
export function readableTrend(previousName: string, currentName: string, trend: TrendResult): string {
  const { kpis } = trend;
  return [
    `${printable(previousName, 60)} → ${printable(currentName, 60)}\n\n${printable(trend.diagnosis, 400)}\n`,
    `\nCases to act on\n`,
    table([
      ['', 'cases', 'alerts'],
      ['before', kpis.previousCases, kpis.previousAlerts],
      ['now', kpis.currentCases, kpis.currentAlerts],
      ['resolved', kpis.resolvedCases, kpis.resolvedAlerts],
      ['new', kpis.newCases, kpis.newAlerts],
      ['persistent', kpis.persistentCases, kpis.persistentAlerts],
    ]),
    `  resolved ${kpis.resolutionRate.toFixed(1)} % of before, new ${kpis.regressionRate.toFixed(1)} % of now\n`,
    rowsTable('New problems', trend.newProblems),
    rowsTable('Resolved problems', trend.resolvedProblems),
    rowsTable('Persistent problems', trend.persistentProblems),
    rowsTable('Squads with persistent problems', trend.persistentSquads),
    rowsTable('Squads', trend.squads),
  ].join('');
}

function rowsTable(heading: string, rows: TrendRow[]): string {
  if (rows.length === 0) return '';
  const shown = rows.slice(0, SHOWN_ROWS);
  const lines = table([
    ['', 'cases', 'alerts before', 'now', 'change'],
    ...shown.map(({ name, cases, alertsBefore, alertsNow, change }) => [
      printable(name, 50),
      cases,
      alertsBefore,
      alertsNow,
      change,
    ]),
  ]);
  const rest = rows.length - shown.length;
  return `\n${heading}\n${lines}${rest > 0 ? `  and ${count(rest)} more\n` : ''}`;
}
