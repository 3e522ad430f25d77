import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { GOLDEN_PAIRS, goldenJson, near } from '../support/referenceFacts.js';
import { commandInFolder, golden } from './command.js';

const { cli, json, file, inFolder } = commandInFolder();

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
    expect(readdirSync(inFolder())).toEqual([]);
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
    mkdirSync(inFolder('out'));
    const [previous, current] = [
      golden('p04_regression', 'previous.csv'),
      golden('p04_regression', 'current.csv'),
    ];
    const { status, stdout, stderr } = await cli('compare', previous, current, '--out', 'out');
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toContain('previous.csv → current.csv\n\nRegression: cases to act on rose from 3 to 5.');
    expect(stdout).toContain('New problems\n');
    expect(readdirSync(inFolder('out'))).toEqual(['trend.html', 'trend.json']);
    expect(JSON.parse(readFileSync(inFolder('out', 'trend.json'), 'utf8'))).toEqual(
      await json('compare', previous, current),
    );
  });

  it('fails with the reason when one of the files cannot be analysed', async () => {
    const { status, stdout } = await cli('compare', golden('13_all_fine'), file('bad.csv', ''), '--json');
    expect(status).toBe(1);
    expect(JSON.parse(stdout).error.code).toBe('EMPTY_FILE');
  });
});

function lastEvent(expected: { cases: { lastEvent: string }[] }): string {
  return (
    expected.cases
      .map((one) => one.lastEvent)
      .sort()
      .at(-1) ?? ''
  );
}
