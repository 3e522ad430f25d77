import { basename } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { type Times, timesOf } from '../../statistics.js';
import type { Deployment } from '../deployment.js';
import { variedFile } from '../variedFile.js';

export interface WholeUpload {
  /** `PUT /uploads` and `analyzeUpload`, as for large files. */
  put: Times;
  /** The GraphQL multipart request, as browsers send it. */
  multipart: Times;
}

/** Uploads of a file that is in memory, in turns: from the first byte of the request to the report. */
export async function wholeUpload({ user }: Deployment, path: string, rounds: number): Promise<WholeUpload> {
  const ways = {
    async put(bytes: Buffer) {
      const receipt = await user.put({ bytes: bytes.length, body: () => once(bytes) }, basename(path));
      return user.analyse(receipt.uploadId);
    },
    multipart: (bytes: Buffer) =>
      user.uploadReport(new File([new Uint8Array(bytes)], basename(path), { type: 'text/csv' })),
  };
  const times: Record<keyof WholeUpload, number[]> = { put: [], multipart: [] };
  for (let round = 0; round < rounds; round++) {
    for (const way of ['put', 'multipart'] as const) {
      const bytes = await buffer(variedFile(path).body());
      const startedAt = performance.now();
      await user.untilReport(await ways[way](bytes));
      times[way].push(performance.now() - startedAt);
    }
  }
  return { put: timesOf(times.put), multipart: timesOf(times.multipart) };
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
