import type { UnknownValue } from '../../src/domain/report.js';
import type { Alert } from './types.js';
import { compareCodePoints, isBlank } from './words.js';

const SEVERITY_WEIGHTS: ReadonlyMap<string, number> = new Map([
  ['critico', 10],
  ['alto', 8],
  ['alto / major', 8],
  ['medio', 5],
  ['medio / minor', 5],
  ['aviso', 3],
  ['baixo', 2],
  ['baixo / informativo', 2],
  ['ok', 0],
  ['limpar', 0],
]);

const PRIORITY_WEIGHTS: ReadonlyMap<string, number> = new Map([
  ['Urgente', 10],
  ['Alto(a)', 8],
  ['Moderado(a)', 5],
  ['Baixo(a)', 2],
  ['Vazio', 1],
]);

/** Every status that a rule names. */
const KNOWN_STATUSES: ReadonlySet<string> = new Set([
  'Closed',
  'Closed Skipped',
  'NO_STATUS',
  'No Task Found',
  'Closed Incomplete',
  'Canceled',
]);

/** Without case and accents; everything else that is not ASCII is dropped, blanks stay. */
function fold(severity: string): string {
  return [...severity.toLowerCase().normalize('NFKD')].filter((character) => character < '\u0080').join('');
}

/** Severity weight + priority weight of one row. */
export function riskOf({ severity, priority }: { severity: string; priority: string }): number {
  return (SEVERITY_WEIGHTS.get(fold(severity)) ?? 0) + (PRIORITY_WEIGHTS.get(priority) ?? 0);
}

/** Values that no table knows, as written, without the blanks: rows descending, then column and value. */
export function unknownValuesOf(alerts: Alert[]): UnknownValue[] {
  const unknown = (column: string, values: string[], isKnown: (value: string) => boolean): UnknownValue[] => {
    const rows = new Map<string, number>();
    for (const value of values)
      if (!isBlank(value) && !isKnown(value)) rows.set(value, (rows.get(value) ?? 0) + 1);
    return [...rows].map(([value, count]) => ({ column, value, rows: count }));
  };
  return [
    ...unknown(
      'severity',
      alerts.map((alert) => alert.severity),
      (value) => SEVERITY_WEIGHTS.has(fold(value)),
    ),
    ...unknown(
      'sn_priority_group',
      alerts.map((alert) => alert.priority),
      (value) => PRIORITY_WEIGHTS.has(value),
    ),
    ...unknown(
      'tasks_status',
      alerts.map((alert) => alert.status ?? ''),
      (value) => KNOWN_STATUSES.has(value),
    ),
  ].sort(
    (one, other) =>
      other.rows - one.rows ||
      compareCodePoints(one.column, other.column) ||
      compareCodePoints(one.value, other.value),
  );
}
