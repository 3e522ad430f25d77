import type { IncomingMessage } from 'node:http';
import { expect, test } from 'vitest';
import { clientAddress } from '../../src/http/clientAddress.js';

const from = (forwarded?: string) =>
  ({
    socket: { remoteAddress: '10.0.0.1' },
    headers: { 'x-forwarded-for': forwarded },
  }) as unknown as IncomingMessage;

test.each([
  ['is that of the connection, whatever the client says', '1.1.1.1', 0, '10.0.0.1'],
  ['is that of the connection when no proxy has said anything', undefined, 1, '10.0.0.1'],
  ['is what the proxy has added', '7.7.7.7', 1, '7.7.7.7'],
  ['is not what the client has put before', '1.1.1.1, 7.7.7.7', 1, '7.7.7.7'],
  ['is what the outermost of several proxies has added', '1.1.1.1,7.7.7.7 , 10.0.0.9', 2, '7.7.7.7'],
  ['is the first that is named when fewer proxies have added one', '7.7.7.7', 3, '7.7.7.7'],
])('the address of a client %s', (_what, forwarded, proxies, address) => {
  expect(clientAddress(from(forwarded), proxies)).toBe(address);
});
