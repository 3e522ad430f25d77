import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { type Times, timesOf } from '../../statistics.js';
import type { Deployment } from '../deployment.js';
import { variedBytes } from '../variedFile.js';

export interface WholeUpload {
  /** `PUT /uploads` and `analyzeUpload`, as for large files. */
  put: Times;
  /** The GraphQL multipart request, as browsers send it. */
  multipart: Times;
}

/**
 * Uploads of a file that is in memory: from the first byte of the request to the report. One way after the other: a
 * client that makes a multipart request turns so much memory over that whatever comes next pays for it.
 */
export async function wholeUpload({ user }: Deployment, path: string, rounds: number): Promise<WholeUpload> {
  const whole = readFileSync(path);
  const name = basename(path);
  const ways = {
    put() {
      const file = variedBytes(whole);
      return async () => user.analyse((await user.put(file, name)).uploadId);
    },
    multipart() {
      const file = new File(variedBytes(whole).parts, name, { type: 'text/csv' });
      return () => user.uploadReport(file);
    },
  };
  const times: Record<keyof WholeUpload, number[]> = { put: [], multipart: [] };
  for (const way of ['put', 'multipart'] as const) {
    for (let round = 0; round < rounds; round++) {
      const upload = ways[way]();
      const startedAt = performance.now();
      await user.untilReport(await upload());
      times[way].push(performance.now() - startedAt);
    }
  }
  return { put: timesOf(times.put), multipart: timesOf(times.multipart) };
}
