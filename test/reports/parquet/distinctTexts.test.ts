import { expect, it } from 'vitest';
import { DistinctTexts } from '../../../src/reports/parquet/distinctTexts.js';
import { column } from './support.js';

it('numbers distinct texts in the order in which they come', () => {
  const texts = ['b', '', 'a', 'b', 'aa', 'a', ''];
  const distinct = new DistinctTexts(column(texts));
  for (let round = 0; round < 2; round++) {
    distinct.restart(texts.length);
    expect(texts.map((_, i) => distinct.codeOf(i))).toEqual([0, 1, 2, 0, 3, 2, 1]);
    expect(distinct.count).toBe(4);
    expect([0, 1, 2, 3].map((code) => texts[distinct.textOf(code)])).toEqual(['b', '', 'a', 'aa']);
  }
});

it('finds nearly all of many texts again', () => {
  const texts = Array.from({ length: 100_000 }, (_, i) => `host-${i % 30_000}.example`);
  const distinct = new DistinctTexts(column(texts));
  distinct.restart(texts.length);
  const codes = texts.map((_, i) => distinct.codeOf(i));
  expect(codes.every((code, i) => texts[distinct.textOf(code)] === texts[i])).toBe(true);
  expect(distinct.count).toBeGreaterThanOrEqual(30_000);
  expect(distinct.count).toBeLessThan(30_300);
});
