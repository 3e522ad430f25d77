import type { NextFunction, Request, Response } from 'express';
import { CodedError } from '../errors.js';
import { requireRole } from '../graphql/access.js';
import type { Services } from '../graphql/context.js';
import { checkBytes, receiveAnnounced, sentAlready } from '../store/announcedUpload.js';
import { forgetUpload, receiveUpload } from '../store/receiveUpload.js';
import { checkName } from '../store/uploadName.js';
import { countUpload, viewerOf } from './access.js';
import type { Ending } from './ending.js';
import { welcomeBody } from './expect.js';
import { type Links, UPLOADS_PATH } from './links.js';
import { UploadBody } from './uploadBody.js';
import { endOf, noteEnd } from './wholeRequests.js';

/** What browsers and tools call a CSV or a gzip file; a body of another kind is a mistake of its sender. */
const CONTENT_TYPES = [
  'text/csv',
  'text/plain',
  'text/tab-separated-values',
  'application/csv',
  'application/vnd.ms-excel',
  'application/gzip',
  'application/x-gzip',
  'application/octet-stream',
];

/**
 * `PUT /uploads?fileName=NAME`: keeps the body as it is, and answers `{"uploadId","bytes","sha256"}` when it is
 * synced. Who asks and what is announced are looked at before a byte is read; of a body that breaks off or does not
 * fit what was announced nothing stays.
 */
export function takeUpload(services: Services, ending: Ending) {
  const { store, objects, maxUploadBytes } = services;
  return async (request: Request, response: Response): Promise<void> => {
    const { username } = requireRole(viewerOf(request), 'ANALYST');
    const fileName = checkName(request.query.fileName);
    checkHead(request, maxUploadBytes);
    await countUpload(services, request);
    const upload = await receiveBody(request, response, ending, services.uploadObserver, {
      receive: (source) =>
        receiveUpload(store, objects, { source, fileName, createdBy: username, maxBytes: maxUploadBytes }),
      undo: (received) => forgetUpload(store, objects, received),
    });
    response.json({ uploadId: upload.id, bytes: upload.bytes, sha256: upload.sha256 });
  };
}

/**
 * `PUT` of a link that createUpload has given: the same for the bytes of an upload that was announced, once.
 * @throws CodedError FORBIDDEN, LINK_EXPIRED, NOT_FOUND, CONFLICT, UPLOAD_DIFFERS
 */
export function takeAnnouncedUpload(services: Services, links: Links, ending: Ending) {
  const { store, objects, uploadObserver } = services;
  return async (request: Request, response: Response): Promise<void> => {
    const id = String(request.params.uploadId);
    links.checkUpload(id, request.query.expires, request.query.signature);
    const upload = await store.uploads.get(id);
    if (!upload) throw new CodedError('NOT_FOUND', 'The upload is no longer kept; create another.');
    if (upload.sha256 !== null) throw sentAlready();
    checkHead(request, Number.POSITIVE_INFINITY);
    const announced = request.get('Content-Length');
    if (announced !== undefined) checkBytes(upload, { bytes: Number(announced), sha256: null });

    const { bytes, sha256 } = await receiveBody(request, response, ending, uploadObserver, {
      receive: (source) => receiveAnnounced(store, objects, upload, source),
      undo: (received) => forgetUpload(store, objects, received),
    });
    response.json({ uploadId: id, bytes, sha256 });
  };
}

/** Reads the body from its first byte to its last; what has come of one that breaks off is undone. */
async function receiveBody<Received extends { bytes: number }>(
  request: Request,
  response: Response,
  { lastCall }: Ending,
  observer: Services['uploadObserver'],
  how: {
    receive: (source: AsyncIterable<Uint8Array>) => Promise<Received>;
    undo: (received: Received) => Promise<void>;
  },
): Promise<Received> {
  welcomeBody(request, response);
  noteEnd(request);
  const body = new UploadBody(request, lastCall);
  try {
    const received = await how.receive(body.chunks());
    // Bytes beyond the announced ones, and the end of the connection, may be noticed after the last byte.
    if (body.broken || request.socket.destroyed) {
      await how.undo(received);
      throw body.broken ?? new CodedError('BAD_UPLOAD');
    }
    const now = performance.now();
    observer.accepted('put', received.bytes, now - (endOf(request) ?? now));
    return received;
  } catch (error) {
    // Nobody knows where in what comes the next request would begin.
    if (body.broken) response.set('Connection', 'close');
    throw error;
  } finally {
    body.close();
  }
}

/** For any other method. @throws CodedError WRONG_METHOD */
export function onlyPut(_request: Request, response: Response, _next: NextFunction): never {
  response.set('Allow', 'PUT');
  throw new CodedError('WRONG_METHOD', `Files are sent to ${UPLOADS_PATH} by PUT.`);
}

/** @throws CodedError WRONG_CONTENT_TYPE, TOO_LARGE, EMPTY_FILE, BAD_USER_INPUT for a part of a file */
function checkHead(request: Request, maxBytes: number): void {
  const type = request.get('Content-Type')?.split(';')[0].trim().toLowerCase();
  if (type && !CONTENT_TYPES.includes(type)) {
    throw new CodedError(
      'WRONG_CONTENT_TYPE',
      `${JSON.stringify(type)} is not the type of a CSV or gzip file.`,
    );
  }
  const coding = request.get('Content-Encoding')?.trim().toLowerCase();
  // Gzip files are kept as they are, however they are announced; nothing else is unpacked later.
  if (coding && !['identity', 'gzip', 'x-gzip'].includes(coding)) {
    throw new CodedError(
      'WRONG_CONTENT_TYPE',
      `The encoding ${JSON.stringify(coding)} is not taken; gzip is.`,
    );
  }
  if (request.get('Content-Range')) throw new CodedError('BAD_USER_INPUT', 'A file is sent as a whole.');
  const announced = request.get('Content-Length');
  if (Number(announced) > maxBytes) {
    throw new CodedError('TOO_LARGE', `The file is larger than the limit of ${maxBytes} bytes.`);
  }
  if (announced !== undefined && Number(announced) === 0) throw new CodedError('EMPTY_FILE');
}
