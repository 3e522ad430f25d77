import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Service } from '../support/service.js';

const HEADER =
  'assignment_group;short_description;node;cmdb_ci.sys_class_name;cmdb_ci;source;metric_name;sys_created_on;number;severity;sn_priority_group;tasks_status;has_remediation_task';
const row = (node: string, date: string, number: string, severity: string, status: string, flag = 'REM_OK') =>
  `Squad;Disk;${node};Linux;ci;Zabbix;disk;${date};${number};${severity};Urgente;${status};${flag}`;

const FILE = [
  HEADER,
  row('a', '2025-01-20 10:00:00', 'A1', 'Crítico', 'Closed'),
  row('a', '25/01/2025 10:00:00', 'A2', 'Fatal', 'Perdido'),
  row('a', '01/25/2025 10:00:00', 'A3', 'Fatal', 'Closed'),
  row('', '2025-01-20 10:00:00', 'A4', 'Alto', 'Closed'),
  row('a', '20250132', 'A5', 'Alto', 'Closed'),
  row('a', '2025-01-20', 'A6', 'Alto', 'Closed', 'MAYBE'),
  row('a', '2025-01-20', '', 'Alto', 'Closed'),
  row('a', '99/99/2025', 'A8', 'Alto', 'Closed'),
].join('\n');

interface Quality {
  invalidRows: {
    total: number;
    byReason: { reason: string; rows: number }[];
    first: { line: number; byteOffset: number; reason: string; number: string | null; raw: string }[];
  };
  unknownValues: { column: string; value: string; rows: number }[];
  warnings: { code: string; message: string }[];
}

let service: Service;
let quality: Quality;
beforeAll(async () => {
  service = await Service.start();
  const { report } = await service.analyse<{ status: string; report: Quality }>(
    { bytes: FILE },
    `report {
      invalidRows { total byReason { reason rows } first { line byteOffset reason number raw } }
      unknownValues { column value rows }
      warnings { code message }
    }`,
  );
  quality = report;
});
afterAll(() => service?.stop());

describe('the quality of a file', () => {
  test('refused rows are counted by reason, in the order of the checks', () => {
    expect(quality.invalidRows.total).toBe(5);
    expect(quality.invalidRows.byReason).toEqual([
      { reason: 'MISSING_KEY', rows: 1 },
      { reason: 'BAD_REMEDIATION_FLAG', rows: 1 },
      { reason: 'BAD_DATE', rows: 2 },
      { reason: 'MISSING_NUMBER', rows: 1 },
    ]);
  });

  test('refused rows are shown with their line, place and text', () => {
    const lines = FILE.split('\n');
    expect(quality.invalidRows.first.map(({ line, reason, number }) => [line, reason, number])).toEqual([
      [5, 'MISSING_KEY', 'A4'],
      [6, 'BAD_DATE', 'A5'],
      [7, 'BAD_REMEDIATION_FLAG', 'A6'],
      [8, 'MISSING_NUMBER', null],
      [9, 'BAD_DATE', 'A8'],
    ]);
    for (const { line, byteOffset, raw } of quality.invalidRows.first) {
      expect(raw).toBe(lines[line - 1]);
      expect(byteOffset).toBe(Buffer.byteLength(`${lines.slice(0, line - 1).join('\n')}\n`));
    }
  });

  test('values that no table knows are counted in valid rows, the most frequent first', () => {
    expect(quality.unknownValues).toEqual([
      { column: 'severity', value: 'Fatal', rows: 2 },
      { column: 'tasks_status', value: 'Perdido', rows: 1 },
    ]);
  });

  test('what was worked around is said, by code and in words', () => {
    expect(quality.warnings).toEqual([
      { code: 'MIXED_DATE_ORDER', message: expect.stringMatching(/\w{3,} .+/) },
    ]);
  });
});
