import { describe, expect, it } from 'vitest';
import { openFacts } from '../../src/domain/factsFile.js';
import { codeWidth } from '../../src/domain/factsLayout.js';
import { factsWithBuffer, row, rowsOf } from '../support/facts.js';

const rows = [
  ...rowsOf(['Closed', null, 'Canceled']),
  row({ node: 'é🚀', number: '1' }),
  row({ node: 'é🚀', number: '22', severity: 'Baixo', at: '1999-12-31T23:59:59', nanos: 999_999_999 }),
];
const meta = {
  invalidRows: { total: 3, byReason: { BAD_DATE: 3 } },
  warnings: [{ code: 'ENCODING_SUSPECT', message: 'a “text”' }],
};

function fileBytes(): Uint8Array {
  return new Uint8Array(factsWithBuffer(rows, meta).buffer).slice();
}

const unreadable = expect.objectContaining({ code: 'FACTS_UNREADABLE' });

describe('facts.bin', () => {
  it('is opened as it was filled, from shared memory or from a file', () => {
    const { buffer, facts } = factsWithBuffer(rows, meta);
    expect(openFacts(buffer)).toEqual(facts);
    expect(openFacts(fileBytes().buffer).keys.bytes).toEqual(facts.keys.bytes);
    expect(facts.invalidRows).toEqual(meta.invalidRows);
    expect(facts.warnings).toEqual(meta.warnings);
    expect(facts.caseCount).toBe(2);
  });

  it('is opened without copies', () => {
    const { buffer, facts } = factsWithBuffer(rows);
    const opened = openFacts(buffer);
    expect(opened.lastSeconds.buffer).toBe(buffer);
    opened.lastNanos[0] = 7;
    expect(facts.lastNanos[0]).toBe(7);
  });

  it('begins with its name and version, and every column at a multiple of 8', () => {
    const { buffer, facts } = factsWithBuffer(rows);
    expect(Buffer.from(new Uint8Array(buffer, 0, 8).slice()).toString()).toBe('SRFACTS\n');
    expect(new DataView(buffer).getUint32(8, true)).toBe(1);
    const columns = [facts.keys.bytes, facts.keyDigests, facts.lastNanos, facts.grades, facts.statuses.rows];
    expect(columns.map(({ byteOffset }) => byteOffset % 8)).toEqual([0, 0, 0, 0, 0]);
    expect(buffer.byteLength % 8).toBe(0);
  });

  it('holds an empty file', () => {
    const { buffer } = factsWithBuffer([]);
    expect(openFacts(buffer)).toMatchObject({ caseCount: 0 });
  });

  it.each([0, 1, 16, 135, 136, 400, -8, -1])('is not read when it is cut at byte %d', (end) => {
    expect(() => openFacts(fileBytes().slice(0, end).buffer)).toThrowError(unreadable);
  });

  it('is not read when something follows it', () => {
    const longer = Uint8Array.of(...fileBytes(), 0, 0, 0, 0, 0, 0, 0, 0);
    expect(() => openFacts(longer.buffer)).toThrowError(unreadable);
  });

  it.each([
    ['another file', 0, 0x50],
    ['another version', 8, 2],
    ['another header', 12, 3],
    ['absurd counts', 31, 0xff],
    ['a damaged description', 136, 0x00],
  ])('is not read when it is %s', (_, at, value) => {
    const bytes = fileBytes();
    bytes[at] = value;
    expect(() => openFacts(bytes.buffer)).toThrowError(unreadable);
  });

  it('is not read when its columns do not fit together', () => {
    const { buffer, facts } = factsWithBuffer(rows);
    facts.chronologyStarts[facts.caseCount]--;
    expect(() => openFacts(buffer)).toThrowError(unreadable);
  });

  it('has codes as wide as the dictionary needs', () => {
    expect([1, 256, 257, 65_536, 65_537].map(codeWidth)).toEqual([1, 1, 2, 2, 4]);
  });
});
