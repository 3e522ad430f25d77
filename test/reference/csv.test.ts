import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decode } from './decode.js';
import { readRows } from './rows.js';
import { bytesOf } from './support.js';

function rowsOf(bytes: Uint8Array, delimiter: string): (string[] | null)[] {
  const syntax = { delimiter: delimiter.charCodeAt(0), fieldBytes: 131_072 };
  return [...readRows(decode(bytes, 'utf-8'), 0, 1, syntax)].map(
    (row) => row.fields?.map(({ value }) => value) ?? null,
  );
}

/** The rows as objects, by the names of the first one. */
function objectsOf(bytes: Uint8Array): Record<string, string>[] {
  const [header, ...rows] = rowsOf(bytes, ',').map((row) => row ?? []);
  return rows.map((row) => Object.fromEntries(header.map((name, index) => [name, row[index]])));
}

test('csv-parse reads the same fields of well-formed files', () => {
  const value = fc.string({
    unit: fc.constantFrom('a', ' ', '"', ';', ',', '\n', '\r', 'é', '😀'),
    maxLength: 8,
  });
  const shape = fc.record({
    rows: fc.array(fc.array(value, { minLength: 2, maxLength: 5 }), { minLength: 1, maxLength: 12 }),
    lineEnd: fc.constantFrom('\n', '\r\n', '\r'),
    delimiter: fc.constantFrom(';', ',', '\t', '|'),
    lastLineEnd: fc.boolean(),
  });
  fc.assert(
    fc.property(shape, ({ rows, lineEnd, delimiter, lastLineEnd }) => {
      const quoted = (field: string): string =>
        /["\r\n;,\t|]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
      const text =
        rows.map((row) => row.map(quoted).join(delimiter)).join(lineEnd) + (lastLineEnd ? lineEnd : '');
      const theirs: string[][] = parse(text, {
        delimiter,
        record_delimiter: lineEnd,
        relax_column_count: true,
      });
      expect(rowsOf(bytesOf(text), delimiter)).toEqual(rows);
      expect(theirs).toEqual(rows);
    }),
    { numRuns: 500 },
  );
});

describe('csv-spectrum', () => {
  const folder = dirname(createRequire(import.meta.url).resolve('csv-spectrum'));
  const names = readdirSync(`${folder}/csvs`).map((name) => name.replace(/\.csv$/, ''));
  const bytesOfFile = (name: string): Buffer => readFileSync(`${folder}/csvs/${name}.csv`);
  const expectationOf = (name: string): unknown =>
    JSON.parse(readFileSync(`${folder}/json/${name}.json`, 'utf8'));
  const WRONG = 'location_coordinates';

  test.each(names.filter((name) => name !== WRONG))('%s', (name) => {
    expect(objectsOf(bytesOfFile(name))).toEqual(expectationOf(name));
  });

  // Its expectation is an object instead of a list, with a phone number that the CSV does not hold. What the file
  // is for is right in both: quotes inside unquoted fields are plain text.
  test(`${WRONG}, whose expectation is wrong`, () => {
    const row = {
      'Contact Phone Number': '2095257564',
      'Location Coordinates': `37\uFFFD36'37.8"N 121\uFFFD2'17.9"W`,
      Cities: 'Modesto',
      Counties: 'Stanislaus',
    };
    expect(objectsOf(bytesOfFile(WRONG))).toEqual([row]);
    expect(expectationOf(WRONG)).toEqual({ ...row, 'Contact Phone Number': '1234567890' });
  });

  test('is all there', () => {
    expect(names).toHaveLength(12);
  });
});
