import { describe, expect, test } from 'vitest';
import { decode } from './decode.js';
import { readRows } from './rows.js';
import { analyze, bytesOf, file, HEADER, line } from './support.js';

const ALL_FIELDS = 131_072;

/** Each row's line and values; null for a fault of the quotes. */
function rowsOf(text: string, fieldBytes = ALL_FIELDS, delimiter = ';'): [number, string[] | null][] {
  const syntax = { delimiter: delimiter.charCodeAt(0), fieldBytes };
  const decoded = decode(bytesOf(text), 'utf-8');
  return [...readRows(decoded, 0, 1, syntax)].map(({ line: at, fields }) => [
    at,
    fields?.map(({ value }) => value) ?? null,
  ]);
}

describe('fields', () => {
  test.each([
    ['a;b', ['a', 'b']],
    ['', []],
    [';', ['', '']],
    ['"a";"b"', ['a', 'b']],
    ['"a;b";c', ['a;b', 'c']],
    ['"say ""hi""";""""', ['say "hi"', '"']],
    ['"";"a\nb\r\nc\rd"', ['', 'a\nb\r\nc\rd']],
    ['"a" \t;"b" ', ['a', 'b']],
    ['a"b;c""d', ['a"b', 'c""d']],
    [' "a";\t"b"', [' "a"', '\t"b"']],
    ['"a;"', ['a;']],
    [' a ; b ', [' a ', ' b ']],
  ])('%j', (text, values) => {
    expect(rowsOf(text)).toEqual(values.length === 0 ? [] : [[1, values]]);
  });

  test('a blank can be the delimiter, after quotes too', () => {
    expect(rowsOf('"a"\t"b"\tc', ALL_FIELDS, '\t')).toEqual([[1, ['a', 'b', 'c']]]);
    expect(rowsOf('"a" \tb', ALL_FIELDS, '\t')).toEqual([[1, ['a', 'b']]]);
    expect(rowsOf('"a" b', ALL_FIELDS, ' ')).toEqual([[1, ['a', 'b']]]);
  });
});

describe('line ends', () => {
  test('LF, CRLF and CR end rows and lines, mixed', () => {
    expect(rowsOf('a\nb\r\nc\rd\n\re\r\r\nf')).toEqual([
      [1, ['a']],
      [2, ['b']],
      [3, ['c']],
      [4, ['d']],
      [5, ['']],
      [6, ['e']],
      [7, ['']],
      [8, ['f']],
    ]);
  });

  test('those inside quotes are lines too', () => {
    expect(rowsOf('"1\n2\r\n3\r4";x\n5')).toEqual([
      [1, ['1\n2\r\n3\r4', 'x']],
      [5, ['5']],
    ]);
  });

  test('the last row needs none, and CR alone serves a whole file', () => {
    const lines = [HEADER, line(), line({ number: '' }), line()];
    const report = analyze(bytesOf(lines.join('\r')));
    expect(report.input.rows).toBe(3);
    expect(report.refused).toMatchObject([{ line: 3, raw: lines[2] }]);
  });
});

describe('recovery: a row with faulty quotes is its first line alone', () => {
  test('text after a closing quote', () => {
    expect(rowsOf('"a"b;c\nd;e')).toEqual([
      [1, null],
      [2, ['d', 'e']],
    ]);
    expect(rowsOf('x;"a\nb" c\nd')).toEqual([
      [1, null],
      [2, ['b" c']],
      [3, ['d']],
    ]);
  });

  test('a quote that nobody closes', () => {
    expect(rowsOf('a\n"b\r\nc\rd')).toEqual([
      [1, ['a']],
      [2, null],
      [3, ['c']],
      [4, ['d']],
    ]);
  });

  test('lines after the fault are read outside quotes, and can be at fault themselves', () => {
    expect(rowsOf('"1\n"2" x\n"3"\n4')).toEqual([
      [1, null],
      [2, null],
      [3, ['3']],
      [4, ['4']],
    ]);
  });

  test('a stray quote costs one row of the report', () => {
    const stray = line({ node: '"srv' });
    const quoted = line({ node: '"a\nb"', number: 'ALR2' });
    const report = analyze(file(line(), stray, line({ number: 'ALR3' }), quoted, line({ number: 'ALR4' })));
    expect(report.refused).toEqual([
      {
        line: 3,
        byteOffset: HEADER.length + line().length + 2,
        reason: 'MALFORMED_ROW',
        number: null,
        fields: null,
        raw: stray,
      },
    ]);
    expect(report.cases.map((one) => [one.fields[2], one.alertNumbers])).toEqual([
      ['a\nb', ['ALR2']],
      ['srv01', ['ALR1', 'ALR3', 'ALR4']],
    ]);
  });
});

describe('the limit of a field', () => {
  test('counts the bytes of the value, not of its quotes', () => {
    expect(rowsOf('éé', 4)).toEqual([[1, ['éé']]]);
    expect(rowsOf('ééx', 4)).toEqual([[1, null]]);
    expect(rowsOf('"a""b"   ', 3)).toEqual([[1, ['a"b']]]);
    expect(rowsOf('"a""bc"', 3)).toEqual([[1, null]]);
  });

  test('beyond it the row is its first line alone', () => {
    expect(rowsOf('"a\nb";cccc\nd', 3)).toEqual([
      [1, null],
      [2, null],
      [3, ['d']],
    ]);
    expect(rowsOf('"a\nb";ccc\nd', 3)).toEqual([
      [1, ['a\nb', 'ccc']],
      [3, ['d']],
    ]);
  });
});

describe('the limit of a row, 64 times that of a field', () => {
  const FIELD = 2;
  const LIMIT = 64 * FIELD;
  const wide = (bytes: number): string => 'ab;'.repeat(bytes).slice(0, bytes);

  test('holds for the bytes before its line end', () => {
    expect(rowsOf(`${wide(LIMIT)}\nx`, FIELD).map(([at, fields]) => [at, fields === null])).toEqual([
      [1, false],
      [2, false],
    ]);
    expect(rowsOf(`${wide(LIMIT)}a\nx`, FIELD).map(([at, fields]) => [at, fields === null])).toEqual([
      [1, true],
      [2, false],
    ]);
    expect(rowsOf(wide(LIMIT), FIELD)[0][1]).not.toBeNull();
    expect(rowsOf(`${wide(LIMIT)}a`, FIELD)).toEqual([[1, null]]);
  });

  test('quotes that span lines are not trusted before its end', () => {
    // The first row opens quotes that nothing closes; the second spans lines, which is not believed here.
    const text = `"open\n"a\nb";c\n"d";e\n${'x\n'.repeat(LIMIT)}`;
    expect(rowsOf(text, FIELD).slice(0, 5)).toEqual([
      [1, null],
      [2, null],
      [3, ['b"', 'c']],
      [4, ['d', 'e']],
      [5, ['x']],
    ]);
  });

  test('they are trusted again from there on, and in a row that begins before but spans lines only after', () => {
    const open = `"open\n`;
    const filler = 'y\n'.repeat((LIMIT - open.length) / 2 - 2);
    const rest = `"a";"";"z\n";b\n"c\nd"\n`;
    const text = `${open}${filler}${rest}${'x\n'.repeat(LIMIT)}`;
    const at = 2 + filler.length / 2;
    expect(text.indexOf('"a"')).toBeLessThan(LIMIT);
    expect(text.indexOf('z\n')).toBeGreaterThanOrEqual(LIMIT);
    expect(rowsOf(text, FIELD).filter(([line]) => line === 1 || (line >= at && line < at + 4))).toEqual([
      [1, null],
      [at, ['a', '', 'z\n', 'b']],
      [at + 2, null],
      [at + 3, ['d"']],
    ]);
  });
});
