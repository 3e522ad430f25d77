import { describe, expect, test } from 'vitest';
import { REQUIRED_COLUMNS } from '../../src/domain/facts.js';
import { SNIFF_WINDOW } from './encoding.js';
import { analyze, bytesOf, failureOf, file, HEADER, line, warningCodes } from './support.js';

const withDelimiter = (delimiter: string): string => `${HEADER}\n${line()}\n`.replaceAll(';', delimiter);

describe('the delimiter', () => {
  test.each([';', ',', '\t', '|'])('%j is found', (delimiter) => {
    const report = analyze(bytesOf(withDelimiter(delimiter)));
    expect(report.input.delimiter).toBe(delimiter);
    expect(report.cases).toHaveLength(1);
  });

  test('is the first under which all columns appear, whatever else the header holds', () => {
    const header = `"a,b",${HEADER.replaceAll(';', ',')},c;d`;
    expect(analyze(bytesOf(`${header}\nx,${line().replaceAll(';', ',')}\n`)).input.delimiter).toBe(',');
  });

  test('any other can be given, and TAB may be written as two characters', () => {
    expect(analyze(bytesOf(withDelimiter('~')), { delimiter: '~' }).cases).toHaveLength(1);
    expect(analyze(bytesOf(withDelimiter('\t')), { delimiter: '\\t' }).input.delimiter).toBe('\t');
  });

  test.each([
    ['sep=;', ';'],
    ['SEP=|', '|'],
    ['Sep=^', '^'],
    ['sep=\t', '\t'],
  ])('%j sets it', (separator, delimiter) => {
    const report = analyze(
      bytesOf(`\uFEFF${separator}\r\n${withDelimiter(delimiter)}${line({ number: '' })}`),
    );
    expect(report.input).toMatchObject({ delimiter, rows: 2 });
    expect(report.refused[0].line).toBe(4);
  });

  test('the one given wins over the file, whose first line is passed all the same', () => {
    expect(analyze(bytesOf(`sep=,\n${withDelimiter(';')}`), { delimiter: ';' }).cases).toHaveLength(1);
  });

  test('what is set is not sniffed', () => {
    expect(failureOf(bytesOf(`sep=,\n${withDelimiter(';')}`))).toMatchObject({ code: 'MISSING_COLUMNS' });
  });

  test.each(['sep=;;', 'sep="', 'sep=', 'sep=é', ' sep=;', '"sep=;"'])(
    '%s is a header, and a poor one',
    (text) => {
      expect(failureOf(bytesOf(`${text}\n${withDelimiter(';')}`)).code).toMatch(/MISSING_COLUMNS|NOT_A_CSV/);
    },
  );
});

describe('the header', () => {
  test('follows blank lines, which count as lines', () => {
    const report = analyze(bytesOf(`\n \t \r\r\nsep=;\n\n${HEADER}\n${line({ number: '' })}\n`));
    expect(report.refused).toMatchObject([{ line: 7 }]);
  });

  test('has its columns in any order, quoted or not, with others between', () => {
    const columns = ['extra', ...REQUIRED_COLUMNS].reverse();
    const values = ['ignored', ...line({ node: 'n1' }).split(';')].reverse();
    const report = analyze(bytesOf(`${columns.map((name) => `"${name}"`).join(';')}\n${values.join(';')}`));
    expect(report.cases[0].fields).toEqual(line({ node: 'n1' }).split(';').slice(0, 7));
    expect(report.warnings).toEqual([]);
  });

  test('may have a line end within a name', () => {
    const report = analyze(bytesOf(`"a\nb";${HEADER}\n;${line({ number: '' })}\n`));
    expect(report.refused).toMatchObject([{ line: 3, byteOffset: HEADER.length + 7 }]);
    expect(report.columns[0]).toBe('a\nb');
  });

  test('is trimmed of blanks, with a warning', () => {
    const report = analyze(bytesOf(`${HEADER.replace('number', ' number\t')}\n${line()}\n`));
    expect(report.cases).toHaveLength(1);
    expect(warningCodes(report)).toEqual(['HEADER_BLANKS']);
  });

  test('is exact but for that', () => {
    const wrong = HEADER.replace('number', 'Number').replace('severity', 'severity\u00a0');
    expect(failureOf(bytesOf(`${wrong}\n`))).toEqual({
      code: 'MISSING_COLUMNS',
      missing: ['number', 'severity'],
    });
  });

  test('of a repeated name the first column counts, with a warning', () => {
    const report = analyze(bytesOf(`${HEADER};node;node;\n${line({ node: 'first' })};second;third;\n`));
    expect(report.cases[0].fields[2]).toBe('first');
    expect(warningCodes(report)).toEqual(['REPEATED_COLUMN']);
    expect(report.warnings[0].message).toBe('Repeated columns: node.');
  });

  test('columns without a name repeat nothing', () => {
    expect(analyze(bytesOf(`${HEADER};;\n${line()}\n`)).warnings).toEqual([]);
  });
});

describe('a file that cannot be analysed', () => {
  test.each([
    ['no byte', ''],
    ['a byte order mark', '\uFEFF'],
    ['blank lines', ' \n\t\r\n\r'],
    ['a separator and nothing else', 'sep=;\n'],
  ])('%s is EMPTY_FILE', (_, text) => {
    expect(failureOf(bytesOf(text))).toEqual({ code: 'EMPTY_FILE', missing: [] });
  });

  test('missing columns are all named, under the delimiter that finds most', () => {
    const header = HEADER.replace('cmdb_ci;', '').replace('has_remediation_task', 'a,b');
    expect(failureOf(bytesOf(header))).toEqual({
      code: 'MISSING_COLUMNS',
      missing: ['cmdb_ci', 'has_remediation_task'],
    });
    expect(failureOf(bytesOf('a,b\n1,2\n'))).toEqual({
      code: 'MISSING_COLUMNS',
      missing: [...REQUIRED_COLUMNS],
    });
  });

  test.each([
    ['a NUL near the beginning, and no column', 'PK\u0003\u0004\nabc\u0000def'],
    ['UTF-16 without a mark', [...HEADER].join('\u0000')],
    ['a header that never closes its quotes', `"${HEADER}\n${line()}\n`],
    ['text after a closing quote of the header', `"a"b;${HEADER}\n${line()}\n`],
  ])('%s is NOT_A_CSV', (_, text) => {
    expect(failureOf(bytesOf(text))).toEqual({ code: 'NOT_A_CSV', missing: [] });
  });

  test('a broken archive is NOT_A_CSV', () => {
    expect(failureOf(Uint8Array.of(0x1f, 0x8b, 8, 0, 1, 2, 3))).toMatchObject({ code: 'NOT_A_CSV' });
  });

  test('a header beyond the limits is NOT_A_CSV', () => {
    expect(failureOf(file(line()), { columns: 12 }).code).toBe('NOT_A_CSV');
    expect(analyze(file(line()), { columns: 13 }).cases).toHaveLength(1);
    expect(failureOf(file(line()), { fieldBytes: 21 }).code).toBe('NOT_A_CSV');
    expect(analyze(file(line()), { fieldBytes: 22 }).cases).toHaveLength(1);
  });

  test('a header has to end where it can be sniffed', () => {
    const blanks = '\n'.repeat(SNIFF_WINDOW - HEADER.length);
    expect(failureOf(bytesOf(`${blanks}${HEADER}\n${line()}`)).code).toBe('NOT_A_CSV');
    expect(analyze(bytesOf(`${blanks.slice(1)}${HEADER}\n${line()}`)).cases).toHaveLength(1);
    expect(analyze(bytesOf(`${blanks}${HEADER}`)).input.rows).toBe(0);
  });

  test('columns that cannot be read for invalid bytes are BAD_ENCODING', () => {
    const bytes = bytesOf(`${HEADER.replace('node', 'n#de')}\n${line()}\n`).map((byte) =>
      byte === 0x23 ? 0xff : byte,
    );
    expect(failureOf(bytes, { encoding: 'utf-8' })).toEqual({ code: 'BAD_ENCODING', missing: [] });
    expect(failureOf(bytes)).toEqual({ code: 'MISSING_COLUMNS', missing: ['node'] });
  });

  test('an unreadable name of a column that nobody needs does no harm', () => {
    const bytes = bytesOf(`${HEADER};#\n${line()}\n`).map((byte) => (byte === 0x23 ? 0xff : byte));
    expect(analyze(bytes, { encoding: 'utf-8' }).cases).toHaveLength(1);
  });
});

test('a header alone is a quiet day', () => {
  const report = analyze(bytesOf(HEADER));
  expect(report.input).toMatchObject({ rows: 0, dateOrder: 'DMY', utcOffset: '-03:00' });
  expect(report.period).toEqual({ start: null, end: null });
  expect(report.kpis).toMatchObject({ totalCases: 0, automationSuccessRate: 0, invalidRows: 0 });
  expect(report.top.squads).toEqual([]);
});
