import { describe, expect, test } from 'vitest';
import { readArguments } from '../../bench/arguments.js';
import { CONTESTANTS } from '../../bench/contestants.js';
import { contestChart } from '../../bench/report/chart.js';
import { type EngineReport, surroundings } from '../../bench/report/engineReport.js';
import { withFigures } from '../../bench/report/readme.js';
import { timesOf } from '../../bench/statistics.js';
import { UsageError } from '../../bench/usage.js';

const RESULTS = CONTESTANTS.slice(0, 6).map((contestant, i) => ({
  contestant,
  fault: null,
  cold: timesOf([100 * (i + 1)]),
  warm: null,
  peakRssBytes: 1024 ** 2,
}));

describe('the chart', () => {
  const svg = contestChart('Times <of> processes', 'note', RESULTS);

  test('has a bar per measured contestant, as long as its time', () => {
    const widths = [...svg.matchAll(/<rect class="(ours|rival)"[^>]*width="([\d.]+)"/g)].map(([, , width]) =>
      Number(width),
    );
    expect(widths).toHaveLength(6);
    expect(widths[1] / widths[0]).toBeCloseTo(2, 2);
    expect(svg).toContain('Times &lt;of> processes');
    expect(svg).toContain('prefers-color-scheme: dark');
  });

  test('leaves out who has no time', () => {
    const [first, ...others] = RESULTS;
    const without = contestChart('Times', 'note', [{ ...first, cold: null }, ...others]);
    expect(without).not.toContain(first.contestant.label);
  });
});

describe('README', () => {
  const report: EngineReport = {
    ...surroundings(),
    files: [{ profile: 'plain', rows: 1_000, cases: 50, bytes: 1e6, results: RESULTS }],
    figures: [],
  };

  test('is changed between its markers only', () => {
    const text = withFigures('a\n<!-- bench:begin -->\nold\n<!-- bench:end -->\nb\n', report);
    expect(text).toMatch(/^a\n<!-- bench:begin -->\n[\s\S]*\n<!-- bench:end -->\nb\n$/);
    expect(text).not.toContain('old');
    expect(text).toContain('| SmartRemedy, 2 threads | 100 ms |');
    expect(withFigures(text, report)).toBe(text);
  });

  test('needs its markers', () => {
    expect(() => withFigures('nothing', report)).toThrow('bench:begin');
  });
});

describe('the command line', () => {
  test('says what to measure', () => {
    const args = readArguments(['engine', '--rows', '100', '--profile', 'quoted', '--json', '--dir', 'x']);
    expect(args).toMatchObject({ command: 'engine', rows: 100, profile: 'quoted', json: true, dir: 'x' });
    expect(args).toMatchObject({ quick: false, strict: false, updateReadme: false });
  });

  test.each([
    [['--rows', '10']],
    [['engine', 'rejudge']],
    [['engine', '--rows', '0']],
    [['engine', '--runs', '1.5']],
    [['engine', '--profile', 'none']],
    [['engine', '--fast']],
  ])('is refused: %j', (args) => {
    expect(() => readArguments(args)).toThrow(UsageError);
  });
});
