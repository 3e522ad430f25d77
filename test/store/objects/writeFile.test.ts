import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as later } from 'node:timers/promises';
import type { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BATCH_BYTES, batchesOf } from '../../../src/store/objects/batches.js';
import { writeFile } from '../../../src/store/objects/writeFile.js';
import { writeSynced } from '../../../src/store/objects/writeSynced.js';

const threads = vi.hoisted((): Worker[] => []);
vi.mock('node:worker_threads', async (original) => {
  const actual = await original<typeof import('node:worker_threads')>();
  class Watched extends actual.Worker {
    constructor(...args: ConstructorParameters<typeof Worker>) {
      super(...args);
      threads.push(this);
    }
  }
  return { ...actual, Worker: Watched };
});

const CHUNK_BYTES = 64 * 1024;
const GIVEN = { givenAway: true };

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'smartremedy write '));
  path = join(folder, 'a');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Bytes that differ from place to place. */
function bytesOf(length: number, seed = 1): Buffer<ArrayBuffer> {
  const words = new Uint32Array(Math.ceil(length / 4));
  for (let k = 0; k < words.length; k++) words[k] = (k + seed) * 2_654_435_761;
  return Buffer.from(words.buffer, 0, length);
}

/** Chunks with memory of their own, as they come from a connection. */
async function* chunksOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.byteLength; at += CHUNK_BYTES) {
    yield new Uint8Array(bytes.subarray(at, at + CHUNK_BYTES));
  }
}

async function* partsOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.byteLength; at += CHUNK_BYTES) yield bytes.subarray(at, at + CHUNK_BYTES);
}

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** Chunks, then silence until it is told to go on, and then what comes after. */
function interrupted(bytes: Uint8Array, after: () => AsyncIterable<Uint8Array>) {
  let goOn: () => void = () => undefined;
  const told = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  const source = (async function* () {
    yield* chunksOf(bytes);
    await told;
    yield* after();
  })();
  return { source, goOn };
}

const LARGE = 9 * BATCH_BYTES + 12_345;

describe('a stream that becomes a file', () => {
  it.each([0, 1, BATCH_BYTES - 1, BATCH_BYTES, BATCH_BYTES + 1, 2 * BATCH_BYTES, LARGE])(
    'of %d bytes is whole, counted and hashed',
    async (length) => {
      const bytes = bytesOf(length);
      expect(await writeFile(path, chunksOf(bytes), GIVEN)).toEqual({
        bytes: length,
        sha256: sha256(bytes),
      });
      expect(readFileSync(path).equals(bytes)).toBe(true);
    },
  );

  it('tells of each batch once, when its bytes are in the file', async () => {
    const batches = await Readable.from(batchesOf(chunksOf(bytesOf(LARGE)), LARGE)).toArray();
    const told: Uint8Array[][] = [];
    await writeSynced(path, Readable.from(batches), (batch) => {
      told.push(batch);
      expect(statSync(path).size).toBeGreaterThanOrEqual(
        told.flat().reduce((sum, { length }) => sum + length, 0),
      );
    });
    expect(told).toEqual(batches);
  });

  it('is written in a thread only when it is large, and in one thread for all', async () => {
    const before = threads.length;
    vi.resetModules();
    const fresh = await import('../../../src/store/objects/writeFile.js');
    await fresh.writeFile(join(folder, 'small'), chunksOf(bytesOf(BATCH_BYTES)), GIVEN);
    expect(threads).toHaveLength(before);
    const files = Array.from({ length: 6 }, (_, k) => ({
      path: join(folder, `large ${k}`),
      bytes: bytesOf(LARGE - k, k),
    }));
    const written = await Promise.all(
      files.map(({ path, bytes }) => fresh.writeFile(path, chunksOf(bytes), GIVEN)),
    );
    expect(threads).toHaveLength(before + 1);
    for (const [k, { path, bytes }] of files.entries()) {
      expect(written[k]).toEqual({ bytes: bytes.byteLength, sha256: sha256(bytes) });
      expect(readFileSync(path).equals(bytes)).toBe(true);
    }
  });

  it('takes the memory of chunks that are given away, and no other', async () => {
    const taken = async (givenAway: boolean) => {
      const chunks: Uint8Array[] = await Readable.from(chunksOf(bytesOf(LARGE))).toArray();
      await writeFile(join(folder, String(givenAway)), Readable.from(chunks), { givenAway });
      return chunks.filter(({ byteLength }) => byteLength === 0).length;
    };
    expect(await taken(false)).toBe(0);
    expect(await taken(true)).toBe(Math.ceil(LARGE / CHUNK_BYTES));
  });

  it('leaves alone what its chunks are only parts of', async () => {
    const bytes = bytesOf(LARGE);
    const shared = new Uint8Array(new SharedArrayBuffer(LARGE));
    shared.set(bytes);
    for (const [k, whole] of [bytes, shared].entries()) {
      const written = await writeFile(join(folder, String(k)), partsOf(whole), GIVEN);
      expect(written.sha256).toBe(sha256(bytes));
      expect(whole.byteLength).toBe(LARGE);
    }
  });

  it('may get the same chunk many times, where it is not given away', async () => {
    const chunk = bytesOf(BATCH_BYTES / 4);
    const chunks = Array.from({ length: 20 }, () => chunk);
    const { sha256: hash } = await writeFile(path, Readable.from(chunks));
    expect(hash).toBe(sha256(Buffer.concat(chunks)));
  });

  it('stops its source when it is too long, here or in the thread', async () => {
    for (const maxBytes of [CHUNK_BYTES, 5 * BATCH_BYTES]) {
      const source = chunksOf(bytesOf(LARGE));
      await expect(writeFile(path, source, { maxBytes })).rejects.toMatchObject({ code: 'TOO_LARGE' });
      expect(await source.next()).toEqual({ done: true, value: undefined });
      rmSync(path, { force: true });
    }
  });

  it('fails with what its source throws, and the file is let go', async () => {
    const { source, goOn } = interrupted(bytesOf(LARGE), () => {
      throw new Error('the client went away');
    });
    const written = writeFile(path, source, GIVEN);
    await vi.waitFor(() => expect(existsSync(path)).toBe(true));
    goOn();
    await expect(written).rejects.toThrow('the client went away');
    const size = readFileSync(path).byteLength;
    await later(50);
    expect(readFileSync(path).byteLength).toBe(size);
  });

  it.each([CHUNK_BYTES, LARGE])('of %d bytes fails with the code of the file system', async (length) => {
    const nowhere = join(folder, 'missing', 'a');
    const source = chunksOf(bytesOf(length));
    await expect(writeFile(nowhere, source, GIVEN)).rejects.toMatchObject({ code: 'ENOENT' });
    expect(await source.next()).toEqual({ done: true, value: undefined });
    await writeFile(path, chunksOf(bytesOf(1)), GIVEN);
    await expect(writeFile(path, chunksOf(bytesOf(length)), GIVEN)).rejects.toMatchObject({
      code: 'EEXIST',
    });
    expect(readFileSync(path)).toHaveLength(1);
  });

  it('fails when its thread ends, and the next has another', async () => {
    await writeFile(join(folder, 'before'), chunksOf(bytesOf(LARGE)), GIVEN);
    const bytes = bytesOf(3 * BATCH_BYTES);
    const { source, goOn } = interrupted(bytes, () => chunksOf(bytes));
    const written = writeFile(path, source, GIVEN);
    const failed = expect(written).rejects.toThrow('The thread that writes files has ended.');
    await vi.waitFor(() => expect(existsSync(path)).toBe(true));
    await Promise.all(threads.map((thread) => thread.terminate()));
    goOn();
    await failed;

    const after = bytesOf(LARGE, 7);
    const { sha256: hash } = await writeFile(join(folder, 'after'), chunksOf(after), GIVEN);
    expect(hash).toBe(sha256(after));
  });
});
