import { basename } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { type Times, timesOf } from '../../statistics.js';
import type { Deployment } from '../deployment.js';
import { variedFile } from '../variedFile.js';

/** Uploads a file by the GraphQL multipart request, as browsers do: from the request to the report. */
export async function wholeUpload({ user }: Deployment, path: string, rounds: number): Promise<Times> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const bytes = await buffer(variedFile(path).body());
    const file = new File([new Uint8Array(bytes)], basename(path), { type: 'text/csv' });
    const startedAt = performance.now();
    await user.untilReport(await user.uploadReport(file));
    times.push(performance.now() - startedAt);
  }
  return timesOf(times);
}
