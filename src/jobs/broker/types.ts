import type { JobsOptions, Queue, WorkerOptions } from 'bullmq';
import { CodedError } from '../../errors.js';
import type { Attempt } from '../../store/types.js';
import type { JobLog } from '../types.js';

/** Which backend carries the queues, and how to reach it. */
export interface BrokerOptions {
  /** PostgreSQL itself, without a pooler between. */
  url: string;
  /** Redis, which carries the queues when it is there. */
  redisUrl?: string;
  /** Connections of each end of a queue in PostgreSQL. */
  connections: number;
  log: JobLog;
}

/** The backend is down, which is said elsewhere; entries are put in when it is back. */
export class QueueDown extends CodedError {
  constructor(cause?: unknown) {
    super('UNAVAILABLE', 'The job queue does not answer.', cause);
  }
}

/** What an entry is about: an attempt at a job, or nothing in particular. */
export type Subject = Attempt | { jobId?: undefined };

/** The end of a queue that puts entries in. */
export type Producing = Pick<Queue<Subject>, 'add' | 'upsertJobScheduler' | 'isPaused'>;

export type EntryOptions = JobsOptions;

export interface Producer {
  /**
   * Does something with the queue, now or not at all: it never waits for a backend that is down.
   * @throws QueueDown (UNAVAILABLE)
   */
  use<T>(task: (queue: Producing) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export interface Entry {
  name: string;
  data: Subject;
  /** Attempts at this entry before this one. */
  attemptsMade: number;
}

/** The entry goes back to where it was, for another process to take. */
export const HAND_BACK = Symbol('hand back');

export type Handle = (entry: Entry) => Promise<typeof HAND_BACK | undefined>;

/** The end of a queue that takes entries out. */
export interface Consumer {
  /** Takes no more entries; those in hand go on. */
  pause(): Promise<void>;
  /** Resolves when the handler has returned from those in hand. */
  close(): Promise<void>;
}

export interface ConsumerOptions
  extends Pick<WorkerOptions, 'concurrency' | 'lockDuration' | 'maxStalledCount'> {
  onFailed?: (entry: Entry | undefined, error: Error) => void;
}

/** What carries the queues of this process. */
export interface Broker {
  /** @param whenUp called when the queue can be reached, at first and after every outage */
  produce(
    name: string,
    entry: EntryOptions,
    whenUp?: (queue: Producing) => Promise<unknown>,
  ): Promise<Producer>;
  consume(name: string, handle: Handle, options: ConsumerOptions): Promise<Consumer>;
  /** After all producers and consumers. */
  close(): Promise<void>;
}
