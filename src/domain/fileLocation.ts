/** A regular file of this machine. */
export interface LocalFile {
  path: string;
}

/** A file behind an address (HTTP) that answers requests of ranges. Whoever has the address may read the file. */
export interface RemoteFile {
  /** May be good for a while only. */
  url: string;
  bytes: number;
  /** Strong validator, as the server writes it: an answer with another one is of another file. */
  etag?: string;
}

/** Where the bytes of a file can be read; data, so that it can be sent to a thread. */
export type FileLocation = LocalFile | RemoteFile;
