import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { golden } from '../support/golden.js';
import { RawRequest } from '../support/rawRequest.js';
import { Service } from '../support/service.js';
import { countRows } from '../support/tables.js';

const PUT = 'PUT /uploads?fileName=raw.csv HTTP/1.1';
/** The grace for requests in hand, and what a busy machine adds. */
const SOON_MS = 10_000;

let folder: string;
let service: Service;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'shutdown-'));
});
afterEach(async () => {
  await service.stop();
  rmSync(folder, { recursive: true, force: true });
});

const start = async (env: Record<string, string> = {}) => {
  service = await Service.start({ dataDir: join(folder, 'data'), env });
  return service;
};

/** The answer shows that the upload has begun, wherever its bytes go. */
const EXPECT = 'Expect: 100-continue';
const isUnderWay = (raw: RawRequest) =>
  vi.waitFor(() => expect(raw.answer).toBe('HTTP/1.1 100 Continue\r\n\r\n'), { timeout: 5000 });

/** Asks the service to stop; its exit status, and how long that took. */
async function stopped(): Promise<{ status: number | null; tookMs: number }> {
  const asked = Date.now();
  return { status: await service.stop(), tookMs: Date.now() - asked };
}

test('hands the job in hand back, uncounted; the next start finishes it', async () => {
  const { bytes } = golden('20_gen1k_semicolon_bom');
  const [header, ...rows] = bytes.toString('utf8').split('\n').filter(Boolean);
  const long = `${header}\n${`${rows.join('\n')}\n`.repeat(200)}`;
  const first = await start({ ENGINE_BLOCK_BYTES: '256', LOG_LEVEL: 'info' });
  const { data } = await first.upload({ bytes: long });
  const id = data?.uploadReport.id ?? '';
  await vi.waitFor(() => expect(first.output).toContain('an attempt at a job begins'), { timeout: 5000 });
  expect(await stopped()).toMatchObject({ status: 0 });
  expect(first.output).toContain('a job is handed back');

  const second = await start();
  expect(await second.ended(id, 'attempts rowsRead')).toEqual({
    status: 'SUCCEEDED',
    attempts: 1,
    rowsRead: rows.length * 200,
  });
  expect(await second.data('{ reports { totalCount } }')).toEqual({ reports: { totalCount: 1 } });
});

test('an upload that does not end in time gets an answer, and leaves nothing after the restart', async () => {
  await start();
  const raw = new RawRequest(service, [PUT, EXPECT, 'Content-Length: 2000000'], Buffer.alloc(1_500_000, 'a'));
  await isUnderWay(raw);
  const { status, tookMs } = await stopped();
  expect(status).toBe(0);
  expect(tookMs).toBeLessThan(SOON_MS);
  const answer = await raw.wholeAnswer();
  expect(answer).toMatch(/\r\n\r\nHTTP\/1.1 503 .*\r\nconnection: close\r\n.*"code":"UNAVAILABLE"/is);

  await start();
  expect(await service.filesKept()).toEqual([]);
  expect(await countRows(service, 'uploads')).toBe(0);
});

test('an upload that ends in time is kept, and what comes behind it on its connection is refused', async () => {
  await start();
  const raw = new RawRequest(service, [PUT, EXPECT, 'Content-Length: 200'], Buffer.alloc(100, 'a'));
  await isUnderWay(raw);
  const stopping = stopped();
  await vi.waitFor(() => expect(fetch(`${service.url}/health/live`)).rejects.toThrow(), { timeout: 2000 });
  raw.socket.write(`${'a'.repeat(100)}GET /health/ready HTTP/1.1\r\nHost: service\r\n\r\n`);
  const answers = await raw.wholeAnswer();
  expect(answers).toMatch(/\r\n\r\nHTTP\/1.1 200 .*"uploadId"/is);
  expect(answers).not.toContain('"status":"ok"');
  expect(await stopping).toMatchObject({ status: 0 });

  await start();
  expect(await countRows(service, 'uploads')).toBe(1);
});

test('a client of the websocket that never says goodbye does not hold the end up', async () => {
  await start();
  const { hostname, port } = new URL(service.url);
  const socket = connect(Number(port), hostname);
  const upgrade = ['Upgrade: websocket', 'Connection: Upgrade', 'Sec-WebSocket-Version: 13'];
  const protocol = [
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    'Sec-WebSocket-Protocol: graphql-transport-ws',
  ];
  socket.write(['GET /graphql HTTP/1.1', 'Host: service', ...upgrade, ...protocol, '', ''].join('\r\n'));
  socket.on('error', () => undefined);
  const opened = await new Promise<Buffer>((resolve) => socket.once('data', resolve));
  expect(opened.toString()).toContain('101 Switching Protocols');
  const { status, tookMs } = await stopped();
  socket.destroy();
  expect(status).toBe(0);
  expect(tookMs).toBeLessThan(SOON_MS);
});
