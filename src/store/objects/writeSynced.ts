import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { CodedError } from '../../errors.js';

const MIB = 1024 ** 2;

/** Written at a time: a stream's own chunks are small, and each write costs a trip to another thread. */
const BATCH_BYTES = MIB;

/**
 * Synced at a time. What waits in the system's memory until the end would have to go to the disk then, while
 * somebody waits for the answer.
 */
const SYNC_BYTES = 8 * MIB;

export interface Written {
  bytes: number;
  /** Lower-case hexadecimal. */
  sha256: string;
}

/**
 * Writes a stream into a new file, counted, hashed and synced. One batch is written while the next one comes in.
 *
 * @throws CodedError TOO_LARGE when more than maxBytes come; whatever the source and the file system throw
 */
export async function writeSynced(
  path: string,
  source: AsyncIterable<Uint8Array>,
  maxBytes: number,
): Promise<Written> {
  const hash = createHash('sha256');
  let bytes = 0;
  const file = new BatchedFile(await open(path, 'wx', 0o600));
  try {
    for await (const chunk of source) {
      bytes += chunk.byteLength;
      if (bytes > maxBytes) throw tooLarge(maxBytes);
      hash.update(chunk);
      await file.write(chunk);
    }
    await file.finish();
  } finally {
    await file.close();
  }
  return { bytes, sha256: hash.digest('hex') };
}

export function tooLarge(maxBytes: number): CodedError {
  return new CodedError('TOO_LARGE', `The file is larger than the limit of ${maxBytes} bytes.`);
}

class BatchedFile {
  private batch: Uint8Array[] = [];
  private batchBytes = 0;
  private unsyncedBytes = 0;
  private writing: Promise<unknown> = Promise.resolve();
  private syncing: Promise<unknown> = Promise.resolve();

  constructor(private readonly file: FileHandle) {}

  /** Resolves when there is room for more. */
  async write(chunk: Uint8Array): Promise<void> {
    this.batch.push(chunk);
    this.batchBytes += chunk.byteLength;
    if (this.batchBytes >= BATCH_BYTES) await this.flush();
  }

  /** Resolves when every byte is on the disk. */
  async finish(): Promise<void> {
    await this.flush();
    await this.writing;
    await this.syncing;
    await this.file.sync();
  }

  async close(): Promise<void> {
    await Promise.allSettled([this.writing, this.syncing]);
    await this.file.close();
  }

  private async flush(): Promise<void> {
    await this.writing;
    const { batch, batchBytes } = this;
    this.batch = [];
    this.batchBytes = 0;
    if (batchBytes === 0) return;
    if (this.unsyncedBytes >= SYNC_BYTES) {
      await this.syncing;
      this.syncing = heardLater(this.file.datasync());
      this.unsyncedBytes = 0;
    }
    this.unsyncedBytes += batchBytes;
    this.writing = heardLater(writeAll(this.file, batch));
  }
}

/** A system may write less than it is given, and does so on a disk that is almost full. */
async function writeAll(file: FileHandle, batch: Uint8Array[]): Promise<void> {
  const wanted = batch.reduce((sum, { byteLength }) => sum + byteLength, 0);
  const { bytesWritten } = await file.writev(batch);
  if (bytesWritten === wanted) return;
  await file.writeFile(Buffer.concat(batch).subarray(bytesWritten));
}

/** Awaited at the next step; a failure before that is no unhandled one. */
function heardLater<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}
