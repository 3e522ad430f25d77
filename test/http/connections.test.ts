import { afterAll, expect, inject, test } from 'vitest';
import { failing } from '../support/pairs.js';
import { Service } from '../support/service.js';
import { queryTables } from '../support/tables.js';

let service: Service;
afterAll(() => service?.stop());

/** A line of the log, by its message. */
function logged(message: string): Record<string, unknown> {
  const line = service.output.split('\n').find((text) => text.includes(`"msg":"${message}"`));
  return JSON.parse(line ?? '{}');
}

async function connections(): Promise<number> {
  const [{ count }] = await queryTables<{ count: number }>(
    service,
    `SELECT count(*)::int AS count FROM pg_stat_activity
      WHERE backend_type = 'client backend' AND datname = current_database() AND pid <> pg_backend_pid()`,
  );
  return count;
}

test('the log says how many connections a process may take, and it takes no more', async () => {
  service = await Service.start({
    env: { LOG_LEVEL: 'info', POOL_MODELS: '5', POOL_READS: '2', JOBS_AT_ONCE: '2' },
  });
  const direct = inject('services') ? 0 : 14;
  const told = logged('connections of this process to PostgreSQL, at most');
  expect(told).toMatchObject({ pooled: 7, direct, sum: 7 + direct, serverAllows: 97 });

  const ids: string[] = [];
  let most = 0;
  for (let minute = 10; minute < 26; minute++) {
    const { data } = await service.upload({ bytes: failing(`2025-03-01 10:${minute}`, 'a', 'b') });
    ids.push(data?.uploadReport.id ?? '');
    most = Math.max(most, await connections());
  }
  for (const id of ids) {
    expect(await service.ended(id)).toEqual({ status: 'SUCCEEDED' });
    most = Math.max(most, await connections());
  }
  expect(most).toBeGreaterThan(0);
  expect(most).toBeLessThanOrEqual(7 + direct);
});
