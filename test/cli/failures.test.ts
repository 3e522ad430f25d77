import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { commandInFolder, golden } from './command.js';

const { cli, json, file, inFolder } = commandInFolder();

describe('a file that cannot be analysed', () => {
  it.each([
    ['MISSING_COLUMNS', 'number;severity\n1;2\n'],
    ['EMPTY_FILE', ''],
  ])(
    'is a failure that is told in words or as JSON, and leaves nothing behind: %s',
    async (code, content) => {
      const path = file('bad.csv', content);
      const told = await cli('analyze', path);
      expect(told.status).toBe(1);
      expect(told.stdout).toBe('');
      expect(told.stderr).toMatch(new RegExp(`^${code}: .+\n$`));
      const asJson = await cli('analyze', path, '--json');
      expect([asJson.status, asJson.stderr]).toEqual([1, '']);
      expect(JSON.parse(asJson.stdout)).toEqual({ error: { code, message: expect.any(String) } });
      expect(readdirSync(inFolder())).toEqual(['bad.csv']);
    },
  );

  it('leaves the results of an earlier run as they were', async () => {
    await json('analyze', golden('13_all_fine'), '--out', 'out');
    const before = readFileSync(inFolder('out', 'summary.json'));
    const { status } = await cli('analyze', file('bad.csv', 'x\n'), '--out', 'out');
    expect(status).toBe(1);
    expect(readFileSync(inFolder('out', 'summary.json'))).toEqual(before);
  });

  it.each([['missing.csv'], ['.']])('is one that cannot be read: %s', async (path) => {
    const { status, stdout } = await cli('analyze', path, '--json');
    expect(status).toBe(1);
    expect(JSON.parse(stdout).error.code).toBe('FILE_UNREADABLE');
  });

  it('is told apart from a folder that cannot be written', async () => {
    file('taken', 'a file');
    const { status, stdout } = await cli('analyze', golden('13_all_fine'), '--out', 'taken', '--json');
    expect(status).toBe(1);
    expect(JSON.parse(stdout).error.code).toBe('OUTPUT_UNWRITABLE');
  });
});

describe('wrong usage', () => {
  it.each([[['analyze']], [['analyze', 'a.csv', '--colour']], [['compare', 'a.csv', '--json']], [[]]])(
    'says what is wrong and how to do it, with status 2: %j',
    async (argv) => {
      const { status, stdout, stderr } = await cli(...argv);
      expect(status).toBe(2);
      expect(stdout).toBe('');
      expect(stderr).toContain('Usage:');
    },
  );

  it('is not to ask for help', async () => {
    const { status, stdout } = await cli('analyze', '--help');
    expect(status).toBe(0);
    expect(stdout).toContain('--date-order');
  });
});
