import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import WebSocket from 'ws';
import { Service } from '../support/service.js';

const OPERATIONS = 3;
const SOCKETS = 4;

let service: Service;
beforeAll(async () => {
  const env = { MAX_SOCKET_OPERATIONS: String(OPERATIONS), MAX_SOCKETS_PER_ADDRESS: String(SOCKETS) };
  service = await Service.start({ env });
});
afterAll(() => service?.stop());

interface Message {
  type: string;
  id?: string;
  payload?: { extensions: { code: string } }[];
}

/** One connection, and what has come over it. */
class Connection {
  readonly messages: Message[] = [];

  private constructor(readonly socket: WebSocket) {
    socket.on('message', (message) => this.messages.push(JSON.parse(String(message))));
  }

  static async open(): Promise<Connection> {
    const socket = new WebSocket(`${service.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
    const connection = new Connection(socket);
    await once(socket, 'open');
    connection.send({ type: 'connection_init', payload: { authorization: `Bearer ${service.token}` } });
    await vi.waitFor(() => expect(connection.messages.map(({ type }) => type)).toContain('connection_ack'));
    return connection;
  }

  send(message: object): void {
    this.socket.send(JSON.stringify(message));
  }

  subscribe(id: string, query = 'subscription { reportCreated { id } }'): void {
    this.send({ type: 'subscribe', id, payload: { query } });
  }

  async answerTo(id: string): Promise<Message> {
    return vi.waitFor(
      () => {
        const found = this.messages.find((message) => message.id === id);
        if (!found) throw new Error(`Nothing has come for ${id}: ${JSON.stringify(this.messages)}`);
        return found;
      },
      { timeout: 5000 },
    );
  }

  async close(): Promise<void> {
    this.socket.close();
    await once(this.socket, 'close');
  }
}

describe('over one websocket', () => {
  test('only so many operations are under way at a time; one that completes makes room', async () => {
    const connection = await Connection.open();
    for (let k = 0; k < OPERATIONS; k++) connection.subscribe(`open${k}`);
    connection.subscribe('beyond');
    const refused = await connection.answerTo('beyond');
    expect(refused).toMatchObject({ type: 'error', payload: [{ extensions: { code: 'QUERY_TOO_LARGE' } }] });

    connection.send({ type: 'complete', id: 'open0' });
    connection.subscribe('after', '{ jobs { id } }');
    expect(await connection.answerTo('after')).toMatchObject({ type: 'next' });
    // Those that were under way are still.
    expect(connection.messages.filter(({ id }) => id?.startsWith('open'))).toEqual([]);
    await connection.close();
  });
});

describe('from one address', () => {
  test('only so many websockets are open at a time; one that closes makes room', async () => {
    const open = await Promise.all(Array.from({ length: SOCKETS }, () => Connection.open()));
    await expect(Connection.open()).rejects.toThrow('429');
    await open.pop()?.close();
    open.push(await vi.waitFor(() => Connection.open()));
    for (const connection of open) await connection.close();
  });
});
