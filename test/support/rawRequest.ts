import { connect, type Socket } from 'node:net';
import type { Service } from './service.js';

/** Bytes as they go over the line, and all that comes back until the other side ends. */
export class RawRequest {
  readonly socket: Socket;
  answer = '';
  private readonly ended: Promise<void>;

  constructor({ url, token }: Service, head: string[], body: Uint8Array | string = '') {
    const { hostname, port } = new URL(url);
    this.socket = connect({ port: Number(port), host: hostname, allowHalfOpen: true });
    this.socket.on('data', (chunk) => {
      this.answer += chunk.toString();
    });
    this.socket.on('error', () => undefined);
    this.ended = new Promise((resolve) => this.socket.once('close', () => resolve()));
    this.socket.on('end', () => this.socket.end());
    const lines = [...head, 'Host: service', `Authorization: Bearer ${token}`, '', ''];
    this.socket.write(Buffer.concat([Buffer.from(lines.join('\r\n')), Buffer.from(body)]));
  }

  async wholeAnswer(): Promise<string> {
    await this.ended;
    return this.answer;
  }
}
