import { closeSync, constants, createReadStream, fstatSync, openSync, readSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { AnalysisLimits } from '../../domain/options.js';
import { CodedError } from '../../errors.js';

/** Bytes of an archive below which its ratio is not judged: small files of one repeated line are no bombs. */
const RATIO_FLOOR = 64 * 1024 ** 2;

/** The unpacked bytes of a file, in order. */
export interface ByteSource {
  /** Fills the start of `target`, 1 byte or more; 0 at the end. */
  read(target: Uint8Array): number | Promise<number>;
  /** Bytes of the file as it is kept that have been read. */
  readonly consumed: number;
  close(): void;
}

export interface FileShape {
  /** Size as it is kept. */
  bytes: number;
  /** 0 for a remote file. */
  modifiedMs: number;
  gzip: boolean;
}

/** @throws CodedError FILE_UNREADABLE for what is no regular file or may not be read */
export function shapeOf(path: string): FileShape {
  const fd = openRegular(path);
  try {
    const { size, mtimeMs } = fstatSync(fd);
    const magic = Buffer.alloc(2);
    const read = readSync(fd, magic, 0, 2, 0);
    return { bytes: size, modifiedMs: mtimeMs, gzip: read === 2 && isGzip(magic) };
  } finally {
    closeSync(fd);
  }
}

/** By its first two bytes. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** @throws CodedError FILE_CHANGED when the file is not as it was */
export function checkUnchanged(path: string, before: FileShape): void {
  const now = shapeOf(path);
  if (now.bytes !== before.bytes || now.modifiedMs !== before.modifiedMs)
    throw new CodedError('FILE_CHANGED');
}

function openRegular(path: string): number {
  let fd: number;
  try {
    // Without O_NONBLOCK the opening of a pipe would wait for somebody who writes to it.
    fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    throw new CodedError('FILE_UNREADABLE', undefined, error);
  }
  if (!fstatSync(fd).isFile()) {
    closeSync(fd);
    throw new CodedError('FILE_UNREADABLE', 'The file cannot be read: it is no regular file.');
  }
  return fd;
}

/** A plain file from `position` on, up to `size`. */
export class PlainSource implements ByteSource {
  private readonly fd: number;
  consumed = 0;

  constructor(
    path: string,
    private position: number,
    private readonly size: number,
  ) {
    this.fd = openRegular(path);
  }

  read(target: Uint8Array): number {
    const wanted = Math.min(target.length, this.size - this.position);
    if (wanted <= 0) return 0;
    const read = readSync(this.fd, target, 0, wanted, this.position);
    if (read === 0) throw new CodedError('FILE_CHANGED');
    this.position += read;
    this.consumed += read;
    return read;
  }

  close(): void {
    closeSync(this.fd);
  }
}

/** The bytes of a file as it is kept, as a stream. */
export interface PackedStream extends Readable {
  readonly bytesRead: number;
}

const CHUNK_BYTES = 256 * 1024;

export function packedFile(path: string): PackedStream {
  return createReadStream('', { fd: openRegular(path), highWaterMark: CHUNK_BYTES });
}

/** A gzip file, unpacked while it is read, within its limits. */
export class GzipSource implements ByteSource {
  private readonly chunks: AsyncIterator<Buffer>;
  private chunk: Buffer = Buffer.alloc(0);
  private unpackedBytes = 0;

  constructor(
    private readonly packed: PackedStream,
    private readonly limits: Pick<AnalysisLimits, 'unpackedBytes' | 'unpackRatio'>,
  ) {
    const unpacked: Readable = packed.pipe(createGunzip({ chunkSize: CHUNK_BYTES }));
    packed.on('error', (error) => unpacked.destroy(error));
    this.chunks = unpacked[Symbol.asyncIterator]();
  }

  get consumed(): number {
    return this.packed.bytesRead;
  }

  async read(target: Uint8Array): Promise<number> {
    if (this.chunk.length === 0 && !(await this.nextChunk())) return 0;
    const size = Math.min(target.length, this.chunk.length);
    target.set(this.chunk.subarray(0, size));
    this.chunk = this.chunk.subarray(size);
    return size;
  }

  private async nextChunk(): Promise<boolean> {
    const result = await this.chunks.next().catch((error) => {
      // Of the packed bytes, which did not come.
      if (error instanceof CodedError) throw error;
      throw new CodedError(
        'NOT_A_CSV',
        'The file is not a CSV: its gzip archive is damaged or cut short.',
        error,
      );
    });
    if (result.done) return false;
    this.chunk = result.value;
    this.unpackedBytes += this.chunk.length;
    this.checkLimits();
    return true;
  }

  private checkLimits(): void {
    const { unpackedBytes, unpackRatio } = this.limits;
    if (this.unpackedBytes > unpackedBytes) {
      throw new CodedError('ARCHIVE_LIMIT', `The archive unpacks to more than ${unpackedBytes} bytes.`);
    }
    if (this.unpackedBytes > RATIO_FLOOR && this.unpackedBytes > this.consumed * unpackRatio) {
      throw new CodedError(
        'ARCHIVE_LIMIT',
        `The archive unpacks to more than ${unpackRatio} times its size.`,
      );
    }
  }

  close(): void {
    this.packed.destroy();
    void this.chunks.return?.();
  }
}

/** Fills `target` as far as the source goes. */
export async function fill(source: ByteSource, target: Uint8Array): Promise<number> {
  let filled = 0;
  while (filled < target.length) {
    const read = await source.read(target.subarray(filled));
    if (read === 0) break;
    filled += read;
  }
  return filled;
}
