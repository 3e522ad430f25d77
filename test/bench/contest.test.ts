import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Answer, differences } from '../../bench/answer.js';
import { CONTESTANTS, type Contestant, contestants } from '../../bench/contestants.js';
import { contest } from '../../bench/measure/contest.js';
import { runContestant } from '../../bench/measure/runContestant.js';
import { PROFILES } from '../../bench/profiles.js';
import { benchRejudge, variation } from '../../bench/rejudge.js';
import { sampleFile } from '../../bench/sampleFile.js';
import { PROJECT_ROOT } from '../../src/paths.js';
import { loadRuleSet } from '../../src/rules/load.js';

const ROWS = 5_000;
let dir: string;

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'bench-test-'));
});

afterAll(() => {
  rmSync(dir, { recursive: true, force: true });
});

const isPolars = ({ module }: Contestant) => module === 'polars';
const hasPolars =
  process.env.REQUIRE_SERVICES === '1' || existsSync(join(PROJECT_ROOT, 'bench', 'polars', 'node_modules'));

describe('a contest', () => {
  test.skipIf(!hasPolars)('finds polars equal with ours (needs: npm run bench:polars)', async () => {
    const path = await sampleFile({ profile: 'plain', rows: ROWS, dir });
    const both = CONTESTANTS.filter((one) => one.id === 'ours-1' || isPolars(one));
    const plan = { path, contestants: both, coldRounds: 1, warmRounds: 0, warmUps: 0, warmRuns: 0 };
    const results = await contest(plan, () => undefined);
    expect(results.map(({ fault }) => fault)).toEqual(both.map(() => null));
  });

  test('finds every other contestant equal with ours on the plain profile', async () => {
    const path = await sampleFile({ profile: 'plain', rows: ROWS, dir });
    const others = CONTESTANTS.filter((one) => !isPolars(one));
    const plan = { path, contestants: others, coldRounds: 1, warmRounds: 0, warmUps: 0, warmRuns: 0 };
    const results = await contest(plan, () => undefined);
    expect(results.map(({ contestant, fault }) => [contestant.id, fault])).toEqual(
      others.map(({ id }) => [id, null]),
    );
    for (const { cold, peakRssBytes } of results) {
      expect(cold?.runs).toBe(1);
      expect(cold?.median).toBeGreaterThan(20);
      expect(peakRssBytes).toBeGreaterThan(30 * 1024 ** 2);
    }
  });

  test('drops the first runs of a warm process', async () => {
    const path = await sampleFile({ profile: 'plain', rows: 200, dir });
    const [{ cold, warm }] = await contest(
      { path, contestants: contestants(['ours-1']), coldRounds: 0, warmRounds: 2, warmUps: 1, warmRuns: 2 },
      () => undefined,
    );
    expect(cold).toBeNull();
    expect(warm?.runs).toBe(4);
  });

  test('times nobody who reads the file wrong', async () => {
    const path = await sampleFile({ profile: 'malformed', rows: ROWS, dir });
    const results = await contest(
      {
        path,
        contestants: contestants(['ours-1', 'udsv']),
        coldRounds: 1,
        warmRounds: 0,
        warmUps: 0,
        warmRuns: 0,
      },
      () => undefined,
    );
    expect(results[0].fault).toBeNull();
    expect(results[1]).toMatchObject({ cold: null, warm: null, peakRssBytes: null });
    expect(results[1].fault).toMatch(/^(wrong|n\/a): /);
  });
});

describe('answers', () => {
  test('differ by any count, and by more of the scores than the order of a sum may change', async () => {
    const path = await sampleFile({ profile: 'plain', rows: 200, dir });
    const measured = await runContestant(contestants(['ours-1'])[0], path, 1);
    const answer = measured.answer as Answer;
    expect(answer.cases).toBe(10);
    expect(differences(answer, { ...answer })).toEqual([]);
    expect(differences(answer, { ...answer, scoreSum: answer.scoreSum * (1 + 1e-12) })).toEqual([]);
    expect(differences(answer, { ...answer, scoreSum: answer.scoreSum * (1 + 1e-8) })).toHaveLength(1);
    expect(differences(answer, { ...answer, scoreSum: Number.NaN })).toHaveLength(1);
    expect(differences(answer, { ...answer, cases: 11 })).toEqual(['cases: 10, 11']);
    const invalidRows = { ...answer.invalidRows, BAD_DATE: answer.invalidRows.BAD_DATE + 1 };
    expect(differences(answer, { ...answer, invalidRows })).toHaveLength(1);
  });
});

describe('files', () => {
  test('are written once, and differ between profiles', async () => {
    const paths = await Promise.all(PROFILES.map((profile) => sampleFile({ profile, rows: 300, dir })));
    expect(new Set(paths).size).toBe(PROFILES.length);
    const before = statSync(paths[0]);
    expect(await sampleFile({ profile: PROFILES[0], rows: 300, dir })).toBe(paths[0]);
    expect(statSync(paths[0]).ino).toBe(before.ino);
    expect(readdirSync(dir).filter((name) => name.endsWith('.part'))).toEqual([]);
  });
});

describe('judging again', () => {
  test('times the first judgement and the later ones, under rules that judge otherwise', async () => {
    const { rules } = loadRuleSet('v1');
    expect(variation(rules)).not.toEqual(rules);
    const report = await benchRejudge(dir, { rows: 2_000, cases: 200 });
    expect(report.coldMs).toBeGreaterThan(0);
    expect(report.warm.runs).toBe(20);
    expect(report.warm.min).toBeLessThanOrEqual(report.warm.median);
  });
});
