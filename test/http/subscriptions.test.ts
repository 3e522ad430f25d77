import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import WebSocket from 'ws';
import { golden } from '../support/golden.js';
import { ownBytes } from '../support/ownBytes.js';
import { Service } from '../support/service.js';

interface JobEvent {
  status: string;
  stage: string;
  progress: number;
  bytesRead: number;
  bytesTotal: number;
  rowsRead: number;
}

const STAGES = [
  'RECEIVED',
  'SCANNING',
  'MERGING',
  'CLASSIFYING',
  'COMPARING',
  'REPORTING',
  'STORING',
  'DONE',
];
const FINAL = ['SUCCEEDED', 'FAILED', 'CANCELLED'];
const PROGRESS =
  'subscription($id: ID!) { jobProgress(id: $id) { status stage progress bytesRead bytesTotal rowsRead } }';

const { bytes } = golden('20_gen1k_semicolon_bom');
const [header, ...rows] = bytes.toString('utf8').split('\n').filter(Boolean);
/** A file that takes a while: the rows of the golden file, over and over. */
const long = Buffer.from(`${header}\n${`${rows.join('\n')}\n`.repeat(60)}`);

let service: Service;
beforeAll(async () => {
  // Small blocks, so that it is slow enough to be watched.
  service = await Service.start({ env: { ENGINE_BLOCK_BYTES: '64', ENGINE_THREADS: '1' } });
});
afterAll(() => service?.stop());

async function uploaded(content: Uint8Array | string): Promise<string> {
  const { data } = await service.upload({ bytes: content });
  if (!data) throw new Error('The upload was refused.');
  return data.uploadReport.id;
}

async function eventsOf(id: string): Promise<JobEvent[]> {
  const events = await service.collect<{ jobProgress: JobEvent }>(PROGRESS, { id });
  return events.map(({ jobProgress }) => jobProgress);
}

function expectOrderly(events: JobEvent[], total: number): void {
  for (const [index, { progress, stage, bytesTotal }] of events.entries()) {
    const before = events[Math.max(0, index - 1)];
    expect(progress).toBeGreaterThanOrEqual(before.progress);
    expect(progress).toBeLessThanOrEqual(1);
    expect(STAGES.indexOf(stage)).toBeGreaterThanOrEqual(STAGES.indexOf(before.stage));
    expect(bytesTotal).toBe(total);
  }
  const finals = events.map(({ status }) => FINAL.includes(status));
  expect(finals).toEqual(events.map((_, index) => index === events.length - 1));
}

describe('jobProgress', () => {
  test('shows a job from its beginning to its end, once, and completes', async () => {
    const events = await eventsOf(await uploaded(long));
    expectOrderly(events, long.length);
    expect(events.length).toBeGreaterThan(1);
    expect(events.at(-1)).toMatchObject({
      status: 'SUCCEEDED',
      stage: 'DONE',
      progress: 1,
      bytesRead: long.length,
      rowsRead: rows.length * 60,
    });
  });

  test('has its first event at once', async () => {
    const file = ownBytes(long);
    const id = await uploaded(file);
    const client = service.wsClient();
    const startedAt = performance.now();
    for await (const { data } of client.iterate<{ jobProgress: JobEvent }>({
      query: PROGRESS,
      variables: { id },
    })) {
      expect(data?.jobProgress.bytesTotal).toBe(file.length);
      break;
    }
    expect(performance.now() - startedAt).toBeLessThan(200);
    await client.dispose();
    expectOrderly(await eventsOf(id), file.length);
  });

  test('of a job that is over is one event', async () => {
    const id = await uploaded('number\nA\n');
    await eventsOf(id);
    expect(await eventsOf(id)).toMatchObject([{ status: 'FAILED' }]);
  });

  test('shows the same end to everybody who looks', async () => {
    const file = ownBytes(long);
    const id = await uploaded(file);
    const all = await Promise.all([eventsOf(id), eventsOf(id), eventsOf(id)]);
    for (const events of all) {
      expectOrderly(events, file.length);
      expect(events.at(-1)).toEqual(all[0].at(-1));
    }
  });

  test('of an unknown job is NOT_FOUND', async () => {
    for (const id of ['nothing', '00000000-0000-4000-8000-000000000000']) {
      await expect(service.collect(PROGRESS, { id })).rejects.toMatchObject([
        { extensions: { code: 'NOT_FOUND' } },
      ]);
    }
  });
});

describe('reportCreated', () => {
  test('tells of a report when it is there', async () => {
    const client = service.wsClient();
    const events = client.iterate<{ reportCreated: { id: string; fileName: string } }>({
      query: 'subscription { reportCreated { id fileName } }',
    });
    const first = events.next();
    await service.gql('{ __typename }');
    await new Promise((resolve) => setTimeout(resolve, 300));
    await service.analyse({ bytes, fileName: 'seen.csv' });
    expect((await first).value?.data?.reportCreated.fileName).toBe('seen.csv');
    await client.dispose();
  });
});

describe('a websocket', () => {
  const closedWith = async (payload: unknown): Promise<number> => {
    const socket = new WebSocket(`${service.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
    await once(socket, 'open');
    socket.send(JSON.stringify({ type: 'connection_init', payload }));
    const [code] = await once(socket, 'close');
    return code;
  };

  test.each([
    ['no payload', undefined],
    ['no token', {}],
    ['a token that is none', { authorization: 'Bearer rubbish' }],
    ['what is no text', { authorization: 7 }],
  ])('with %s is closed', async (_what, payload) => {
    expect(await closedWith(payload)).toBe(4403);
  });

  test('with an expired token is closed, and so is one whose token expires', async () => {
    expect(await closedWith({ authorization: `Bearer ${await service.tokenOf('ADMIN', -1)}` })).toBe(4403);
    const startedAt = Date.now();
    expect(await closedWith({ authorization: `Bearer ${await service.tokenOf('ADMIN', 1)}` })).toBe(4403);
    expect(Date.now() - startedAt).toBeLessThan(3000);
  });

  test('that subscribes before it says who it is is closed', async () => {
    const socket = new WebSocket(`${service.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
    await once(socket, 'open');
    socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query: '{ jobs { id } }' } }));
    expect((await once(socket, 'close'))[0]).toBe(4401);
  });

  test('answers queries too, with the same codes', async () => {
    const client = service.wsClient();
    const run = async (query: string, variables = {}) => {
      try {
        for await (const result of client.iterate({ query, variables })) return result;
      } catch (errors) {
        return { errors: errors as { extensions: { code: string } }[] };
      }
    };
    const codeOf = async (query: string, variables = {}) =>
      (await run(query, variables))?.errors?.[0].extensions?.code;
    expect(await run('{ reports { pageInfo { hasNextPage } } }')).toMatchObject({ data: {} });
    expect(await codeOf('{ jobs {')).toBe('GRAPHQL_PARSE_FAILED');
    expect(await codeOf('{ nothing }')).toBe('GRAPHQL_VALIDATION_FAILED');
    expect(await codeOf('{ jobs(first: 201) { id } }')).toBe('BAD_USER_INPUT');
    expect(await codeOf(PROGRESS, {})).toBe('BAD_USER_INPUT');
    await client.dispose();
  });

  test('at another path is refused', async () => {
    const socket = new WebSocket(`${service.url.replace('http', 'ws')}/elsewhere`, 'graphql-transport-ws');
    const [error] = await once(socket, 'error');
    expect(String(error)).toContain('404');
  });
});
