import {
  type Dictionary,
  type Facts,
  type FactsMeta,
  KEY_COLUMNS,
  type TextColumn,
} from '../../src/domain/facts.js';
import { allocateFacts } from '../../src/domain/factsFile.js';
import { codeWidth, type DictionaryCounts } from '../../src/domain/factsLayout.js';
import { gatherCases } from '../reference/cases.js';
import type { Alert } from '../reference/types.js';
import { compareCodePoints, isBlank } from '../reference/words.js';

/** A valid row of a file; its place in the list is its place in the file. */
export interface FactRow {
  /** The seven values, in the order of KEY_COLUMNS. */
  key: string[];
  alert: Alert;
}

const META: FactsMeta = {
  input: {
    bytes: 1_234,
    sha256: 'a'.repeat(64),
    rows: 0,
    delimiter: ';',
    encoding: 'utf-8',
    dateOrder: 'DMY',
    utcOffset: '-03:00',
  },
  invalidRows: { total: 0, byReason: {} },
  warnings: [],
};

type KeyValues = Partial<Record<(typeof KEY_COLUMNS)[number], string>>;
type RowValues = KeyValues & Partial<Omit<Alert, 'time'>> & { at?: string; nanos?: number };

const ORDINARY_KEY = ['SQUAD', 'disk full', 'srv01', 'linux', 'ci01', 'Zabbix', 'Disk'];

/**
 * A row like an ordinary alert, but for the values that are given.
 * @param values `at` is a wall-clock time such as `2025-01-20T10:00:00`, `nanos` the nanoseconds beyond it
 */
export function row(values: RowValues = {}): FactRow {
  const seconds = Date.parse(`${values.at ?? '2025-01-20T10:00:00'}Z`) / 1000;
  return {
    key: KEY_COLUMNS.map((column, field) => values[column] ?? ORDINARY_KEY[field]),
    alert: {
      number: values.number ?? 'ALR1',
      time: BigInt(seconds) * 1_000_000_000n + BigInt(values.nanos ?? 0),
      severity: values.severity ?? 'Alto',
      priority: values.priority ?? 'Baixo(a)',
      status: values.status === undefined ? 'Closed' : values.status,
    },
  };
}

/** Rows of one case, one per status, a minute apart. */
export function rowsOf(statuses: (string | null)[], values: RowValues = {}): FactRow[] {
  const start = Date.parse('2025-01-20T10:00:00Z');
  return statuses.map((status, i) =>
    row({
      number: `ALR${String(i).padStart(4, '0')}`,
      at: new Date(start + i * 60_000).toISOString().slice(0, 19),
      ...values,
      status,
    }),
  );
}

/** The facts of such rows, in the layout of facts.bin, made by plain Maps and sorts. */
export function factsOf(rows: FactRow[], meta: Partial<FactsMeta> = {}): Facts {
  return factsWithBuffer(rows, meta).facts;
}

export function factsWithBuffer(rows: FactRow[], meta: Partial<FactsMeta> = {}) {
  const cases = gatherCases(rows);
  const alertsByKey = new Map<string, Alert[]>();
  for (const { key, alert } of rows) {
    const name = JSON.stringify(key);
    const alerts = alertsByKey.get(name);
    if (alerts === undefined) alertsByKey.set(name, [alert]);
    else alerts.push(alert);
  }
  const alertsOf = (fields: string[]) => alertsByKey.get(JSON.stringify(fields)) ?? [];
  const alerts = rows.map(({ alert }) => alert);
  const statuses = valuesOf(alerts.map(({ status }) => status ?? ''));
  const severities = valuesOf(alerts.map(({ severity }) => severity));
  const priorities = valuesOf(alerts.map(({ priority }) => priority));

  const gradeOf = (alert: Alert) =>
    `${severities.codeOf(alert.severity)} ${priorities.codeOf(alert.priority)}`;
  const pairs = [...new Set(alerts.map(gradeOf))];
  const gradesOf = (fields: string[]) =>
    [...new Set(alertsOf(fields).map((alert) => pairs.indexOf(gradeOf(alert))))].sort((a, b) => a - b);

  const keyTexts = cases.flatMap(({ fields }) => fields);
  const numberTexts = cases.flatMap(({ alertNumbers }) => alertNumbers);
  const grades = cases.flatMap(({ fields }) => gradesOf(fields));
  const { buffer, facts } = allocateFacts(
    { ...META, input: { ...META.input, rows: rows.length }, ...meta },
    {
      caseCount: cases.length,
      keyBytes: bytesOf(keyTexts),
      numbers: numberTexts.length,
      numberBytes: bytesOf(numberTexts),
      chronology: rows.length,
      chronologyWidth: codeWidth(statuses.texts.length),
      grades: grades.length,
      gradePairs: pairs.length,
      statuses: statuses.counts,
      severities: severities.counts,
      priorities: priorities.counts,
    },
  );
  fillTexts(facts.keys, keyTexts);
  fillTexts(facts.numbers, numberTexts);
  fillDictionary(facts.statuses, statuses);
  fillDictionary(facts.severities, severities);
  fillDictionary(facts.priorities, priorities);
  facts.grades.set(grades);
  pairs.forEach((pair, grade) => {
    [facts.gradeSeverity[grade], facts.gradePriority[grade]] = pair.split(' ').map(Number);
  });
  cases.forEach((one, index) => {
    facts.keyDigests.set(Buffer.from(one.key, 'hex'), index * 16);
    [facts.firstSeconds[index], facts.firstNanos[index]] = split(one.firstEvent);
    [facts.lastSeconds[index], facts.lastNanos[index]] = split(one.lastEvent);
    facts.numberStarts[index + 1] = facts.numberStarts[index] + one.alertNumbers.length;
    facts.gradeStarts[index + 1] = facts.gradeStarts[index] + gradesOf(one.fields).length;
    facts.lastStatus[index] = statuses.codeOf(one.lastTaskStatus ?? '');
    facts.chronology.set(
      one.statusChronology.map((status) => statuses.codeOf(status ?? '')),
      facts.chronologyStarts[index],
    );
    facts.chronologyStarts[index + 1] = facts.chronologyStarts[index] + one.statusChronology.length;
  });
  return { buffer, facts };
}

interface Values {
  texts: string[];
  rows: number[];
  counts: DictionaryCounts;
  codeOf(value: string): number;
}

/** Distinct values by code point, after the blank, which stands for every word that is read as blank. */
function valuesOf(column: string[]): Values {
  const values = column.map((value) => (isBlank(value) ? '' : value));
  const texts = ['', ...[...new Set(values)].filter((value) => value !== '').sort(compareCodePoints)];
  const codes = new Map(texts.map((text, code) => [text, code]));
  const codeOf = (value: string) => codes.get(isBlank(value) ? '' : value) as number;
  const rows = texts.map(() => 0);
  for (const value of values) rows[codeOf(value)]++;
  return { texts, rows, counts: { count: texts.length, bytes: bytesOf(texts) }, codeOf };
}

function bytesOf(texts: string[]): number {
  return texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
}

function fillTexts({ starts, bytes }: TextColumn, texts: string[]): void {
  texts.forEach((text, i) => {
    bytes.set(Buffer.from(text), starts[i]);
    starts[i + 1] = starts[i] + Buffer.byteLength(text);
  });
}

function fillDictionary(dictionary: Dictionary, values: Values): void {
  fillTexts(dictionary.texts, values.texts);
  dictionary.rows.set(values.rows);
}

/** Whole seconds, rounded down, and the nanoseconds beyond them. */
function split(time: bigint): [number, number] {
  const nanos = ((time % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n;
  return [Number((time - nanos) / 1_000_000_000n), Number(nanos)];
}
