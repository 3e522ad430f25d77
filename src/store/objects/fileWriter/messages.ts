import type { MessagePort } from 'node:worker_threads';
import type { Written } from '../writeSynced.js';

/** What the writing thread is given, for each file. */
export interface FileToWrite {
  path: string;
  /** Over which the file's bytes come, and over which is told what has become of them. */
  port: MessagePort;
}

/** To the thread: the next bytes; or there are no more; or there will be none, and the file is not wanted. */
export type Given = Uint8Array[] | 'END' | 'ABANDONED';

/** From the thread: a batch was taken; at last, what has come of the file. */
export type Told = 'TAKEN' | Written | { failure: FileFailure };

/** An error of the file system without what cannot be sent between threads. */
export interface FileFailure {
  message: string;
  /** Such as ENOSPC. */
  code: string | undefined;
}
