import fc from 'fast-check';
import { type FactRow, row } from '../support/facts.js';

const STATUSES = [
  'Closed',
  'Closed',
  'Closed Skipped',
  'Closed Incomplete',
  'Canceled',
  'NO_STATUS',
  'No Task Found',
  'closed',
  'Closed ',
  'Open',
  null,
];
const SEVERITIES = [
  'Crítico',
  'CRITICO',
  'Alto',
  'Alto / Major',
  'Médio',
  'medio / minor',
  'Aviso',
  'Baixo',
  'Baixo / Informativo',
  'OK',
  'Limpar',
  'Crítico ',
  'estranha',
  'N/A',
];
const PRIORITIES = [
  'Urgente',
  'Alto(a)',
  'Moderado(a)',
  'Baixo(a)',
  'Vazio',
  'urgente',
  'NULL',
  'Planejamento',
];

/** Rows of few cases, so that every case has several; times within a day, often equal, some with fractions. */
export function arbitraryRows(maxLength: number): fc.Arbitrary<FactRow[]> {
  const aRow = fc.record({
    assignment_group: fc.constantFrom('A', 'B', 'b', '\uFF21', '\u{1F600}'),
    short_description: fc.constantFrom('disk', 'cpu', 'é', 'e'),
    metric_name: fc.constantFrom('Disk', 'Memory', '\u{1F4BE}'),
    number: fc.integer({ min: 0, max: 12 }).map((n) => `ALR${n}`),
    status: fc.constantFrom(...STATUSES),
    severity: fc.constantFrom(...SEVERITIES),
    priority: fc.constantFrom(...PRIORITIES),
    at: fc
      .integer({ min: 0, max: 4 * 3_600 })
      .map((second) => new Date(Date.UTC(1969, 11, 31, 22, 0, Math.round(second / 600) * 600)))
      .map((date) => date.toISOString().slice(0, 19)),
    nanos: fc.constantFrom(0, 0, 1, 999_999_999),
  });
  return fc.array(aRow.map(row), { maxLength });
}
