import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { entriesOf } from '../config/kinds.js';

const FILE = 'signing-secret';

/**
 * The secrets of tokens and download links, the one that signs first: the configured ones, or one that is made at the
 * first start and kept in the data directory, readable by its owner only. It is replaced by a line before it.
 */
export function signingSecrets(configured: string[] | undefined, dataDir: string): string[] {
  if (configured !== undefined) return configured;
  const path = join(dataDir, FILE);
  mkdirSync(dataDir, { recursive: true });
  try {
    writeFileSync(path, randomBytes(48).toString('base64url'), { flag: 'wx', mode: 0o600, flush: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return entriesOf(readFileSync(path, 'utf8'), '\n');
}
