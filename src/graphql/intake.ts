import type { FileUpload } from 'graphql-upload/processRequest.mjs';
import { CodedError } from '../errors.js';
import { aboutSide, type Side } from '../jobs/sides.js';
import { asDiskFull } from '../store/objects/fileErrors.js';
import { forgetUpload, receiveUpload } from '../store/receiveUpload.js';
import type { JobOptions, JobRecord, UploadRecord } from '../store/types.js';
import { plainName } from '../store/uploadName.js';
import type { GraphContext, Services } from './context.js';
import type { IncomingFile } from './scalars.js';

type IntakeContext = Pick<GraphContext, 'services' | 'wholeAt'>;

/**
 * Keeps an upload and hands it to the jobs. When it resolves, the bytes are safe and will be analysed.
 * @throws CodedError NO_FILE, TOO_LARGE, BAD_UPLOAD; then nothing is left of the upload
 */
export async function acceptUpload(
  context: IntakeContext,
  file: IncomingFile,
  options: JobOptions,
  createdBy: string,
): Promise<JobRecord> {
  const { services } = context;
  const upload = await receive(services, file, createdBy);
  const job = await services.jobs.submitAnalysis({ upload, options, createdBy });
  tellAccepted(context, upload.bytes);
  return job;
}

/**
 * The same for two uploads that are to be compared.
 * @throws CodedError NO_FILE, TOO_LARGE, BAD_UPLOAD, saying which; then nothing is left of either
 */
export async function acceptPair(
  context: IntakeContext,
  files: Record<Side, IncomingFile>,
  options: JobOptions,
  createdBy: string,
): Promise<JobRecord> {
  const { services } = context;
  // Waited for in turn: one that fails while the other comes is heard then.
  files.current.arrival.catch(() => undefined);
  const received = async (side: Side): Promise<UploadRecord> => {
    try {
      return await receive(services, files[side], createdBy);
    } catch (error) {
      throw aboutSide(error, side);
    }
  };
  const previous = await received('previous');
  try {
    const current = await received('current');
    const job = await services.jobs.submitComparison({ previous, current, options, createdBy });
    tellAccepted(context, previous.bytes + current.bytes);
    return job;
  } catch (error) {
    await forgetUpload(services.store, services.objects, previous);
    throw error;
  }
}

function tellAccepted({ services, wholeAt }: IntakeContext, bytes: number): void {
  const now = performance.now();
  services.uploadObserver.accepted('multipart', bytes, now - (wholeAt() ?? now));
}

async function receive(
  { store, objects, maxUploadBytes }: Services,
  file: IncomingFile,
  createdBy: string,
): Promise<UploadRecord> {
  const { filename, createReadStream } = await file.arrival.catch(refuse);
  const source = bytesOf(createReadStream);
  const fileName = plainName(filename);
  return receiveUpload(store, objects, { source, fileName, createdBy, maxBytes: maxUploadBytes });
}

async function* bytesOf(open: FileUpload['createReadStream']): AsyncGenerator<Uint8Array> {
  try {
    yield* open();
  } catch (error) {
    refuse(error);
  }
}

/** What the multipart parser found wrong; it says so by a status. */
function refuse(error: unknown): never {
  const { status, message } = error as { status?: number; message?: string };
  const told = asDiskFull(error);
  if (told instanceof CodedError) throw told;
  if (status === 413) throw new CodedError('TOO_LARGE', undefined, error);
  if (message?.startsWith('File missing')) throw new CodedError('NO_FILE', undefined, error);
  throw new CodedError('BAD_UPLOAD', undefined, error);
}
