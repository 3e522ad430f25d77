import { createHash } from 'node:crypto';
import { extname } from 'node:path';
import type { Readable } from 'node:stream';
import { CodedError } from '../errors.js';
import { BUNDLE_NAME, reportFiles } from '../store/reportFiles.js';
import type { ObjectStore, ReportRecord, Store } from '../store/types.js';
import { bundle } from './bundle.js';
import { downloadName } from './downloadName.js';

const CONTENT_TYPES: Record<string, string> = {
  '.csv': 'text/csv; charset=utf-8',
  '.gz': 'application/gzip',
  '.html': 'text/html; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.parquet': 'application/vnd.apache.parquet',
  '.zip': 'application/zip',
};

/** How long a client may begin to fetch a file, or a further part of it, from the object store itself. */
const ELSEWHERE_SECONDS = 15 * 60;

/** Something that can be downloaded. */
export interface Download {
  /** The name under which it is kept. */
  fileName: string;
  contentType: string;
  /** As the header has it. */
  etag: string;
  /** Null for what is made while it is sent: it has no parts that could be asked for. */
  bytes: number | null;
  /** @param range bytes from start to end, both inclusive @throws CodedError NOT_FOUND */
  open(range?: { start: number; end: number }): Promise<Readable>;
  /**
   * Where the client can fetch it past the service, for a while; null where it cannot.
   * @param disposition as the header Content-Disposition has it @throws CodedError NOT_FOUND
   */
  elsewhere: ((disposition: string) => Promise<string>) | null;
}

export interface DownloadParts {
  store: Pick<Store, 'reports' | 'trends' | 'uploads'>;
  objects: ObjectStore;
}

/**
 * The artefact of a report or of a trend.
 * @param ownerId id of the report or the trend
 * @throws CodedError NOT_FOUND
 */
export async function findDownload(parts: DownloadParts, ownerId: string, name: string): Promise<Download> {
  const { reports, trends } = parts.store;
  const report = await reports.get(ownerId);
  if (report) return ofReport(parts, report, name);
  const trend = await trends.get(ownerId);
  const artifact = trend?.artifacts.find((candidate) => candidate.name === name);
  if (!trend || !artifact) throw new CodedError('NOT_FOUND');
  const fileName = downloadName(`${trend.previousFileName}-${trend.currentFileName}`, name);
  return kept(parts.objects, { key: `${trend.prefix}${name}`, bytes: artifact.bytes, fileName });
}

async function ofReport(parts: DownloadParts, report: ReportRecord, name: string): Promise<Download> {
  const file = reportFiles(report).find((candidate) => candidate.name === name);
  if (!file) throw new CodedError('NOT_FOUND');
  if (file.kind === 'ORIGINAL_UPLOAD') return original(parts, report, name);
  const fileName = downloadName(report.fileName, name);
  const key = `${report.prefix}${name}`;
  if (file.bytes === null) return bundled(parts.objects, report, fileName);
  return kept(parts.objects, { key, bytes: file.bytes, fileName });
}

/** An artefact never changes under its key, so the key can stand for its content. */
function kept(
  objects: ObjectStore,
  { key, bytes, fileName }: { key: string; bytes: number; fileName: string },
): Download {
  const contentType = CONTENT_TYPES[extname(key)] ?? 'application/octet-stream';
  return { fileName, bytes, contentType, etag: `"${hashOf(key)}"`, ...waysTo(objects, key, contentType) };
}

function waysTo(
  objects: ObjectStore,
  key: string,
  contentType: string,
): Pick<Download, 'open' | 'elsewhere'> {
  const { direct } = objects;
  return {
    open: (range) => objects.get(key, range),
    elsewhere:
      direct &&
      (async (disposition) => {
        // The object store would say it in its own words.
        if (!(await objects.stat(key))) throw new CodedError('NOT_FOUND');
        return direct.download(key, { contentType, disposition }, ELSEWHERE_SECONDS);
      }),
  };
}

function bundled(objects: ObjectStore, { prefix, artifacts }: ReportRecord, fileName: string): Download {
  const entries = artifacts.map(({ name, bytes }) => ({
    name,
    bytes,
    open: () => objects.get(`${prefix}${name}`),
  }));
  return {
    fileName,
    bytes: null,
    contentType: CONTENT_TYPES['.zip'],
    // Weak: another version of the compressor packs the same files into other bytes.
    etag: `W/"${hashOf(`${prefix}${BUNDLE_NAME}`)}"`,
    open: async () => {
      // Once the first byte is on its way, no answer can say that there is nothing.
      if (!(await objects.stat(`${prefix}${artifacts[0].name}`))) throw new CodedError('NOT_FOUND');
      return bundle(entries);
    },
    elsewhere: null,
  };
}

async function original(
  { store, objects }: DownloadParts,
  report: ReportRecord,
  name: string,
): Promise<Download> {
  const { bytes, sha256, encoding } = report.summary.input;
  const upload = await store.uploads.get(report.uploadId);
  if (!upload) throw new CodedError('NOT_FOUND', 'The file that the report was made from is no longer kept.');
  const contentType = name.endsWith('.gz')
    ? CONTENT_TYPES['.gz']
    : `text/csv; charset=${charsetOf(encoding)}`;
  return {
    fileName: downloadName(report.fileName),
    bytes,
    contentType,
    etag: `"${sha256}"`,
    ...waysTo(objects, upload.objectKey, contentType),
  };
}

function charsetOf(encoding: string): string {
  // Files in UTF-16 carry a mark or were named; the names of the two orders forbid a mark.
  return encoding.startsWith('utf-16') ? 'utf-16' : encoding;
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
