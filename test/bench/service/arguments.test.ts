import { describe, expect, test } from 'vitest';
import { readServiceArguments } from '../../../bench/service/arguments.js';
import { loadPlans } from '../../../bench/service/plan.js';
import { UsageError } from '../../../bench/usage.js';

describe('the command line', () => {
  test('both ways to run it, unless one is named', () => {
    expect(readServiceArguments([])).toMatchObject({ modes: ['embedded', 'services'], quick: false });
    expect(readServiceArguments(['--mode', 'services', '--quick', '--strict'])).toMatchObject({
      modes: ['services'],
      quick: true,
      strict: true,
    });
  });

  test.each([[['--mode', 'cloud']], [['--fast']], [['large']]])('%j is refused with the usage', (args) => {
    expect(() => readServiceArguments(args)).toThrow(UsageError);
    expect(() => readServiceArguments(args)).toThrow(
      expect.objectContaining({ usage: expect.stringContaining('bench -- service') }),
    );
  });
});

describe('the plan', () => {
  test('1, 4, 16 and 64 at once, of small and medium files; 1, 2 and 4 workers; folder and S3', () => {
    const plans = loadPlans(['embedded', 'services'], { quick: false, large: false });
    expect(plans.map(({ name }) => name)).toEqual([
      'embedded',
      'services, folder, 1 worker',
      'services, folder, 2 workers',
      'services, folder, 4 workers',
      'services, S3, 2 workers',
    ]);
    expect(plans[0].crowds.map(({ rows, users }) => `${users} × ${rows}`)).toEqual(
      [100_000, 1_000].flatMap((rows) => [1, 4, 16, 64].map((users) => `${users} × ${rows}`)),
    );
  });

  test('large files only when asked for, and at most 4 of them at once', () => {
    const [embedded] = loadPlans(['embedded'], { quick: false, large: true });
    const large = embedded.crowds.filter(({ rows }) => rows === 1_000_000);
    expect(large.map(({ users }) => users)).toEqual([1, 4]);
  });
});
