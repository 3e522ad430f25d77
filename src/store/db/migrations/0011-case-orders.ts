import type { ClientBase } from 'pg';
import { alterCasePartitions } from './casePartitions.js';

/**
 * The orders of a report's cases as lists, in the place of four indexes: to enter a case into each of those was three
 * fifths of the time that it takes to store it, and a report never changes once it is there.
 *
 * A row holds the cases of 384 places, one list per thing that a filter asks: so many that it fills a page of the
 * table and is left in it as it is.
 */
const TABLES = `
DROP INDEX cases_by_score, cases_by_alert_count, cases_by_first_event, cases_by_last_event;
ALTER TABLE cases DROP COLUMN squad_hash;

CREATE TABLE case_orders (
  report_id uuid NOT NULL,
  order_by smallint NOT NULL,
  part int NOT NULL,
  seqs int[] NOT NULL,
  squads int[] NOT NULL,
  actions smallint[] NOT NULL,
  action_groups smallint[] NOT NULL,
  scores float8[] NOT NULL,
  PRIMARY KEY (report_id, order_by, part)
) WITH (toast_tuple_target = 8160);

CREATE TABLE case_squads (
  report_id uuid PRIMARY KEY,
  names text[] COLLATE "C" NOT NULL
);
`;

const REPORTS_THAT_ARE_THERE = `
INSERT INTO case_squads (report_id, names)
SELECT report_id, array_agg(DISTINCT assignment_group ORDER BY assignment_group) FROM cases GROUP BY report_id;

INSERT INTO case_orders (report_id, order_by, part, seqs, squads, actions, action_groups, scores)
SELECT report_id, order_by, place / 384, array_agg(seq ORDER BY place), array_agg(squad ORDER BY place),
  array_agg(action ORDER BY place), array_agg(action_group ORDER BY place), array_agg(score ORDER BY place)
FROM (
  SELECT report_id, order_by, seq, squad, action, action_group, score,
    row_number() OVER (PARTITION BY report_id, order_by ORDER BY value DESC, seq) - 1 AS place
  FROM (
    SELECT *, dense_rank() OVER (PARTITION BY report_id ORDER BY assignment_group)::int AS squad FROM cases
  ) AS ranked
  CROSS JOIN LATERAL (VALUES (0, score), (1, alert_count), (2, first_event), (3, last_event))
    AS orders (order_by, value)
) AS placed
GROUP BY report_id, order_by, place / 384;
`;

/** No index answers for the cases alone any more: vacuum need not come sooner than elsewhere. */
const VACUUM_AS_ELSEWHERE =
  'RESET (autovacuum_vacuum_insert_threshold, autovacuum_vacuum_insert_scale_factor)';

export async function caseOrders(client: ClientBase): Promise<void> {
  await client.query(TABLES);
  await client.query(REPORTS_THAT_ARE_THERE);
  await alterCasePartitions(client, VACUUM_AS_ELSEWHERE);
}
