import type { ClientBase } from 'pg';

/**
 * A job takes its place in the queue at an instant of its own: that of its receipt, of a retry, or, after a fault of
 * the machine, that of the end of the pause. Who asked to be told of its end is told once.
 */
const JOB_QUEUE = `
ALTER TABLE jobs
  ADD COLUMN queued_at timestamptz(3) NOT NULL DEFAULT now(),
  ADD COLUMN tell_end boolean NOT NULL DEFAULT false;
UPDATE jobs SET queued_at = created_at;
CREATE INDEX jobs_in_queue ON jobs (queued_at, id) WHERE status = 'QUEUED';
CREATE INDEX jobs_by_status ON jobs (status, created_at DESC, id DESC);
CREATE INDEX jobs_to_tell ON jobs (finished_at) WHERE tell_end AND finished_at IS NOT NULL;
`;

export async function jobQueue(client: ClientBase): Promise<void> {
  await client.query(JOB_QUEUE);
}
