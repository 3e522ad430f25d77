import type { ClientBase } from 'pg';

/** The bytes of an upload may go before its row, which a report names for as long as it lives. */
const UPLOAD_KEEPING = `
ALTER TABLE uploads ADD COLUMN removed_at timestamptz(3);
CREATE INDEX uploads_by_age ON uploads (created_at) WHERE removed_at IS NULL;
CREATE INDEX reports_by_upload ON reports (upload_id);
CREATE INDEX jobs_by_upload ON jobs USING gin (upload_ids);
`;

export async function uploadKeeping(client: ClientBase): Promise<void> {
  await client.query(UPLOAD_KEEPING);
}
