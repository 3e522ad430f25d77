import type { AnalysisLimits } from '../../domain/options.js';
import { HttpSource, type Passage, SourceStream } from './remote/httpSource.js';
import type { Reach } from './remote/reach.js';
import {
  type ByteSource,
  checkUnchanged,
  type FileShape,
  fill,
  GzipSource,
  isGzip,
  PlainSource,
  packedFile,
  shapeOf,
} from './source.js';

const MAGIC_BYTES = 2;

/** @throws CodedError FILE_UNREADABLE; of a remote file what HttpSource throws */
export async function shapeOfReach(file: Reach, isStopped: () => boolean): Promise<FileShape> {
  if ('path' in file) return shapeOf(file.path);
  const magic = new Uint8Array(Math.min(MAGIC_BYTES, file.bytes));
  const source = new HttpSource(file, { from: 0, expectedEnd: 0, isStopped });
  try {
    return { bytes: file.bytes, modifiedMs: 0, gzip: (await fill(source, magic)) > 0 && isGzip(magic) };
  } finally {
    source.close();
  }
}

/** The bytes of a file as it is kept. */
export function openPlain(file: Reach, { bytes }: FileShape, passage: Passage): ByteSource {
  return 'path' in file ? new PlainSource(file.path, passage.from, bytes) : new HttpSource(file, passage);
}

/** The unpacked bytes of a gzip file. */
export function openGzip(
  file: Reach,
  limits: Pick<AnalysisLimits, 'unpackedBytes' | 'unpackRatio'>,
  isStopped: () => boolean,
): ByteSource {
  if ('path' in file) return new GzipSource(packedFile(file.path), limits);
  const source = new HttpSource(file, { from: 0, expectedEnd: file.bytes, isStopped });
  return new GzipSource(new SourceStream(source), limits);
}

/**
 * Whether a file is as it was; of a remote file every answer has said so.
 * @throws CodedError FILE_CHANGED
 */
export function checkReachUnchanged(file: Reach, before: FileShape): void {
  if ('path' in file) checkUnchanged(file.path, before);
}
