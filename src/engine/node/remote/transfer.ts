import type { IncomingMessage } from 'node:http';
import { CodedError } from '../../../errors.js';
import type { RemoteReach } from './reach.js';
import { SharedAddress } from './sharedAddress.js';

/** A server of which nothing has come for so many milliseconds is not there. */
const SILENT_MS = 15_000;

/** Loaded by the first transfer: a thread that reads from a disk starts sooner without them. */
const LOAD = { 'http:': () => import('node:http'), 'https:': () => import('node:https') };

type Protocol = keyof typeof LOAD;

const clients = new Map<Protocol, ReturnType<typeof loadClient>>();

async function loadClient(protocol: Protocol) {
  const { Agent, request } = await LOAD[protocol]();
  return { request, agent: new Agent({ keepAlive: true }) };
}

function clientFor(url: URL): ReturnType<typeof loadClient> {
  const protocol = url.protocol === 'https:' ? 'https:' : 'http:';
  const client = clients.get(protocol) ?? loadClient(protocol);
  clients.set(protocol, client);
  return client;
}

/** A transfer that broke off or was refused for now: another may go well. */
export class BrokenTransfer extends Error {
  /** @param message what is wrong with the server; safe to show */
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'BrokenTransfer';
  }
}

/**
 * Asks for the bytes from `first` to `end` (exclusive) and hands them over as they come; resolves after the last one.
 * @throws BrokenTransfer; CodedError FILE_CHANGED when the file is another or gone, UNAVAILABLE for a server that does
 *   not do what it should
 */
export async function transfer(
  file: RemoteReach,
  { first, end }: { first: number; end: number },
  take: (bytes: Buffer) => void,
  signal: AbortSignal,
): Promise<void> {
  const url = new URL(SharedAddress.over(file.address).url);
  const { request, agent } = await clientFor(url);
  const headers = {
    range: `bytes=${first}-${end - 1}`,
    'accept-encoding': 'identity',
    ...(file.etag !== undefined && { 'if-match': file.etag }),
  };
  return new Promise((resolve, reject) => {
    const broken = (cause: unknown) =>
      reject(new BrokenTransfer('The server that keeps the file does not answer.', cause));
    const asking = request(url, { agent, headers, signal, timeout: SILENT_MS });
    asking.on('timeout', () => asking.destroy(new Error('The server says nothing.')));
    asking.on('error', broken);
    asking.on('response', (response) => {
      const fault = faultOf(response, file, first, end);
      if (fault !== null) {
        reject(fault);
        asking.destroy();
        return;
      }
      let missing = end - first;
      response.on('data', (bytes: Buffer) => {
        const wanted = bytes.subarray(0, missing);
        missing -= wanted.length;
        take(wanted);
      });
      response.on('error', broken);
      response.on('close', () => {
        if (missing === 0) resolve();
        else broken(new Error(`The answer broke off ${missing} bytes before its end.`));
      });
    });
    asking.end();
  });
}

/** What is wrong with an answer; null for the bytes that were asked for. */
function faultOf(
  { statusCode = 0, headers }: IncomingMessage,
  file: RemoteReach,
  first: number,
  end: number,
): Error | null {
  if (statusCode === 206) {
    if (file.etag !== undefined && headers.etag !== undefined && headers.etag !== file.etag)
      return new CodedError('FILE_CHANGED');
    const [, from, last, total] = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(headers['content-range'] ?? '') ?? [];
    if (total !== undefined && Number(total) !== file.bytes) return new CodedError('FILE_CHANGED');
    if (Number(from) === first && Number(last) === end - 1) return null;
  }
  if ([404, 410, 412, 416].includes(statusCode)) return new CodedError('FILE_CHANGED');
  // An address that has expired is renewed by another thread.
  if ([401, 403].includes(statusCode))
    return new BrokenTransfer('The server that keeps the file refuses to give it.');
  if ([408, 429].includes(statusCode) || statusCode >= 500)
    return new BrokenTransfer(`The server that keeps the file answers with HTTP ${statusCode}.`);
  return new CodedError(
    'UNAVAILABLE',
    `The server that keeps the file does not give ranges of it (HTTP ${statusCode}).`,
  );
}
