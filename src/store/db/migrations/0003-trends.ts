import type { ClientBase } from 'pg';

/**
 * Reports get their place in time to the nanosecond, as a whole number; those that are there already have theirs to
 * the second. A trend is derived from its two reports and goes with either; a comparison belongs to its job.
 */
const TRENDS = `
ALTER TABLE reports
  ADD COLUMN period_start_ns bigint,
  ADD COLUMN compare_with_previous boolean NOT NULL DEFAULT true;
UPDATE reports SET period_start_ns = extract(epoch FROM period_start::timestamp)::bigint * 1000000000;
CREATE INDEX reports_by_period ON reports (period_start_ns DESC, created_at DESC, id DESC)
  WHERE period_start_ns IS NOT NULL;

CREATE TABLE trends (
  id uuid PRIMARY KEY,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  previous_id uuid REFERENCES reports (id) ON DELETE CASCADE,
  current_id uuid UNIQUE REFERENCES reports (id) ON DELETE CASCADE,
  job_id uuid UNIQUE REFERENCES jobs (id),
  previous_file_name text NOT NULL,
  current_file_name text NOT NULL,
  verdict text NOT NULL,
  diagnosis text NOT NULL,
  kpis jsonb NOT NULL,
  tables jsonb NOT NULL,
  summaries jsonb,
  artifacts jsonb NOT NULL,
  prefix text COLLATE "C" NOT NULL UNIQUE,
  CHECK ((previous_id IS NULL) = (current_id IS NULL)),
  CHECK ((job_id IS NULL) = (current_id IS NOT NULL)),
  CHECK ((job_id IS NULL) = (summaries IS NULL))
);
CREATE INDEX trends_by_age ON trends (created_at DESC, id DESC);
CREATE INDEX trends_by_previous ON trends (previous_id);
`;

export async function trendTables(client: ClientBase): Promise<void> {
  await client.query(TRENDS);
}
