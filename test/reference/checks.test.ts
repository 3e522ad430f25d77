import { describe, expect, test } from 'vitest';
import { type AlertValues, analyze, bytesOf, file, HEADER, line } from './support.js';

const BLANK_WORDS =
  'NA|N/A|n/a|NULL|null|NaN|nan|-NaN|-nan|None|<NA>|#N/A|#NA|#N/A N/A|1.#IND|-1.#IND|1.#QNAN|-1.#QNAN'.split(
    '|',
  );

/** Reasons of the refused rows, by line; line 2 is the first of the data. */
function refusals(...lines: string[]): [number, string][] {
  return analyze(file(...lines)).refused.map(({ line: at, reason }) => [at, reason]);
}

describe('blanks', () => {
  test.each(['', ...BLANK_WORDS])('%j is one', (word) => {
    expect(refusals(line({ node: word }))).toEqual([[2, 'MISSING_KEY']]);
    expect(refusals(line({ number: word }))).toEqual([[2, 'MISSING_NUMBER']]);
    expect(refusals(line({ sys_created_on: word }))).toEqual([[2, 'BAD_DATE']]);
    expect(analyze(file(line({ tasks_status: word }))).cases[0].statusChronology).toEqual([null]);
  });

  test.each([' ', ' NA', 'na', 'Null', 'none', 'NAN', 'Nil', '-', '#n/a', '0'])('%j is none', (word) => {
    expect(refusals(line({ node: word, number: word }))).toEqual([]);
  });
});

describe('rows that are skipped', () => {
  test('blank lines, blank words in every field, however many', () => {
    const delimitersOnly = ';'.repeat(40);
    const words = Array(20).fill('NULL').join(';');
    const skipped = ['', ' \t', delimitersOnly, words, '"";"NA"', 'nan', ';N/A;'];
    const report = analyze(file(...skipped, line(), ...skipped));
    expect(report.input.rows).toBe(1);
    expect(report.refused).toEqual([]);
  });

  test('a line of blanks is told by itself, a field of blanks is not', () => {
    expect(refusals('  ', '" "', ' ;')).toEqual([
      [3, 'MISSING_KEY'],
      [4, 'MISSING_KEY'],
    ]);
  });

  test('a line of tabs is blank when TAB is the delimiter, too', () => {
    const report = analyze(bytesOf(`${HEADER}\n\t \t\n${line()}\n`.replaceAll(';', '\t')));
    expect(report.input.rows).toBe(1);
  });

  test('a line of blanks is blank up to the limit of a field; a longer one is a row at fault', () => {
    expect(analyze(file(' '.repeat(24), line()), { fieldBytes: 24 }).input.rows).toBe(1);
    const { input, invalidRows } = analyze(file(' '.repeat(25), line()), { fieldBytes: 24 });
    expect(input.rows).toBe(2);
    expect(invalidRows.byReason).toEqual({ MALFORMED_ROW: 1 });
  });
});

describe('the order of the checks', () => {
  const bad: AlertValues = { node: '', has_remediation_task: '', sys_created_on: '', number: '' };
  test.each([
    ['MALFORMED_ROW', `${line(bad)};x`],
    ['MISSING_KEY', line(bad)],
    ['BAD_REMEDIATION_FLAG', line({ ...bad, node: 'n' })],
    ['BAD_DATE', line({ ...bad, node: 'n', has_remediation_task: 'REM_OK' })],
    ['MISSING_NUMBER', line({ number: 'NA' })],
  ])('%s', (reason, text) => {
    expect(refusals(text)).toEqual([[2, reason]]);
  });
});

describe('malformed rows', () => {
  test('more fields than the header, empty ones at the end aside', () => {
    expect(refusals(`${line()};;;`, `${line()};""`, `${line()};NA`, `${line()}; `, `${line()};;x;`)).toEqual([
      [4, 'MALFORMED_ROW'],
      [5, 'MALFORMED_ROW'],
      [6, 'MALFORMED_ROW'],
    ]);
  });

  test('a NUL in any column, quoted or not', () => {
    const report = analyze(file(line({ severity: 'a\0' }), line({ node: '"\0"' }), line()));
    expect(report.refused).toMatchObject([
      { reason: 'MALFORMED_ROW', number: 'ALR1', raw: line({ severity: 'a\0' }) },
      { reason: 'MALFORMED_ROW', number: 'ALR1' },
    ]);
  });

  test('a short row usually misses some of its key', () => {
    expect(refusals('SQUAD;disk full;srv01', line().replace(/;REM_OK$/, ''))).toEqual([
      [2, 'MISSING_KEY'],
      [3, 'BAD_REMEDIATION_FLAG'],
    ]);
  });
});

describe('the remediation flag', () => {
  test.each(['REM_OK', 'REM_NOT_OK', ' REM_OK\t', '\u00a0REM_NOT_OK\u2003', '"\nREM_OK"'])(
    '%j is one',
    (flag) => {
      expect(refusals(line({ has_remediation_task: flag }))).toEqual([]);
    },
  );

  test.each(['rem_ok', 'REM OK', 'REM_OK.', 'NaN', ' ', '\u200bREM_OK'])('%j is none', (flag) => {
    expect(refusals(line({ has_remediation_task: flag }))).toEqual([[2, 'BAD_REMEDIATION_FLAG']]);
  });
});

describe('what is kept of a refused row', () => {
  test('its fields, one per column, and its number where it has one', () => {
    const [short, blank] = analyze(
      file('a;b', line({ node: '"x ""y"""', sys_created_on: 'x', number: 'NA' })),
    ).refused;
    expect(short.fields).toEqual(['a', 'b', ...Array(11).fill('')]);
    expect(short.number).toBeNull();
    expect(blank.number).toBeNull();
    expect(blank.fields?.[2]).toBe('x "y"');
    expect(blank.fields).toHaveLength(13);
  });

  test('its text, without the line end, with those inside', () => {
    const row = line({ node: '"a\r\nb"', number: '' });
    const [refused] = analyze(bytesOf(`${HEADER}\r\n${row}\r\n${line()}\r\n`)).refused;
    expect(refused).toMatchObject({ line: 2, byteOffset: HEADER.length + 2, raw: row });
  });

  test('at most 4 KiB of it, cut between characters', () => {
    const padded = (text: string) =>
      analyze(file(line({ number: '', assignment_group: text }))).refused[0].raw;
    expect(padded('x'.repeat(5_000))).toBe('x'.repeat(4_096));
    expect(padded(`x${'é'.repeat(5_000)}`)).toBe(`x${'é'.repeat(2_047)}`);
    expect(padded(`xyz${'😀'.repeat(5_000)}`)).toBe(`xyz${'😀'.repeat(1_023)}`);
  });

  test('at most 4 KiB once its invalid bytes are shown', () => {
    const row = line({ number: '', assignment_group: '#'.repeat(3_000) });
    const bytes = file(row).map((byte) => (byte === 0x23 ? 0xff : byte));
    expect(analyze(bytes, { encoding: 'utf-8' }).refused[0].raw).toBe('\uFFFD'.repeat(1_365));
  });
});

test('no valid row left is no error', () => {
  const report = analyze(file(line({ number: '' }), line({ node: '' }), line({ node: '' })));
  expect(report.cases).toEqual([]);
  expect(report.input.rows).toBe(3);
  expect(report.invalidRows).toEqual({ total: 3, byReason: { MISSING_NUMBER: 1, MISSING_KEY: 2 } });
  expect(report.kpis.invalidRows).toBe(3);
});
