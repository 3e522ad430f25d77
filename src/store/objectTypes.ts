import type { Readable } from 'node:stream';
import type { FileLocation } from '../domain/fileLocation.js';

export interface StoredObject {
  key: string;
  bytes: number;
  /** Lower-case hexadecimal. */
  sha256: string;
}

export interface ObjectStat {
  key: string;
  bytes: number;
  modifiedAt: Date;
}

/** A file on its way into the store. */
export interface LocalFile {
  key: string;
  path: string;
}

/** A request that a client sends to the object store itself, without the service between. */
export interface DirectRequest {
  url: string;
  /** Headers that the request must carry, exactly so, beside its length. */
  headers: Record<string, string>;
}

/** What an upload is announced to be. */
export interface AnnouncedBytes {
  bytes: number;
  /** Lower-case hexadecimal; null where it is not said. */
  sha256: string | null;
}

/** Requests that clients send to the object store itself: signed, for a while, and for one object alone. */
export interface DirectAccess {
  /** Bytes of the largest object that is taken in this way. */
  readonly largestUpload: number;
  /** A PUT of so many bytes that makes a new object; one that is there is not replaced. */
  upload(key: string, announced: AnnouncedBytes, seconds: number): Promise<DirectRequest>;
  /**
   * A GET of an object or a part of it; whether there is one is not looked at.
   * @param headers of the answer @returns the address
   */
  download(
    key: string,
    headers: { contentType: string; disposition: string },
    seconds: number,
  ): Promise<string>;
}

export interface PutOptions {
  /** Default: as many as come. */
  maxBytes?: number;
  /**
   * Whether the store may keep the chunks: nobody looks at their memory again, so that it can go to another thread.
   * Default: no, and they are copied where that is needed.
   */
  givenAway?: boolean;
}

/**
 * Files by key. A key is a relative path of one or more parts, each of letters, digits, `.`, `_` and `-`, none of
 * which begins with a dot.
 * @throws CodedError BAD_USER_INPUT for any other key; UNAVAILABLE when the store does not answer or refuses the service
 */
export interface ObjectStore {
  /** Null where all bytes go through the service. */
  readonly direct: DirectAccess | null;
  /** Whether adopt moves files on a disk: whoever writes them may have the disk begin with them. */
  readonly movesFiles: boolean;
  /** Resolves when the store answers and lets the service in. @throws CodedError UNAVAILABLE that says what is wrong */
  ping(): Promise<void>;
  /**
   * Keeps a stream; when this resolves, the bytes are synced and under their key, and before that nothing is.
   * @throws CodedError TOO_LARGE when more than maxBytes come, DISK_FULL
   */
  put(key: string, source: AsyncIterable<Uint8Array>, how?: PutOptions): Promise<StoredObject>;
  /**
   * Moves local files in, each under its key; all of them are synced, and gone from their places, when this resolves.
   * When it rejects, some may have been moved, and none is any more.
   * @throws CodedError DISK_FULL; the reason of the signal when it aborts
   */
  adopt(files: readonly LocalFile[], signal?: AbortSignal): Promise<void>;
  /**
   * The bytes of an object, or those from `start` to `end`, both inclusive.
   * @throws CodedError NOT_FOUND
   */
  get(key: string, range?: { start: number; end: number }): Promise<Readable>;
  stat(key: string): Promise<ObjectStat | null>;
  /**
   * Where the object can be read in place. An address is good for an hour: whoever reads for longer asks again.
   * @throws CodedError NOT_FOUND
   */
  location(key: string): Promise<FileLocation>;
  /**
   * A local file with the object's bytes, for reading only: the object itself, or a copy in `workDir`.
   * @throws CodedError NOT_FOUND
   */
  localFile(key: string, workDir: string): Promise<string>;
  /** Objects below a prefix that ends with `/`, in no particular order. */
  list(prefix: string): AsyncIterable<ObjectStat>;
  /** Nothing happens when there is none. */
  remove(key: string): Promise<void>;
  /** Removes all objects below a prefix that ends with `/`. */
  removePrefix(prefix: string): Promise<void>;
  /** Removes what was begun and never became an object, of which nothing came for so long. @returns how many */
  removeUnfinished(olderThanMs: number): Promise<number>;
}
