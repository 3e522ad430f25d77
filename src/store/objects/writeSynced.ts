import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { lengthOf } from './batches.js';

/**
 * Synced at a time. What waits in the system's memory until the end would have to go to the disk then, while
 * somebody waits for the answer.
 */
const SYNC_BYTES = 8 * 1024 ** 2;

export interface Written {
  bytes: number;
  /** Lower-case hexadecimal. */
  sha256: string;
}

/**
 * Writes batches of chunks into a new file, counted, hashed and synced. One batch is written while the next one comes.
 *
 * @param written told of each batch when it is not needed any more
 * @throws whatever the batches and the file system throw
 */
export async function writeSynced(
  path: string,
  batches: AsyncIterable<Uint8Array[]>,
  written: (batch: Uint8Array[]) => void = () => undefined,
): Promise<Written> {
  const hash = createHash('sha256');
  let bytes = 0;
  const file = new SyncedFile(await open(path, 'wx', 0o600), written);
  try {
    for await (const batch of batches) {
      const begun = file.write(batch);
      for (const chunk of batch) hash.update(chunk);
      bytes += lengthOf(batch);
      await begun;
    }
    await file.finish();
  } finally {
    await file.close();
  }
  return { bytes, sha256: hash.digest('hex') };
}

class SyncedFile {
  private unsyncedBytes = 0;
  private writing: Promise<unknown> = Promise.resolve();
  private syncing: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly file: FileHandle,
    private readonly written: (batch: Uint8Array[]) => void,
  ) {}

  /** Resolves when the batch before is written and this one begun. */
  async write(batch: Uint8Array[]): Promise<void> {
    await this.writing;
    if (this.unsyncedBytes >= SYNC_BYTES) {
      await this.syncing;
      this.syncing = heardLater(this.file.datasync());
      this.unsyncedBytes = 0;
    }
    this.unsyncedBytes += lengthOf(batch);
    this.writing = heardLater(writeAll(this.file, batch).then(() => this.written(batch)));
  }

  /** Resolves when every byte is on the disk. */
  async finish(): Promise<void> {
    await this.writing;
    await this.syncing;
    await this.file.sync();
  }

  async close(): Promise<void> {
    await Promise.allSettled([this.writing, this.syncing]);
    await this.file.close();
  }
}

/** A system may write less than it is given, and does so on a disk that is almost full. */
async function writeAll(file: FileHandle, batch: Uint8Array[]): Promise<void> {
  const { bytesWritten } = await file.writev(batch);
  if (bytesWritten === lengthOf(batch)) return;
  await file.writeFile(Buffer.concat(batch).subarray(bytesWritten));
}

/** Awaited at the next step; a failure before that is no unhandled one. */
function heardLater<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}
