import { KEY_COLUMNS } from '../../src/domain/facts.js';
import { SAMPLE_COLUMNS } from '../sample/catalogue.js';
import { BLANK_WORDS } from './blanks.js';

const KEYS = KEY_COLUMNS.map(name).join(', ');

/**
 * The whole analysis as one statement. Tuned in DuckDB's favour:
 * - columns and dialect are given, nothing is sniffed, all columns are text, blanks are its own null strings;
 * - the order of insertion need not be kept, so that it reads in parallel;
 * - the words of severity and priority are compared as the files spell them, not folded;
 * - refused rows are grouped along, so that one pass over the file does;
 * - alerts by list_distinct and the chronology by list_sort, which beat count(DISTINCT) and list(… ORDER BY);
 * - of equal times it may take any status as the last one, though the first in the file is right.
 */
export function analysisSql(path: string): string {
  return `
CREATE OR REPLACE TEMP TABLE analysed AS
WITH texts AS (
  SELECT ${KEYS}, number, tasks_status AS status,
    TRY_CAST(sys_created_on AS TIMESTAMP) AS event,
    trim(has_remediation_task) AS flag,
    CASE severity WHEN 'Crítico' THEN 10 WHEN 'Alto / Major' THEN 8 WHEN 'Médio / Minor' THEN 5
      WHEN 'Aviso' THEN 3 WHEN 'Baixo / Informativo' THEN 2 ELSE 0 END
    + CASE sn_priority_group WHEN 'Urgente' THEN 10 WHEN 'Alto(a)' THEN 8 WHEN 'Moderado(a)' THEN 5
      WHEN 'Baixo(a)' THEN 2 WHEN 'Vazio' THEN 1 ELSE 0 END AS weight
  FROM read_csv(${text(path)}, delim = ';', quote = '"', escape = '"', header = true, auto_detect = false,
    columns = {${SAMPLE_COLUMNS.map((column) => `${text(column)}: 'VARCHAR'`).join(', ')}},
    nullstr = [${['', ...BLANK_WORDS].map(text).join(', ')}])
), checked AS (
  SELECT *, CASE
    WHEN ${KEY_COLUMNS.map((column) => `${name(column)} IS NULL`).join(' OR ')} THEN 'MISSING_KEY'
    WHEN flag IS NULL OR flag NOT IN ('REM_OK', 'REM_NOT_OK') THEN 'BAD_REMEDIATION_FLAG'
    WHEN event IS NULL THEN 'BAD_DATE'
    WHEN number IS NULL THEN 'MISSING_NUMBER' END AS reason
  FROM texts
), grouped AS (
  SELECT reason, ${KEYS},
    count(*) AS entries,
    len(list_distinct(list(number))) AS alerts,
    min(event) AS first_event,
    max(event) AS last_event,
    max(weight) AS risk,
    list_sort(list({event: event, status: status})) AS chronology,
    arg_max(status, event) AS last_status,
    count(*) FILTER (status = 'Closed') AS closed,
    bool_or(coalesce(status IN ('Closed', 'Closed Skipped'), false)) AS had_success,
    bool_or(coalesce(status NOT IN ('Closed', 'Closed Skipped', 'NO_STATUS'), true)) AS had_failure,
    max(CASE WHEN status IN ('Closed Incomplete', 'Canceled') THEN 1.5::DOUBLE
      WHEN status = 'Closed Skipped' THEN 1.2::DOUBLE ELSE 1::DOUBLE END) AS inefficiency
  FROM checked GROUP BY reason, ${KEYS}
), suggested AS (
  SELECT *, CASE
    WHEN last_status IS NULL OR last_status = 'NO_STATUS' THEN 'STATUS_MISSING'
    WHEN last_status = 'No Task Found' THEN 'PERSISTENT_FAILURE'
    WHEN closed >= 5 AND last_event - first_event <= INTERVAL 2 HOURS AND last_status = 'Closed'
      THEN 'CHRONIC_INSTABILITY'
    WHEN last_status <> 'Closed' AND had_success AND had_failure THEN 'INTERMITTENT'
    WHEN last_status = 'Closed' AND had_failure THEN 'STABILIZED'
    WHEN last_status = 'Closed' THEN 'ALWAYS_OK'
    WHEN last_status = 'Closed Skipped' AND NOT had_failure THEN 'PARTIAL_SUCCESS'
    ELSE 'PERSISTENT_FAILURE' END AS action
  FROM grouped
)
SELECT *, risk
  * CASE action WHEN 'PERSISTENT_FAILURE' THEN 1.5::DOUBLE WHEN 'INTERMITTENT' THEN 1.2::DOUBLE
    WHEN 'STATUS_MISSING' THEN 1.1::DOUBLE WHEN 'PARTIAL_SUCCESS' THEN 1.1::DOUBLE ELSE 1::DOUBLE END
  * inefficiency * (1 + ln(greatest(1, alerts))) AS score
FROM suggested`;
}

export const ADD_UP_CASES = `
SELECT action, count(*) AS cases, sum(alerts)::DOUBLE AS alerts, sum(len(chronology))::DOUBLE AS entries,
  sum(score) AS score
FROM analysed WHERE reason IS NULL GROUP BY action`;

export const ADD_UP_INVALID_ROWS = `
SELECT reason, sum(entries)::DOUBLE AS rows FROM analysed WHERE reason IS NOT NULL GROUP BY reason`;

function name(column: string): string {
  return `"${column}"`;
}

function text(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}
