import { describe, expect, it } from 'vitest';
import { Hints } from '../../src/jobs/hints.js';

const NEVER = 60_000;

describe('hints', () => {
  it('are not lost between two waits, and many are one', async () => {
    const hints = new Hints();
    const subscription = hints.subscribe('a');
    hints.publish('a');
    hints.publish('a');
    await subscription.next(NEVER);
    const startedAt = performance.now();
    await subscription.next(30);
    expect(performance.now() - startedAt).toBeGreaterThan(20);
  });

  it('wake everybody who waits on the topic, and nobody else', async () => {
    const hints = new Hints();
    const [one, two, other] = [hints.subscribe('a'), hints.subscribe('a'), hints.subscribe('b')];
    const woken: string[] = [];
    const waits = [
      one.next(NEVER).then(() => woken.push('one')),
      two.next(NEVER).then(() => woken.push('two')),
    ];
    const otherWait = other.next(NEVER).then(() => woken.push('other'));
    hints.publish('a');
    await Promise.all(waits);
    expect(woken).toEqual(['one', 'two']);
    other.close();
    await otherWait;
    expect(woken).toEqual(['one', 'two', 'other']);
  });

  it('end with the close, for those who wait and those who come later', async () => {
    const hints = new Hints();
    const subscription = hints.subscribe('a');
    const waiting = subscription.next(NEVER);
    hints.close();
    await waiting;
    expect(subscription.isClosed).toBe(true);
    expect(hints.subscribe('a').isClosed).toBe(true);
  });
});
