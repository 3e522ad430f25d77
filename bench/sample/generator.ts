import { type SampleCase, sampleCase } from './cases.js';
import { SAMPLE_COLUMNS } from './catalogue.js';
import { type Fault, faultyLine } from './faults.js';
import { Random } from './random.js';
import { sampleRow } from './row.js';

export interface SampleOptions {
  /** Data rows. */
  rows: number;
  /** Distinct cases, all of which occur in good rows; at most as many as rows. */
  cases: number;
  seed: number;
  /** Per cent of the rows that have quoted fields: with delimiters, quotes, line ends. */
  quotedPercent: number;
  /** Per cent of the rows that are refused; none of those by which a case is first seen. */
  badPercent: number;
  /** What is wrong with those rows; default: any of all faults. */
  faults?: readonly Fault[];
  /** Changes the values of a row, one per column of SAMPLE_COLUMNS, before it is written. */
  reshape?: (values: string[], row: number) => void;
}

const DELIMITER = ';';

/** Length of a piece of the file, at least, in characters. */
const CHUNK_LENGTH = 256 * 1024;

/** Cases that are kept once made; sizes fall so steeply that few draws miss them. */
const CASES_KEPT = 65_536;

/**
 * A realistic export, piece by piece: `;`, LF, 31 columns, some 470 bytes a row. The same options give the same
 * text. Case sizes fall like 1/rank, events are nearly in order of time.
 */
export function* sampleCsv(options: SampleOptions): Generator<string> {
  const { rows, cases, seed, quotedPercent, badPercent, faults, reshape } = options;
  const random = new Random(seed);
  const caseOf = keptCases(seed);
  let chunk = `${SAMPLE_COLUMNS.join(DELIMITER)}\n`;
  let seen = 0;
  for (let row = 0; row < rows; row += 1) {
    // Cases are first seen evenly through the file; in between, the frequent ones come again.
    const isFirst = Math.floor(((row + 1) * cases) / rows) > seen;
    const index = isFirst ? seen : Math.floor(cases ** random.fraction()) - 1;
    if (isFirst) seen += 1;
    const values = sampleRow(caseOf(index), index, row, row / rows, random);
    reshape?.(values, row);
    if (!isFirst && random.percent(badPercent)) chunk += faultyLine(values, DELIMITER, random, faults);
    else if (random.percent(quotedPercent)) chunk += quotedLine(values, random);
    else chunk += values.join(DELIMITER);
    chunk += '\n';
    if (chunk.length >= CHUNK_LENGTH) {
      yield chunk;
      chunk = '';
    }
  }
  if (chunk !== '') yield chunk;
}

/** A small sample, whole in memory. */
export function sampleText(options: SampleOptions): string {
  return [...sampleCsv(options)].join('');
}

function keptCases(seed: number): (index: number) => SampleCase {
  const kept: SampleCase[] = [];
  return (index) => {
    if (index >= CASES_KEPT) return sampleCase(seed, index);
    kept[index] ??= sampleCase(seed, index);
    return kept[index];
  };
}

const PROBLEM = SAMPLE_COLUMNS.indexOf('short_description');
const DESCRIPTION = SAMPLE_COLUMNS.indexOf('description');

/** The problem is quoted though it need not be: its case is the same. The description needs it. */
function quotedLine(values: string[], random: Random): string {
  const remark = random.pick(['; verificar "logs"', '\nAção: reiniciar o serviço', ';\r\n"limite" excedido']);
  return values
    .map((value, place) => {
      if (place === PROBLEM) return quoted(value);
      return place === DESCRIPTION ? quoted(value + remark) : value;
    })
    .join(DELIMITER);
}

function quoted(value: string): string {
  return `"${value.replaceAll('"', '""')}"`;
}
