import type { ClientBase } from 'pg';

/**
 * Jobs that lead to the same report share a key, and one of them is worked on. An attempt has a name of its own: when
 * its job is cancelled, it can go over to an equal one that waits.
 */
const EQUAL_JOBS = `
ALTER TABLE jobs
  ADD COLUMN content_key text COLLATE "C",
  ADD COLUMN attempt text COLLATE "C";
UPDATE jobs SET attempt = id || '/' || fence WHERE status = 'RUNNING';
CREATE INDEX jobs_by_content ON jobs (content_key) WHERE content_key IS NOT NULL;
CREATE INDEX jobs_in_hand ON jobs (attempt) WHERE status = 'RUNNING';
`;

export async function equalJobs(client: ClientBase): Promise<void> {
  await client.query(EQUAL_JOBS);
}
