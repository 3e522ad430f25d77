import {
  type DateOrder,
  type FactsMeta,
  type InvalidRowCounts,
  REFUSAL_REASONS,
  type Warning,
} from '../../domain/facts.js';
import { ZONE_BIAS } from '../core/core.js';
import type { OpenedFile } from './openFile.js';
import type { RangeOutcome } from './scanRange.js';
import type { ScanRequest } from './types.js';

/** More than this share of rows refused for invalid bytes makes the encoding suspect. */
const SUSPECT_SHARE = 0.01;

/** Date order and zone of the file, from all its valid rows. */
export function settleDates(
  outcomes: RangeOutcome[],
  request: ScanRequest,
): { dateOrder: DateOrder; zoneMinutes: number; mixed: boolean } {
  const dayFirst = sum(outcomes, 'dayFirstRows');
  const monthFirst = sum(outcomes, 'monthFirstRows');
  const zoned = outcomes.find(({ firstZone }) => firstZone !== 0);
  return {
    dateOrder: request.options.dateOrder ?? (monthFirst > dayFirst ? 'MDY' : 'DMY'),
    zoneMinutes: zoned ? zoned.firstZone - ZONE_BIAS : request.utcOffsetMinutes,
    mixed: dayFirst > 0 && monthFirst > 0,
  };
}

/** What the facts say of the file itself. */
export function metaOf(
  file: OpenedFile,
  outcomes: RangeOutcome[],
  sha256: string,
  request: ScanRequest,
): FactsMeta {
  const { dateOrder, zoneMinutes } = settleDates(outcomes, request);
  const rows = sum(outcomes, 'rows');
  return {
    input: {
      bytes: file.shape.bytes,
      sha256,
      rows,
      delimiter: file.dialect.delimiter,
      encoding: file.dialect.encoding,
      dateOrder,
      utcOffset: offsetText(zoneMinutes),
    },
    invalidRows: invalidRowCounts(outcomes),
    warnings: [...file.dialect.warnings, ...warningsOf(outcomes, rows, request)],
  };
}

function invalidRowCounts(outcomes: RangeOutcome[]): InvalidRowCounts {
  const counts: InvalidRowCounts = { total: 0, byReason: {} };
  REFUSAL_REASONS.forEach((reason, k) => {
    const rows = outcomes.reduce((total, outcome) => total + outcome.refusedRows[k], 0);
    if (rows > 0) counts.byReason[reason] = rows;
    counts.total += rows;
  });
  return counts;
}

function warningsOf(outcomes: RangeOutcome[], rows: number, request: ScanRequest): Warning[] {
  const warnings: Warning[] = [];
  const undecodable = sum(outcomes, 'undecodableRows');
  if (undecodable > rows * SUSPECT_SHARE) {
    warnings.push({
      code: 'ENCODING_SUSPECT',
      message: `${undecodable} of ${rows} rows were refused because of invalid bytes: check the encoding.`,
    });
  }
  if (settleDates(outcomes, request).mixed) {
    warnings.push({
      code: 'MIXED_DATE_ORDER',
      message:
        'Some dates can only be read day first and others only month first; each was read as it can be.',
    });
  }
  return warnings;
}

function offsetText(minutes: number): string {
  const hours = Math.floor(Math.abs(minutes) / 60);
  const pad = (value: number) => String(value).padStart(2, '0');
  return `${minutes < 0 ? '-' : '+'}${pad(hours)}:${pad(Math.abs(minutes) % 60)}`;
}

type Counter = 'rows' | 'undecodableRows' | 'dayFirstRows' | 'monthFirstRows';

function sum(outcomes: RangeOutcome[], counter: Counter): number {
  return outcomes.reduce((total, outcome) => total + outcome[counter], 0);
}
