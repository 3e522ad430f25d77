import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { signingSecret } from '../../src/http/secret.js';

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'secret-'));
});
afterEach(() => rmSync(dataDir, { recursive: true }));

test('a configured secret is used, and nothing is kept', () => {
  expect(signingSecret('configured', dataDir)).toBe('configured');
  expect(() => statSync(join(dataDir, 'signing-secret'))).toThrow();
});

test('without one, it is made once and kept for its owner only', () => {
  const made = signingSecret(undefined, join(dataDir, 'not/there/yet'));
  expect(made).toMatch(/^[\w-]{64}$/);
  expect(signingSecret(undefined, join(dataDir, 'not/there/yet'))).toBe(made);
  expect(statSync(join(dataDir, 'not/there/yet/signing-secret')).mode & 0o777).toBe(0o600);
  expect(signingSecret(undefined, dataDir)).not.toBe(made);
});
