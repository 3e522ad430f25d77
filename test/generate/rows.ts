import fc from 'fast-check';
import { INVALID_MARK } from './bytes.js';
import {
  arbitraryBurstValues,
  arbitraryNastyText,
  arbitraryPlainValues,
  arbitraryValues,
  type Values,
} from './values.js';

/** How a field is written; the last four are what exports get wrong, or nearly so. */
export type FieldStyle =
  | 'AS_NEEDED'
  | 'QUOTED'
  | 'BLANKS_AFTER'
  | 'BARE'
  | 'BLANK_BEFORE'
  | 'OPEN'
  | 'TEXT_AFTER';

export interface AlertRow {
  kind: 'ALERT';
  values: Values;
  /** One field of the row, by its place, that is written in another style than the others. */
  odd: { place: number; style: FieldStyle };
  /** Fields too few (below 0) or too many. */
  excess: number;
  /** What the fields beyond the header hold. */
  surplus: string;
  /** Makes one value as long as the limit of a field, give or take some characters. */
  longValue: { place: number; delta: number; unit: string } | null;
  /** Makes the row as long as a limit by blanks after its last, quoted field. */
  padTo: { limit: 'ROW' | 'RAW'; delta: number } | null;
}

interface LineRow {
  kind: 'LINE';
  text: string;
}

/** A row of short fields about as long as a row may be. */
export interface WideRow {
  kind: 'WIDE';
  /** Where it stops, in bytes from the limit of a row. */
  delta: number;
  opening: string;
  /** A field, over and over; those with a line end within quotes make rows of every line when the whole is too long. */
  field: string;
}

export type GeneratedRow = AlertRow | LineRow | WideRow;

const styles: fc.Arbitrary<FieldStyle> = fc.oneof(
  { weight: 16, arbitrary: fc.constant('AS_NEEDED' as const) },
  { weight: 4, arbitrary: fc.constantFrom('QUOTED' as const, 'BLANKS_AFTER' as const) },
  { weight: 2, arbitrary: fc.constantFrom('BARE' as const, 'BLANK_BEFORE' as const) },
  { weight: 2, arbitrary: fc.constantFrom('OPEN' as const, 'TEXT_AFTER' as const) },
);

function rarely<Value>(value: fc.Arbitrary<Value>, otherwise: number): fc.Arbitrary<Value | null> {
  return fc.oneof({ weight: otherwise, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: value });
}

const alertRows: fc.Arbitrary<AlertRow> = fc.record({
  kind: fc.constant('ALERT' as const),
  values: arbitraryValues,
  odd: fc.record({ place: fc.nat({ max: 15 }), style: styles }),
  excess: fc.oneof(
    { weight: 20, arbitrary: fc.constant(0) },
    { weight: 2, arbitrary: fc.integer({ min: -12, max: -1 }) },
    { weight: 2, arbitrary: fc.integer({ min: 1, max: 3 }) },
  ),
  surplus: fc.constantFrom('', '', 'x', ' ', 'NA'),
  longValue: rarely(
    fc.record({
      place: fc.nat({ max: 15 }),
      delta: fc.integer({ min: -1, max: 1 }),
      unit: fc.constantFrom('x', 'é', '😀', '"', '\n', INVALID_MARK),
    }),
    20,
  ),
  padTo: rarely(
    fc.record({
      limit: fc.constantFrom('ROW' as const, 'RAW' as const),
      delta: fc.integer({ min: -2, max: 2 }),
    }),
    20,
  ),
});

/** Nothing about it is odd. */
const plainRows: fc.Arbitrary<AlertRow> = fc
  .oneof({ weight: 5, arbitrary: arbitraryPlainValues }, { weight: 1, arbitrary: arbitraryBurstValues })
  .map((values) => ({
    kind: 'ALERT',
    values,
    odd: { place: 0, style: 'AS_NEEDED' },
    excess: 0,
    surplus: '',
    longValue: null,
    padTo: null,
  }));

const lineRows: fc.Arbitrary<LineRow> = fc.record({
  kind: fc.constant('LINE' as const),
  text: fc.oneof(
    {
      weight: 3,
      arbitrary: fc.constantFrom(
        '',
        ' ',
        ' \t ',
        '"',
        '""',
        '" "',
        'NA',
        ';;;;',
        ',',
        '";"',
        'NULL;""',
        '"NA"',
      ),
    },
    { weight: 2, arbitrary: arbitraryNastyText },
    {
      weight: 2,
      arbitrary: fc.string({
        unit: fc.constantFrom(
          '"',
          '"',
          ';',
          ',',
          '\t',
          '|',
          ' ',
          '\n',
          '\r',
          'a',
          'é',
          '😀',
          '\0',
          INVALID_MARK,
        ),
        maxLength: 30,
      }),
    },
  ),
});

const wideRows: fc.Arbitrary<WideRow> = fc.record({
  kind: fc.constant('WIDE' as const),
  delta: fc.integer({ min: -3, max: 40 }),
  opening: fc.constantFrom('', '', '"', '"a\n"', 'a\n"'),
  field: fc.constantFrom('ab', '""', '"a\nb"', '"a""\r\n"', '"x\n\ny" ', 'x\n"'),
});

const anyRow: fc.Arbitrary<GeneratedRow> = fc.oneof(
  { weight: 16, arbitrary: plainRows },
  { weight: 12, arbitrary: alertRows },
  { weight: 3, arbitrary: lineRows },
  { weight: 1, arbitrary: wideRows },
);

/** Hardly anything but plain rows: only here does a stray quote reach as far as a row may. */
const quietRow: fc.Arbitrary<GeneratedRow> = fc.oneof(
  { weight: 40, arbitrary: plainRows },
  { weight: 1, arbitrary: anyRow },
  { weight: 1, arbitrary: fc.constant({ kind: 'LINE' as const, text: '"open' }) },
);

/** The rows of a file: a few, or enough for cases of several rows. */
export const arbitraryRows: fc.Arbitrary<GeneratedRow[]> = fc.oneof(
  { weight: 1, arbitrary: fc.array(anyRow, { maxLength: 3 }) },
  { weight: 4, arbitrary: fc.array(anyRow, { minLength: 5, maxLength: 40, size: 'max' }) },
  { weight: 3, arbitrary: fc.array(quietRow, { minLength: 10, maxLength: 60, size: 'max' }) },
);
