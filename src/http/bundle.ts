import type { PassThrough, Readable } from 'node:stream';
import { ZipFile } from 'yazl';

export interface BundleEntry {
  /** Path in the archive, with `/`. */
  name: string;
  bytes: number;
  open(): Promise<Readable>;
}

/**
 * The first moment that the format knows, in local time as the format has it: archives of the same files are the same
 * bytes wherever and whenever they are made.
 */
const OPTIONS = { mtime: new Date(1980, 0, 1), forceDosTimestamp: true, mode: 0o100644, compressionLevel: 6 };

/**
 * A zip archive, made while it is read: one entry at a time is open, and none when the stream is destroyed.
 * An entry that cannot be read to its end destroys the stream, so that nobody takes half an archive for a whole one.
 */
export function bundle(entries: readonly BundleEntry[]): Readable {
  const zip = new ZipFile();
  const output = zip.outputStream as PassThrough;
  let current: Readable | null = null;
  const fail = (error: Error) => output.destroy(error);
  zip.on('error', fail);
  output.once('close', () => current?.destroy());

  for (const { name, bytes, open } of entries) {
    zip.addReadStreamLazy(name, { ...OPTIONS, size: bytes }, (ready) => {
      open().then((content) => {
        current = content.once('error', fail);
        if (output.destroyed) content.destroy();
        else ready(null, content);
      }, fail);
    });
  }
  zip.end();
  return output;
}
