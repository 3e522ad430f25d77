import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { HEADER, line } from '../reference/support.js';
import { GOLDEN_SINGLES, goldenJson, near } from '../support/referenceFacts.js';
import { commandInFolder, filesBelow, golden } from './command.js';

const { cli, json, file, inFolder } = commandInFolder();

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
    for (const { name, bytes } of result.artifacts) expect(statSync(inFolder('out', name)).size).toBe(bytes);
    expect(filesBelow(inFolder('out'))).toEqual(
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

    const summary = JSON.parse(readFileSync(inFolder('out', 'summary.json'), 'utf8'));
    expect(summary.cases.map(({ key: _, explanation: __, ...one }: Record<string, unknown>) => one)).toEqual(
      near(expected.cases),
    );

    const refused = existsSync(inFolder('out', 'invalid-rows.csv')) ? invalidRows(inFolder('out')) : [];
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
    expect(filesBelow(inFolder('reports', 'abril'))).toEqual([
      'actionable.csv',
      'invalid-rows.csv',
      expect.stringMatching(/^plans.SQUAD-[0-9a-f]{10}\.csv$/),
      'report.html',
      'summary.json',
    ]);
    expect(stdout).toMatch(/^abril\.csv: 2 rows, /);
    expect(stdout).toMatch(/to act on +1 +1\n/);
    expect(stdout).toMatch(/SQUAD +score 22\.5 +1 case\n/);
    expect(stdout).toMatch(/Cases to act on first\n +22\.5 +\w+ +SQUAD +/);
    expect(stdout).toMatch(/Refused rows: 1\n +MISSING_NUMBER +1\n/);
    expect(stdout).toContain(`Written to ${join('reports', 'abril')}\n`);
    expect(stdout).toMatch(/\n +plans +\d+ B in 1 file\n/);
  });

  it('removes what an earlier run left and this one does not write, and nothing else', async () => {
    await json('analyze', golden('01_decision_tree'), '--out', 'out');
    expect(existsSync(inFolder('out', 'plans'))).toBe(true);
    file('out/notes.txt', 'mine');
    await json('analyze', golden('13_all_fine'), '--out', 'out');
    expect(readdirSync(inFolder('out')).sort()).toEqual([
      'notes.txt',
      'remediated.csv',
      'report.html',
      'summary.json',
    ]);

    await json('analyze', golden('01_decision_tree'), '--out', 'out');
    file('out/plans/mine.csv', 'mine');
    await json('analyze', golden('13_all_fine'), '--out', 'out');
    expect(readdirSync(inFolder('out', 'plans'))).toEqual(['mine.csv']);
  });

  it('makes the tables that are asked for, and removes those of another month or of none', async () => {
    const month = (number: number) =>
      file('a.csv', `${HEADER}\n${line({ sys_created_on: `2025-0${number}-20 10:00:00` })}\n`);
    const tables = () => filesBelow(inFolder('out')).filter((name) => name.endsWith('.parquet'));
    for (const number of [1, 2]) {
      const { artifacts } = await json('analyze', month(number), '--out', 'out', '--parquet');
      const names = ['alerts', 'cases'].map(
        (table) => `parquet/${table}/period=2025-0${number}/part-0.parquet`,
      );
      expect(tables()).toEqual(names);
      const made = artifacts.filter(({ kind }: { kind: string }) => kind.endsWith('_PARQUET'));
      expect(made.map(({ name }: { name: string }) => name)).toEqual(names);
      expect(readdirSync(inFolder('out/parquet/cases'))).toEqual([`period=2025-0${number}`]);
    }
    await json('analyze', month(2), '--out', 'out');
    expect(existsSync(inFolder('out/parquet'))).toBe(false);
  });

  it('gives the same bytes for plain and gzip, and for any number of threads', async () => {
    const content = readFileSync(golden('20_gen1k_semicolon_bom'));
    await json('analyze', file('a.csv', content), '--out', 'one', '--threads', '1', '--parquet');
    await json('analyze', inFolder('a.csv'), '--out', 'two', '--threads', '2', '--parquet');
    const { input } = await json('analyze', file('a.csv.gz', gzipSync(content)), '--out', 'zip', '--parquet');
    expect(input.encoding).toBe('utf-8');
    for (const name of filesBelow(inFolder('one'))) {
      const one = readFileSync(inFolder('one', name), 'latin1');
      expect(readFileSync(inFolder('two', name), 'latin1')).toBe(one);
      if (!/^(summary.json|report.html)$/.test(name))
        expect(readFileSync(inFolder('zip', name), 'latin1')).toBe(one);
    }
    const cases = (out: string) => JSON.parse(readFileSync(inFolder(out, 'summary.json'), 'utf8')).cases;
    expect(cases('zip')).toEqual(cases('one'));
  });

  it('reads as it is told', async () => {
    const text = `${HEADER}\n${line({ node: 'nó', sys_created_on: '02/03/2025' })}\n`.replaceAll(';', '\t');
    const path = file('latin.txt', Buffer.from(text, 'latin1'));
    const flags = ['--delimiter', '\\t', '--encoding', 'WINDOWS-1252', '--date-order', 'mdy'];
    const { input, period } = await json('analyze', path, ...flags);
    expect(input).toMatchObject({ delimiter: '\t', encoding: 'windows-1252', dateOrder: 'MDY' });
    expect(period.start).toBe('2025-02-03T00:00:00');
    const summary = JSON.parse(readFileSync(inFolder('reports', 'latin', 'summary.json'), 'utf8'));
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

function invalidRows(out: string): { line: string; reason: string; raw: string }[] {
  return parse(readFileSync(join(out, 'invalid-rows.csv')), { delimiter: ';', bom: true, columns: true });
}
