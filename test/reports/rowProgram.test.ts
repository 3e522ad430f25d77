import { describe, expect, it } from 'vitest';
import { escapes } from '../../src/reports/escapes.js';
import { listedWords } from '../../src/reports/pieces.js';
import { ROOM_BYTES, withRowMemory } from '../../src/reports/rowMemory.js';
import { RowProgram } from '../../src/reports/rowProgram.js';
import { factsOf, row, rowsOf } from '../support/facts.js';
import { textOf } from './support.js';

const DOUBLED = { escapes: escapes(new Map([[0x22, '""']])) };
const [NODE, METRIC] = [2, 6];

describe('rows of an artefact', () => {
  it('are made step by step, for the cases that are asked for and in their order', () => {
    const facts = factsOf(['a', 'b"c', 'd'].map((node) => row({ node })));
    const program = new RowProgram(facts)
      .literal('<')
      .rank()
      .literal(':')
      .keyField(NODE, DOUBLED)
      .literal('>');
    expect(textOf(program.rows())).toBe('<0:a><1:b""c><2:d>');
    expect(textOf(program.rows(Uint32Array.of(2, 0)))).toBe('<2:d><0:a>');
    expect(textOf(program.rows(Uint32Array.of()))).toBe('');
  });

  it('stop where the room ends, within a list, too, and go on where they stopped', () => {
    const statuses = Array.from({ length: 100_000 }, (_, i) => `status ${i % 3}`);
    const facts = factsOf(rowsOf(statuses));
    const words = listedWords(4, ', ', (pieces, code) => pieces.ascii(`word ${code}`));
    const chunks = Array.from(new RowProgram(facts).chronology(words).rows(), (chunk) => Buffer.from(chunk));
    expect(chunks.length).toBeGreaterThan(1);
    expect(Math.max(...chunks.map(({ length }) => length))).toBeLessThanOrEqual(ROOM_BYTES);
    const expected = Array.from(facts.chronology, (code) => `word ${code}`).join(', ');
    expect(Buffer.concat(chunks).toString()).toBe(expected);
  });

  it('get more room for a text that is longer than it', () => {
    const long = 'é"'.repeat(ROOM_BYTES);
    const facts = factsOf([row({ node: 'short', metric_name: long })]);
    const program = new RowProgram(facts).keyField(METRIC, DOUBLED).literal('|').keyField(NODE, DOUBLED);
    expect(textOf(program.rows()) === `${'é""'.repeat(ROOM_BYTES)}|short`).toBe(true);
  });

  it('hold nothing of an earlier report whose memory they were given', async () => {
    const rowsOfNode = (node: string) => {
      const facts = factsOf([row({ node })]);
      return withRowMemory(new SharedArrayBuffer(0), facts, async () =>
        textOf(new RowProgram(facts).keyField(NODE, DOUBLED).literal('.').rows()),
      );
    };
    expect(await rowsOfNode('earlier'.repeat(1_000))).toContain('earlier');
    expect(await rowsOfNode('now')).toBe('now.');
  });
});
