import { createHash } from 'node:crypto';
import { extname, parse } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Request, Response } from 'express';
import { CodedError } from '../errors.js';
import type { ObjectStore, ReportRecord, ReportRepository } from '../store/types.js';
import type { Links } from './links.js';

const CONTENT_TYPES: Record<string, string> = {
  '.csv': 'text/csv; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.parquet': 'application/vnd.apache.parquet',
  '.zip': 'application/zip',
};

interface Parts {
  reports: ReportRepository;
  objects: ObjectStore;
  links: Links;
}

/** What of a file to send: all of it, a part, or nothing that exists. */
type Extent = { start: number; end: number; partial: boolean } | 'unsatisfiable';

/** Answers GET and HEAD of a signed link with the artefact, whole or the part that Range asks for. */
export function serveArtifact({ reports, objects, links }: Parts) {
  return async (request: Request, response: Response): Promise<void> => {
    const reportId = String(request.params.reportId);
    const name = ([] as string[]).concat(request.params.name ?? []).join('/');
    links.check(reportId, name, request.query.expires, request.query.signature);
    const report = await reports.get(reportId);
    const artifact = report?.artifacts.find((candidate) => candidate.name === name);
    if (!report || !artifact) throw new CodedError('NOT_FOUND');

    const key = `${report.prefix}${name}`;
    describe(response, report, name, key);
    if (request.fresh) return void response.status(304).end();
    const extent = extentOf(request, response, artifact.bytes);
    if (extent === 'unsatisfiable') {
      const message = `The range lies outside of the ${artifact.bytes} bytes.`;
      response.removeHeader('Content-Disposition');
      response.status(416).set('Content-Range', `bytes */${artifact.bytes}`);
      return void response.json({ error: { code: 'BAD_USER_INPUT', message } });
    }
    const { start, end, partial } = extent;
    response.status(partial ? 206 : 200).set('Content-Length', String(end - start + 1));
    if (partial) response.set('Content-Range', `bytes ${start}-${end}/${artifact.bytes}`);
    if (request.method === 'HEAD' || artifact.bytes === 0) return void response.end();
    await send(await objects.get(key, partial ? { start, end } : undefined), response);
  };
}

/** An artefact never changes under its key, so the key can stand for its content. */
function describe(response: Response, report: ReportRecord, name: string, key: string): void {
  response
    .attachment(`${parse(report.fileName).name}-${name.replaceAll('/', '-')}`)
    .set('Content-Type', CONTENT_TYPES[extname(name)] ?? 'application/octet-stream')
    .set('ETag', `"${createHash('sha256').update(key).digest('base64url')}"`)
    .set('Cache-Control', 'private, no-cache')
    .set('Accept-Ranges', 'bytes');
}

function extentOf(request: Request, response: Response, bytes: number): Extent {
  const whole = { start: 0, end: bytes - 1, partial: false };
  const condition = request.get('If-Range');
  if (condition !== undefined && condition !== response.get('ETag')) return whole;
  const ranges = request.range(bytes);
  if (ranges === -1) return 'unsatisfiable';
  // Several ranges, and what is no range of bytes, may be answered with the whole.
  if (!Array.isArray(ranges) || ranges.type !== 'bytes' || ranges.length !== 1) return whole;
  return { ...ranges[0], partial: true };
}

async function send(content: NodeJS.ReadableStream, response: Response): Promise<void> {
  try {
    await pipeline(content, response);
  } catch (error) {
    // Who went away needs no answer.
    if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  }
}
