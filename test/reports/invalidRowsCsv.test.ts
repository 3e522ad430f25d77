import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import type { RefusedRow } from '../../src/domain/facts.js';
import { invalidRowsCsv } from '../../src/reports/invalidRowsCsv.js';
import { NASTY_TEXTS, textOf } from './support.js';

function refused(values: Partial<RefusedRow>): RefusedRow {
  return {
    line: 2,
    byteOffset: 100,
    reason: 'BAD_DATE',
    number: null,
    fields: ['a', 'b'],
    raw: 'a;b',
    ...values,
  };
}

describe('invalid-rows.csv', () => {
  it('shows where a row lies and why it was refused, its columns, and the text of a malformed one', async () => {
    const text = textOf(
      invalidRowsCsv(
        ['number', '=x', 'a;b'],
        [
          refused({ fields: ['ALR1', '=2+3', 'say "x"'] }),
          refused({
            line: 7,
            byteOffset: 4_294_967_296,
            reason: 'MALFORMED_ROW',
            fields: null,
            raw: '-a;"b',
          }),
          refused({ line: 9, byteOffset: 5e9, reason: 'MISSING_KEY', fields: ['', '', ''] }),
        ],
      ),
    );
    expect(text).toBe(
      `\ufeffline;byte_offset;reason;number;'=x;"a;b";raw\n` +
        `2;100;BAD_DATE;ALR1;'=2+3;"say ""x""";\n` +
        `7;4294967296;MALFORMED_ROW;;;;"'-a;""b"\n` +
        '9;5000000000;MISSING_KEY;;;;\n',
    );
  });

  it('reads back as the rows were', async () => {
    const rows = NASTY_TEXTS.flatMap((text, i) => [
      refused({ line: i + 2, fields: [text, 'x'] }),
      refused({ line: i + 3, reason: 'MALFORMED_ROW', fields: null, raw: text }),
    ]);
    const text = textOf(invalidRowsCsv(['a', 'b'], rows));
    const guarded = (cell: string) => (/^[=+\-@\t\r\n]/.test(cell) ? `'${cell}` : cell);
    expect(parse(text, { delimiter: ';', bom: true }).slice(1)).toEqual(
      rows.map(({ line, fields, reason, raw }) => [
        String(line),
        '100',
        reason,
        ...(fields ?? ['', '']).map(guarded),
        fields === null ? guarded(raw) : '',
      ]),
    );
  });

  it.each([
    ['a;b;c', ';'],
    ['a,b,c', ','],
    ['a\tb\tc', '\t'],
    [';;', ';'],
    [',,', ','],
    ['=1;b;c', ';'],
    ['a;-b;c', ';'],
    ['a,b,@c', ','],
    ['+a\tb\tc', '\t'],
    ['a;\tb;c', ';'],
    ['a;b = c;d-e', ';'],
    ['a,b;c,d', ','],
    ['ação,\u{1f600},c', ','],
  ])('is the same of %j, cut by %j or as its fields', (text, delimiter) => {
    const header = ['x', 'y', 'z'];
    const row = refused({ fields: text.split(delimiter) });
    const written = textOf(invalidRowsCsv(header, [{ ...row, unquoted: { text, delimiter } }]));
    expect(written).toBe(textOf(invalidRowsCsv(header, [row])));
  });

  it('is written in chunks', async () => {
    const rows = Array.from({ length: 3_000 }, (_, line) =>
      refused({ line, reason: 'MALFORMED_ROW', fields: null, raw: 'x'.repeat(1_000) }),
    );
    let chunks = 0;
    for (const _ of invalidRowsCsv(['a'], rows)) chunks++;
    expect(chunks).toBeGreaterThan(8);
  });
});
