import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Kpis } from '../src/domain/report.js';
import { DIST } from '../src/paths.js';

/** What `npm run analyze` makes of a file. */
export async function cliKpis(file: string): Promise<Kpis> {
  const args = [join(DIST, 'bundled/cli/cli.js'), 'analyze', file, '--json', '--out', `${file}.report`];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return (JSON.parse(stdout) as { kpis: Kpis }).kpis;
}
