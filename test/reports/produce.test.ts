import { existsSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { RefusedRow } from '../../src/domain/facts.js';
import { INVALID_ROWS_KEPT } from '../../src/domain/invalidRow.js';
import { StopFlag } from '../../src/domain/stopFlag.js';
import { produce } from '../../src/reports/produce.js';
import { produceCaseOrders } from '../../src/reports/produceCaseOrders.js';
import { produceCaseRows } from '../../src/reports/produceCaseRows.js';
import { loadRuleSet } from '../../src/rules/load.js';
import { type FactRow, factsOf, row, rowsOf } from '../support/facts.js';

const { rules, ref: ruleSet } = loadRuleSet('v1');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'produce-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const REFUSED: RefusedRow = {
  line: 3,
  byteOffset: 40,
  reason: 'BAD_DATE',
  number: 'ALR9',
  fields: ['ALR9'],
  raw: 'ALR9',
};

function* repeated(rows: number, onRow: () => void): Generator<RefusedRow> {
  for (let i = 0; i < rows; i++) {
    onRow();
    yield { ...REFUSED, line: i + 2 };
  }
}

function make(
  rows: FactRow[],
  {
    refused = 0,
    outDir = folder,
    stop = undefined as StopFlag | undefined,
    reportId = undefined as string | undefined,
    syncedLater = false,
    onRow = () => {},
  } = {},
) {
  const byReason = refused > 0 ? { BAD_DATE: refused } : {};
  return produce({
    facts: factsOf(rows, { invalidRows: { total: refused, byReason } }),
    rules,
    ruleSet,
    refusedRows: repeated(refused, onRow),
    header: ['number'],
    fileName: 'alerts.csv',
    outDir,
    stop,
    reportId,
    syncedLater,
  });
}

/** Files of a folder that this process holds open; where the system does not tell, none. */
function openFilesBelow(path: string): string[] {
  if (!existsSync('/proc/self/fd')) return [];
  const links = readdirSync('/proc/self/fd').map((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`);
    } catch {
      return '';
    }
  });
  return links.filter((link) => link.startsWith(path));
}

const ONE_OF_EACH = [
  ...rowsOf(['Canceled'], { node: 'actionable' }),
  ...rowsOf(['Closed'], { node: 'remediated' }),
  ...rowsOf(Array(5).fill('Closed'), { node: 'unstable' }),
  ...rowsOf(['Closed Skipped'], { node: 'attention' }),
];

describe('a raised flag', () => {
  it('ends the writing, before the first file and in the middle of one', async () => {
    const stop = StopFlag.create();
    let passed = 0;
    const onRow = () => {
      passed += 1;
      if (passed === 10_000) StopFlag.over(stop.buffer).raise();
    };
    await expect(make(ONE_OF_EACH, { refused: 5_000_000, stop, onRow })).rejects.toMatchObject({
      code: 'CANCELLED',
    });
    // A chunk of rows later at most.
    expect(passed).toBeLessThan(50_000);
    await expect(make(ONE_OF_EACH, { stop, outDir: join(folder, 'second') })).rejects.toMatchObject({
      code: 'CANCELLED',
    });
    expect(existsSync(join(folder, 'second'))).toBe(false);
  });
});

describe('the artefacts of a report', () => {
  it('are all there when all have rows', async () => {
    const { artifacts, summary } = await make(ONE_OF_EACH, { refused: 2 });
    expect(artifacts.map(({ kind, name }) => [kind, name])).toEqual([
      ['SUMMARY_JSON', 'summary.json'],
      ['ACTIONABLE_CSV', 'actionable.csv'],
      ['REMEDIATED_CSV', 'remediated.csv'],
      ['UNSTABLE_CSV', 'unstable.csv'],
      ['ATTENTION_CSV', 'attention.csv'],
      ['INVALID_ROWS_CSV', 'invalid-rows.csv'],
      ['REPORT_HTML', 'report.html'],
      ['ACTION_PLAN_CSV', expect.stringMatching(/^plans\/SQUAD-[0-9a-f]{10}\.csv$/)],
    ]);
    expect(filesBelow(folder)).toEqual(artifacts.map(({ name }) => name).sort());
    for (const { name, bytes } of artifacts) expect(statSync(join(folder, name)).size, name).toBe(bytes);
    expect(readFileSync(join(folder, 'unstable.csv'), 'utf8').split('\n')).toHaveLength(3);
    expect(readFileSync(join(folder, 'invalid-rows.csv'), 'utf8')).toContain('\n3;40;BAD_DATE;ALR9;\n');
    expect(summary.kpis).toMatchObject({ totalCases: 4, invalidRows: 2 });
  });

  it('come with the first ten cases to act on, in the order of their list', async () => {
    const rows = Array.from({ length: 12 }, (_, k) =>
      rowsOf(Array(k + 1).fill('Canceled'), { node: `srv${String(k).padStart(2, '0')}` }),
    );
    const { firstCases } = await make([...rows.flat(), ...ONE_OF_EACH]);
    const [header, ...listed] = readFileSync(join(folder, 'actionable.csv'), 'utf8').split('\n');
    const node = header.split(';').indexOf('node');
    expect(firstCases.map((one) => one.node)).toEqual(
      listed.slice(0, 10).map((line) => line.split(';')[node]),
    );
    expect(firstCases[0]).toEqual({
      score: Math.max(...firstCases.map(({ score }) => score)),
      action: 'PERSISTENT_FAILURE',
      assignmentGroup: 'SQUAD',
      shortDescription: 'disk full',
      node: 'srv11',
    });
    expect((await make([row()], { outDir: join(folder, 'quiet') })).firstCases).toEqual([]);
  });

  it('are the summary and the page alone when there is nothing to list', async () => {
    await make([]);
    expect(readdirSync(folder).sort()).toEqual(['report.html', 'summary.json']);
  });

  it('bring the first refused rows along for a database that wants them', async () => {
    const reportId = '0d6e7a52-6a2c-4c53-9d43-0f2f6f0f8f11';
    const { invalidRows, artifacts } = await make([row()], { refused: INVALID_ROWS_KEPT + 10, reportId });
    expect(invalidRows).toBe(join(folder, 'invalid-rows.copy'));
    const kept = readFileSync(String(invalidRows), 'utf8').split('\n');
    expect(kept).toHaveLength(INVALID_ROWS_KEPT + 1);
    expect(kept[1]).toBe([reportId, 1, 3, 40, 'BAD_DATE', 'ALR9', 'ALR9'].join('\t'));
    const lines = readFileSync(join(folder, 'invalid-rows.csv'), 'utf8').split('\n');
    expect(lines).toHaveLength(INVALID_ROWS_KEPT + 10 + 2);
    expect(artifacts.map(({ name }) => name)).not.toContain('invalid-rows.copy');
  });

  it('bring none along when nobody wants them, or there are none', async () => {
    expect((await make([row()], { refused: 2 })).invalidRows).toBeNull();
    expect(
      (await make([row()], { reportId: '0d6e7a52-6a2c-4c53-9d43-0f2f6f0f8f11' })).invalidRows,
    ).toBeNull();
    expect(existsSync(join(folder, 'invalid-rows.copy'))).toBe(false);
  });

  it('are the same bytes each time', async () => {
    const [one, other] = [join(folder, 'one'), join(folder, 'other')];
    await make(ONE_OF_EACH, { refused: 3, outDir: one });
    await make(ONE_OF_EACH, { refused: 3, outDir: other });
    for (const name of filesBelow(one)) {
      expect(readFileSync(join(other, name)).equals(readFileSync(join(one, name))), name).toBe(true);
    }
  });

  it('are the same when somebody syncs them later, and no file stays open', async () => {
    const [one, other] = [join(folder, 'one'), join(folder, 'other')];
    await make(ONE_OF_EACH, { refused: 20_000, outDir: one });
    await make(ONE_OF_EACH, { refused: 20_000, outDir: other, syncedLater: true });
    expect(statSync(join(other, 'invalid-rows.csv')).size).toBeGreaterThan(256 * 1024);
    for (const name of filesBelow(one)) {
      expect(readFileSync(join(other, name)).equals(readFileSync(join(one, name))), name).toBe(true);
    }
    await vi.waitFor(() => expect(openFilesBelow(other)).toEqual([]));
  });

  it('say how long each took', async () => {
    const { timings } = await make(ONE_OF_EACH);
    expect(Object.keys(timings.artifacts)).toEqual(
      readdirSync(folder).sort((a, b) => ORDER.indexOf(a) - ORDER.indexOf(b)),
    );
    expect(timings.classifyMs).toBeGreaterThan(0);
    expect(timings.reportMs).toBeGreaterThan(0);
  });

  it('fail with the reason when the folder cannot be written', async () => {
    await make([row()]);
    await expect(make([row()], { outDir: join(folder, 'summary.json') })).rejects.toThrow(/EEXIST|ENOTDIR/);
    expect(existsSync(join(folder, 'summary.json'))).toBe(true);
  });
});

function filesBelow(path: string): string[] {
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(join(path, name)).isFile())
    .sort();
}

const ORDER = [
  'summary.json',
  'actionable.csv',
  'remediated.csv',
  'unstable.csv',
  'attention.csv',
  'report.html',
  'plans',
];

describe('the case rows of a report', () => {
  it('are written for its id, and are none of its artefacts', async () => {
    const reportId = '0d6e7a52-6a2c-4c53-9d43-0f2f6f0f8f11';
    const outDir = join(folder, 'a', 'b');
    const { artifacts, path, timings } = await produceCaseRows({
      facts: factsOf(ONE_OF_EACH),
      rules,
      outDir,
      reportId,
    });
    expect(path).toBe(join(outDir, 'case-rows.copy'));
    const lines = readFileSync(path, 'utf8').split('\n');
    expect(lines).toHaveLength(5);
    expect(lines[0].startsWith(`${reportId}\t0\t`)).toBe(true);
    expect(artifacts).toEqual([]);
    expect(timings.artifacts).toEqual({ 'case-rows.copy': expect.any(Number) });
  });

  it('have their orders and squads in two files more', async () => {
    const outDir = join(folder, 'orders');
    const { orders, squads, artifacts, timings } = await produceCaseOrders({
      facts: factsOf(ONE_OF_EACH),
      rules,
      outDir,
      reportId: '0d6e7a52-6a2c-4c53-9d43-0f2f6f0f8f11',
    });
    expect([orders, squads]).toEqual([join(outDir, 'case-orders.copy'), join(outDir, 'case-squads.copy')]);
    for (const path of [orders, squads]) {
      expect(readFileSync(path).subarray(0, 11).toString('latin1')).toBe('PGCOPY\n\u00ff\r\n\0');
    }
    expect(artifacts).toEqual([]);
    expect(Object.keys(timings.artifacts)).toEqual(['case-orders.copy', 'case-squads.copy']);
  });

  it('are not begun once the flag is raised', async () => {
    const stop = StopFlag.create();
    stop.raise();
    const task = { facts: factsOf(ONE_OF_EACH), rules, outDir: join(folder, 'none'), reportId: 'x', stop };
    await expect(produceCaseRows(task)).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(existsSync(join(folder, 'none'))).toBe(false);
  });
});
