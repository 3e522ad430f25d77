import { Redis } from 'ioredis';
import { CodedError } from '../../errors.js';

/** A cache that takes so long is slower than what it saves, in milliseconds. */
const PATIENCE_MS = 250;
/** From one try to connect to the next, in milliseconds. */
const LONGEST_PAUSE_MS = 1000;

const TIMED_OUT = 'Command timed out';

/** Told once when Redis is lost, and once when it is back. */
export interface Outage {
  begin(error: Error): void;
  end(): void;
}

/**
 * A connection to a Redis that nobody has to wait for: while it is down, commands fail at once; the first one that it
 * does not answer in time ends the connection, so that no other waits until it has answered again.
 */
export class RedisLink {
  readonly client: Redis;

  /** @param outage hears of each failure to connect, and of each connection */
  constructor(url: string, outage: Outage) {
    this.client = new Redis(url, {
      commandTimeout: PATIENCE_MS,
      connectTimeout: 2000,
      enableAutoPipelining: true,
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      retryStrategy: (times) => Math.min(times * 100, LONGEST_PAUSE_MS),
    });
    this.client.on('error', (error) => outage.begin(error));
    this.client.on('ready', () => outage.end());
  }

  get isUp(): boolean {
    return this.client.status === 'ready';
  }

  /** Called at each connection. */
  onUp(task: () => void): void {
    this.client.on('ready', task);
    if (this.isUp) task();
  }

  /**
   * The answer to a command.
   * @throws CodedError UNAVAILABLE when there is none; Error when Redis refuses the command
   */
  async ask<T>(command: (client: Redis) => Promise<T>): Promise<T> {
    if (!this.isUp) throw unavailable();
    try {
      return await command(this.client);
    } catch (cause) {
      if (cause instanceof Error && cause.name === 'ReplyError') throw cause;
      if (cause instanceof Error && cause.message === TIMED_OUT && this.isUp) this.client.disconnect(true);
      throw unavailable(cause);
    }
  }

  close(): void {
    this.client.disconnect();
  }
}

function unavailable(cause?: unknown): CodedError {
  return new CodedError('UNAVAILABLE', 'Redis of the cache does not answer.', cause);
}
