import { randomUUID } from 'node:crypto';
import type { FileUpload } from 'graphql-upload/processRequest.mjs';
import { CodedError } from '../errors.js';
import type { JobOptions, JobRecord } from '../store/types.js';
import type { Services } from './context.js';

const LONGEST_NAME = 255;

/**
 * Keeps an upload and hands it to the jobs. When it resolves, the bytes are safe and will be analysed; when it
 * rejects, nothing is left of them.
 * @throws CodedError NO_FILE, TOO_LARGE, BAD_UPLOAD
 */
export async function acceptUpload(
  services: Services,
  file: Promise<FileUpload>,
  options: JobOptions,
  createdBy: string,
): Promise<JobRecord> {
  const { store, objects, jobs } = services;
  const id = randomUUID();
  const objectKey = `uploads/${id}`;
  const { fileName, bytes, sha256 } = await keep(services, file, objectKey);
  try {
    const upload = await store.uploads.create({ id, objectKey, fileName, bytes, sha256, createdBy });
    return await jobs.submitAnalysis({ upload, options, createdBy });
  } catch (error) {
    await objects.remove(objectKey);
    throw error;
  }
}

async function keep(services: Services, file: Promise<FileUpload>, objectKey: string) {
  try {
    const { filename, createReadStream } = await file;
    const stored = await services.objects.put(objectKey, createReadStream(), {
      maxBytes: services.maxUploadBytes,
    });
    return { ...stored, fileName: plainName(filename) };
  } catch (error) {
    throw uploadError(error, services.maxUploadBytes);
  }
}

/** The name without folders and control characters, as a browser would show it. */
function plainName(name: string): string {
  const last = name.split(/[\\/]/).at(-1) ?? '';
  const plain = last.replace(/\p{Cc}/gu, '').trim();
  return [...plain].slice(0, LONGEST_NAME).join('') || 'upload.csv';
}

/** The multipart parser says what went wrong by a status. */
function uploadError(error: unknown, maxBytes: number): CodedError {
  if (error instanceof CodedError && error.code !== 'TOO_LARGE') return error;
  if (error instanceof CodedError || statusOf(error) === 413) {
    return new CodedError('TOO_LARGE', `The file is larger than the limit of ${maxBytes} bytes.`, error);
  }
  if (error instanceof Error && error.message.startsWith('File missing')) {
    return new CodedError('NO_FILE', undefined, error);
  }
  return new CodedError('BAD_UPLOAD', undefined, error);
}

function statusOf(error: unknown): unknown {
  return error instanceof Error && 'status' in error ? error.status : undefined;
}
