import type { ClientBase } from 'pg';

/** One row, which goes with the database wherever it is restored: by it files are known to belong to the database. */
const IDENTITY = `
CREATE TABLE identity (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  id uuid NOT NULL DEFAULT gen_random_uuid()
);
INSERT INTO identity DEFAULT VALUES;
`;

export async function identity(client: ClientBase): Promise<void> {
  await client.query(IDENTITY);
}
