import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { CodedError, type ErrorCode } from '../errors.js';

/** Who reads a body from a connection, to be told when what comes is not what was announced. */
const readers = new WeakMap<Duplex, (error: CodedError) => void>();

/**
 * Tells the reader of a body when the connection breaks the protocol: it ends before the announced length, or goes
 * on after it with what is no request. The reader then answers; without one the connection gets a plain answer.
 * @returns ends the watch
 */
export function watchBody(request: IncomingMessage, onBroken: (error: CodedError) => void): () => void {
  const { socket } = request;
  readers.set(socket, onBroken);
  return () => void readers.delete(socket);
}

/** Answers what is no HTTP in the shape of all other errors. */
export function answerBrokenRequests(server: Server): void {
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Duplex) => {
    const { status, code, message } = meaningOf(error.code);
    const tellReader = readers.get(socket);
    if (tellReader) return tellReader(new CodedError(code, message, error));
    if (!socket.writable || error.code === 'ECONNRESET') return void socket.destroy();
    const body = JSON.stringify({ error: { code, message } });
    const head = [
      `HTTP/1.1 ${status}`,
      'Content-Type: application/json; charset=utf-8',
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Connection: close',
    ];
    socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy());
  });
}

interface Meaning {
  status: string;
  code: ErrorCode;
  message: string;
}

function meaningOf(code: string | undefined): Meaning {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return {
        status: '431 Request Header Fields Too Large',
        code: 'BAD_USER_INPUT',
        message: 'The headers are too long.',
      };
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return {
        status: '408 Request Timeout',
        code: 'BAD_UPLOAD',
        message: 'The request took too long to arrive.',
      };
    case 'HPE_INVALID_EOF_STATE':
      return {
        status: '400 Bad Request',
        code: 'BAD_UPLOAD',
        message: 'The connection ended before the whole request had come.',
      };
    default:
      return {
        status: '400 Bad Request',
        code: 'BAD_UPLOAD',
        message: 'What came is no HTTP request, or a body with more bytes than its Content-Length says.',
      };
  }
}
