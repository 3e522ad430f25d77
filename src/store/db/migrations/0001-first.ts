import type { ClientBase } from 'pg';

const CASE_PARTITIONS = 16;

/**
 * Texts that are compared or sorted are COLLATE "C", code-point order, whatever the database's own collation is.
 * Instants are kept to the millisecond, as a Date holds them, so that cursors made of them are exact.
 */
const TABLES = `
CREATE TABLE users (
  username text COLLATE "C" PRIMARY KEY,
  role text NOT NULL CHECK (role IN ('VIEWER', 'ANALYST', 'ADMIN')),
  password_hash text NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now()
);

CREATE TABLE uploads (
  id uuid PRIMARY KEY,
  object_key text COLLATE "C" NOT NULL UNIQUE,
  file_name text NOT NULL,
  bytes bigint NOT NULL,
  sha256 text COLLATE "C" NOT NULL,
  created_by text COLLATE "C" NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now()
);
CREATE INDEX uploads_by_content ON uploads (sha256);

CREATE TABLE jobs (
  id uuid PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('ANALYSIS', 'COMPARISON')),
  status text NOT NULL DEFAULT 'QUEUED'
    CHECK (status IN ('QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELLED')),
  stage text NOT NULL DEFAULT 'RECEIVED',
  progress float8 NOT NULL DEFAULT 0 CHECK (progress BETWEEN 0 AND 1),
  bytes_read bigint NOT NULL DEFAULT 0,
  bytes_total bigint NOT NULL,
  rows_read bigint NOT NULL DEFAULT 0,
  attempts int NOT NULL DEFAULT 0,
  fence int NOT NULL DEFAULT 0,
  file_name text NOT NULL,
  created_by text COLLATE "C" NOT NULL,
  deduplicated boolean NOT NULL DEFAULT false,
  error jsonb,
  options jsonb NOT NULL,
  upload_ids uuid[] NOT NULL,
  report_id uuid,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  started_at timestamptz(3),
  finished_at timestamptz(3),
  heartbeat_at timestamptz(3),
  CHECK ((status = 'FAILED') = (error IS NOT NULL)),
  CHECK ((status IN ('SUCCEEDED', 'FAILED', 'CANCELLED')) = (finished_at IS NOT NULL))
);
CREATE INDEX jobs_by_age ON jobs (created_at DESC, id DESC);
CREATE INDEX jobs_unfinished ON jobs (created_at) WHERE status IN ('QUEUED', 'RUNNING');

CREATE TABLE reports (
  id uuid PRIMARY KEY,
  job_id uuid NOT NULL UNIQUE REFERENCES jobs (id),
  upload_id uuid NOT NULL REFERENCES uploads (id),
  file_name text NOT NULL,
  created_by text COLLATE "C" NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  period_start text COLLATE "C",
  period_end text COLLATE "C",
  input_sha256 text COLLATE "C" NOT NULL,
  rows bigint NOT NULL,
  rule_set_id text COLLATE "C" NOT NULL,
  rule_set_hash text COLLATE "C" NOT NULL,
  kpis jsonb NOT NULL,
  summary jsonb NOT NULL,
  artifacts jsonb NOT NULL,
  prefix text COLLATE "C" NOT NULL UNIQUE
);
CREATE INDEX reports_by_age ON reports (created_at DESC, id DESC);
ALTER TABLE jobs ADD FOREIGN KEY (report_id) REFERENCES reports (id) ON DELETE SET NULL;

CREATE TABLE invalid_rows (
  report_id uuid NOT NULL REFERENCES reports (id) ON DELETE CASCADE,
  seq int NOT NULL,
  line bigint NOT NULL,
  byte_offset bigint NOT NULL,
  reason text NOT NULL,
  number text,
  raw text NOT NULL,
  PRIMARY KEY (report_id, seq)
);
`;

/**
 * No foreign key to reports: it would be checked row by row while a report's cases are copied in. No index on texts:
 * a long one does not fit into a page of a b-tree.
 */
const CASES = `
CREATE TABLE cases (
  report_id uuid NOT NULL,
  seq int NOT NULL,
  key text COLLATE "C" NOT NULL,
  assignment_group text COLLATE "C" NOT NULL,
  short_description text COLLATE "C" NOT NULL,
  node text COLLATE "C" NOT NULL,
  cmdb_ci_class text COLLATE "C" NOT NULL,
  cmdb_ci text COLLATE "C" NOT NULL,
  source text COLLATE "C" NOT NULL,
  metric_name text COLLATE "C" NOT NULL,
  first_event bigint NOT NULL,
  last_event bigint NOT NULL,
  alert_count int NOT NULL,
  alert_numbers text[] NOT NULL,
  chronology_length int NOT NULL,
  status_chronology text[] NOT NULL,
  last_task_status text,
  action smallint NOT NULL,
  action_group smallint NOT NULL,
  score float8 NOT NULL,
  risk float8 NOT NULL,
  action_factor float8 NOT NULL,
  inefficiency float8 NOT NULL,
  volume float8 NOT NULL,
  PRIMARY KEY (report_id, seq)
) PARTITION BY HASH (report_id);
CREATE INDEX cases_by_score ON cases (report_id, score DESC, seq);
CREATE INDEX cases_by_alert_count ON cases (report_id, alert_count DESC, seq);
CREATE INDEX cases_by_first_event ON cases (report_id, first_event DESC, seq);
CREATE INDEX cases_by_last_event ON cases (report_id, last_event DESC, seq);
`;

function casePartition(_: unknown, remainder: number): string {
  return `CREATE TABLE cases_${String(remainder).padStart(2, '0')} PARTITION OF cases
    FOR VALUES WITH (MODULUS ${CASE_PARTITIONS}, REMAINDER ${remainder});`;
}

export async function firstTables(client: ClientBase): Promise<void> {
  await client.query(TABLES);
  await client.query(CASES);
  await client.query(Array.from({ length: CASE_PARTITIONS }, casePartition).join('\n'));
}
