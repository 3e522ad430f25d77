/**
 * The columns of a case's row in the database, in the order of the COPY file that reports write and the store
 * loads. Times are whole seconds of the wall clock since 1970; `action` and `action_group` are indexes into
 * SUGGESTED_ACTIONS and ACTION_GROUPS; `seq` is the rank in key order; lists are JSON.
 */
export const CASE_ROW_COLUMNS = [
  'report_id',
  'seq',
  'key',
  'assignment_group',
  'short_description',
  'node',
  'cmdb_ci_class',
  'cmdb_ci',
  'source',
  'metric_name',
  'first_event',
  'last_event',
  'alert_count',
  'alert_numbers',
  'chronology_length',
  'status_chronology',
  'last_task_status',
  'action',
  'action_group',
  'score',
  'risk',
  'action_factor',
  'inefficiency',
  'volume',
] as const;

/** Entries of alert_numbers and status_chronology that a row holds; the whole lists are in facts.bin. */
export const CASE_ROW_LIST_LENGTH = 1_000;
