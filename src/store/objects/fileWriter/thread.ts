import { on } from 'node:events';
import { type MessagePort, parentPort } from 'node:worker_threads';
import { writeSynced } from '../writeSynced.js';
import type { FileFailure, FileToWrite, Given, Told } from './messages.js';

/** Writes files side by side: most of the time each waits for its bytes or for the disk. */
parentPort?.on('message', ({ path, port }: FileToWrite) => void write(path, port));

async function write(path: string, port: MessagePort): Promise<void> {
  const tell = (told: Told) => port.postMessage(told);
  try {
    tell(await writeSynced(path, batchesFrom(port, tell), release));
  } catch (error) {
    tell({ failure: failureOf(error) });
  } finally {
    port.close();
  }
}

async function* batchesFrom(port: MessagePort, tell: (told: Told) => void): AsyncGenerator<Uint8Array[]> {
  for await (const [given] of on(port, 'message') as AsyncIterable<[Given]>) {
    if (given === 'END') return;
    if (given === 'ABANDONED') throw new Error('The bytes of this file have broken off.');
    yield given;
    tell('TAKEN');
  }
}

/** Frees the memory of chunks at once. The collector sees few small objects, and would let a hundred MB pile up. */
function release(batch: Uint8Array[]): void {
  structuredClone(null, { transfer: batch.map(({ buffer }) => buffer as ArrayBuffer) });
}

function failureOf(error: unknown): FileFailure {
  const { message, code } = error as NodeJS.ErrnoException;
  return { message, code };
}
