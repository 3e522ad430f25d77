import { describe, expect, it } from 'vitest';
import { ROOM_BYTES } from '../../src/reports/rowMemory.js';
import { summaryJson } from '../../src/reports/summaryJson.js';
import { factsOf, row, rowsOf } from '../support/facts.js';
import { GOLDEN_SINGLES, goldenFile } from '../support/referenceFacts.js';
import { casesOf, NASTY_TEXTS, sourceOf, textOf } from './support.js';

function linesOfCases(text: string): string[] {
  const lines = text.split('\n');
  return lines.slice(lines.indexOf('"cases":[') + 1, -3).map((line) => line.replace(/,$/, ''));
}

describe('summary.json', () => {
  it('holds the parts of a report, in order', () => {
    const text = textOf(summaryJson(sourceOf(factsOf([row(), row({ severity: 'estranha' })]), 'abril.csv')));
    const summary = JSON.parse(text);
    expect(Object.keys(summary)).toEqual([
      'schemaVersion',
      'input',
      'ruleSet',
      'period',
      'kpis',
      'invalidRows',
      'unknownValues',
      'warnings',
      'cases',
    ]);
    expect(summary.schemaVersion).toBe(1);
    expect(Object.keys(summary.input)).toEqual([
      'fileName',
      'bytes',
      'sha256',
      'rows',
      'delimiter',
      'encoding',
      'dateOrder',
      'utcOffset',
    ]);
    expect(summary.input.fileName).toBe('abril.csv');
    expect(summary.period).toEqual({ start: '2025-01-20T10:00:00', end: '2025-01-20T10:00:00' });
    expect(summary.unknownValues).toEqual([{ column: 'severity', value: 'estranha', rows: 1 }]);
    expect(summary.cases).toHaveLength(1);
  });

  it('names the reasons of refused rows in the order of the checks', () => {
    const facts = factsOf([], {
      invalidRows: { total: 6, byReason: { MISSING_NUMBER: 1, BAD_DATE: 2, MALFORMED_ROW: 3 } },
    });
    expect(textOf(summaryJson(sourceOf(facts)))).toContain(
      '"invalidRows":{"total":6,"byReason":{"MALFORMED_ROW":3,"BAD_DATE":2,"MISSING_NUMBER":1}}',
    );
  });

  it('is whole without a case', () => {
    const text = textOf(summaryJson(sourceOf(factsOf([]))));
    expect(JSON.parse(text)).toMatchObject({ period: { start: null, end: null }, cases: [] });
    expect(text).toMatch(/"cases":\[\]\n\}\n$/);
  });

  it.each(GOLDEN_SINGLES)(
    'has a line for each case that JSON.stringify would write, too: golden %s',
    (folder) => {
      const source = sourceOf(goldenFile(`${folder}/input.csv`, `${folder}/expected.json`).facts);
      const text = textOf(summaryJson(source));
      expect(linesOfCases(text)).toEqual(casesOf(source).map((one) => JSON.stringify(one)));
      expect(JSON.parse(text).cases).toEqual(casesOf(source));
    },
  );

  it('escapes as JSON.stringify does, in every column', () => {
    const rows = NASTY_TEXTS.flatMap((text, i) => [
      row({ short_description: text, node: text, number: text, status: text }),
      row({ assignment_group: `S${i}`, metric_name: text, number: 'A', status: text }),
    ]);
    const source = sourceOf(factsOf(rows));
    const lines = linesOfCases(textOf(summaryJson(source)));
    expect(lines).toEqual(casesOf(source).map((one) => JSON.stringify(one)));
    expect(lines.length).toBe(NASTY_TEXTS.length * 2);
  });

  it('cuts a case with long lists into chunks', () => {
    const source = sourceOf(factsOf(rowsOf(Array(60_000).fill('Closed Incomplete'))));
    const chunks = [...summaryJson(source)].map((chunk) => chunk.length);
    expect(chunks.length).toBeGreaterThan(4);
    // However long a list is.
    expect(Math.max(...chunks)).toBeLessThanOrEqual(ROOM_BYTES);
    expect(JSON.parse(textOf(summaryJson(source))).cases).toEqual(casesOf(source));
  });
});
