import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import WebSocket from 'ws';
import { Service } from '../support/service.js';

const CHANGE =
  'mutation($n: String!, $c: String, $u: String) { changePassword(newPassword: $n, currentPassword: $c, username: $u) { username } }';

/** What a page of this origin is told when it opens a websocket without a token: a message, or why it was closed. */
async function answerToPage({ url }: Service, origin: string): Promise<string | number> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', { origin });
  await once(socket, 'open');
  socket.send(JSON.stringify({ type: 'connection_init' }));
  const answer = await Promise.race([
    once(socket, 'message').then(([message]) => JSON.parse(String(message)).type),
    once(socket, 'close').then(([code]) => code),
  ]);
  socket.terminate();
  return answer;
}

describe('ANONYMOUS_ROLE', () => {
  test('lets everybody read, and nothing else', async () => {
    const open = await Service.start({ env: { ANONYMOUS_ROLE: 'VIEWER' } });
    try {
      expect(await open.gql('{ jobs { id } reports { totalCount } }', {}, null)).toMatchObject({
        status: 200,
        errors: [],
      });
      const client = open.wsClient(null);
      for await (const { data } of client.iterate({ query: '{ reports { totalCount } }' })) {
        expect(data).toEqual({ reports: { totalCount: 0 } });
      }
      await client.dispose();
      for (const query of ['{ users { username } }', 'mutation { deleteUser(username: "admin") }']) {
        expect((await open.gql(query, {}, null)).status).toBe(401);
      }
      expect(
        (await open.gql(CHANGE, { n: 'staple of the correct kind', c: 'correct horse battery' }, null))
          .status,
      ).toBe(401);
      expect((await open.upload({ bytes: 'a', token: null })).status).toBe(401);
      expect((await open.gql('{ jobs { id } }', {}, 'rubbish')).status).toBe(401);
      expect(await answerToPage(open, open.url)).toBe('connection_ack');
      expect(await answerToPage(open, 'https://elsewhere.example')).toBe(4403);
      await expect(open.collect('{ jobs { id } }', {})).resolves.toEqual([{ jobs: [] }]);
    } finally {
      await open.stop();
    }
  });
});
