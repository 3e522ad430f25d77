import type { ClientBase } from 'pg';

/** Alters each partition of the cases: what is set on the whole table does not reach those that are there. */
export async function alterCasePartitions(client: ClientBase, change: string): Promise<void> {
  const { rows } = await client.query<{ part: string }>(
    "SELECT inhrelid::regclass::text AS part FROM pg_inherits WHERE inhparent = 'cases'::regclass",
  );
  for (const { part } of rows) await client.query(`ALTER TABLE ${part} ${change}`);
}
