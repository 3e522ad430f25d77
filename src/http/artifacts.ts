import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Request, Response } from 'express';
import { type Download, type DownloadParts, findDownload } from './downloads.js';
import type { Links } from './links.js';
import { DOCUMENT_POLICY } from './securityHeaders.js';

/** What of a file to send: all of it, a part, or nothing that exists. */
type Extent = { start: number; end: number; partial: boolean } | 'unsatisfiable';

/** Headers that tell of the file; an error in its place has none of them. */
const OF_THE_FILE = ['Accept-Ranges', 'Content-Disposition', 'Content-Range', 'Content-Type', 'ETag'];

/** Answers GET and HEAD of a signed link with the artefact, whole or the part that Range asks for. */
export function serveArtifact({ links, ...parts }: DownloadParts & { links: Links }) {
  return async (request: Request, response: Response): Promise<void> => {
    const ownerId = String(request.params.ownerId);
    const name = ([] as string[]).concat(request.params.name ?? []).join('/');
    links.check(ownerId, name, request.query.expires, request.query.signature);
    const download = await findDownload(parts, ownerId, name);

    describe(response, download, request.query.disposition === 'inline');
    if (request.fresh) return void response.status(304).end();
    try {
      await answer(request, response, download);
    } catch (error) {
      if (!response.headersSent) for (const header of OF_THE_FILE) response.removeHeader(header);
      throw error;
    }
  };
}

async function answer(request: Request, response: Response, download: Download): Promise<void> {
  const { bytes, elsewhere } = download;
  if (elsewhere !== null && request.method === 'GET' && !isPage(response))
    return sendElsewhere(response, elsewhere);
  if (bytes === null) return sendWhole(request, response, download);
  return sendExtent(request, response, { ...download, bytes });
}

/** Whether a browser shows it: under headers that the object store would not send. */
function isPage(response: Response): boolean {
  return response.get('Content-Disposition')?.startsWith('inline') ?? false;
}

async function sendElsewhere(
  response: Response,
  elsewhere: NonNullable<Download['elsewhere']>,
): Promise<void> {
  const url = await elsewhere(response.get('Content-Disposition') ?? 'attachment');
  for (const header of OF_THE_FILE) response.removeHeader(header);
  response.status(302).set('Location', url).set('Cache-Control', 'private, no-store').end();
}

function describe(response: Response, download: Download, isInline: boolean): void {
  const { fileName, contentType, etag, bytes } = download;
  response
    .attachment(fileName)
    .set('Content-Type', contentType)
    .set('ETag', etag)
    .set('Cache-Control', 'private, no-cache')
    .set('Accept-Ranges', bytes === null ? 'none' : 'bytes');
  if (!contentType.startsWith('text/html')) return;
  response.set('Content-Security-Policy', DOCUMENT_POLICY);
  // Only a page that can do nothing may be opened in the place of the service's own.
  const disposition = response.get('Content-Disposition') ?? '';
  if (isInline) response.set('Content-Disposition', disposition.replace(/^attachment/, 'inline'));
}

/** Without a length: it is known when the last byte is. */
async function sendWhole(request: Request, response: Response, { open }: Download): Promise<void> {
  response.status(200);
  if (request.method === 'HEAD') return void response.end();
  await send(await open(), response);
}

async function sendExtent(
  request: Request,
  response: Response,
  { bytes, open }: Download & { bytes: number },
): Promise<void> {
  const extent = extentOf(request, response, bytes);
  if (extent === 'unsatisfiable') return refuseRange(response, bytes);
  const { start, end, partial } = extent;
  const isEmpty = request.method === 'HEAD' || bytes === 0;
  // Before any header says that it is there: it may have been deleted since the report was read.
  const content = isEmpty ? null : await open(partial ? { start, end } : undefined);
  response.status(partial ? 206 : 200).set('Content-Length', String(end - start + 1));
  if (partial) response.set('Content-Range', `bytes ${start}-${end}/${bytes}`);
  if (content === null) return void response.end();
  await send(content, response);
}

function refuseRange(response: Response, bytes: number): void {
  for (const header of ['Content-Disposition', 'Content-Type', 'ETag']) response.removeHeader(header);
  const message = `The range lies outside of the ${bytes} bytes.`;
  response.status(416).set('Content-Range', `bytes */${bytes}`);
  response.json({ error: { code: 'BAD_USER_INPUT', message } });
}

function extentOf(request: Request, response: Response, bytes: number): Extent {
  const whole = { start: 0, end: bytes - 1, partial: false };
  // A date would need a clock that two files of one second do not fool: only the tag counts.
  const condition = request.get('If-Range');
  if (condition !== undefined && condition !== response.get('ETag')) return whole;
  const ranges = request.range(bytes);
  if (ranges === -1) return 'unsatisfiable';
  // Several ranges, and what is no range of bytes, may be answered with the whole.
  if (!Array.isArray(ranges) || ranges.type !== 'bytes' || ranges.length !== 1) return whole;
  return { ...ranges[0], partial: true };
}

async function send(content: Readable, response: Response): Promise<void> {
  try {
    await pipeline(content, response);
  } catch (error) {
    // Who went away needs no answer.
    if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  }
}
