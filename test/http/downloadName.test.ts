import { describe, expect, test } from 'vitest';
import { downloadName } from '../../src/http/downloadName.js';

describe('the name of a download', () => {
  test('says of which file, and what of it', () => {
    expect(downloadName('Alertas março (1).csv', 'summary.json')).toBe('Alertas março (1)-summary.json');
    expect(downloadName('a.csv', 'plans/SQUAD-0123456789.csv')).toBe('a-plans-SQUAD-0123456789.csv');
    expect(downloadName('Alertas março (1).csv')).toBe('Alertas março (1).csv');
    expect(downloadName('a.csv.gz')).toBe('a.csv.gz');
  });

  test.each([
    ['../../etc/passwd', '.._.._etc_passwd'],
    ['a\r\nSet-Cookie: x=1', 'a__Set-Cookie_ x=1'],
    ['evil\u202evsc.exe', 'evil_vsc.exe'],
    ['C:\\a"b<c>|d?.csv', 'C__a_b_c__d_.csv'],
    ['', 'report'],
    [`${'🚀'.repeat(100)}.csv`, `${'🚀'.repeat(80)}.csv`],
  ])('is one that a header and a disk can hold: %j', (fileName, expected) => {
    expect(downloadName(fileName)).toBe(expected);
  });
});
