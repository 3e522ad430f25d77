import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { fuzz } from './fuzz.js';
import { readFuzzOptions, USAGE, UsageError } from './options.js';

const say = (text: string) => process.stdout.write(`${text}\n`);

try {
  const options = readFuzzOptions(process.argv.slice(2), () => Math.floor(Math.random() * 2 ** 31));
  // Files in memory where the system has a place for them: nothing is kept but failures.
  const folder = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
  const outcome = await fuzz(options, folder, say);
  process.exitCode = outcome.failures > 0 || outcome.leak !== null ? 1 : 0;
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`${error.message}\n${USAGE}\n`);
  process.exitCode = 2;
}
