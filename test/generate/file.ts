import fc from 'fast-check';
import { ENCODINGS, type Encoding, REQUIRED_COLUMNS } from '../../src/domain/facts.js';
import type { ReferenceOptions } from '../reference/types.js';
import { encode, INVALID_MARK } from './bytes.js';
import { renderField, renderRow } from './render.js';
import { arbitraryRows, type GeneratedRow } from './rows.js';

/** A whole file, how it is to be analysed, and a word about it for who reads a failure. */
export interface GeneratedFile {
  bytes: Uint8Array;
  options: ReferenceOptions;
  label: string;
}

const DEFAULT_FIELD_BYTES = 131_072;

/** A header's own names are up to 22 bytes long: below that there is no file to analyse. */
const SMALLEST_FIELD_BYTES = 22;

interface Layout {
  columns: string[];
  quotedHeader: boolean;
  /** Of the line that has the header, and those of the data, in turn. */
  lineEnds: string[];
  lastLineEnd: boolean;
  /** Lines before the header. */
  blankLines: string[];
  delimiter: string;
  separatorLine: boolean;
  delimiterGiven: boolean;
  encoding: Encoding;
  mark: boolean;
  encodingGiven: boolean;
}

/** What keeps a file from being analysed, or may. */
interface Flaw {
  /** Columns that the header lacks, from its beginning. */
  columnsMissing: number;
  /** A name at the end of the header, as it stands in the file. */
  oddName: string | null;
  /** Only this part of the bytes is there, from 0 to 1. */
  part: number;
}

const FLAWLESS: Flaw = { columnsMissing: 0, oddName: null, part: 1 };

const columnsMissing = fc.integer({ min: 1, max: 16 });
const oddName = fc.constantFrom('"a"b', '"a', INVALID_MARK, '\0', 'a"', '"a" ');
const part = fc.noBias(fc.double({ min: 0, max: 1, noNaN: true }));

const flaws: fc.Arbitrary<Flaw> = fc.oneof(
  { weight: 24, arbitrary: fc.constant(FLAWLESS) },
  { weight: 1, arbitrary: columnsMissing.map((count) => ({ ...FLAWLESS, columnsMissing: count })) },
  { weight: 1, arbitrary: oddName.map((name) => ({ ...FLAWLESS, oddName: name })) },
  { weight: 1, arbitrary: fc.record({ columnsMissing, oddName, part: fc.constant(1) }) },
  { weight: 1, arbitrary: part.map((some) => ({ ...FLAWLESS, part: some })) },
);

const SNIFFED_DELIMITERS = [';', ',', '\t', '|'];

const columns: fc.Arbitrary<string[]> = fc
  .tuple(
    fc.oneof(
      fc.constant([...REQUIRED_COLUMNS]),
      fc.shuffledSubarray([...REQUIRED_COLUMNS], { minLength: REQUIRED_COLUMNS.length }),
    ),
    fc.array(fc.constantFrom('state', 'Pilar', 'açaí', 'a;b', 'a\nb', '', ' sys_id ', 'node', 'x"y'), {
      maxLength: 3,
    }),
    fc.nat({ max: REQUIRED_COLUMNS.length }),
  )
  .map(([required, extra, place]) => [...required.slice(0, place), ...extra, ...required.slice(place)]);

const layouts: fc.Arbitrary<Layout> = fc.record({
  columns,
  quotedHeader: fc.boolean(),
  lineEnds: fc.oneof(
    fc.constantFrom('\n', '\r\n', '\r').map((lineEnd) => [lineEnd]),
    fc.array(fc.constantFrom('\n', '\r\n', '\r', '\n\n'), { minLength: 2, maxLength: 5 }),
  ),
  lastLineEnd: fc.boolean(),
  blankLines: fc.array(fc.constantFrom('', ' ', '\t '), { maxLength: 2 }),
  delimiter: fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom(...SNIFFED_DELIMITERS) },
    { weight: 1, arbitrary: fc.constantFrom('^', '~', ':', ' ', '-', 'x') },
  ),
  separatorLine: fc.boolean(),
  delimiterGiven: fc.boolean(),
  encoding: fc.oneof(
    { weight: 3, arbitrary: fc.constant<Encoding>('utf-8') },
    { weight: 2, arbitrary: fc.constantFrom(...ENCODINGS) },
  ),
  mark: fc.boolean(),
  encodingGiven: fc.boolean(),
});

const fieldLimits = fc.oneof(
  { weight: 3, arbitrary: fc.constant(DEFAULT_FIELD_BYTES) },
  { weight: 2, arbitrary: fc.integer({ min: SMALLEST_FIELD_BYTES, max: 64 }) },
);

/**
 * Whole files, good rows mixed with nasty ones. Nine of ten can be analysed: their header has every column. A file
 * shrinks to fewer rows, fewer columns and plainer values.
 */
export function arbitraryFile(): fc.Arbitrary<GeneratedFile> {
  return fc
    .record({
      layout: layouts,
      rows: arbitraryRows,
      flaw: flaws,
      fieldBytes: fieldLimits,
      dateOrder: fc.constantFrom(
        undefined,
        undefined,
        undefined,
        'DMY' as const,
        'MDY' as const,
        'YMD' as const,
      ),
      utcOffsetMinutes: fc.constantFrom(undefined, undefined, 0, 330),
    })
    .map(({ layout, rows, flaw, fieldBytes, dateOrder, utcOffsetMinutes }) => {
      const delimiterGiven = layout.delimiterGiven || mustBeNamed(layout);
      const options: ReferenceOptions = {
        fieldBytes,
        ...(delimiterGiven && { delimiter: layout.delimiter }),
        ...(layout.encodingGiven && { encoding: layout.encoding }),
        ...(dateOrder !== undefined && { dateOrder }),
        ...(utcOffsetMinutes !== undefined && { utcOffsetMinutes }),
      };
      const whole = encode(renderFile(layout, rows, flaw, fieldBytes), layout.encoding, hasMark(layout));
      const bytes = whole.subarray(0, Math.floor(whole.length * flaw.part));
      return { bytes, options, label: labelOf(layout, rows, options, flaw) };
    });
}

/** A delimiter that is not sniffed has to be told, by the file or by the user. */
function mustBeNamed({ delimiter, separatorLine }: Layout): boolean {
  return !separatorLine && !SNIFFED_DELIMITERS.includes(delimiter);
}

/** UTF-16 that nobody names is known by its mark only. */
function hasMark({ encoding, mark, encodingGiven }: Layout): boolean {
  return mark || (encoding.startsWith('utf-16') && !encodingGiven);
}

function renderFile(layout: Layout, rows: GeneratedRow[], flaw: Flaw, fieldBytes: number): string {
  const { delimiter, lineEnds } = layout;
  const columns = layout.columns.slice(flaw.columnsMissing);
  const context = { columns, delimiter, fieldBytes, limitsAreSmall: fieldBytes < DEFAULT_FIELD_BYTES };
  const header = [
    ...columns.map((name) => renderField(name, layout.quotedHeader ? 'QUOTED' : 'AS_NEEDED', delimiter)),
    ...(flaw.oddName === null ? [] : [flaw.oddName]),
  ].join(delimiter);
  const lines = [
    ...layout.blankLines,
    ...(layout.separatorLine ? [`sep=${delimiter}`] : []),
    header,
    ...rows.map((row) => renderRow(row, context)),
  ];
  return lines
    .map((line, index) => {
      const isLast = index === lines.length - 1;
      return isLast && !layout.lastLineEnd ? line : line + lineEnds[index % lineEnds.length];
    })
    .join('');
}

function labelOf(layout: Layout, rows: GeneratedRow[], options: ReferenceOptions, flaw: Flaw): string {
  const named = (values: object): string[] =>
    Object.entries(values).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return [
    `${rows.length} rows in ${layout.encoding}${hasMark(layout) ? ' with mark' : ''}`,
    `delimiter ${JSON.stringify(layout.delimiter)}`,
    `line ends ${JSON.stringify(layout.lineEnds)}`,
    `options ${named(options).join(' ')}`,
    ...(flaw === FLAWLESS ? [] : [`flaw ${named(flaw).join(' ')}`]),
  ].join(', ');
}
