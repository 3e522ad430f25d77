// Analyses one file in a process of its own; prints what came of it, and what it took, as JSON.
import { DEFAULT_LIMITS, DEFAULT_UTC_OFFSET_MINUTES } from '../../dist/src/domain/options.js';
import { Engine } from '../../dist/src/engine/node/engine.js';

const [path, workDir] = process.argv.slice(2);
const engine = new Engine({ threads: 2 });
const startedAt = performance.now();
const { meta } = await engine.scan({
  location: { path },
  options: {},
  limits: DEFAULT_LIMITS,
  utcOffsetMinutes: DEFAULT_UTC_OFFSET_MINUTES,
  threads: 2,
  blockBytes: 262_144,
  workDir,
});
const ms = performance.now() - startedAt;
await engine.close();
const { input, invalidRows } = meta;
console.log(
  JSON.stringify({ rows: input.rows, invalidRows, ms, peakBytes: process.resourceUsage().maxRSS * 1024 }),
);
