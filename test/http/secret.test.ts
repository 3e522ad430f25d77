import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { signingSecrets } from '../../src/http/secret.js';

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'secret-'));
});
afterEach(() => rmSync(dataDir, { recursive: true }));

test('a configured secret is used, and nothing is kept', () => {
  expect(signingSecrets(['configured'], dataDir)).toEqual(['configured']);
  expect(() => statSync(join(dataDir, 'signing-secret'))).toThrow();
});

test('without one, it is made once and kept for its owner only', () => {
  const made = signingSecrets(undefined, join(dataDir, 'not/there/yet'));
  expect(made).toEqual([expect.stringMatching(/^[\w-]{64}$/)]);
  expect(signingSecrets(undefined, join(dataDir, 'not/there/yet'))).toEqual(made);
  expect(statSync(join(dataDir, 'not/there/yet/signing-secret')).mode & 0o777).toBe(0o600);
  expect(signingSecrets(undefined, dataDir)).not.toEqual(made);
});

test('it is replaced by a line before it', () => {
  const [old] = signingSecrets(undefined, dataDir);
  writeFileSync(join(dataDir, 'signing-secret'), `${'n'.repeat(48)}\n${old}\n`);
  expect(signingSecrets(undefined, dataDir)).toEqual(['n'.repeat(48), old]);
});
