import type { RefusedRow } from '../domain/facts.js';
import { ByteWriter } from './byteWriter.js';

/** What PostgreSQL's COPY reads otherwise, and U+0000, which it takes in no text: U+FFFD stands in its place. */
const ESCAPES: Record<string, string> = {
  '\\': '\\\\',
  '\t': '\\t',
  '\n': '\\n',
  '\r': '\\r',
  '\0': '\uFFFD',
};

/**
 * Refused rows as PostgreSQL reads them with COPY in its text format: the columns of INVALID_ROW_COLUMNS, TAB between
 * them, `\N` for NULL. They are numbered from 0.
 * @param reportId the report's UUID
 */
export function* invalidRowLines(rows: Iterable<RefusedRow>, reportId: string): Generator<Uint8Array> {
  const writer = new ByteWriter();
  let seq = 0;
  for (const { line, byteOffset, reason, number, raw } of rows) {
    const shownNumber = number === null ? '\\N' : escaped(number);
    writer.text(`${reportId}\t${seq}\t${line}\t${byteOffset}\t${reason}\t${shownNumber}\t${escaped(raw)}\n`);
    seq += 1;
    if (writer.isFull) yield writer.take();
  }
  yield writer.take();
}

function escaped(text: string): string {
  return text.replace(/[\\\t\n\r\0]/g, (character) => ESCAPES[character]);
}
