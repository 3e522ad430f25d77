import fc from 'fast-check';
import { REQUIRED_COLUMNS } from '../../src/domain/facts.js';
import { INVALID_MARK } from './bytes.js';
import { arbitraryDate, weighted } from './dates.js';

export type RequiredColumn = (typeof REQUIRED_COLUMNS)[number];
export type Values = Record<RequiredColumn, string>;

const BLANK_WORDS = [
  '',
  'NA',
  'N/A',
  'n/a',
  'NULL',
  'null',
  'NaN',
  '-nan',
  'None',
  '<NA>',
  '#N/A N/A',
  '-1.#QNAN',
];

/** Texts that a careless reader gets wrong. */
export const arbitraryNastyText = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...BLANK_WORDS) },
  {
    weight: 3,
    arbitrary: fc.constantFrom(' ', '\t', ' a', 'a ', 'nA', '007', '7', '=1+1', '"', '""', 'a"b', '"a"'),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      'é',
      'e\u0301',
      '€',
      '\uFFFD',
      '\uE000',
      '😀',
      '\u{10FFFF}',
      '\uFEFF',
      '\u00a0',
    ),
  },
  { weight: 2, arbitrary: fc.constantFrom('\n', 'a\nb', 'a\r\nb', 'a\rb', '\n\n', ';', 'a,b', '|', 'a\tb') },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '\0',
      'a\0b',
      'NA\0',
      INVALID_MARK,
      `a${INVALID_MARK}b`,
      `${INVALID_MARK}${INVALID_MARK}`,
    ),
  },
  {
    weight: 1,
    arbitrary: fc.string({
      unit: fc.constantFrom('"', ';', ',', '\n', '\r', ' ', 'a', 'ç', '😀'),
      maxLength: 12,
    }),
  },
);

const numbers = fc.oneof(
  { weight: 12, arbitrary: fc.integer({ min: 0, max: 6 }).map((index) => `ALR${index}`) },
  { weight: 1, arbitrary: fc.constantFrom('alr1', 'ALR1 ', '1', '01', '😀', '\uFFFD', 'NA', '') },
);

const severities = fc.constantFrom(
  'Crítico',
  'ALTO',
  'Alto / Major',
  'médio',
  'Medio / Minor',
  'Aviso',
  'ok',
  ' Alto',
  'Fatal',
  'NaN',
  '',
);
const priorities = fc.constantFrom(
  'Urgente',
  'Alto(a)',
  'Moderado(a)',
  'Baixo(a)',
  'Vazio',
  'vazio',
  'P1',
  'NULL',
  '',
);
const statuses = weighted(
  [20, 'Closed'],
  [4, 'Closed Skipped'],
  [3, 'Canceled'],
  [2, 'Closed Incomplete'],
  [3, 'NO_STATUS'],
  [2, 'No Task Found'],
  [1, 'closed'],
  [1, 'Open'],
  [2, ''],
  [1, 'NaN'],
);
const flags = weighted(
  [12, 'REM_OK'],
  [6, 'REM_NOT_OK'],
  [2, ' REM_OK '],
  [1, '\u00a0REM_OK\t'],
  [1, 'rem_ok'],
  [1, ''],
);

/** The values of an alert: few keys and few times, so that cases have several rows and rows tie. */
export const arbitraryPlainValues: fc.Arbitrary<Values> = fc.record({
  assignment_group: weighted([4, 'SQUAD A'], [1, 'SQUAD Ã']),
  short_description: weighted([6, 'disk full'], [2, 'say "hi"'], [1, 'a;b,c']),
  node: fc.constant('srv01'),
  'cmdb_ci.sys_class_name': fc.constant('linux'),
  cmdb_ci: fc.constant('ci01'),
  source: fc.constant('Zabbix'),
  metric_name: weighted([8, 'Disk'], [1, 'CPU']),
  sys_created_on: arbitraryDate,
  number: numbers,
  severity: severities,
  sn_priority_group: priorities,
  tasks_status: statuses,
  has_remediation_task: flags,
});

/** Alerts of one case, mostly remediated, within about two hours: around the bounds of chronic instability. */
export const arbitraryBurstValues: fc.Arbitrary<Values> = fc
  .tuple(
    arbitraryPlainValues,
    weighted(
      [4, '2025-01-05 10:00:00'],
      [8, '2025-01-05 11:00:00'],
      [2, '2025-01-05 12:00:00'],
      [1, '2025-01-05 12:00:00.000000001'],
    ),
    weighted([8, 'Closed'], [1, 'Canceled']),
  )
  .map(([values, sys_created_on, tasks_status]) => ({
    ...values,
    assignment_group: 'BURST',
    short_description: 'burst',
    metric_name: 'Disk',
    has_remediation_task: 'REM_OK',
    sys_created_on,
    tasks_status,
  }));

/** Sometimes one of an alert's values is nasty. */
export const arbitraryValues: fc.Arbitrary<Values> = fc.oneof(
  { weight: 2, arbitrary: arbitraryPlainValues },
  {
    weight: 1,
    arbitrary: fc
      .tuple(arbitraryPlainValues, fc.constantFrom(...REQUIRED_COLUMNS), arbitraryNastyText)
      .map(([values, column, value]) => ({ ...values, [column]: value })),
  },
);
