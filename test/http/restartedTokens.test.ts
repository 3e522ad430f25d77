import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { Service } from '../support/service.js';

describe('across a restart', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tokens-'));
  const dataDir = join(folder, 'data');
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const [old, next] = ['s'.repeat(32), 't'.repeat(32)];
  let token = '';

  // A test for each start: on a busy machine all of them together outlast what one test may take.
  test.each([
    ['is given by the first start', { JWT_SECRET: old }, 200],
    ['lives on with another secret before its own', { JWT_SECRET: `${next}, ${old}` }, 200],
    ['ends without its secret', { JWT_SECRET: next }, 401],
    ['lives on with the same secret and administrator', { JWT_SECRET: old }, 200],
    ['ends with another password', { JWT_SECRET: old, ADMIN_PASSWORD: 'another than before' }, 401],
  ])('a token %s', async (_what, env, expected) => {
    const restarted = await Service.start({ dataDir, env });
    try {
      token ||= restarted.token;
      expect((await restarted.gql('{ jobs { id } }', {}, token)).status).toBe(expected);
    } finally {
      await restarted.stop();
    }
  });
});
