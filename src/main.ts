import { pino } from 'pino';
import { loadConfig } from './config.js';
import { CodedError, ERRORS, publicError } from './errors.js';
import { keepFreedMemory } from './start/keptMemory.js';
import { startService } from './start/service.js';
import { Started } from './start/started.js';

/** A clean stop that takes longer, beside the jobs in hand, has hung, in milliseconds. */
const STOP_MS = 20_000;

function explainFailure(error: unknown): void {
  const { code, message } = publicError(error);
  process.stderr.write(`${code}: ${message}\n${ERRORS[code].advice}\n`);
}

async function main(): Promise<void> {
  keepFreedMemory();
  const config = loadConfig();
  const log = pino({ level: config.logLevel, base: undefined }, pino.destination({ dest: 2, sync: true }));
  const started = new Started();
  let stopping = false;
  const stop = (exitCode: number) => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(1), config.drainMs + STOP_MS).unref();
    // What is being started when the signal comes must be there before it can be stopped.
    void starting
      .catch(() => undefined)
      .then(() => started.close(log))
      .then(() => process.exit(exitCode));
  };
  const fallen = () => {
    log.fatal('the bundled PostgreSQL has ended');
    stop(1);
  };
  const starting = startService(config, log, started, fallen);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => stop(0));
  try {
    const lines = await starting;
    if (!stopping) process.stdout.write(`${lines.join('\n')}\n`);
  } catch (error) {
    if (!(error instanceof CodedError)) log.error({ err: error }, 'the service could not start');
    explainFailure(error);
    stop(1);
  }
}

main().catch((error: unknown) => {
  explainFailure(error);
  process.exit(1);
});
