import { describe, expect, it } from 'vitest';
import { opinionsOf } from '../../src/reports/opinions.js';
import { goldenFile } from '../support/referenceFacts.js';
import { sourceOf } from './support.js';

describe('the distinct opinions of a judgement', () => {
  const { judgement } = sourceOf(
    goldenFile('20_gen1k_semicolon_bom/input.csv', '20_gen1k_semicolon_bom/expected.json').facts,
  );
  const { codes, cases } = opinionsOf(judgement);
  const { action, group, risk, actionFactor, inefficiency, volume, score, alertCount } = judgement;
  const columns = [action, group, risk, actionFactor, inefficiency, volume, score, alertCount];
  const valuesOf = (index: number) => columns.map((column) => column[index]);

  it('stand for all numbers of their cases', () => {
    expect(codes.length).toBe(score.length);
    codes.forEach((code, index) => {
      expect(valuesOf(cases[code])).toEqual(valuesOf(index));
    });
  });

  it('are as many as there are different ones', () => {
    const different = new Set(Array.from(codes, (_, index) => JSON.stringify(valuesOf(index))));
    expect(cases.length).toBe(different.size);
    expect(cases.length).toBeLessThan(codes.length);
    expect(cases.length).toBeGreaterThan(10);
  });
});
