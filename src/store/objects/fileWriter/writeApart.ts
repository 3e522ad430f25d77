import { join } from 'node:path';
import { MessageChannel, type MessagePort, type Transferable, Worker } from 'node:worker_threads';
import { DIST } from '../../../paths.js';
import type { Written } from '../writeSynced.js';
import type { FileFailure, FileToWrite, Given, Told } from './messages.js';

/** Batches that may be on their way to the thread, or wait there. */
const MOST_UNDERWAY = 2;

let thread: Worker | null = null;

/**
 * Writes batches of chunks into a new file, counted, hashed and synced, in a thread of its own: hashing takes as long
 * as receiving, and what is given away is garbage of that thread then.
 *
 * @param givenAway whether the memory of the chunks may go to the thread; else copies do
 * @throws whatever the batches and the file system throw
 */
export async function writeApart(
  path: string,
  batches: AsyncIterable<Uint8Array[]>,
  givenAway: boolean,
): Promise<Written> {
  const { port1: ours, port2: port } = new MessageChannel();
  writingThread().postMessage({ path, port } satisfies FileToWrite, [port]);
  const handover = new Handover(ours);
  try {
    for await (const batch of batches) await handover.give(batch.map(givenAway ? withOwnMemory : copied));
    return await handover.end();
  } catch (error) {
    await handover.abandon();
    throw error;
  } finally {
    ours.close();
  }
}

/** One for the process, from its first large file on; after one that has ended, another. */
function writingThread(): Worker {
  if (thread) return thread;
  const started = new Worker(join(DIST, 'bundled', 'fileWriter', 'thread.cjs'), { name: 'fileWriter' });
  const ended = () => {
    if (thread === started) thread = null;
  };
  // Whoever waits for it hears of its end by the closing of the port.
  started.on('error', ended).on('exit', ended).unref();
  thread = started;
  return started;
}

/** A file's way to the thread: so much at once that neither waits for the other, and no more. */
class Handover {
  private underway = 0;
  private hasEnded = false;
  private wake: () => void = () => undefined;
  private readonly written: Promise<Written>;

  constructor(private readonly port: MessagePort) {
    this.written = new Promise<Written>((resolve, reject) => {
      port.on('message', (told: Told) => {
        if (told === 'TAKEN') this.taken();
        else if ('failure' in told) reject(errorOf(told.failure));
        else resolve(told);
      });
      port.on('close', () => reject(new Error('The thread that writes files has ended.')));
    }).finally(() => {
      this.hasEnded = true;
      this.wake();
    });
    // Awaited when there is something to give, or nothing more.
    this.written.catch(() => undefined);
  }

  /** Resolves when there is room for more. */
  async give(batch: Uint8Array<ArrayBuffer>[]): Promise<void> {
    this.send(
      batch,
      batch.map(({ buffer }) => buffer),
    );
    this.underway += 1;
    while (this.underway >= MOST_UNDERWAY && !this.hasEnded) {
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
    if (this.hasEnded) await this.written;
  }

  end(): Promise<Written> {
    this.send('END');
    return this.written;
  }

  /** Resolves when the thread has let go of the file. */
  async abandon(): Promise<void> {
    this.send('ABANDONED');
    await Promise.allSettled([this.written]);
  }

  private taken(): void {
    this.underway -= 1;
    this.wake();
  }

  private send(given: Given, transferred: Transferable[] = []): void {
    this.port.postMessage(given, transferred);
  }
}

/** As the file system threw it in the thread. */
function errorOf({ message, code }: FileFailure): Error {
  return Object.assign(new Error(message), { code });
}

/** A chunk as it is when its memory is its own; a part of another's cannot go without that. */
function withOwnMemory(chunk: Uint8Array): Uint8Array<ArrayBuffer> {
  const { buffer } = chunk;
  const isWhole = buffer instanceof ArrayBuffer && buffer.byteLength === chunk.byteLength;
  return isWhole ? (chunk as Uint8Array<ArrayBuffer>) : copied(chunk);
}

function copied(chunk: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(chunk);
}
