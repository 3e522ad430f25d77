import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Whether a process with this DATA_DIR has an attempt at the job in hand: then it keeps a folder of its name. */
export function hasInHand(dataDir: string, jobId: string): boolean {
  const folder = join(dataDir, 'tmp');
  return existsSync(folder) && readdirSync(folder).some((name) => name.startsWith(jobId));
}
