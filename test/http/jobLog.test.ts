import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { golden } from '../support/golden.js';
import { failingOften } from '../support/pairs.js';
import { Service } from '../support/service.js';

interface Line {
  level: number;
  msg: string;
  jobId?: string;
  fence?: number;
  passes?: number;
  stages?: Record<string, number>;
}

let service: Service;
/** Answers every telling with a fault, so that the log has to speak of it. */
let receiver: Server;
beforeAll(async () => {
  receiver = createServer((_request, response) => response.writeHead(500).end()).listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  const { port } = receiver.address() as AddressInfo;
  service = await Service.start({
    env: {
      LOG_LEVEL: 'info',
      WEBHOOK_URL: `http://127.0.0.1:${port}/`,
      WEBHOOK_SECRET: 'only for tests: thirty-two characters and more',
    },
  });
});
afterAll(async () => {
  await service?.stop();
  receiver.close();
});

const lines = (): Line[] =>
  service.output
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line));

const said = (id: string) => lines().filter(({ jobId }) => jobId === id);

async function endOf(bytes: string | Buffer): Promise<{ id: string; status: string }> {
  const { data } = await service.upload({ bytes });
  const id = data?.uploadReport.id ?? '';
  return { id, ...(await service.ended<{ status: string }>(id)) };
}

describe('the log', () => {
  test('tells the story of a job under its id, from when it was taken in to what was made of it', async () => {
    const { id, status } = await endOf(golden('20_gen1k_semicolon_bom').bytes);
    expect(status).toBe('SUCCEEDED');
    await vi.waitFor(
      () => expect(said(id).map(({ msg }) => msg)).toContain('the end of a job could not be told'),
      {
        timeout: 5000,
      },
    );
    expect(said(id).map(({ msg }) => msg)).toEqual(
      expect.arrayContaining(['a job was taken in', 'an attempt at a job begins', 'a file was analysed']),
    );
    const analysed = said(id).find(({ msg }) => msg === 'a file was analysed');
    expect(analysed).toMatchObject({ fence: 1, stages: { scanMs: expect.any(Number) } });
  });

  test('tells of a failure and of a cancel under the id of the job', async () => {
    const failed = await endOf('a;b\n1;2\n');
    expect(said(failed.id).map(({ msg }) => msg)).toContain('a file cannot be analysed');
    const { data } = await service.upload({ bytes: failingOften('2025-03-01 10:00') });
    const { id } = data?.uploadReport ?? {};
    await service.gql('mutation($id: ID!) { cancelJob(id: $id) { status } }', { id });
    expect(said(id ?? '').map(({ msg }) => msg)).toContain('a job was cancelled');
  });

  test('has no line about a job that does not name it', async () => {
    const nameless = lines().filter(
      ({ jobId, msg }) => jobId === undefined && /\b(job|attempt|file)\b/.test(msg),
    );
    expect(nameless).toEqual([]);
    expect(lines().filter(({ jobId }) => jobId !== undefined).length).toBeGreaterThan(5);
  });
});
