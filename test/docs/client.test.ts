import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import WebSocket from 'ws';
import { SmartRemedy } from '../../docs/client/client.js';
import { worstCases } from '../../docs/client/example.js';
import { CreateUser, Reports, SignIn, Users, WatchJob } from '../../docs/client/operations.js';
import { ADMINISTRATOR } from '../support/administrator.js';
import { golden } from '../support/golden.js';
import { Service } from '../support/service.js';

const { bytes, cases } = golden('01_decision_tree');

let service: Service;
let client: SmartRemedy;
beforeAll(async () => {
  service = await Service.start();
  client = new SmartRemedy({ url: service.url, webSocketImpl: WebSocket });
});
afterAll(async () => {
  await client?.close();
  await service?.stop();
});

const user = ADMINISTRATOR;
const fileOf = (content: Uint8Array<ArrayBuffer> | string) =>
  new File([content], 'march.csv', { type: 'text/csv' });

describe('the client of the documentation', () => {
  test('signs in, uploads, watches the analysis and reads the worst cases', async () => {
    const progress: number[] = [];
    const found = await worstCases(client, {
      ...user,
      file: fileOf(new Uint8Array(bytes)),
      onProgress: (share) => progress.push(share),
    });
    const expected = cases.filter(({ group }) => group === 'ACTIONABLE').map(({ score }) => score.toFixed(6));
    expected.sort((a, b) => Number(b) - Number(a));
    expect(found.map(({ score }) => score.toFixed(6))).toEqual(expected.slice(0, 10));
    expect(progress.at(-1)).toBe(1);
    const { reports } = await client.run(Reports, {});
    expect(reports.edges.map(({ node }) => node.fileName)).toEqual(['march.csv']);
  });

  test('throws what the service says, by its code', async () => {
    const broken = worstCases(client, { ...user, file: fileOf('a;b\n1;2\n'), onProgress: () => undefined });
    await expect(broken).rejects.toMatchObject({ name: 'ServiceError', code: 'MISSING_COLUMNS' });
    const wrong = client.run(SignIn, { ...user, password: 'wrong' });
    await expect(wrong).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    const weak = client.run(CreateUser, { username: 'ana', password: 'weak', role: 'VIEWER' });
    await expect(weak).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
    await expect(client.watch(WatchJob, { id: 'nothing' }).next()).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });

  test('without a token is told so, over HTTP and over a websocket', async () => {
    const stranger = new SmartRemedy({ url: `${service.url}/`, webSocketImpl: WebSocket });
    await expect(stranger.run(Users, {})).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    await expect(stranger.watch(WatchJob, { id: 'x' }).next()).rejects.toMatchObject({ code: 4403 });
    await stranger.close();
  });
});
