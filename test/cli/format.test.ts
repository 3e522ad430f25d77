import { describe, expect, it } from 'vitest';
import { bytes, count, printable, table } from '../../src/cli/format.js';
import { ProgressBar } from '../../src/cli/progressBar.js';

describe('what a terminal shows', () => {
  it('has numbers that people can read', () => {
    expect(count(1_234_567)).toBe('1,234,567');
    expect([0, 999, 1_000, 470_500_000, 5e12, 7e15].map(bytes)).toEqual([
      '0 B',
      '999 B',
      '1.0 kB',
      '470.5 MB',
      '5.0 TB',
      '7000.0 TB',
    ]);
  });

  it('is never steered by the texts of a file', () => {
    expect(printable('a\u001b[2Jb\r\nc\u009b\u202e')).toBe('a·[2Jb··c··');
    expect(printable('\u{1F600}'.repeat(5), 4)).toBe(`${'\u{1F600}'.repeat(3)}…`);
    expect(printable('acentuação')).toBe('acentuação');
  });

  it('stands in columns, numbers to the right', () => {
    expect(table([])).toBe('');
    expect(
      table([
        ['a', 5, 'x'],
        ['long', 1_000, ''],
      ]),
    ).toBe('  a         5  x\n  long  1,000\n');
  });
});

describe('the progress bar', () => {
  function shown(isTTY: boolean): string {
    let text = '';
    const bar = new ProgressBar({ isTTY, write: (part) => (text += part) });
    bar.scanned({ bytesRead: 0, bytesTotal: 0, rowsRead: 0, stage: 'SCANNING' });
    bar.scanned({ bytesRead: 5e6, bytesTotal: 1e7, rowsRead: 1_234, stage: 'SCANNING' });
    bar.scanned({ bytesRead: 1e7, bytesTotal: 1e7, rowsRead: 2_000, stage: 'MERGING' });
    bar.clear();
    return text;
  }

  it('shows bytes and rows on one line of a terminal, and leaves the line empty', () => {
    const parts = shown(true).split('\r\u001b[2K');
    expect(parts[2]).toBe(`${'█'.repeat(15)}${'░'.repeat(15)}  50 %  5.0 MB of 10.0 MB  1,234 rows`);
    expect(parts[1]).toContain('100 %');
    expect(parts[3]).toBe('Merging …');
    expect(parts[4]).toBe('');
  });

  it('is silent where there is no terminal', () => {
    expect(shown(false)).toBe('');
  });
});
