// Analyses files over and over; prints what the process holds after each, as JSON.
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DEFAULT_LIMITS, DEFAULT_UTC_OFFSET_MINUTES } from '../../dist/src/domain/options.js';
import { Engine } from '../../dist/src/engine/node/engine.js';

/** Analyses after which the heaps of the threads have grown to their size. */
const WARM_UP = 100;

const [count, workDir, ...files] = process.argv.slice(2);
const engine = new Engine({ threads: 2 });
const points = [];
for (let k = -WARM_UP; k < Number(count); k++) {
  const request = {
    location: { path: files[(k + WARM_UP) % files.length] },
    options: {},
    limits: DEFAULT_LIMITS,
    utcOffsetMinutes: DEFAULT_UTC_OFFSET_MINUTES,
    threads: 2,
    blockBytes: 262_144,
    splitBytes: 262_144,
    workDir,
  };
  const { meta } = await engine.scan(request);
  if (meta.input.rows === 0) throw new Error('nothing was read');
  for (const name of readdirSync(workDir)) rmSync(join(workDir, name));
  globalThis.gc();
  if (k < 0) continue;
  points.push({ rssBytes: process.memoryUsage.rss(), openFiles: readdirSync('/proc/self/fd').length });
}
await engine.close();
console.log(JSON.stringify(points));
