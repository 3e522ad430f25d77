import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { sampleCsv } from './sample/generator.js';
import { readSampleOptions, USAGE, UsageError } from './sample/options.js';

/** `npm run sample`: writes a realistic export of alerts, piece by piece, whatever its size. */
async function main(args: string[]): Promise<void> {
  const options = readSampleOptions(args);
  await pipeline(Readable.from(sampleCsv(options)), createWriteStream(options.out));
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  const isUsage = error instanceof UsageError;
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(isUsage ? `${message}\n\n${USAGE}` : `${message}\n`);
  process.exitCode = isUsage ? 2 : 1;
}
