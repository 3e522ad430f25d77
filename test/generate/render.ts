import type { AlertRow, FieldStyle, GeneratedRow, WideRow } from './rows.js';

/** What rows are written with. */
export interface RowContext {
  columns: readonly string[];
  delimiter: string;
  fieldBytes: number;
  /** Only these files have rows as long as their limits: others would be too big to try many of. */
  limitsAreSmall: boolean;
}

const RAW_BYTES = 4096;
const ROW_FACTOR = 64;

/** The row as it stands in the file, without its line end; other columns than the required ones hold `x`. */
export function renderRow(row: GeneratedRow, context: RowContext): string {
  if (row.kind === 'LINE') return row.text;
  if (row.kind === 'WIDE') return renderWide(row, context);
  const { columns, delimiter } = context;
  const count = Math.max(1, columns.length + row.excess);
  const fields = Array.from({ length: count }, (_, place) => {
    const value = place < columns.length ? valueAt(place, row, context) : row.surplus;
    return renderField(value, place === row.odd.place % count ? row.odd.style : 'AS_NEEDED', delimiter);
  });
  return padded(fields, row, context);
}

function renderWide(
  { delta, opening, field }: WideRow,
  { delimiter, fieldBytes, limitsAreSmall }: RowContext,
): string {
  if (!limitsAreSmall) return opening;
  const length = ROW_FACTOR * fieldBytes + delta - opening.length;
  return opening + `${field}${delimiter}`.repeat(length).slice(0, length);
}

function valueAt(
  place: number,
  { values, longValue }: AlertRow,
  { columns, fieldBytes, limitsAreSmall }: RowContext,
): string {
  if (longValue !== null && limitsAreSmall && longValue.place === place) {
    const { unit, delta } = longValue;
    const units = Math.floor(fieldBytes / Buffer.byteLength(unit)) + delta;
    return unit.repeat(units);
  }
  const ofRequired: Partial<Record<string, string>> = values;
  return ofRequired[columns[place]] ?? 'x';
}

function padded(
  fields: string[],
  { padTo }: AlertRow,
  { delimiter, fieldBytes, limitsAreSmall }: RowContext,
): string {
  const text = fields.join(delimiter);
  if (padTo === null || !limitsAreSmall || delimiter === ' ') return text;
  const target = (padTo.limit === 'RAW' ? RAW_BYTES : ROW_FACTOR * fieldBytes) + padTo.delta;
  const last = fields[fields.length - 1];
  const quoted = last.startsWith('"') ? last : `"${last}"`;
  const row = [...fields.slice(0, -1), quoted].join(delimiter);
  return row + ' '.repeat(Math.max(0, target - Buffer.byteLength(row)));
}

export function renderField(value: string, style: FieldStyle, delimiter: string): string {
  const quoted = `"${value.replaceAll('"', '""')}"`;
  const needsQuotes = value.startsWith('"') || /[\r\n]/.test(value) || value.includes(delimiter);
  switch (style) {
    case 'AS_NEEDED':
      return needsQuotes ? quoted : value;
    case 'QUOTED':
      return quoted;
    case 'BLANKS_AFTER':
      return `${quoted} \t`;
    case 'BARE':
      return value;
    case 'BLANK_BEFORE':
      return ` ${quoted}`;
    case 'OPEN':
      return `"${value}`;
    case 'TEXT_AFTER':
      return `${quoted}x`;
  }
}
