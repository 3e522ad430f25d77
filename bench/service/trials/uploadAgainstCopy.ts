import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { basename } from 'node:path';
import { promisify } from 'node:util';
import { type Times, timesOf } from '../../statistics.js';
import type { Deployment } from '../deployment.js';
import { variedFile } from '../variedFile.js';

const run = promisify(execFile);

export interface UploadAgainstCopy {
  /** From the first byte of `PUT /uploads` to the report, as its user hears of it. */
  upload: Times;
  /** `cp`, `sync` of the copy, `sha256sum` of the copy. */
  copy: Times;
  /** Last byte to the answer. */
  acceptance: Times;
}

/** In turns, so that whatever else the machine does meets both. */
export async function uploadAgainstCopy(
  { user }: Deployment,
  path: string,
  rounds: number,
): Promise<UploadAgainstCopy> {
  const [upload, copy, acceptance]: number[][] = [[], [], []];
  for (let round = 0; round < rounds; round++) {
    copy.push(await copyOnce(path));
    const startedAt = performance.now();
    const receipt = await user.put(variedFile(path), basename(path));
    await user.untilReport(await user.analyse(receipt.uploadId));
    upload.push(performance.now() - startedAt);
    acceptance.push(receipt.acceptanceMs);
  }
  return { upload: timesOf(upload), copy: timesOf(copy), acceptance: timesOf(acceptance) };
}

// Awaited, not waited for: connections that the service closes meanwhile have to be seen closed.
async function copyOnce(path: string): Promise<number> {
  const copy = `${path}.copy`;
  try {
    const startedAt = performance.now();
    await run('sh', ['-c', 'cp "$0" "$1" && sync "$1" && sha256sum "$1"', path, copy]);
    return performance.now() - startedAt;
  } finally {
    rmSync(copy, { force: true });
  }
}
