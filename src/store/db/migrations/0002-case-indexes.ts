import type { ClientBase } from 'pg';
import { alterCasePartitions } from './casePartitions.js';

/**
 * Each order of the cases has its index, and each index carries what the filters ask: rows that a filter turns away
 * are turned away in the index, and the table is read for the rows of the page alone. Counting reads no table at all.
 *
 * The squad is in there as a hash, since a long name does not fit into a page of a b-tree; whoever uses it compares
 * the name, too. PostgreSQL's own hash is as stable as its hash partitions, which are kept by it.
 */
const INDEXES = `
ALTER TABLE cases ADD COLUMN squad_hash int NOT NULL GENERATED ALWAYS AS (hashtext(assignment_group)) STORED;

DROP INDEX cases_by_score, cases_by_alert_count, cases_by_first_event, cases_by_last_event;
CREATE INDEX cases_by_score
  ON cases (report_id, score DESC, seq, squad_hash, action, action_group);
CREATE INDEX cases_by_alert_count
  ON cases (report_id, alert_count DESC, seq, squad_hash, action, action_group, score);
CREATE INDEX cases_by_first_event
  ON cases (report_id, first_event DESC, seq, squad_hash, action, action_group, score);
CREATE INDEX cases_by_last_event
  ON cases (report_id, last_event DESC, seq, squad_hash, action, action_group, score);
`;

/**
 * An index answers alone only for pages of the table that vacuum has seen. Left to itself it comes after a fifth of
 * a partition is new, which in a large one takes hundreds of reports; here it comes soon after each.
 */
const EARLY_VACUUM =
  'SET (autovacuum_vacuum_insert_threshold = 2000, autovacuum_vacuum_insert_scale_factor = 0)';

export async function caseIndexes(client: ClientBase): Promise<void> {
  await client.query(INDEXES);
  await alterCasePartitions(client, EARLY_VACUUM);
}
