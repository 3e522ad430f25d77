import type { JobError, JobRepository } from '../store/types.js';
import { QueueDown } from './broker/types.js';
import type { Errands } from './errands.js';
import type { JobObserver } from './observer.js';
import type { JobQueue } from './queue.js';
import { sendTellings } from './tellings.js';
import type { JobLog } from './types.js';

/** A working attempt writes several times a second; one silent for so many milliseconds is dead. */
export const SILENT_MS = 20_000;
const RECONCILE_EVERY_MS = 3000;
/** Jobs looked at each time; those behind them get their turn when these are done. */
const QUEUED_AT_ONCE = 100;

const EXHAUSTED: JobError = {
  code: 'INTERNAL',
  message: 'The service stopped every time that it worked on this file; the operator has been told.',
};

/**
 * Holds the queues to what the rows of the jobs say: a job that waits is in the queue, a job whose attempt is dead
 * waits again, and an end that is to be told will be.
 */
export class Recovery {
  private timer: NodeJS.Timeout | null = null;
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly jobs: JobRepository,
    private readonly queue: JobQueue,
    private readonly errands: Errands,
    private readonly limits: { maxAttempts: number; silentForMs: number },
    private readonly log: JobLog,
    private readonly observer: JobObserver,
  ) {}

  /** Looks once, then again every few seconds. */
  async start(): Promise<void> {
    await this.reconcile().catch((error) => this.sayFailed(error));
    this.timer = setInterval(() => {
      this.running = this.running.then(() => this.reconcile()).catch((error) => this.sayFailed(error));
    }, RECONCILE_EVERY_MS);
  }

  async close(): Promise<void> {
    if (this.timer) clearInterval(this.timer);
    await this.running;
  }

  private async reconcile(): Promise<void> {
    const { silentForMs, maxAttempts } = this.limits;
    await reclaim(this.jobs, silentForMs, maxAttempts, this.log, this.observer);
    for (const job of await this.jobs.queued(QUEUED_AT_ONCE)) await this.queue.wake(job);
    await sendTellings(this.jobs, this.errands);
  }

  private sayFailed(error: unknown): void {
    if (error instanceof QueueDown) return;
    this.log.error({ err: error }, 'jobs could not be looked after; the next look is in some seconds');
  }
}

/**
 * Takes jobs away from attempts that are dead.
 * @param silentForMs those that have not been heard of for so long; null: all that are not over
 */
export async function reclaim(
  jobs: JobRepository,
  silentForMs: number | null,
  maxAttempts: number,
  log: JobLog,
  observer: JobObserver,
): Promise<void> {
  const how = { silentForMs, maxAttempts, exhausted: EXHAUSTED };
  for (const { id, status, attempts } of await jobs.reclaim(how)) {
    if (attempts === 0) continue;
    observer.attemptEnded('lost');
    log.warn({ jobId: id, status, attempts }, 'a job was taken from a dead attempt');
  }
}
