import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DIST, PROJECT_ROOT } from '../../src/paths.js';
import { HEADER, line } from '../reference/support.js';
import { GOLDEN_PAIRS, GOLDEN_SINGLES, goldenJson, near } from '../support/referenceFacts.js';

const GOLDEN = join(PROJECT_ROOT, 'test', 'golden');
const CLI = join(DIST, 'bundled', 'cli', 'cli.js');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cli test-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

interface Ended {
  status: number | null;
  stdout: string;
  stderr: string;
}

function cli(...argv: string[]): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [CLI, ...argv], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
    const ended: Ended = { status: null, stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (text) => (ended.stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text) => (ended.stderr += text));
    child.on('error', reject).on('close', (status) => resolve({ ...ended, status }));
  });
}

/** Runs a command that succeeds, with --json, and reads the one object that it prints. */
async function json(...argv: string[]) {
  const { status, stdout, stderr } = await cli(...argv, '--json');
  expect(stderr).toBe('');
  expect(status).toBe(0);
  expect(stdout.endsWith('}\n')).toBe(true);
  return JSON.parse(stdout);
}

function file(name: string, content: string | Uint8Array): string {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
}

function filesBelow(path: string): string[] {
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(join(path, name)).isFile())
    .sort();
}

function golden(name: string, csv = 'input.csv'): string {
  return join(GOLDEN, name, csv);
}

describe('analyze', () => {
  it('prints the object that other programs rely on', async () => {
    const path = golden('21_gen1k_comma_crlf');
    const result = await json('analyze', path, '--date-order', 'MDY', '--out', 'out', '--threads', '2');
    const content = readFileSync(path);
    expect(Object.keys(result)).toEqual([
      'input',
      'ruleSet',
      'period',
      'kpis',
      'invalidRows',
      'artifacts',
      'timings',
      'threads',
      'peakRssBytes',
    ]);
    expect(result.input).toEqual({
      fileName: 'input.csv',
      bytes: content.length,
      sha256: createHash('sha256').update(content).digest('hex'),
      rows: 1_000,
      delimiter: ',',
      encoding: 'utf-8',
      dateOrder: 'MDY',
    });
    expect(result.ruleSet).toEqual({ id: 'v1', hash: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(result.kpis).toEqual(goldenJson('21_gen1k_comma_crlf/expected.json').kpis);
    expect(result.invalidRows).toEqual({
      total: 20,
      byReason: { MISSING_KEY: 2, BAD_REMEDIATION_FLAG: 11, BAD_DATE: 7 },
    });
    for (const { name, bytes } of result.artifacts)
      expect(statSync(join(folder, 'out', name)).size).toBe(bytes);
    expect(filesBelow(join(folder, 'out'))).toEqual(
      result.artifacts.map((one: { name: string }) => one.name).sort(),
    );
    const { artifacts, ...stages } = result.timings;
    expect(Object.keys(stages)).toEqual([
      'sniffMs',
      'scanMs',
      'mergeMs',
      'finishMs',
      'classifyMs',
      'reportMs',
      'totalMs',
    ]);
    expect(Object.values(stages).every((ms) => (ms as number) > 0)).toBe(true);
    expect(Object.keys(artifacts)).toEqual(
      expect.arrayContaining(['summary.json', 'actionable.csv', 'invalid-rows.csv']),
    );
    expect(result.peakRssBytes).toBeGreaterThan(30e6);
  });

  it.each(GOLDEN_SINGLES)('gives the expected cases and refused rows: golden %s', async (name) => {
    const expected = goldenJson(`${name}/expected.json`);
    const result = await json(
      'analyze',
      golden(name),
      '--date-order',
      expected.options.dateOrder,
      '--out',
      'out',
    );
    expect(result.kpis).toEqual(near(expected.kpis));

    const summary = JSON.parse(readFileSync(join(folder, 'out', 'summary.json'), 'utf8'));
    expect(summary.cases.map(({ key: _, explanation: __, ...one }: Record<string, unknown>) => one)).toEqual(
      near(expected.cases),
    );

    const refused = existsSync(join(folder, 'out', 'invalid-rows.csv'))
      ? invalidRows(join(folder, 'out'))
      : [];
    const reasons = (rows: { reason: string }[]) => rows.map(({ reason }) => reason).sort();
    expect(reasons(refused)).toEqual(reasons(expected.invalid));
  });

  it('writes into reports/NAME, and shows a summary that people can read', async () => {
    const path = file(
      'abril.csv',
      `${HEADER}\n${line({ tasks_status: 'Canceled' })}\n${line({ number: '' })}\n`,
    );
    const { status, stdout, stderr } = await cli('analyze', path);
    expect([status, stderr]).toEqual([0, '']);
    expect(filesBelow(join(folder, 'reports', 'abril'))).toEqual([
      'actionable.csv',
      'invalid-rows.csv',
      expect.stringMatching(/^plans.SQUAD-[0-9a-f]{10}\.csv$/),
      'report.html',
      'summary.json',
    ]);
    expect(stdout).toMatch(/^abril\.csv: 2 rows, /);
    expect(stdout).toMatch(/to act on +1 +1\n/);
    expect(stdout).toMatch(/SQUAD +score 22\.5 +1 case\n/);
    expect(stdout).toMatch(/Refused rows: 1\n +MISSING_NUMBER +1\n/);
    expect(stdout).toContain(`Written to ${join('reports', 'abril')}\n`);
    expect(stdout).toMatch(/\n +plans +\d+ B in 1 file\n/);
  });

  it('removes what an earlier run left and this one does not write, and nothing else', async () => {
    await json('analyze', golden('01_decision_tree'), '--out', 'out');
    expect(existsSync(join(folder, 'out', 'plans'))).toBe(true);
    file('out/notes.txt', 'mine');
    await json('analyze', golden('13_all_fine'), '--out', 'out');
    expect(readdirSync(join(folder, 'out')).sort()).toEqual([
      'notes.txt',
      'remediated.csv',
      'report.html',
      'summary.json',
    ]);

    await json('analyze', golden('01_decision_tree'), '--out', 'out');
    file('out/plans/mine.csv', 'mine');
    await json('analyze', golden('13_all_fine'), '--out', 'out');
    expect(readdirSync(join(folder, 'out', 'plans'))).toEqual(['mine.csv']);
  });

  it('makes the tables that are asked for, and removes those of another month or of none', async () => {
    const month = (number: number) =>
      file('a.csv', `${HEADER}\n${line({ sys_created_on: `2025-0${number}-20 10:00:00` })}\n`);
    const tables = () => filesBelow(join(folder, 'out')).filter((name) => name.endsWith('.parquet'));
    for (const number of [1, 2]) {
      const { artifacts } = await json('analyze', month(number), '--out', 'out', '--parquet');
      const names = ['alerts', 'cases'].map(
        (table) => `parquet/${table}/period=2025-0${number}/part-0.parquet`,
      );
      expect(tables()).toEqual(names);
      const made = artifacts.filter(({ kind }: { kind: string }) => kind.endsWith('_PARQUET'));
      expect(made.map(({ name }: { name: string }) => name)).toEqual(names);
      expect(readdirSync(join(folder, 'out/parquet/cases'))).toEqual([`period=2025-0${number}`]);
    }
    await json('analyze', month(2), '--out', 'out');
    expect(existsSync(join(folder, 'out/parquet'))).toBe(false);
  });

  it('gives the same bytes for plain and gzip, and for any number of threads', async () => {
    const content = readFileSync(golden('20_gen1k_semicolon_bom'));
    await json('analyze', file('a.csv', content), '--out', 'one', '--threads', '1', '--parquet');
    await json('analyze', join(folder, 'a.csv'), '--out', 'two', '--threads', '2', '--parquet');
    const { input } = await json('analyze', file('a.csv.gz', gzipSync(content)), '--out', 'zip', '--parquet');
    expect(input.encoding).toBe('utf-8');
    for (const name of filesBelow(join(folder, 'one'))) {
      const one = readFileSync(join(folder, 'one', name), 'latin1');
      expect(readFileSync(join(folder, 'two', name), 'latin1')).toBe(one);
      if (!/^(summary.json|report.html)$/.test(name))
        expect(readFileSync(join(folder, 'zip', name), 'latin1')).toBe(one);
    }
    const cases = (out: string) => JSON.parse(readFileSync(join(folder, out, 'summary.json'), 'utf8')).cases;
    expect(cases('zip')).toEqual(cases('one'));
  });

  it('reads as it is told', async () => {
    const text = `${HEADER}\n${line({ node: 'nó', sys_created_on: '02/03/2025' })}\n`.replaceAll(';', '\t');
    const path = file('latin.txt', Buffer.from(text, 'latin1'));
    const flags = ['--delimiter', '\\t', '--encoding', 'WINDOWS-1252', '--date-order', 'mdy'];
    const { input, period } = await json('analyze', path, ...flags);
    expect(input).toMatchObject({ delimiter: '\t', encoding: 'windows-1252', dateOrder: 'MDY' });
    expect(period.start).toBe('2025-02-03T00:00:00');
    const summary = JSON.parse(readFileSync(join(folder, 'reports', 'latin', 'summary.json'), 'utf8'));
    expect(summary.cases[0].node).toBe('nó');
  });

  it('makes an empty report of a quiet day, and of a file without a valid row', async () => {
    const quiet = await json('analyze', file('quiet.csv', `${HEADER}\n`));
    expect(quiet).toMatchObject({
      period: { start: null, end: null },
      kpis: { totalCases: 0, invalidRows: 0 },
    });
    const bad = await json('analyze', file('bad.csv', `${HEADER}\n${line({ sys_created_on: 'never' })}\n`));
    expect(bad.kpis).toMatchObject({ totalCases: 0, invalidRows: 1 });
    expect(bad.artifacts.map(({ name }: { name: string }) => name)).toEqual([
      'summary.json',
      'invalid-rows.csv',
      'report.html',
    ]);
  });
});

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
      expect(readdirSync(folder)).toEqual(['bad.csv']);
    },
  );

  it('leaves the results of an earlier run as they were', async () => {
    await json('analyze', golden('13_all_fine'), '--out', 'out');
    const before = readFileSync(join(folder, 'out', 'summary.json'));
    const { status } = await cli('analyze', file('bad.csv', 'x\n'), '--out', 'out');
    expect(status).toBe(1);
    expect(readFileSync(join(folder, 'out', 'summary.json'))).toEqual(before);
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

describe('compare', () => {
  it.each(GOLDEN_PAIRS)('gives the expected trend: %s', async (pair) => {
    const [previous, current] = [golden(pair, 'previous.csv'), golden(pair, 'current.csv')];
    const trend = await json('compare', previous, current, '--date-order', 'MDY');
    const { diagnosis, ...rest } = trend;
    expect(rest).toEqual(near(goldenJson(`${pair}/trend.json`)));
    expect(Object.keys(trend)).toEqual([
      'kpis',
      'verdict',
      'diagnosis',
      'newProblems',
      'resolvedProblems',
      'persistentProblems',
      'persistentSquads',
      'squads',
    ]);
    expect(diagnosis).toContain('Main win: ');
    expect(readdirSync(folder)).toEqual([]);
  });

  it('orders the files by their last events', async () => {
    const [previous, current] = [
      golden('p10_generated_3k', 'previous.csv'),
      golden('p10_generated_3k', 'current.csv'),
    ];
    const [early, late] = ['previous', 'current'].map((side) =>
      lastEvent(goldenJson(`p10_generated_3k/${side}.json`)),
    );
    expect(early < late).toBe(true);
    expect(await json('compare', current, previous)).toEqual(await json('compare', previous, current));
  });

  it('writes trend.json and its page into the folder that is named, and shows it to people', async () => {
    mkdirSync(join(folder, 'out'));
    const [previous, current] = [
      golden('p04_regression', 'previous.csv'),
      golden('p04_regression', 'current.csv'),
    ];
    const { status, stdout, stderr } = await cli('compare', previous, current, '--out', 'out');
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toContain('previous.csv → current.csv\n\nRegression: cases to act on rose from 3 to 5.');
    expect(stdout).toContain('New problems\n');
    expect(readdirSync(join(folder, 'out'))).toEqual(['trend.html', 'trend.json']);
    expect(JSON.parse(readFileSync(join(folder, 'out', 'trend.json'), 'utf8'))).toEqual(
      await json('compare', previous, current),
    );
  });

  it('fails with the reason when one of the files cannot be analysed', async () => {
    const { status, stdout } = await cli('compare', golden('13_all_fine'), file('bad.csv', ''), '--json');
    expect(status).toBe(1);
    expect(JSON.parse(stdout).error.code).toBe('EMPTY_FILE');
  });
});

function invalidRows(out: string): { line: string; reason: string; raw: string }[] {
  return parse(readFileSync(join(out, 'invalid-rows.csv')), { delimiter: ';', bom: true, columns: true });
}

function lastEvent(expected: { cases: { lastEvent: string }[] }): string {
  return (
    expected.cases
      .map((one) => one.lastEvent)
      .sort()
      .at(-1) ?? ''
  );
}
