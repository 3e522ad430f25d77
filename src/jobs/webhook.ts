import { createHmac } from 'node:crypto';
import { CodedError } from '../errors.js';
import type { JobRecord } from '../store/types.js';

export interface WebhookOptions {
  url: string;
  /** Signs what is sent, so that the receiver knows who sends it. */
  secret: string;
}

/** The receiver answers within so many milliseconds, or is asked again later. */
const PATIENCE_MS = 10_000;

/** What is said of a job that is over; see docs/webhook.md. */
export function messageOf(job: JobRecord, trendId: string | null) {
  const { id, kind, status, fileName, createdBy, deduplicated, attempts, error, reportId } = job;
  const { createdAt, startedAt, finishedAt, bytesTotal, rowsRead } = job;
  return {
    event: 'job.ended',
    job: {
      ...{ id, kind, status, fileName, createdBy, deduplicated, attempts, bytesTotal, rowsRead },
      ...{ error, reportId, trendId, createdAt, startedAt, finishedAt },
    },
  };
}

/** Value of the signature header: the time, and HMAC-SHA256 over the time, a dot and the body, in hexadecimal. */
export function signatureOf(secret: string, seconds: number, body: string): string {
  return `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`;
}

/**
 * Tells the receiver of the end of a job.
 * @throws CodedError UNAVAILABLE when it cannot be reached, is too slow, or answers with another status than 2xx
 */
export async function tell(
  { url, secret }: WebhookOptions,
  job: JobRecord,
  trendId: string | null,
): Promise<void> {
  const body = JSON.stringify(messageOf(job, trendId));
  const seconds = Math.floor(Date.now() / 1000);
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'SmartRemedy',
    'x-smartremedy-delivery': `${job.id}-${job.fence}`,
    'x-smartremedy-signature': signatureOf(secret, seconds, body),
  };
  const signal = AbortSignal.timeout(PATIENCE_MS);
  // Not to wherever else it may point: the message is for the configured address alone.
  const asking = fetch(url, { method: 'POST', headers, body, signal, redirect: 'manual' });
  const answer = await asking.catch((cause) => {
    throw new CodedError('UNAVAILABLE', 'The webhook does not answer.', cause);
  });
  await answer.body?.cancel();
  if (!answer.ok) throw new CodedError('UNAVAILABLE', `The webhook answers with status ${answer.status}.`);
}
