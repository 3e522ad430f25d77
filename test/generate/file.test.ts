import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ENCODINGS, REFUSAL_REASONS } from '../../src/domain/facts.js';
import { SUGGESTED_ACTIONS } from '../../src/domain/report.js';
import { analyzeReference } from '../reference/analyze.js';
import type { ReferenceReport } from '../reference/types.js';
import { arbitraryFile, type GeneratedFile } from './file.js';

const FILES = fc.sample(arbitraryFile(), { numRuns: 800, seed: 20_250_120 });
const OUTCOMES = FILES.map(({ bytes, options }) => analyzeReference(bytes, options));
const REPORTS = OUTCOMES.filter((outcome): outcome is ReferenceReport => outcome.failure === null);

/** How often each of the values occurs. */
function counts(values: string[]): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const value of values) found.set(value, (found.get(value) ?? 0) + 1);
  return found;
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

describe('the generated files reach what there is to reach', () => {
  test.each([...ENCODINGS])('encoding %s', (encoding) => {
    expect(counts(REPORTS.map(({ input }) => input.encoding)).get(encoding)).toBeGreaterThan(20);
  });

  test.each([';', ',', '\t', '|', '^', ' '])('delimiter %j', (delimiter) => {
    expect(counts(REPORTS.map(({ input }) => input.delimiter)).get(delimiter)).toBeGreaterThan(2);
  });

  test.each(['DMY', 'MDY', 'YMD'])('date order %s', (order) => {
    expect(counts(REPORTS.map(({ input }) => input.dateOrder)).get(order)).toBeGreaterThan(20);
  });

  test.each(['+00:00', '-03:00', '+05:30', '+14:00'])('zone %s', (zone) => {
    expect(counts(REPORTS.map(({ input }) => input.utcOffset)).get(zone)).toBeGreaterThan(2);
  });

  test.each([...REFUSAL_REASONS])('reason %s', (reason) => {
    const reasons = REPORTS.flatMap(({ refused }) => refused.map((row) => row.reason));
    expect(counts(reasons).get(reason)).toBeGreaterThan(100);
  });

  test.each([...SUGGESTED_ACTIONS])('action %s', (action) => {
    const actions = REPORTS.flatMap(({ cases }) => cases.map((one) => one.action));
    expect(counts(actions).get(action)).toBeGreaterThan(5);
  });

  test.each(['HEADER_BLANKS', 'REPEATED_COLUMN', 'ENCODING_SUSPECT', 'MIXED_DATE_ORDER'])(
    'warning %s',
    (code) => {
      const codes = REPORTS.flatMap(({ warnings }) => warnings.map((warning) => warning.code));
      expect(counts(codes).get(code)).toBeGreaterThan(5);
    },
  );

  test.each(['EMPTY_FILE', 'NOT_A_CSV', 'MISSING_COLUMNS', 'BAD_ENCODING'])('failure %s', (code) => {
    expect(counts(OUTCOMES.map(({ failure }) => failure?.code ?? '')).get(code)).toBeGreaterThan(0);
  });

  test('cases of several rows, and files without any', () => {
    const rowsPerCase = REPORTS.flatMap(({ cases }) => cases.map((one) => one.statusChronology.length));
    expect(rowsPerCase.filter((rows) => rows >= 5).length).toBeGreaterThan(100);
    expect(REPORTS.filter(({ cases, input }) => cases.length === 0 && input.rows > 0).length).toBeGreaterThan(
      5,
    );
  });

  test('files most of which can be analysed, good rows and bad ones in most of these', () => {
    expect(REPORTS.length / FILES.length).toBeGreaterThan(0.85);
    const mixed = REPORTS.filter(({ cases, refused }) => cases.length > 0 && refused.length > 0);
    expect(mixed.length / REPORTS.length).toBeGreaterThan(0.5);
    const mostlyGood = REPORTS.filter(({ input, refused }) => refused.length < input.rows / 2);
    expect(mostlyGood.length / REPORTS.length).toBeGreaterThan(0.4);
  });
});

/** The file's UTF-8 text from a byte on; for files whose bytes are their text. */
function textFrom({ bytes }: GeneratedFile, offset: number): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes.subarray(offset));
}

describe('what the reference says of them', () => {
  test('rows in are rows in cases and refused rows', () => {
    for (const { input, cases, refused } of REPORTS) {
      expect(sum(cases.map((one) => one.statusChronology.length)) + refused.length).toBe(input.rows);
    }
  });

  test('a refused row is found where it is said to lie, by offset and by line', () => {
    let looked = 0;
    OUTCOMES.forEach((outcome, index) => {
      if (outcome.failure !== null || outcome.input.encoding !== 'utf-8') return;
      for (const { byteOffset, line, raw } of outcome.refused) {
        expect(textFrom(FILES[index], byteOffset).startsWith(raw)).toBe(true);
        const before = new TextDecoder('utf-8').decode(FILES[index].bytes.subarray(0, byteOffset));
        expect(before.split(/\r\n|\r|\n/)).toHaveLength(line);
        looked += 1;
      }
    });
    expect(looked).toBeGreaterThan(1_000);
  });

  test('the same bytes and options give the same report', () => {
    FILES.slice(0, 100).forEach(({ bytes, options }, index) => {
      expect(analyzeReference(bytes, options)).toEqual(OUTCOMES[index]);
    });
  });
});
