import { SAMPLE_COLUMNS } from './catalogue.js';
import type { Random } from './random.js';

export const FAULTS = [
  'SHORT',
  'WIDE',
  'NO_KEY',
  'NO_FLAG',
  'NO_DATE',
  'NO_NUMBER',
  'OPEN_QUOTE',
  'TEXT_AFTER_QUOTE',
  'NUL',
] as const;
export type Fault = (typeof FAULTS)[number];

/** Those that leave the row well-formed: any reader of CSV reads it, and only the checks refuse it. */
export const READABLE_FAULTS: readonly Fault[] = ['NO_KEY', 'NO_FLAG', 'NO_DATE', 'NO_NUMBER'];

/** The line of a row that an export got wrong; each fault makes the row one to be refused. */
export function faultyLine(
  values: string[],
  delimiter: string,
  random: Random,
  faults: readonly Fault[] = FAULTS,
): string {
  const fault = random.pick(faults);
  const line = (column?: (typeof SAMPLE_COLUMNS)[number], text = ''): string =>
    (column === undefined ? values : values.with(SAMPLE_COLUMNS.indexOf(column), text)).join(delimiter);
  switch (fault) {
    case 'SHORT':
      return values.slice(0, 1 + random.below(8)).join(delimiter);
    case 'WIDE':
      return `${line()}${delimiter}sobra`;
    case 'NO_KEY':
      return line('assignment_group', random.pick(['', 'NULL', 'N/A']));
    case 'NO_FLAG':
      return line('has_remediation_task', random.pick(['', 'rem_ok', 'REM_UNKNOWN']));
    case 'NO_DATE':
      return line('sys_created_on', random.pick(['', '2025-02-30 10:00:00', '1736072430', 'ontem']));
    case 'NO_NUMBER':
      return line('number');
    case 'OPEN_QUOTE':
      return line('description', `"${values[0]} sem fim`);
    case 'TEXT_AFTER_QUOTE':
      return line('description', `"${values[0]}" de novo`);
    case 'NUL':
      return line('message_key', 'zabbix\0');
  }
}
