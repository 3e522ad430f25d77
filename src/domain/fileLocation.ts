/** A file behind an address that answers requests of ranges (HTTP, `Range` and `If-Match`). */
export interface RemoteFile {
  /** Needs no header of its own: whatever gives access is part of it. */
  url: string;
  bytes: number;
  /** As the server has it: another one says that the file is another. */
  etag: string;
}

/** Where the bytes of a file can be read; it can be sent to a thread. */
export type FileLocation = { path: string; remote?: undefined } | { remote: RemoteFile; path?: undefined };
