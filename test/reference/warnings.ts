import type { Warning } from '../../src/domain/facts.js';
import type { Header } from './dialect.js';

/** Share of undecodable rows, in percent of all, beyond which the encoding itself is in doubt. */
const SUSPECT_PERCENT = 1;

/** @param undecodable rows refused for bytes that are invalid in the encoding */
export function warningsOf(
  header: Header,
  rows: number,
  undecodable: number,
  mixedDateOrder: boolean,
): Warning[] {
  const warnings: Warning[] = [];
  if (header.blankPadded.length > 0) {
    warnings.push({
      code: 'HEADER_BLANKS',
      message: `Blanks around column names: ${header.blankPadded.join(', ')}.`,
    });
  }
  if (header.repeated.length > 0) {
    warnings.push({ code: 'REPEATED_COLUMN', message: `Repeated columns: ${header.repeated.join(', ')}.` });
  }
  if (undecodable * 100 > rows * SUSPECT_PERCENT) {
    warnings.push({
      code: 'ENCODING_SUSPECT',
      message: `${undecodable} of ${rows} rows have invalid bytes.`,
    });
  }
  if (mixedDateOrder) {
    warnings.push({ code: 'MIXED_DATE_ORDER', message: 'Some dates are day first, others month first.' });
  }
  return warnings;
}
