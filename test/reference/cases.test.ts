import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { suggestAction } from './actions.js';
import { reportList } from './lists.js';
import { type AlertValues, analyze, file, line } from './support.js';

const report = (...rows: AlertValues[]) => analyze(file(...rows.map(line)));
const at = (clock: string): string => `2025-01-20 ${clock}`;

describe('the key', () => {
  test('sorts by code point, not by UTF-16 unit, column by column', () => {
    const nodes = ['\u{10000}', '\uFFFD', '\uE000', 'é', 'z', 'Z', 'a\uFFFD', 'a\u{1F600}', '10', '9'];
    const sorted = report(...nodes.map((node) => ({ node }))).cases.map((one) => one.fields[2]);
    expect(sorted).toEqual([
      '10',
      '9',
      'Z',
      'a\uFFFD',
      'a\u{1F600}',
      'z',
      'é',
      '\uE000',
      '\uFFFD',
      '\u{10000}',
    ]);
  });

  test('is exact text: nothing is trimmed, nothing is a number', () => {
    const nodes = ['7', '007', '7 ', ' 7', '7.0', 'e\u0301', 'é'];
    expect(report(...nodes.map((node) => ({ node }))).cases).toHaveLength(nodes.length);
  });

  test('keeps columns apart', () => {
    const cases = report({ node: 'ab', source: 'c' }, { node: 'a', source: 'bc' }).cases;
    expect(cases).toHaveLength(2);
    expect(cases[0].key).not.toBe(cases[1].key);
  });

  test('has a digest of its lengths and texts', () => {
    const [one] = report({ assignment_group: 'é' }).cases;
    const parts = one.fields.flatMap((field) => {
      const bytes = Buffer.from(field);
      return [Buffer.of(bytes.length, 0, 0, 0), bytes];
    });
    expect(one.fields[0]).toBe('é');
    expect(one.key).toBe(createHash('sha256').update(Buffer.concat(parts)).digest('hex').slice(0, 32));
  });
});

describe('what a case says of its rows', () => {
  test('distinct numbers in code-point order', () => {
    const numbers = ['B', 'a', '\u{1F600}', '\uFFFD', 'A10', 'A9', 'a', 'A9 '];
    const [one] = report(...numbers.map((number) => ({ number }))).cases;
    expect(one.alertNumbers).toEqual(['A10', 'A9', 'A9 ', 'B', 'a', '\uFFFD', '\u{1F600}']);
    expect(one.statusChronology).toHaveLength(8);
  });

  test('the chronology is oldest first, equal times in file order, by nanoseconds', () => {
    const [one] = report(
      { sys_created_on: at('10:00:00.000000002'), tasks_status: 'c' },
      { sys_created_on: at('10:00:00.000000001'), tasks_status: 'a' },
      { sys_created_on: at('10:00:00.0000000019'), tasks_status: 'b' },
      { sys_created_on: at('10:00:00.000000002'), tasks_status: '' },
      { sys_created_on: at('9:00'), tasks_status: 'first' },
    ).cases;
    expect(one.statusChronology).toEqual(['first', 'a', 'b', 'c', null]);
    expect(one.lastTaskStatus).toBe('c');
    expect(one.lastEvent - one.firstEvent).toBe(3_600_000_000_002n);
  });

  test('the last status is the newest that is not blank; of equal times the first of the file', () => {
    const last = (...rows: AlertValues[]) => report(...rows).cases[0].lastTaskStatus;
    expect(
      last(
        { sys_created_on: at('11:00'), tasks_status: 'NaN' },
        { sys_created_on: at('10:00'), tasks_status: 'x' },
        { sys_created_on: at('10:00'), tasks_status: 'y' },
        { sys_created_on: at('09:00'), tasks_status: 'z' },
      ),
    ).toBe('x');
    expect(last({ tasks_status: '' }, { tasks_status: 'NULL' })).toBeNull();
  });

  test('risk is the highest sum of one row', () => {
    const [one] = report(
      { severity: 'CRÍTICO', sn_priority_group: 'Baixo(a)' },
      { severity: 'Aviso', sn_priority_group: 'Urgente' },
    ).cases;
    expect(one.risk).toBe(13);
  });
});

describe('severity and priority', () => {
  const riskOf = (severity: string, priority: string): number =>
    report({ severity, sn_priority_group: priority }).cases[0].risk;

  test.each([
    ['Crítico', 10],
    ['CRI\u0301TICO', 10],
    ['ｃｒｉｔｉｃｏ', 10],
    ['Critico\u00ae', 10],
    ['Alto / Major', 8],
    ['médio / minor', 5],
    ['Aviso', 3],
    ['BAIXO / Informativo', 2],
    ['OK', 0],
    [' Alto', 0],
    ['Alto/Major', 0],
    ['Crítico\u00a0', 0],
  ])('severity %j weighs %i', (severity, weight) => {
    expect(riskOf(severity, '')).toBe(weight);
  });

  test.each([
    ['Urgente', 10],
    ['Alto(a)', 8],
    ['Moderado(a)', 5],
    ['Baixo(a)', 2],
    ['Vazio', 1],
    ['vazio', 0],
    ['Urgente ', 0],
  ])('priority %j weighs %i', (priority, weight) => {
    expect(riskOf('', priority)).toBe(weight);
  });

  test('what no table knows is counted, over valid rows, blanks aside', () => {
    const { unknownValues } = report(
      { severity: 'Fatal', sn_priority_group: 'P1', tasks_status: 'closed' },
      { severity: 'Fatal', sn_priority_group: '', tasks_status: 'Open' },
      { severity: 'LIMPAR', sn_priority_group: 'P0', tasks_status: 'Canceled' },
      { severity: 'nunca', number: '' },
      { severity: 'NaN', sn_priority_group: 'Vazio', tasks_status: 'No Task Found' },
    );
    expect(unknownValues).toEqual([
      { column: 'severity', value: 'Fatal', rows: 2 },
      { column: 'sn_priority_group', value: 'P0', rows: 1 },
      { column: 'sn_priority_group', value: 'P1', rows: 1 },
      { column: 'tasks_status', value: 'Open', rows: 1 },
      { column: 'tasks_status', value: 'closed', rows: 1 },
    ]);
  });
});

describe('the suggested action', () => {
  const actionOf = (...statuses: (string | null)[]) =>
    suggestAction({
      key: '',
      fields: [],
      firstEvent: 0n,
      lastEvent: BigInt(statuses.length) * 86_400_000_000_000n,
      alertNumbers: [],
      statusChronology: statuses,
      lastTaskStatus: statuses.findLast((status) => status !== null) ?? null,
      risk: 0,
    });

  test.each([
    ['STATUS_MISSING', [null, null]],
    ['STATUS_MISSING', ['Closed', 'NO_STATUS']],
    ['PERSISTENT_FAILURE', ['Closed', 'No Task Found']],
    ['INTERMITTENT', ['Closed', null, 'Closed Skipped']],
    ['INTERMITTENT', ['Closed', 'Canceled']],
    ['STABILIZED', [null, 'Closed']],
    ['STABILIZED', ['closed', 'Closed']],
    ['ALWAYS_OK', ['NO_STATUS', 'Closed Skipped', 'Closed']],
    ['PARTIAL_SUCCESS', ['Closed', 'NO_STATUS', 'Closed Skipped']],
    ['PERSISTENT_FAILURE', ['Canceled', 'Closed ']],
  ])('%s for %j', (action, statuses) => {
    expect(actionOf(...statuses)).toBe(action);
  });

  test('five successes within two hours are chronic, to the nanosecond', () => {
    const fiveUntil = (last: string) =>
      report(...['10:00', '10:10', '10:20', '10:30', last].map((clock) => ({ sys_created_on: at(clock) })), {
        sys_created_on: at('10:05'),
        tasks_status: 'Canceled',
      }).cases[0];
    expect(fiveUntil('12:00:00')).toMatchObject({ action: 'CHRONIC_INSTABILITY', group: 'UNSTABLE' });
    expect(fiveUntil('12:00:00.000000001')).toMatchObject({ action: 'STABILIZED', group: 'REMEDIATED' });
  });
});

test('the score is the product of its factors, in their order', () => {
  const [one] = report(
    { number: 'A', tasks_status: 'Closed', severity: 'Médio', sn_priority_group: 'Vazio' },
    { number: 'B', tasks_status: 'Canceled', severity: 'Aviso', sn_priority_group: 'Vazio' },
    {
      number: 'C',
      tasks_status: 'Closed Skipped',
      sys_created_on: at('11:00'),
      severity: '',
      sn_priority_group: '',
    },
  ).cases;
  expect(one.factors).toEqual({ risk: 6, action: 1.2, inefficiency: 1.5, volume: 1 + Math.log(3) });
  expect(one.score).toBe(6 * 1.2 * 1.5 * (1 + Math.log(3)));
});

test('KPIs count cases and alerts per group', () => {
  const { kpis } = report(
    { node: 'a', number: '1', tasks_status: 'Canceled' },
    { node: 'a', number: '2', tasks_status: 'Canceled' },
    { node: 'a', number: '2', tasks_status: 'Canceled' },
    { node: 'b', tasks_status: 'Closed' },
    { node: 'c', tasks_status: 'Closed Skipped' },
    { node: '', tasks_status: 'Closed' },
  );
  expect(kpis).toEqual({
    totalCases: 3,
    totalAlerts: 4,
    actionableCases: 1,
    actionableAlerts: 2,
    remediatedCases: 1,
    remediatedAlerts: 1,
    unstableCases: 0,
    unstableAlerts: 0,
    attentionCases: 1,
    attentionAlerts: 1,
    automationSuccessRate: (1 / 3) * 100,
    invalidRows: 1,
  });
});

describe('lists', () => {
  const mixed = report(
    {
      assignment_group: 'S2',
      node: '1',
      short_description: 'p',
      tasks_status: 'Canceled',
      severity: 'Aviso',
    },
    {
      assignment_group: 'S1',
      node: '1',
      short_description: 'q',
      tasks_status: 'Canceled',
      severity: 'Aviso',
    },
    { assignment_group: 'S1', node: '2', short_description: 'q', tasks_status: 'Canceled', severity: 'OK' },
    { assignment_group: 'S0', node: '1', short_description: 'p', number: 'A', metric_name: 'CPU' },
    { assignment_group: 'S0', node: '1', short_description: 'p', number: 'B', metric_name: 'CPU' },
    { assignment_group: 'S0', node: '3', short_description: 'r', sys_created_on: at('10:00:00.5') },
  );

  test('the top ones order by value, then by name', () => {
    expect(mixed.top.squads).toEqual([
      { name: 'S1', cases: 2, score: 5 * 1.5 * 1.5 + 2 * 1.5 * 1.5 },
      { name: 'S2', cases: 1, score: 5 * 1.5 * 1.5 },
    ]);
    expect(mixed.top.metrics).toEqual([{ name: 'Disk', cases: 3, alerts: 3 }]);
    expect(mixed.top.problems).toEqual([
      { name: 'p', cases: 2, alerts: 3 },
      { name: 'q', cases: 2, alerts: 2 },
      { name: 'r', cases: 1, alerts: 1 },
    ]);
    expect(mixed.top.problemsByGroup.ACTIONABLE.map(({ name }) => name)).toEqual(['q', 'p']);
    expect(mixed.top.problemsByGroup.UNSTABLE).toEqual([]);
  });

  test('those of the report order by score, count or time, then by key', () => {
    const place = (group: 'ACTIONABLE' | 'REMEDIATED') =>
      reportList(mixed.cases, group).map(({ fields }) => `${fields[0]} ${fields[2]}`);
    expect(place('ACTIONABLE')).toEqual(['S1 1', 'S2 1', 'S1 2']);
    expect(place('REMEDIATED')).toEqual(['S0 3', 'S0 1']);
  });

  test('hold a hundred entries at most', () => {
    const many = report(...Array.from({ length: 150 }, (_, index) => ({ short_description: `p${index}` })));
    expect(many.top.problems).toHaveLength(100);
    expect(many.cases).toHaveLength(150);
  });
});
