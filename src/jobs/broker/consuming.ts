import { setTimeout as sleep } from 'node:timers/promises';
import { type Processor, WaitingError, type WorkerOptions } from 'bullmq';
import { type Consumer, HAND_BACK, type Handle, type Subject } from './types.js';

/** Whoever waits for a backend that is down at the close waits no longer than this, in milliseconds. */
const CLOSE_MS = 5000;

/** The settings of all workers; a lost connection is tried again after a second, not after the usual fifteen. */
export const WORKER_DEFAULTS = { runRetryDelay: 1000 } satisfies Partial<WorkerOptions>;

/** What Bull calls for each entry. */
export function processorOf(handle: Handle): Processor<Subject, void> {
  return async (entry, token) => {
    if ((await handle(entry)) !== HAND_BACK) return;
    await entry.moveToWait(token);
    throw new WaitingError();
  };
}

interface Closable {
  pause(doNotWaitActive: boolean): Promise<void>;
  close(): Promise<void>;
}

export function consumerOf(worker: Closable): Consumer {
  return {
    pause: () => worker.pause(true),
    close: () => withinPatience(worker.close()),
  };
}

export async function withinPatience(closing: Promise<unknown>): Promise<void> {
  const patience = new AbortController();
  const end = sleep(CLOSE_MS, undefined, { signal: patience.signal }).catch(() => undefined);
  await Promise.race([closing, end]);
  patience.abort();
}
