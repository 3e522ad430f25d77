import type { ByteWriter } from './byteWriter.js';
import type { Texts } from './copying.js';
import { escapes } from './escapes.js';

/** The delimiter of every CSV artefact. */
export const DELIMITER = ';';

const [QUOTE, APOSTROPHE] = [0x22, 0x27];
/** The mark by which spreadsheets see that a CSV is UTF-8. */
export const BOM = Uint8Array.of(0xef, 0xbb, 0xbf);

/** Only a cell in quotes has a quote in it, so that every cell may be written by these. */
export const CSV_ESCAPES = escapes(new Map([[QUOTE, '""']]));
const NEEDS_QUOTES = flagged(';"\r\n');
const QUOTED_TEXT = /[;"\r\n]/;
/** Cells, with the delimiter between them, of which one cannot be written as it stands; no cell has it in itself. */
export const CALLS_FOR_CARE = /["\r\n]|(?:^|;)[=+\-@\t]/;
const RUNS_AS_FORMULA = flagged('=+-@\t\r\n');

/** Per byte what it does to its cell, as bits: 1 forces it into quotes, 2 makes it a formula when it comes first. */
export type CellFlags = Uint8Array;
export const CELL_FLAGS: CellFlags = NEEDS_QUOTES.map(
  (quotes, byte) => quotes | (RUNS_AS_FORMULA[byte] << 1),
);

function flagged(characters: string): Uint8Array {
  const flags = new Uint8Array(256);
  for (const character of characters) flags[character.charCodeAt(0)] = 1;
  return flags;
}

export function writeBom(writer: ByteWriter): void {
  writer.copy(BOM);
}

/** Whether a cell with these bytes has to be quoted. */
export function needsQuotes(bytes: Uint8Array, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (NEEDS_QUOTES[bytes[i]] === 1) return true;
  return false;
}

/**
 * A cell of text that somebody else wrote, made safe: quoted where its bytes demand it, and with an apostrophe in
 * front where a spreadsheet would run it.
 */
export function writeCell(writer: ByteWriter, texts: Texts, index: number): void {
  const from = texts.starts[index];
  const to = texts.starts[index + 1];
  const isQuoted = needsQuotes(texts.bytes, from, to);
  openCell(writer, isQuoted, from < to ? texts.bytes[from] : undefined);
  writer.escaped(texts, from, to, CSV_ESCAPES);
  closeCell(writer, isQuoted);
}

/** The same for a text that is not in a column. */
export function textCell(text: string): string {
  const marked = RUNS_AS_FORMULA[text.charCodeAt(0)] === 1 ? `'${text}` : text;
  return QUOTED_TEXT.test(text) ? `"${marked.replaceAll('"', '""')}"` : marked;
}

/** Begins a cell of several pieces. @param firstByte the first byte of its text, if it has any */
export function openCell(writer: ByteWriter, isQuoted: boolean, firstByte: number | undefined): void {
  if (isQuoted) writer.byte(QUOTE);
  if (firstByte !== undefined && RUNS_AS_FORMULA[firstByte] === 1) writer.byte(APOSTROPHE);
}

export function closeCell(writer: ByteWriter, isQuoted: boolean): void {
  if (isQuoted) writer.byte(QUOTE);
}
