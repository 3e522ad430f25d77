/** The columns of a refused row in the database, in the order of the COPY file that reports write and the store loads. */
export const INVALID_ROW_COLUMNS = [
  'report_id',
  'seq',
  'line',
  'byte_offset',
  'reason',
  'number',
  'raw',
] as const;

/** Refused rows stored with each report, the first of its file; all of them are in its invalid-rows.csv. */
export const INVALID_ROWS_KEPT = 1_000;
