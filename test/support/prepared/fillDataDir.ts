import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { inject } from 'vitest';
import './context.js';

/** Fills a new data directory with the database that was prepared, if one was. */
export function fillDataDir(dataDir: string): void {
  const prepared = inject('preparedDataDir');
  if (prepared === undefined) return;
  for (const name of ['postgres', 'postgres.password'])
    cpSync(join(prepared, name), join(dataDir, name), { recursive: true });
}
