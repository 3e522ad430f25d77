import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codeOf, compareCodePoints, compareTexts, textAt } from '../../src/domain/text.js';
import { factsOf, row } from '../support/facts.js';

const texts = fc.string({ unit: 'binary', maxLength: 12 });

describe('texts', () => {
  it('compare by code point, beyond U+FFFF too', () => {
    expect(['\u{1F600}', '\uFF21', 'b', 'B', ''].sort(compareCodePoints)).toEqual([
      '',
      'B',
      'b',
      '\uFF21',
      '\u{1F600}',
    ]);
    fc.assert(
      fc.property(texts, texts, (a, b) => {
        const bytes = Buffer.compare(Buffer.from(a), Buffer.from(b));
        expect(Math.sign(compareCodePoints(a, b))).toBe(bytes);
      }),
    );
  });

  it('compare in columns as their bytes do', () => {
    const column = (text: string) => {
      const bytes = new TextEncoder().encode(text);
      return { starts: Uint32Array.of(0, bytes.length), bytes };
    };
    fc.assert(
      fc.property(texts, texts, (a, b) => {
        const order = compareTexts(column(a), 0, column(b), 0);
        expect(Math.sign(order)).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
      }),
    );
  });

  it('keep a byte order mark at their beginning', () => {
    const { keys } = factsOf([row({ assignment_group: '\uFEFFgroup' })]);
    expect(textAt(keys, 0)).toBe('\uFEFFgroup');
  });

  it('are found in a dictionary by their code, and only those', () => {
    const statuses = ['Closed', 'closed', 'Closed ', 'Canceled', '\u{1F600}', '\uFF21', 'é'];
    const facts = factsOf(statuses.map((status, i) => row({ number: `A${i}`, status })));
    for (const status of statuses) {
      const code = codeOf(facts.statuses, status);
      expect(code).toBeGreaterThan(0);
      expect(textAt(facts.statuses.texts, code)).toBe(status);
    }
    for (const missing of ['', 'Close', 'Closed  ', 'zzz', '\u{1F601}'])
      expect(codeOf(facts.statuses, missing)).toBe(-1);
  });
});
