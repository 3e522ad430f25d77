import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseArguments, UsageError } from '../../src/cli/arguments.js';

describe('the arguments of analyze', () => {
  it('are a file, and defaults for all else', () => {
    expect(parseArguments(['analyze', 'some/where/abril.2025.csv'])).toEqual({
      command: 'analyze',
      file: 'some/where/abril.2025.csv',
      outDir: join('reports', 'abril.2025'),
      options: {},
      threads: availableParallelism(),
      json: false,
    });
  });

  it('may stand in any order and say everything', () => {
    const flags = [
      '--json',
      '--delimiter',
      '\\t',
      'FILE',
      '--encoding=UTF-8',
      '--date-order',
      'dmy',
      '--threads=3',
    ];
    expect(parseArguments(['analyze', ...flags, '--out', 'here'])).toEqual({
      command: 'analyze',
      file: 'FILE',
      outDir: 'here',
      options: { delimiter: '\t', encoding: 'utf-8', dateOrder: 'DMY' },
      threads: 3,
      json: true,
    });
  });

  it.each([
    ['alerts.csv.gz', 'alerts'],
    ['alerts.CSV', 'alerts'],
    ['alerts.gz', 'alerts'],
    ['alerts', 'alerts'],
    ['.csv', '.csv'],
    ['a.b.txt', 'a.b'],
  ])('name the folder of %s %s', (file, name) => {
    expect(parseArguments(['analyze', file])).toMatchObject({ outDir: join('reports', name) });
  });

  it.each([
    ['1', 1],
    ['512M', 512 * 1024 ** 2],
    ['1g', 1024 ** 3],
    ['3k', 3072],
  ])('take %s as a limit of memory', (written, memoryLimit) => {
    expect(parseArguments(['analyze', 'a.csv', '--memory-limit', written])).toMatchObject({ memoryLimit });
  });

  it.each(['', '0', '-1', '1.5G', '1T', 'G', '1 G', '9999999999999999', '99999999G'])(
    'refuse %j as a limit of memory',
    (written) => {
      expect(() => parseArguments(['analyze', 'a.csv', `--memory-limit=${written}`])).toThrow(UsageError);
    },
  );

  it('take a file whose name begins with a dash after --', () => {
    expect(parseArguments(['analyze', '--json', '--', '-file.csv'])).toMatchObject({ file: '-file.csv' });
  });
});

describe('the arguments of compare', () => {
  it('are two files, and a folder only if one is named', () => {
    expect(parseArguments(['compare', 'a.csv', 'b.csv'])).toMatchObject({
      files: ['a.csv', 'b.csv'],
      outDir: null,
    });
    expect(parseArguments(['compare', 'a.csv', 'b.csv', '--out', 'x'])).toMatchObject({ outDir: 'x' });
  });
});

describe('wrong usage', () => {
  it.each([
    [[]],
    [['analyse', 'FILE']],
    [['analyze']],
    [['analyze', 'a', 'b']],
    [['analyze', '']],
    [['analyze', 'a', '--out']],
    [['analyze', 'a', '--out', '']],
    [['analyze', 'a', '--unknown']],
    [['analyze', 'a', '--json=yes']],
    [['analyze', 'a', '--threads', '0']],
    [['analyze', 'a', '--threads', '257']],
    [['analyze', 'a', '--threads', '1.5']],
    [['analyze', 'a', '--threads', '-1']],
    [['analyze', 'a', '--delimiter', 'ab']],
    [['analyze', 'a', '--encoding', 'ebcdic']],
    [['analyze', 'a', '--date-order', 'ymd ']],
    [['compare', 'a']],
    [['compare', 'a', 'b', 'c']],
  ])('is refused: %j', (argv) => {
    expect(() => parseArguments(argv)).toThrow(UsageError);
  });

  it('is not to ask for help', () => {
    for (const argv of [['--help'], ['help'], ['analyze', '--help'], ['compare', 'a', '--help']]) {
      expect(parseArguments(argv)).toEqual({ command: 'help' });
    }
  });
});
