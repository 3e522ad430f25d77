import type { FileUpload } from 'graphql-upload/processRequest.mjs';
import { CodedError } from '../errors.js';
import { receiveUpload } from '../store/receiveUpload.js';
import type { JobOptions, JobRecord } from '../store/types.js';
import type { Services } from './context.js';
import type { IncomingFile } from './scalars.js';

const LONGEST_NAME = 255;

/**
 * Keeps an upload and hands it to the jobs. When it resolves, the bytes are safe and will be analysed.
 * @throws CodedError NO_FILE, TOO_LARGE, BAD_UPLOAD; then nothing is left of the upload
 */
export async function acceptUpload(
  { store, objects, jobs, maxUploadBytes }: Services,
  file: IncomingFile,
  options: JobOptions,
  createdBy: string,
): Promise<JobRecord> {
  const { filename, createReadStream } = await file.arrival.catch(refuse);
  const upload = await receiveUpload(store, objects, {
    source: bytesOf(createReadStream),
    fileName: plainName(filename),
    createdBy,
    maxBytes: maxUploadBytes,
  });
  return jobs.submitAnalysis({ upload, options, createdBy });
}

async function* bytesOf(open: FileUpload['createReadStream']): AsyncGenerator<Uint8Array> {
  try {
    yield* open();
  } catch (error) {
    refuse(error);
  }
}

/** The name without folders and control characters, as a browser would show it. */
function plainName(name: string): string {
  const last = name.split(/[\\/]/).at(-1) ?? '';
  const plain = last.replace(/\p{Cc}/gu, '').trim();
  return [...plain].slice(0, LONGEST_NAME).join('') || 'upload.csv';
}

/** What the multipart parser found wrong; it says so by a status. */
function refuse(error: unknown): never {
  const { status, message } = error as { status?: number; message?: string };
  if (status === 413) throw new CodedError('TOO_LARGE', undefined, error);
  if (message?.startsWith('File missing')) throw new CodedError('NO_FILE', undefined, error);
  throw new CodedError('BAD_UPLOAD', undefined, error);
}
