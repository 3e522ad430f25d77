import type { ClientBase } from 'pg';

/** The row of an upload may be there before its bytes, whose SHA-256 is counted when they are first read. */
const ANNOUNCED_UPLOADS = `
ALTER TABLE uploads ALTER COLUMN sha256 DROP NOT NULL;
ALTER TABLE uploads ADD COLUMN announced_sha256 text COLLATE "C";
`;

export async function announcedUploads(client: ClientBase): Promise<void> {
  await client.query(ANNOUNCED_UPLOADS);
}
