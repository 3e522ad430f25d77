import { parseArgs } from 'node:util';
import { missingPackages } from '../test/support/services/installed.js';
import { CheckFailed, checkTakeover, SLOW_WORKERS } from './takeover.js';
import { Topology } from './topology.js';

const USAGE = `npm run stack              2 APIs and 2 workers over PgBouncer, PostgreSQL, Redis and S3, until Ctrl-C
npm run stack -- --check   kills a worker in the middle of a job, and sees that the other one ends it
`;

/** @returns the exit status */
async function main(args: string[]): Promise<number> {
  const { check = false } = parseArgs({ args, options: { check: { type: 'boolean' } } }).values;
  const missing = missingPackages();
  if (missing.length > 0) {
    process.stderr.write(`The stack needs programs that are missing: apt-get install ${missing.join(' ')}\n`);
    return 1;
  }
  const topology = new Topology();
  const interrupted = interruption();
  const run = async () => {
    await topology.start(check ? SLOW_WORKERS : {});
    print(...topology.describe());
    if (check) return checkTakeover(topology, print);
    print('Ctrl-C ends everything.');
    return interrupted;
  };
  let hasEnded: boolean;
  try {
    hasEnded = await Promise.race([run().then(() => true), interrupted]);
  } catch (error) {
    const said = error instanceof CheckFailed ? error.message : String((error as Error).stack);
    process.stderr.write(`${said}\nThe logs are kept: ${topology.folder}\n`);
    await topology.stop();
    return 1;
  }
  await topology.stop();
  topology.removeFolder();
  return check && !hasEnded ? 1 : 0;
}

/** Resolves with false at the first Ctrl-C; those that follow change nothing: what is being ended has its time. */
function interruption(): Promise<false> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => resolve(false));
  });
}

function print(...lines: string[]): void {
  process.stdout.write(lines.map((line) => `${line}\n`).join(''));
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n\n${USAGE}`);
  process.exitCode = 2;
}
