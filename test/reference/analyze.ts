import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import type { Encoding, RefusalReason, RefusedRow } from '../../src/domain/facts.js';
import { compareTimes, gatherCases } from './cases.js';
import { type CheckedRow, checkRow, isSkipped, type ValidRow } from './checks.js';
import { decode } from './decode.js';
import { type Header, readHeader } from './dialect.js';
import { sniffEncoding, startsWith } from './encoding.js';
import { kpisOf } from './kpis.js';
import { topListsOf } from './lists.js';
import { readRows } from './rows.js';
import { judge } from './score.js';
import type { Text } from './text.js';
import { decideReading, eventTime, showTime, showZone } from './times.js';
import type { CaseFacts, ReferenceFailure, ReferenceOptions, ReferenceReport } from './types.js';
import { warningsOf } from './warnings.js';
import { unknownValuesOf } from './weights.js';
import { isBlank } from './words.js';

const DEFAULT_FIELD_BYTES = 131_072;
const DEFAULT_COLUMNS = 16_384;
const DEFAULT_ZONE = -180;
const GZIP_MARK = [0x1f, 0x8b];

/**
 * The second way to every answer: reads a whole file in memory and says what the rules make of it.
 * @param bytes the file as uploaded, plain or gzip
 */
export function analyzeReference(
  bytes: Uint8Array,
  options: ReferenceOptions = {},
): ReferenceReport | ReferenceFailure {
  const unpacked = unpack(bytes);
  if (unpacked === null) return failed('NOT_A_CSV', null);
  const encoding = options.encoding ?? sniffEncoding(unpacked);
  const text = decode(unpacked, encoding);
  const limits = {
    fieldBytes: options.fieldBytes ?? DEFAULT_FIELD_BYTES,
    columns: options.columns ?? DEFAULT_COLUMNS,
  };
  const { header, failure } = readHeader(text, options.delimiter, limits);
  if (failure !== null) return failed(failure.code, encoding, failure.missing);

  const checked = checkRows(text, header, limits.fieldBytes, options.dateOrder === 'YMD');
  const valid = checked.map((row) => row.valid).filter((row) => row !== null);
  const refused = checked.map((row) => row.refused).filter((row) => row !== null);
  const undecodable = checked.filter((row) => row.undecodable).length;

  const zone = options.utcOffsetMinutes ?? DEFAULT_ZONE;
  const reading = decideReading(
    valid.map(({ date }) => date),
    options.dateOrder,
    zone,
  );
  const rows = valid.map((row) => ({ key: row.key, alert: alertOf(row, eventTime(row.date, reading)) }));
  const facts = gatherCases(rows);
  const cases = facts.map(judge);
  return {
    failure: null,
    input: {
      bytes: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      rows: checked.length,
      delimiter: header.delimiter,
      encoding,
      dateOrder: reading.order,
      utcOffset: showZone(reading.zone),
    },
    period: periodOf(facts),
    cases,
    columns: header.columns,
    refused,
    invalidRows: { total: refused.length, byReason: countReasons(refused) },
    kpis: kpisOf(cases, refused.length),
    top: topListsOf(cases),
    unknownValues: unknownValuesOf(rows.map(({ alert }) => alert)),
    warnings: warningsOf(header, checked.length, undecodable, reading.mixed),
  };
}

function failed(
  code: ReferenceFailure['failure']['code'],
  encoding: Encoding | null,
  missing: string[] = [],
): ReferenceFailure {
  return { failure: { code, missing, encoding } };
}

/** The file's own bytes; null for an archive that cannot be unpacked. */
function unpack(bytes: Uint8Array): Uint8Array | null {
  if (!startsWith(bytes, GZIP_MARK)) return bytes;
  try {
    return gunzipSync(bytes);
  } catch {
    return null;
  }
}

function checkRows(text: Text, header: Header, fieldBytes: number, yearFirstOnly: boolean): CheckedRow[] {
  const syntax = { delimiter: header.delimiter.codePointAt(0) ?? 0, fieldBytes };
  const checked: CheckedRow[] = [];
  for (const row of readRows(text, header.dataStart, header.dataLine, syntax)) {
    if (!isSkipped(text, row)) checked.push(checkRow(text, row, header.columns, yearFirstOnly));
  }
  return checked;
}

function alertOf({ number, severity, priority, status }: ValidRow, time: bigint) {
  return { number, time, severity, priority, status: isBlank(status) ? null : status };
}

function periodOf(cases: CaseFacts[]): ReferenceReport['period'] {
  if (cases.length === 0) return { start: null, end: null };
  const starts = cases.map(({ firstEvent }) => firstEvent).sort(compareTimes);
  const ends = cases.map(({ lastEvent }) => lastEvent).sort(compareTimes);
  return { start: showTime(starts[0]), end: showTime(ends[ends.length - 1]) };
}

function countReasons(refused: RefusedRow[]): Partial<Record<RefusalReason, number>> {
  const counts: Partial<Record<RefusalReason, number>> = {};
  for (const { reason } of refused) counts[reason] = (counts[reason] ?? 0) + 1;
  return counts;
}
