import { type Encoding, REQUIRED_COLUMNS, type Warning } from '../../domain/facts.js';
import type { AnalysisLimits, AnalysisOptions } from '../../domain/options.js';
import { CodedError } from '../../errors.js';
import { ROW_LIMIT_FIELDS } from './core.js';
import { isUtf32, sniffEncoding } from './encoding.js';
import { isBlank, isLineEnd, lineEndAt, type SplitRow, splitRow } from './split.js';

/** How much of a file is looked at to learn how it is written, in unpacked bytes. */
export const SNIFF_BYTES = 1 << 20;

/** Most headers end within this; the rest of the window is only made a string when they do not. */
const HEADER_BYTES = 1 << 16;

/** How a file is written, and where its rows begin. */
export interface Dialect {
  encoding: Encoding;
  delimiter: string;
  /** Names of the columns, trimmed, in the order of the file. */
  header: string[];
  /** For each of REQUIRED_COLUMNS, its column in the file. */
  columns: number[];
  /** Offset of the first data row in the unpacked file, in bytes, and its physical line from 1. */
  dataOffset: number;
  dataLine: number;
  warnings: Warning[];
}

const DELIMITERS = [';', ',', '\t', '|'];

/**
 * Reads the beginning of a file: encoding, delimiter, header.
 * @param window the first SNIFF_BYTES of the unpacked file, or all of it
 * @param whole  whether that is all of it
 * @throws CodedError EMPTY_FILE, NOT_A_CSV, BAD_ENCODING, MISSING_COLUMNS, TOO_LARGE (columns)
 */
export function sniffDialect(
  window: Uint8Array,
  whole: boolean,
  options: AnalysisOptions,
  limits: Pick<AnalysisLimits, 'columns' | 'fieldBytes'>,
): Dialect {
  if (window.length === 0) throw new CodedError('EMPTY_FILE');
  const { encoding, markBytes } = sniffEncoding(window, whole, options.encoding);
  const reader = (bytes: Uint8Array, complete: boolean) =>
    new HeaderReader(bytes, markBytes, complete, complete && whole, encoding, options, limits);
  const early = window.length > HEADER_BYTES ? reader(window.subarray(0, HEADER_BYTES), false).read() : null;
  const dialect = early ?? reader(window, true).read();
  if (dialect === null) throw new CodedError('NOT_A_CSV');
  return dialect;
}

/** First bytes of formats that people upload by mistake. */
const SIGNATURES: [name: string, bytes: number[]][] = [
  ['a ZIP archive or a spreadsheet (xlsx)', [0x50, 0x4b, 0x03, 0x04]],
  ['an old spreadsheet (xls)', [0xd0, 0xcf, 0x11, 0xe0]],
  ['a PDF document', [0x25, 0x50, 0x44, 0x46, 0x2d]],
  ['a PNG picture', [0x89, 0x50, 0x4e, 0x47]],
  ['a JPEG picture', [0xff, 0xd8, 0xff]],
  ['an archive in an archive', [0x1f, 0x8b]],
  ['a bzip2 archive', [0x42, 0x5a, 0x68, 0x39]],
  ['a Zstandard archive', [0x28, 0xb5, 0x2f, 0xfd]],
  ['a 7-Zip archive', [0x37, 0x7a, 0xbc, 0xaf]],
  ['a Parquet file', [0x50, 0x41, 0x52, 0x31]],
];

/** Why a file in which not one required column was found is no CSV; returns when it may be one all the same. */
function refuseOtherFormats(window: Uint8Array): void {
  if (isUtf32(window)) {
    throw new CodedError('BAD_ENCODING', 'The text of the file cannot be decoded: UTF-32 is not supported.');
  }
  for (const [name, bytes] of SIGNATURES) {
    if (bytes.every((byte, k) => window[k] === byte)) {
      throw new CodedError('NOT_A_CSV', `The file is not a CSV: it is ${name}.`);
    }
  }
}

interface Candidate {
  delimiter: string;
  row: SplitRow;
  /** Names of the columns as written, and trimmed. */
  written: string[];
  header: string[];
  missing: string[];
}

/**
 * Finds the header in a string of code units: bytes of the file as they are (delimiters, quotes and line ends are
 * ASCII in every encoding that has units of one byte), or units of UTF-16. Offsets in it are offsets in the file.
 */
class HeaderReader {
  private readonly unitBytes: number;
  private readonly text: string;

  /** `complete`: nothing more of the file will be looked at; else an unfinished or doubtful header is null. */
  constructor(
    private readonly window: Uint8Array,
    private readonly markBytes: number,
    private readonly complete: boolean,
    private readonly whole: boolean,
    private readonly encoding: Encoding,
    private readonly options: AnalysisOptions,
    private readonly limits: Pick<AnalysisLimits, 'columns' | 'fieldBytes'>,
  ) {
    const bytes = window.subarray(markBytes);
    this.unitBytes = encoding.startsWith('utf-16') ? 2 : 1;
    this.text = this.unitBytes === 2 ? units16(bytes, encoding === 'utf-16be') : units8(bytes);
  }

  read(): Dialect | null {
    let { at, line } = this.skipBlankLines(0, 1);
    const separator = /^sep=([^"\r\n\0\x80-\uffff])(?:\r\n|\r|\n)/i.exec(this.text.slice(at, at + 8));
    if (separator) ({ at, line } = this.skipBlankLines(at + separator[0].length, line + 1));
    if (at >= this.text.length && this.whole) {
      throw new CodedError('EMPTY_FILE', 'The file is empty: it has no header line.');
    }
    const given = this.options.delimiter ?? separator?.[1];
    const delimiters = given === undefined ? DELIMITERS : [given];
    const candidates = delimiters.flatMap((delimiter) => this.candidate(at, delimiter) ?? []);
    const fewest = Math.min(...candidates.map(({ missing }) => missing.length));
    const best = candidates.find(({ missing }) => missing.length === fewest);
    if (!this.complete && (best === undefined || fewest > 0)) return null;
    if (best === undefined) throw this.noHeader();
    if (fewest > 0) this.refuse(best, this.text.slice(at, best.row.next));
    if (best.header.length > this.limits.columns) {
      throw new CodedError(
        'TOO_LARGE',
        `The file has ${best.header.length} columns; the limit is ${this.limits.columns}.`,
      );
    }
    return this.dialectOf(best, line);
  }

  /** The header under a delimiter; null where its quotes do not work out, it is too long, or not all there. */
  private candidate(at: number, delimiter: string): Candidate | null {
    const row = splitRow(this.text, at, delimiter);
    if (row === null || (row.next >= this.text.length && !this.whole)) return null;
    const written = row.fields.map((field) => this.decode(field));
    const { fieldBytes } = this.limits;
    if (row.fields.some((field) => this.lengthOf(field) > fieldBytes)) return null;
    const text = this.text.slice(at, row.next).replace(/[\r\n]+$/, '');
    if (this.lengthOf(text) > fieldBytes * ROW_LIMIT_FIELDS) return null;
    const header = written.map(trimBlanks);
    return {
      delimiter,
      row,
      written,
      header,
      missing: REQUIRED_COLUMNS.filter((name) => !header.includes(name)),
    };
  }

  private noHeader(): CodedError {
    refuseOtherFormats(this.window);
    return new CodedError(
      'NOT_A_CSV',
      'The file is not a CSV: its header line does not end within 1 MiB, or its quotes do not close.',
    );
  }

  /** A header that lacks columns: because the file is something else, cannot be decoded, or just lacks them. */
  private refuse({ missing }: Candidate, header: string): never {
    if (missing.length === REQUIRED_COLUMNS.length) {
      refuseOtherFormats(this.window);
      if (this.text.includes('\0')) {
        throw new CodedError(
          'NOT_A_CSV',
          'The file is not a CSV: it holds binary data, or is UTF-16 without a byte-order mark (then name its encoding).',
        );
      }
    }
    if (!this.isDecodable(header)) {
      throw new CodedError('BAD_ENCODING', `The header line cannot be decoded as ${this.encoding}.`);
    }
    throw new CodedError('MISSING_COLUMNS', `Required columns are missing: ${missing.join(', ')}.`);
  }

  private dialectOf({ delimiter, row, written, header }: Candidate, line: number): Dialect {
    return {
      encoding: this.encoding,
      delimiter,
      header,
      columns: REQUIRED_COLUMNS.map((column) => header.indexOf(column)),
      dataOffset: Math.min(this.markBytes + row.next * this.unitBytes, this.window.length),
      dataLine: line + row.lines,
      warnings: headerWarnings(header, written),
    };
  }

  private skipBlankLines(at: number, line: number): { at: number; line: number } {
    for (;;) {
      let end = at;
      while (isBlank(this.text[end])) end++;
      if (end >= this.text.length) return { at: end, line };
      if (!isLineEnd(this.text[end])) return { at, line };
      at = lineEndAt(this.text, end);
      line++;
    }
  }

  private isDecodable(units: string): boolean {
    if (this.unitBytes === 2) return !/\p{Surrogate}/u.test(units);
    if (this.encoding === 'windows-1252') return !/[\x81\x8d\x8f\x90\x9d]/.test(units);
    try {
      new TextDecoder('utf-8', { fatal: true }).decode(bytesOf(units));
      return true;
    } catch {
      return false;
    }
  }

  /** Bytes as UTF-8, where what cannot be decoded counts for one byte: it is shown as U+FFFD, which has three. */
  private lengthOf(units: string): number {
    if (this.encoding === 'utf-8') return units.length;
    const text = this.decode(units);
    const undecodable = text.match(this.unitBytes === 2 ? /\p{Surrogate}/gu : /\ufffd/g)?.length ?? 0;
    return utf8Length(text) - 2 * undecodable;
  }

  private decode(units: string): string {
    if (this.unitBytes === 2) return units;
    if (this.encoding === 'windows-1252') return decodeWindows1252(units);
    return new TextDecoder(this.encoding, { ignoreBOM: true }).decode(bytesOf(units));
  }
}

function bytesOf(units: string): Uint8Array {
  return Uint8Array.from(units, (unit) => unit.charCodeAt(0));
}

/** 0x80 to 0x9F of Windows-1252. TextDecoder is no help: that of Node 20 leaves them as control characters. */
const HIGH_CHARACTERS = '€\ufffd‚ƒ„…†‡ˆ‰Š‹Œ\ufffdŽ\ufffd\ufffd‘’“”•–—˜™š›œ\ufffdžŸ';

function decodeWindows1252(units: string): string {
  return units.replace(/[\x80-\x9f]/g, (unit) => HIGH_CHARACTERS[unit.charCodeAt(0) - 0x80]);
}

function utf8Length(text: string): number {
  return new TextEncoder().encode(text).length;
}

function headerWarnings(header: string[], written: string[]): Warning[] {
  const warnings: Warning[] = [];
  const padded = header.filter((name, k) => name !== written[k]);
  if (padded.length > 0) {
    warnings.push({
      code: 'HEADER_BLANKS',
      message: `Blanks around column names were ignored: ${padded.join(', ')}.`,
    });
  }
  const repeated = [...new Set(header.filter((name, k) => name !== '' && header.indexOf(name) !== k))];
  if (repeated.length > 0) {
    warnings.push({
      code: 'REPEATED_COLUMN',
      message: `Of columns with the same name the first one counts: ${repeated.join(', ')}.`,
    });
  }
  return warnings;
}

function trimBlanks(text: string): string {
  return text.replace(/^[ \t]+|[ \t]+$/g, '');
}

function units8(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 8192) text += charactersOf(bytes.subarray(at, at + 8192));
  return text;
}

/** A cut last byte is no character: it becomes a surrogate without its other half, as undecodable as the byte. */
function units16(bytes: Uint8Array, bigEndian: boolean): string {
  const units = new Uint16Array(bytes.length >> 1);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let k = 0; k < units.length; k++) units[k] = view.getUint16(k * 2, !bigEndian);
  let text = '';
  for (let at = 0; at < units.length; at += 8192) text += charactersOf(units.subarray(at, at + 8192));
  return bytes.length % 2 === 0 ? text : `${text}\ud800`;
}

/** Not by a spread, which takes the units one by one: several times as long, as long as the code is new. */
function charactersOf(units: Uint8Array | Uint16Array): string {
  return Reflect.apply(String.fromCharCode, null, units);
}
