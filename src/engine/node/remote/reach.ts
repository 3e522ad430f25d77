import type { FileLocation, LocalFile, RemoteFile } from '../../../domain/fileLocation.js';
import { SharedAddress } from './sharedAddress.js';

/** How a thread reaches a remote file; it can be sent to one. */
export interface RemoteReach extends Omit<RemoteFile, 'url'> {
  /** Memory of a SharedAddress. */
  address: SharedArrayBuffer;
  /** Bytes that one reader may hold ahead of what it was asked for. */
  aheadBytes: number;
}

export type Reach = LocalFile | RemoteReach;

/** How often an address is renewed: the right to renew one may end five minutes after it was given. */
const RENEW_MS = 60_000;

const MIB = 1024 ** 2;
const MOST_AHEAD_BYTES = 16 * MIB;
const LEAST_AHEAD_BYTES = MIB / 2;

/** What reading ahead may take of a limit of memory, all readers together. */
const AHEAD_SHARE = 1 / 8;

/** A location as threads reach it; its address is renewed until the end. */
export class Reaching {
  readonly file: Reach;
  /** Bytes that the rest of the analysis may take; undefined: without a limit. */
  readonly memoryBeside: number | undefined;
  private readonly timer: NodeJS.Timeout | null = null;

  /**
   * @param readers     how many read at the same time
   * @param memoryLimit bytes for the whole analysis
   * @param relocate    says where the file is now; without it the first address must do
   */
  constructor(
    location: FileLocation,
    readers: number,
    memoryLimit: number | undefined,
    relocate: (() => Promise<FileLocation>) | undefined,
    everyMs: number = RENEW_MS,
  ) {
    if ('path' in location) {
      this.file = location;
      this.memoryBeside = memoryLimit;
      return;
    }
    const { url, ...rest } = location;
    const address = SharedAddress.create(url);
    const aheadBytes = aheadBytesOf(readers, memoryLimit);
    this.file = { ...rest, address: address.buffer, aheadBytes };
    if (memoryLimit !== undefined) this.memoryBeside = Math.max(0, memoryLimit - readers * aheadBytes);
    if (relocate !== undefined) this.timer = setInterval(() => renew(address, relocate), everyMs).unref();
  }

  end(): void {
    if (this.timer !== null) clearInterval(this.timer);
  }
}

/** Bytes that each reader may hold. */
function aheadBytesOf(readers: number, limit: number = Number.POSITIVE_INFINITY): number {
  const share = Math.floor((limit * AHEAD_SHARE) / readers);
  return Math.max(LEAST_AHEAD_BYTES, Math.min(MOST_AHEAD_BYTES, share));
}

function renew(address: SharedAddress, relocate: () => Promise<FileLocation>): void {
  // While the server is away nothing is renewed: the next time will do, or the readers find out.
  relocate()
    .then((fresh) => {
      if ('url' in fresh) address.renew(fresh.url);
    })
    .catch(() => undefined);
}
