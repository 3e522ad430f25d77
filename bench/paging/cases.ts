import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { ORDER_CASES } from '../../test/support/orderCases.js';

const PROBLEMS = 300;
const SQUADS = 40;

/**
 * Cases as exports have them: a row of some 600 bytes, most with few alerts and some with many, squads next to each
 * other since rows lie in key order, actions and scores in no order at all.
 */
const CASES_OF_A_REPORT = `
INSERT INTO cases (report_id, seq, key, assignment_group, short_description, node, cmdb_ci_class, cmdb_ci, source,
  metric_name, first_event, last_event, alert_count, alert_numbers, chronology_length, status_chronology,
  last_task_status, action, action_group, score, risk, action_factor, inefficiency, volume)
SELECT $1::uuid, n, md5(n::text), 'Squad ' || n * ${SQUADS} / $2::int,
  'A problem described in some sixty characters, number ' || n % ${PROBLEMS}, 'node-' || n % 900 || '.example.internal',
  'Linux Server', 'ci-' || n, 'Zabbix', 'metric.' || n % 50,
  1700000000 + (random() * 2500000)::int, 1702500000 + (random() * 200000)::int,
  alerts, array_to_json(ARRAY(SELECT 'INC' || n * 1000 + i FROM generate_series(1, alerts) i)),
  alerts, array_to_json(array_fill('Closed'::text, ARRAY[alerts])), 'Closed',
  action, (ARRAY[0, 0, 2, 0, 1, 1, 3])[action + 1], random() * 600, 13, 1.2, 1, 1 + ln(alerts)
FROM (SELECT n, 1 + floor(-ln(1 - random()) * 8)::int AS alerts, floor(random() * 7)::int AS action
      FROM generate_series(0, $2::int - 1) n) made`;

/** Fills an empty database, its tables made, as far as pages of cases need it. Gives the ids of the reports. */
export async function loadCases(
  url: string,
  { reports, casesPerReport, analyze = true }: { reports: number; casesPerReport: number; analyze?: boolean },
): Promise<string[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const ids = Array.from({ length: reports }, () => randomUUID());
    for (const id of ids) {
      await client.query(CASES_OF_A_REPORT, [id, casesPerReport]);
      await client.query(ORDER_CASES, [id]);
    }
    // What autovacuum does soon after each report.
    if (analyze) await client.query('VACUUM ANALYZE cases, case_orders, case_squads');
    return ids;
  } finally {
    await client.end();
  }
}
