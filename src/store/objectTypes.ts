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

/**
 * Files by key. A key is a relative path of one or more parts, each of letters, digits, `.`, `_` and `-`, none of
 * which begins with a dot.
 * @throws CodedError BAD_USER_INPUT for any other key; UNAVAILABLE when the store does not answer or refuses the service
 */
export interface ObjectStore {
  /** Resolves when the store answers and lets the service in. @throws CodedError UNAVAILABLE that says what is wrong */
  ping(): Promise<void>;
  /**
   * Keeps a stream; when this resolves, the bytes are synced and under their key, and before that nothing is.
   * @throws CodedError TOO_LARGE when more than maxBytes come, DISK_FULL
   */
  put(key: string, source: AsyncIterable<Uint8Array>, limits?: { maxBytes?: number }): Promise<StoredObject>;
  /** Moves a local file in, under its key; synced when this resolves. The file is gone from its place. @throws CodedError DISK_FULL */
  adopt(key: string, path: string): Promise<ObjectStat>;
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
