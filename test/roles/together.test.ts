import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestDatabase, type TestDatabase } from '../support/postgres.js';
import { Service } from '../support/service.js';
import { longFile } from '../support/stack.js';

let database: TestDatabase;
let services: Service[];
beforeAll(async () => {
  database = await startTestDatabase({ isEmpty: true });
  const start = (role: string, place: string) =>
    Service.start({
      dataDir: join(database.dataDir, place),
      env: {
        ROLE: role,
        DATABASE_URL: database.url,
        OBJECTS_DIR: join(database.dataDir, 'objects'),
        ADMIN_PASSWORD: '',
        ENGINE_THREADS: '1',
      },
    });
  services = await Promise.all([start('api', 'a'), start('api', 'b'), start('worker', 'c')]);
});
afterAll(async () => {
  for (const service of services) await service.stop('SIGKILL');
  await database.stop();
  rmSync(database.dataDir, { recursive: true, force: true });
});

test('processes that start together over an empty database make tables, queue and administrator once', async () => {
  const shown = services.flatMap(({ output }) => /Password +(\S+)/.exec(output)?.[1] ?? []);
  expect(shown).toHaveLength(1);
  const [first, second, worker] = services;
  expect(worker.isWorker).toBe(true);
  for (const api of [first, second]) {
    const { data } = await api.login('admin', shown[0]);
    api.token = data?.login.token ?? '';
  }
  // What one has taken in, over the queue in PostgreSQL, the other one tells of; a token of one is good for the other.
  const { data } = await first.upload({ bytes: longFile(1) });
  second.token = first.token;
  expect(await second.ended(data?.uploadReport.id ?? '')).toMatchObject({ status: 'SUCCEEDED' });
});
