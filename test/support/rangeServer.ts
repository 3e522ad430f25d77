import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RemoteFile } from '../../src/domain/fileLocation.js';

/** How the server misbehaves; as told here, all is well. */
export interface Behaviour {
  /** Every nth answer breaks off at half of its bytes; 0: none. */
  breakEvery: number;
  /** Answers with this status instead; 0: none. */
  refuseWith: number;
  /** Pause before each 64 KiB, in milliseconds. */
  pauseMs: number;
  /** The only token in an address that is good. */
  token: string;
}

const WELL: Behaviour = { breakEvery: 0, refuseWith: 0, pauseMs: 0, token: 'first' };
const CHUNK_BYTES = 64 * 1024;

/** Files over HTTP in ranges, as an object store gives them; on a free port, and as badly as a test wants it. */
export class RangeServer {
  readonly behaviour = { ...WELL };
  /** Ranges asked for, in order: first and last byte. */
  readonly asked: [first: number, last: number][] = [];
  readonly #files = new Map<string, { bytes: Buffer; etag: string }>();
  readonly #server = createServer((request, response) => void this.#answer(request, response));
  #answers = 0;

  static async start(): Promise<RangeServer> {
    const server = new RangeServer();
    server.#server.listen(0, '127.0.0.1');
    await once(server.#server, 'listening');
    return server;
  }

  /** Puts a file there, or in the place of another. */
  put(name: string, bytes: Uint8Array, version = 1): RemoteFile {
    this.#files.set(name, { bytes: Buffer.from(bytes), etag: `"${name}-${version}"` });
    return this.location(name);
  }

  /** Where a file is, with the token that is good now. */
  location(name: string): RemoteFile {
    const { port } = this.#server.address() as AddressInfo;
    const { bytes, etag } = this.#file(name);
    const url = `http://127.0.0.1:${port}/${name}?token=${this.behaviour.token}`;
    return { url, bytes: bytes.length, etag };
  }

  /** All is well again, and nothing was asked. */
  reset(): void {
    Object.assign(this.behaviour, WELL);
    this.asked.length = 0;
  }

  async stop(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }

  #file(name: string): { bytes: Buffer; etag: string } {
    const file = this.#files.get(name);
    if (!file) throw new Error(`${name} was not put there`);
    return file;
  }

  async #answer({ url = '', headers }: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(url, 'http://host');
    const { bytes, etag } = this.#file(pathname.slice(1));
    const [, first, last] = (/^bytes=(\d+)-(\d+)$/.exec(headers.range ?? '') ?? []).map(Number);
    this.asked.push([first, last]);
    const { refuseWith, token, breakEvery } = this.behaviour;
    if (refuseWith > 0) return void response.writeHead(refuseWith).end();
    if (searchParams.get('token') !== token) return void response.writeHead(403).end();
    if (headers['if-match'] !== etag) return void response.writeHead(412).end();
    const breaks = breakEvery > 0 && ++this.#answers % breakEvery === 0;
    const range = bytes.subarray(first, last + 1);
    response.writeHead(206, {
      'content-length': range.length,
      'content-range': `bytes ${first}-${last}/${bytes.length}`,
      etag,
    });
    await pipeline(this.#pieces(breaks ? range.subarray(0, range.length >> 1) : range), response, {
      end: !breaks,
    }).catch(() => undefined);
    if (breaks) response.destroy();
  }

  async *#pieces(bytes: Buffer): AsyncGenerator<Buffer> {
    for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
      if (this.behaviour.pauseMs > 0) await sleep(this.behaviour.pauseMs);
      yield bytes.subarray(at, at + CHUNK_BYTES);
    }
  }
}
