// Analyses files over and over; prints what the process holds after each, as JSON.
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DEFAULT_LIMITS, DEFAULT_UTC_OFFSET_MINUTES } from '../../dist/src/domain/options.js';
import { Engine } from '../../dist/src/engine/node/engine.js';

const [count, workDir, ...files] = process.argv.slice(2);
const engine = new Engine({ threads: 2 });
const points = [];
for (let k = 0; k < Number(count); k++) {
  const request = {
    path: files[k % files.length],
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
  points.push({ rssBytes: process.memoryUsage.rss(), openFiles: readdirSync('/proc/self/fd').length });
}
await engine.close();
console.log(JSON.stringify(points));
