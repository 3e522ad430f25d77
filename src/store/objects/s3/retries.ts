import type { S3ClientConfig } from '@aws-sdk/client-s3';

type Strategy = Extract<
  NonNullable<S3ClientConfig['retryStrategy']>,
  { refreshRetryTokenForRetry: (...given: never[]) => unknown }
>;

/** How often a request is tried, and what the pauses between begin with and end at, in milliseconds. */
const ATTEMPTS = 4;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;

/**
 * A request that fails is tried again, after pauses that grow; one that was met by silence only once: it may have been
 * the connection, which something between has forgotten, and whoever waits has waited long by then.
 */
export const RETRIES: Strategy = {
  acquireInitialRetryToken: async () => tried(0),
  async refreshRetryTokenForRetry(token, { error, errorType }) {
    const count = token.getRetryCount() + 1;
    const most = error?.name === 'TimeoutError' ? 2 : ATTEMPTS;
    if (errorType === 'CLIENT_ERROR' || count >= most) throw error;
    return tried(count);
  },
  recordSuccess: () => undefined,
};

/** Processes that fail together do not come back together. */
function tried(count: number) {
  const pause = Math.min(FIRST_PAUSE_MS * 2 ** count, LONGEST_PAUSE_MS) * Math.random();
  return { getRetryCount: () => count, getRetryDelay: () => (count === 0 ? 0 : pause) };
}
