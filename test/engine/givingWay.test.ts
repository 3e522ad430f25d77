import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Engine } from '../../src/engine/node/engine.js';

const THREADS = 2;
const TASKS = '/proc/self/task';
/** Among the fields of /proc/[pid]/stat behind the name, which may hold spaces. */
const NICENESS = 16;

describe.runIf(process.platform === 'linux')('threads that analyse, on Linux', () => {
  it.each([
    ['let the others of a service go first', true, THREADS],
    ['are like any other elsewhere', false, 0],
  ])('%s', async (_, givesWay, expected) => {
    const before = niceThreads();
    const engine = new Engine({ threads: THREADS, givesWay });
    try {
      await engine.loaded;
      expect(niceThreads() - before).toBe(expected);
    } finally {
      await engine.close();
    }
  });
});

function niceThreads(): number {
  return readdirSync(TASKS).filter((thread) => {
    const stat = readFileSync(`${TASKS}/${thread}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return Number(fields[NICENESS]) > 0;
  }).length;
}
