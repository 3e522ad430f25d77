import type { ClientBase } from 'pg';
import { alterCasePartitions } from './casePartitions.js';

/**
 * The lists of a case as JSON texts: to take arrays apart was two fifths of the time that it takes to store the cases
 * of a report, and they are read for the cases of a page alone.
 */
const LISTS_AS_JSON = `
ALTER TABLE cases
  ALTER COLUMN alert_numbers TYPE text COLLATE "C" USING array_to_json(alert_numbers)::text,
  ALTER COLUMN status_chronology TYPE text COLLATE "C" USING array_to_json(status_chronology)::text;
`;

/** Wide cases are left in the page of their row as they are: to compress them takes time, and to show them again. */
const LEFT_AS_THEY_ARE = 'SET (toast_tuple_target = 8160)';

export async function leanCases(client: ClientBase): Promise<void> {
  await client.query(LISTS_AS_JSON);
  await alterCasePartitions(client, LEFT_AS_THEY_ARE);
}
